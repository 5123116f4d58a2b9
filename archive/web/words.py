"""How values are written for people: dates, numbers, kinds; and where our files are found."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from archive.text.dates import in_words
from archive.text.numbers import counted, size_words
from archive.text.spoken import date_words
from archive.web.descriptions import table_address
from archive.web.host import Host
from archive.web.kept import kept
from archive.web.languages import language_words

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {"terms-of-reference": "terms of reference", "participants": "list of participants"}

#: What a record's `access` says of it: whom it is for.
ACCESS = {
    "public": "everyone",
    "partners": "the partners only",
    "secretariat": "the secretariat only",
}

_STATUS = {
    "draft": "draft",
    "final": "final",
    "adopted": "adopted",
    "superseded": "replaced by a later text",
    "withdrawn": "withdrawn",
}

#: States of a decision that need other words for a reader.
STATES = {
    "proposed": "not decided",
    "superseded": "replaced by a later decision",
    "not-yet": "not in force yet",
}

_CHANGES = {
    "created": "first version",
    "text": "the text changed",
    "metadata": "the facts about it changed",
    "format": "only spacing and the like changed",
    "rename": "the file was moved",
    "removed": "taken out of the archive",
}

_CLAIM_KINDS = {
    "planned": "planned",
    "held": "as it happened",
    "reported": "reported",
    "inferred": "inferred",
}


def day_of(time: str) -> str:
    """The day of an ISO time in words: '22 November 2025'."""
    try:
        return in_words(datetime.fromisoformat(time).date().isoformat())
    except ValueError:
        return time


def kind_words(kind: str) -> str:
    """A kind of record in plain words: 'terms of reference'."""
    return _KINDS.get(kind, kind.replace("-", " "))


def plain(value: str) -> str:
    """A name of the archive's own (`theme_list`, `status_since`) as words."""
    return value.replace("_", " ").replace("-", " ").strip()


def with_code(text: str) -> Markup:
    """Plain text in which `names` between backticks are set as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def columns_folded(content: Markup) -> Markup:
    """Datasette's page of a table with the meanings of its columns folded away, rows first."""
    before, opening, after = str(content).partition('<dl class="column-descriptions">')
    if not opening:
        return content
    meanings, closing, after = after.partition("</dl>")
    summary = '<details class="meanings"><summary>What the columns mean</summary>'
    folded = f"{before}{summary}{opening}{meanings}{closing}</details>{after}"
    return Markup(folded)  # noqa: S704 - a template's own output, with tags of ours around a part


@cache
def _plugin_name() -> str:
    """Our name in the addresses of static files: the package's, or that of its distribution."""
    here = str(Path(__file__).parent / "static")
    for plugin in import_module("datasette.plugins").get_plugins():
        if plugin["static_path"] and Path(plugin["static_path"]) == Path(here):
            return str(plugin["name"])
    return "archive.web"


def static(host: Host, path: str) -> str:
    """The address of one of our static files, with its hash, so that it can be cached for good."""
    return kept(host, f"static {path}", lambda: str(host.static(path, plugin=_plugin_name())))


def prepare(environment: Environment, host: Host) -> None:
    """Give the templates these words."""
    filters: dict[str, Any] = {
        "access_words": lambda access: ACCESS.get(access, access),
        "date_words": date_words,
        "day_of": day_of,
        "kind_words": kind_words,
        "language_words": language_words,
        "plain": plain,
        "with_code": with_code,
        "size_words": size_words,
        "status_words": lambda status: _STATUS.get(status, status),
        "state_words": lambda state: STATES.get(state, state),
        "change_words": lambda change: _CHANGES.get(change, change),
        "claim_words": lambda kind: _CLAIM_KINDS.get(kind, kind),
    }
    environment.filters.update(filters)
    environment.globals["counted"] = counted
    environment.globals["published"] = False  # a copy as files says True
    environment.globals["columns_folded"] = columns_folded
    environment.globals["table_at"] = lambda name: table_address(host, name)
    environment.globals["archive_static"] = lambda path: static(host, path)
