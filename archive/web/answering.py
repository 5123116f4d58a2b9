"""How a page is made: read in Datasette's thread with a time limit, then given in its forms.

    async def meeting(request, datasette):
        return await show(datasette, request, lambda conn: Page("meeting.html", {...}, data=...))

`show` gives the page as HTML, `.json` gives `data`, `.csv` and `.xlsx` the `sheet`; the route says
which of these there are by its group `format`. Templates find the context that `page` gives: `at`
(addresses of pages of the same day), `plainly_at` (of other things), `moment`, `ways`, `forms`.
"""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from archive.errors import NotInArchive, SecretariatError, UsageProblem
from archive.web.host import DATABASE, Host, Request, response
from archive.web.kept import kept
from archive.web.look import look_of
from archive.web.moment import KNOWN_AT, PREFIX, here, moment
from archive.web.names import Named, Ref, address
from archive.web.navigation import ways
from archive.web.sheets import TYPES, Sheet, download
from archive.web.state import State, state

if TYPE_CHECKING:
    from jinja2 import Environment

T = TypeVar("T")

_STATUS: tuple[tuple[type[SecretariatError], int], ...] = ((NotInArchive, 404), (UsageProblem, 400))


@dataclass(frozen=True, slots=True)
class Page:
    """What one address gives in all its forms.

    `template` with `context` makes the HTML, `data` the JSON, `sheet` the CSV and XLSX (read only
    where one of these is asked for; raise nothing in it that the page does not). `trail` are the
    pages above it, the nearest last. `row` is the address of the same in Datasette's tables.
    `forms` are the other forms that there are, by their endings.
    """

    template: str
    context: Mapping[str, Any]
    data: object
    sheet: Callable[[], Sheet] | None = None
    trail: tuple[Ref, ...] = ()
    row: str | None = None
    forms: tuple[str, ...] = ("json",)


