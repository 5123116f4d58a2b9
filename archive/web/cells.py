"""Cells of Datasette's tables in plain words; JSON and CSV keep the values as they are."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from archive.decisions.words import why_proposed
from archive.text.spoken import date_words
from archive.web.host import Host
from archive.web.names import PAGES, decision_address, sources

#: How the view of contradictions writes that a statement still stands.
_STILL = 2**63 - 1

_TIMES = frozenset({"author_time", "commit_time"})
# Columns whose ids are records' but no foreign keys, because a view or a source gives them.
_RECORD_COLUMNS = frozenset({"record_a", "record_b"})
# Tables whose column `rule` says why a paragraph is taken for something.
_READ = frozenset({"decision", "decision_known", "action_item"})
# Where a column holds the id of a decision.
_DECISIONS = frozenset({("decision_known", "decision"), ("decision_state", "decision")})


def _link(host: Host, kind: str, name: str, text: str) -> Markup:
    href = host.urls.path(f"{PAGES[kind]}/{quote(name)}")
    return Markup('<a href="{}">{}</a>').format(href, text)


def cell(host: Host, row: sqlite3.Row, value: Any, column: str, table: str | None) -> Any:
    """What to show for `value`; None leaves it to Datasette."""
    if column.endswith("_edtf") and isinstance(value, str):
        said = date_words(value)
        return None if said == value else Markup('<span title="{}">{}</span>').format(value, said)
    if value == _STILL and column == "recorded_to":
        return "still"
    if column in _TIMES and isinstance(value, int):
        return _time(value)
    if (table, column) in _DECISIONS and isinstance(value, str):
        return Markup('<a href="{}">{}</a>').format(decision_address(host, value), value)
    if column == "id" and table in PAGES and isinstance(value, str):
        return _link(host, table, value, value)
    if column in _RECORD_COLUMNS and isinstance(value, str):
        return _link(host, "record", value, value)
    if column == "rule" and isinstance(value, str) and table in _READ:
        return Markup('<span title="{}">{}</span>').format(value, why_proposed(value))
    if column == "source" and isinstance(value, str) and value.startswith("["):
        return ", ".join(sources(value))
    return None


def _time(seconds: int) -> str | None:
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # a commit's time can be anything at all
        return None
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def ask_with_form(host: Host, question: str) -> Markup:
    """At the top of a stored query: the way to the form that explains its values."""
    return Markup('<p class="read-as-page"><a href="{}">Ask this with a plain form</a></p>').format(
        host.urls.path(f"questions/{quote(question)}")
    )


def read_as_page(host: Host, table: str, row: sqlite3.Row) -> Markup | None:
    """At the top of a row: the way to the page that tells the same to a reader."""
    said = f"Read this {table} as a page"
    if table == "decision":
        link = Markup('<a href="{}">{}</a>').format(decision_address(host, row["id"]), said)
    elif table in PAGES:
        link = _link(host, table, row["id"], said)
    else:
        return None
    return Markup('<p class="read-as-page">{}</p>').format(link)
