"""The archive's face: a Datasette plugin with pages for people, beside Datasette's own tables.

It takes part only where the configuration names it (`plugins: {archive: {}}`), so that any
other Datasette in the same environment stays as it is. `archive.web.serve` starts one.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

from archive.web.host import DATABASE, Host, Request, takes_part

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from jinja2 import Environment

    from archive.web.security import App

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Host) -> None:
    """Let templates carry nonces and know our words."""
    if takes_part(datasette):
        from archive.web import security, words

        security.prepare(env)
        words.prepare(env, datasette)


@hookimpl
def asgi_wrapper(datasette: Host) -> Callable[[App], App]:
    """Put the security headers on every response, turn away what is no request for a page, and
    take `/as-of/DAY` off the addresses."""
    if not takes_part(datasette):
        return lambda app: app
    from archive.web import security
    from archive.web.gate import gated
    from archive.web.limits import sparing
    from archive.web.moment import dated
    from archive.web.routes import is_ours, is_page

    def wrapped(app: App) -> App:
        day_taken_off = dated(sparing(app, datasette), datasette, is_page)
        return security.guarded(gated(day_taken_off, datasette, is_ours))

    return wrapped


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Host) -> None:
    """Let SQL read old texts, `text_of(content.id)`, and the file without copying its pages."""
    if database == DATABASE and takes_part(datasette):
        from archive.contents import add_function

        add_function(conn)
        # A served file never changes. SQLite maps as much of it as its build allows.
        conn.execute(f"PRAGMA mmap_size = {1 << 40}")


@hookimpl
def register_routes(datasette: Host) -> list[tuple[str, Callable[..., Any]]]:
    """Add our pages."""
    if not takes_part(datasette):
        return []
    from archive.web.routes import ROUTES

    return ROUTES


@hookimpl
def startup(datasette: Host) -> Callable[[], Awaitable[None]] | None:
    """Tell Datasette what the tables mean, and give it the questions."""
    if not takes_part(datasette):
        return None

    async def prepare() -> None:
        from archive.web.descriptions import describe
        from archive.web.stored import store_questions

        await describe(datasette)
        await store_questions(datasette)

    return prepare


@hookimpl
def extra_css_urls(template: str | None, datasette: Host) -> list[str]:
    """Dress Datasette's own pages in the archive's colours."""
    if not takes_part(datasette) or (template or "").startswith("archive/"):
        return []
    from archive.web.words import static

    return [static(datasette, "tables.css")]


@hookimpl
def extra_template_vars(view_name: str | None, request: Request, datasette: Host) -> Any:
    """Give the page of tables their descriptions; tell nobody which Datasette this is."""
    if not takes_part(datasette):
        return None
    told: dict[str, Any] = {"datasette_version": ""}
    if view_name == "database":
        from archive.web.descriptions import descriptions

        told["described"] = descriptions()
    return told


@hookimpl
def menu_links(datasette: Host) -> list[dict[str, str]]:
    """The ways back from Datasette's pages to ours."""
    if not takes_part(datasette):
        return []
    places = [("", "Home"), ("search", "Search"), ("questions", "For auditors")]
    links = [{"href": datasette.urls.path(path), "label": label} for path, label in places]
    return [*links, {"href": datasette.urls.database(DATABASE), "label": "Tables"}]


@hookimpl
def render_cell(
    row: sqlite3.Row, value: Any, column: str, table: str | None, database: str, datasette: Host
) -> Any:
    """Show dates and ids in tables as people read them."""
    if database != DATABASE or value is None or not takes_part(datasette):
        return None
    from archive.web.cells import cell

    return cell(datasette, row, value, column, table)


@hookimpl
def top_row(datasette: Host, database: str, table: str, row: sqlite3.Row) -> Any:
    """Lead from a row to the page that tells the same."""
    if database != DATABASE or not takes_part(datasette):
        return None
    from archive.web.cells import read_as_page

    return read_as_page(datasette, table, row)


@hookimpl
def top_stored_query(datasette: Host, database: str, query_name: str) -> Any:
    """Lead from a stored question to its form."""
    if database != DATABASE or not takes_part(datasette):
        return None
    from archive.questions import all_questions
    from archive.web.cells import ask_with_form

    known = {question.name for question in all_questions()}
    return ask_with_form(datasette, query_name) if query_name in known else None


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Host, request: Request, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Say what a reader can act on; Datasette's own answer is then not even made."""
    answers = yield
    if not takes_part(datasette):
        return answers
    from archive.web.answering import trouble

    ours = trouble(datasette, request, exception)
    return answers if ours is None else [ours]