class Elsewhere(Exception):
    """What was asked for has its page at another path of ours."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


#: What the forms of a page are called, and their media types.
FORMS = {
    "json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel", TYPES["xlsx"]),
    "atom": ("Atom", "application/atom+xml"),
    "ics": ("iCalendar", "text/calendar"),
}


def number(request: Request, name: str) -> int | None:
    """A whole number from the address; None where it is not given. Raises `UsageProblem`."""
    text = (request.args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UsageProblem(f"{name}={text!r} is no whole number: correct the address")
    return int(text)


#: A whole table to take away may take as many times as long as a page.
_LONGER = 10


async def read(
    host: Host, get: Callable[[sqlite3.Connection], T], times: int = 1
) -> tuple[T, State]:
    """What `get` reads from the archive, and the state that the archive is in.

    All queries of one page together may take as long as one query of Datasette's, or `times` that.
    """
    limit = times * host.setting("sql_time_limit_ms")
    limited = import_module("datasette.utils").sqlite_timelimit

    def run(conn: sqlite3.Connection) -> tuple[T, State]:
        with limited(conn, limit):
            return get(conn), kept(host, "state", lambda: state(conn))

    # What was asked for (`moment`) is known in the thread as it is here.
    asked = copy_context()
    return await host.get_database(DATABASE).execute_fn(lambda conn: asked.run(run, conn))


async def once(host: Host, get: Callable[[sqlite3.Connection], T]) -> T:
    """What `get` reads once for all readers, however long that takes.

    What a reader can make it do again and again needs the limit of `read`.
    """
    asked = copy_context()
    return await host.get_database(DATABASE).execute_fn(lambda conn: asked.run(get, conn))


_taken: ContextVar[list[tuple[Page, State]] | None] = ContextVar("archive_taken", default=None)


@contextmanager
def taken() -> Iterator[list[tuple[Page, State]]]:
    """The pages that are shown meanwhile, for who makes other forms of them too."""
    pages: list[tuple[Page, State]] = []
    token = _taken.set(pages)
    try:
        yield pages
    finally:
        _taken.reset(token)


async def show(host: Host, request: Request, get: Callable[[sqlite3.Connection], Page]) -> Any:
    """The page that `get` reads, in the form that the address asks for."""
    form = request.url_vars.get("format")

    def read_all(conn: sqlite3.Connection) -> tuple[Page, Sheet | None]:
        found = get(conn)
        wanted = found.sheet if form in ("csv", "xlsx") else None
        return found, wanted() if wanted else None

    times = _LONGER if form in ("csv", "xlsx") else 1
    try:
        (found, sheet), now = await read(host, read_all, times)
    except Elsewhere as other:
        return response().redirect(here(host, other.path))
    if (pages := _taken.get()) is not None:
        pages.append((found, now))
    if form == "json":
        return as_json(found.data, now)
    if form in ("csv", "xlsx"):
        if sheet is None:
            raise NotInArchive(f"this page is no table: there is no {form.upper()} of it")
        return await download(sheet, form)
    context = {"trail": found.trail, "row_at": found.row, **found.context}
    context["forms"] = [
        Ref(FORMS[each][0], _in_form(host, request, each), FORMS[each][1]) for each in found.forms
    ]
    return await page(host, request, found.template, now, context)


def _in_form(host: Host, request: Request, form: str) -> str:
    """The address of the same page in another form, all that was asked for included."""
    path = _own_path(host, request).strip("/") or "index"
    asked = moment()
    dated = f"{PREFIX}/{asked.asked}/" if asked.asked else ""
    query = f"?{request.query_string}" if request.query_string else ""
    return host.urls.path(f"{dated}{path}.{form}{query}")


def _own_path(host: Host, request: Request) -> str:
    """The path of the page that was asked for, without the prefix of the site."""
    base = str(host.setting("base_url"))
    path = request.path
    return "/" + path[len(base) :] if base != "/" and path.startswith(base) else path


async def page(
    host: Host,
    request: Request,
    template: str,
    state: State | None,
    context: dict[str, Any],
    status: int = 200,
) -> Any:
    """An HTML page from `templates/archive/`; `state` is None where it could not be read."""
    asked, own, look = moment(), _own_path(host, request), look_of(host)
    carried = [(KNOWN_AT, asked.known)] if asked.known else []
    context = {
        "state": state,
        "at": lambda path="": here(host, path),
        "plainly_at": host.urls.path,
        "tables_at": host.urls.database(DATABASE),
        "moment": asked,
        "ways": ways(host, own),
        "own": own,
        "own_query": request.query_string,
        "canonical": host.urls.path(own),
        "carried": carried,
        "look": look,
        "trail": (),
        "forms": (),
        "row_at": None,
        "edition": state.banner if state else None,
        **context,
    }
    html = _templates(host).get_template(f"archive/{template}").render(context)
    return response().html(html, status=status)


def _templates(host: Host) -> Environment:
    """Datasette's templates, ours among them, to be filled without what Datasette adds to pages.

    Our pages use none of that, and it takes more time than most of them. Nor do they wait for
    anything, so the detour of templates that may is left out as well.
    """
    return kept(host, "templates", lambda: host.get_jinja_environment().overlay(enable_async=False))


def as_json(data: object, state: State | None = None, status: int = 200) -> Any:
    """`data` (dataclasses included) as JSON, with the state of the archive that it comes from."""
    import msgspec

    told = msgspec.to_builtins(data, str_keys=True, enc_hook=_plain)
    body = {"ok": status < 400, **told}
    if state is not None and state.copy:
        body["archive"] = {"edition": state.edition, "copy": "/copy.json"}
    elif state is not None:
        body["archive"] = {
            "commit": state.hash,
            "saved_on": state.day,
            "records_with_unsaved_edits": state.edits,
            "edition": state.edition,
        }
    return response().json(body, status=status)


def _plain(value: object) -> str:
    """A subclass of str (an address of Datasette's, rendered text) as the text that it is."""
    if isinstance(value, str):
        return "".join(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


#: What a reader is told of a fault of ours.
FAULT = "This page could not be made. Whoever runs this server finds the reason in its log."

#: What a reader is told of a query that was stopped.
TOO_LONG = "This took too long and was stopped; ask for less at once."


def took_too_long(exception: Exception) -> bool:
    """Whether `exception` says that a query was stopped at its time limit."""
    return isinstance(exception, sqlite3.OperationalError) and str(exception) == "interrupted"


def _status_of(exception: Exception) -> tuple[int, str] | None:
    """The HTTP status and the sentence for a failure that a reader can act on."""
    for kind, status in _STATUS:
        if isinstance(exception, kind):
            return status, str(exception)
    if took_too_long(exception):
        return 503, TOO_LONG
    if isinstance(exception, import_module("datasette").NotFound):
        return 404, "There is no page at this address."
    return None


def _unforeseen(exception: Exception) -> tuple[int, str] | None:
    """What is told where we are at fault; None where Datasette means to say something itself.

    What went wrong may name files and what stands in them: that is for the server's own log.
    """
    utils = import_module("datasette.utils.asgi")
    if isinstance(exception, (utils.Base400, import_module("datasette.views.base").DatasetteError)):
        return None
    traceback.print_exception(exception)
    return 500, FAULT


async def _near(host: Host, message: str) -> tuple[list[tuple[str, str]], State | None]:
    """The ids that `message` proposes, each (name, address)."""
    from archive.web.names import Names

    proposed = message.partition("did you mean ")[2].strip("?").split(" or ")

    def get(conn: sqlite3.Connection) -> list[Named]:
        names = Names(conn, host, proposed)
        return [found for name in proposed if (found := names.get(name))]

    found, now = await read(host, get)
    return [(named.name, href) for named in found if (href := address(host, named))], now


def trouble(host: Host, request: Request, exception: Exception) -> Any:
    """A page, or JSON, that says what went wrong and where to go on; None: Datasette says it."""
    told = _status_of(exception) or _unforeseen(exception)
    if told is None:
        return None
    status, message = told
    if request.path.endswith(".json"):
        return as_json({"error": message, "status": status}, status=status)
    if request.path.endswith(".csv"):
        return response().text(message + "\n", status=status)

    async def make() -> Any:
        near, now = await _near(host, message) if status < 500 else ([], None)
        context = {"message": message.partition("; did you mean ")[0], "near": near}
        return await page(host, request, "trouble.html", now, {**context, "status": status}, status)

    return make
