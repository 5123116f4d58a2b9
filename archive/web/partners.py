"""The partners by region and year of joining, and what each hosted, chaired, proposed and wrote."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.lookup import NOW
from archive.questions import answer
from archive.register.masks import Counter as Letters
from archive.text.spoken import date_words
from archive.web.answering import Page, show
from archive.web.correspondence import correspondence, letters_ready
from archive.web.descriptions import table_address
from archive.web.holdings import asked_for, holdings
from archive.web.host import Host, Request, row_address
from archive.web.kept import kept
from archive.web.moment import Moment, here, moment
from archive.web.names import Ref
from archive.web.paging import Choice, given
from archive.web.partner import PROPOSED, view
from archive.web.related import bound, of_day
from archive.web.sayings import THEN
from archive.web.sheets import Sheet

#: What was counted of a partner, with the words for it.
COUNTED = (
    ("hosted", "Hosted"),
    ("chaired", "Chaired"),
    ("proposed", "Proposed"),
    ("came", "Came to"),
    ("letters", "Letters"),
)

_COLUMNS = (
    "id", "name", "region", "kind", "on_the_day", "certain", "admitted_since", "took_part_since",
    *(name for name, _ in COUNTED),
)  # fmt: skip

#: What a partner is on the day: words, kind and sign of its chip.
STANDINGS = {
    "partner": ("partner", "good", "●"),
    "admitted": ("admitted, has not taken part yet", "", "○"),
    "later": ("joined later", "quiet", "→"),
    "left": ("has left", "quiet", "✓"),
    "unknown": ("since when is not known", "quiet", "?"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A partner in the table; `joined` is the year in which it first took part, or was admitted."""

    id: str
    title: Ref
    region: str
    kind: str
    standing: str
    sure: bool
    admitted: str | None
    attended: str | None
    joined: str
    counts: dict[str, int]

    @property
    def badge(self) -> tuple[str, str, str]:
        """The words, kind and sign of its chip."""
        return STANDINGS[self.standing]


@dataclass(frozen=True, slots=True)
class Year:
    """Who joined in one year, by region, and how many partners there were then in all."""

    year: str
    joined: list[list[Ref]]
    total: int


@dataclass(frozen=True, slots=True)
class Region:
    """The partners of one region that were partners on the day."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many partners a region had on the day, by the question `partner-count-on`."""

    region: str
    partners: int
    sure: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The partners as they are shown."""

    figures: list[Figure]
    lines: list[Line]
    years: list[Year]
    columns: list[str]


async def partners(request: Request, datasette: Host) -> Any:
    """`/partners`: the partners on the day, `?region=`, `?kind=`."""
    chosen = given(request, "region", "kind")
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        asked = moment()
        shown = kept(datasette, "partners", lambda: _all(conn, datasette, asked), **asked.key)
        lines = [line for line in shown.lines if _fits(line, chosen)]
        now = [line for line in lines if line.standing in ("partner", "admitted")]
        regions = list(dict.fromkeys(line.region for line in now))
        return Page(
            "partners.html",
            {
                "shown": shown,
                "regions": [
                    Region(each, [line for line in now if line.region == each]) for each in regions
                ],
                "others": [line for line in lines if line not in now],
                "counted_words": COUNTED,
                "choices": [
                    Choice(key, label, chosen[key], _values(shown.lines, key))
                    for key, label in (("region", "Region"), ("kind", "Kind"))
                    if len(_values(shown.lines, key)) > 1 or chosen[key]
                ],
                "narrowed": any(chosen.values()),
            },
            data={
                "as_of": asked.day, "total": len(now), "by_region": shown.figures,
                "partners": lines,
            },
            sheet=lambda: Sheet("partners", _COLUMNS, [_cells(line) for line in lines]),
            trail=(Ref("Home", here(datasette, "")),),
            row=table_address(datasette, "partner"),
            forms=("json", "csv", "xlsx"),
        )  # fmt: skip

    return await show(datasette, request, get)


def _fits(line: Line, chosen: dict[str, str]) -> bool:
    return chosen["region"] in ("", line.region) and chosen["kind"] in ("", line.kind)


def _values(lines: Iterable[Line], key: str) -> list[tuple[str, str]]:
    found = Counter(getattr(line, key) for line in lines if getattr(line, key))
    return [(value, f"{value} ({n})") for value, n in sorted(found.items())]


def _cells(line: Line) -> list[str | int | None]:
    return [
        line.id, line.title.text, line.region, line.kind, line.badge[0],
        "yes" if line.sure else "perhaps" if line.standing in ("partner", "admitted") else "",
        line.admitted, line.attended, *(line.counts[name] for name, _ in COUNTED),
    ]  # fmt: skip


def on_day(conn: sqlite3.Connection, asked: Moment) -> dict[str, dict[str, Any]]:
    """Who was a partner on the day: the answer to the question `partners-on`, by their ids."""
    found = answer(conn, "partners-on", _asked(conn, asked))
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return {str(row["id"]): row for row in rows}


def _asked(conn: sqlite3.Connection, asked: Moment) -> dict[str, str]:
    at = asked.at(conn)
    return {"day": asked.day} if at == NOW else {"day": asked.day, "known_at": str(at)}


def _all(conn: sqlite3.Connection, host: Host, asked: Moment) -> Shown:
    at = asked.at(conn)
    there = on_day(conn, asked)
    counts = _counts(conn, host, asked)
    periods = _periods(conn, at)
    rows = conn.execute(
        "SELECT id, name, region, kind FROM partner WHERE listed OR :at < :now ORDER BY name",
        {"at": at, "now": NOW},
    ).fetchall()
    lines = [
        _line(host, row, there.get(row["id"]), periods.get(row["id"], {}), asked.day, counts)
        for row in rows
        if row["id"] in periods or at == NOW
    ]
    lines.sort(key=lambda line: (line.region or "~", line.joined or "9999", line.title.text))
    found = answer(conn, "partner-count-on", _asked(conn, asked))
    figures = [
        Figure(str(row[0]), *(int(row[place] or 0) for place in (1, 4, 5))) for row in found.rows
    ]
    columns = sorted({line.region for line in lines if line.region})
    return Shown(figures, lines, _years(lines, columns, asked.day), columns)


Period = dict[str, tuple[str | None, str | None, str | None]]


def _periods(conn: sqlite3.Connection, at: int) -> dict[str, Period]:
    """Partner → status → (as written, earliest day, end) of the first period of that status."""
    found: dict[str, Period] = {}
    for row in conn.execute(
        "SELECT partner, status, from_edtf, valid_from, valid_to FROM partner_period"  # noqa: S608 - of ours
        f" WHERE {THEN} ORDER BY valid_from IS NULL, valid_from, n",
        {"at": at},
    ):
        found.setdefault(row[0], {}).setdefault(row[1], (row[2], row[3], row[4]))
    return found


def _line(
    host: Host,
    row: sqlite3.Row,
    there: dict[str, Any] | None,
    periods: Period,
    day: str,
    counts: dict[str, Counter[str]],
) -> Line:
    admitted, attended = periods.get("admitted"), periods.get("attended")
    first = attended or admitted
    return Line(
        id=row["id"],
        title=Ref(row["name"], here(host, f"partners/{quote(row['id'])}"), row["id"]),
        region=row["region"] or "",
        kind=row["kind"] or "country",
        standing=standing(there, periods, day),
        sure=bool(there) and there["certain"] == "yes" if there else False,
        admitted=admitted[0] if admitted else None,
        attended=attended[0] if attended else None,
        joined=(first[0] or "").lstrip("./")[:4] if first else "",
        counts={name: counts[name][row["id"]] for name, _ in COUNTED},
    )


def standing(there: dict[str, Any] | None, periods: Period, day: str) -> str:
    """What a partner is on the day, as `STANDINGS` has it."""
    if there:
        return "partner" if there["attended"] else "admitted"
    begins = [start for _, start, _ in periods.values() if start]
    if not begins:
        return "unknown"
    return "later" if min(begins) > day else "left"


def _years(lines: list[Line], columns: list[str], day: str) -> list[Year]:
    """Who joined in which year, up to the day; those of no region are in the totals alone."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.joined and line.standing in ("partner", "admitted"):
            found.setdefault(line.joined, []).append(line)
    years: list[Year] = []
    total = 0
    for year in sorted(found):
        total += len(found[year])
        joined = [
            [line.title for line in found[year] if line.region == region] for region in columns
        ]
        years.append(Year(year, joined, total))
    return years


def _counts(conn: sqlite3.Connection, host: Host, asked: Moment) -> dict[str, Counter[str]]:
    """What of each there is in the archive, up to the day."""
    given_ = bound(conn, asked)
    queries = {
        "hosted": "SELECT s.host, count(*) FROM meeting JOIN meeting_state AS s"  # noqa: S608 - of ours
        f" ON s.meeting = meeting.id AND s.{THEN.strip().replace('(recorded', '(s.recorded')}"
        " WHERE s.state = 'held'" + of_day(asked, "s.date_start") + " GROUP BY 1",
        "chaired": "SELECT partner, count(DISTINCT body) FROM body_chair"  # noqa: S608 - of ours
        f" WHERE {THEN}{of_day(asked, 'valid_from')} GROUP BY 1",
        "proposed": f"SELECT partner, count(*) FROM ({PROPOSED}) GROUP BY 1",  # noqa: S608 - of ours
        "came": "SELECT partner, count(DISTINCT attendance.meeting) FROM attendance"  # noqa: S608 - of ours
        " JOIN meeting ON meeting.id = attendance.meeting WHERE status <> 'regrets'"
        + of_day(asked, "meeting.date_start") + " GROUP BY 1",
    }  # fmt: skip
    post, held = correspondence(conn, host), holdings(conn, host)
    letters = Letters(post.letters & asked_for(conn, held), held.size)
    return {
        **{
            name: Counter({row[0]: row[1] for row in conn.execute(sql, given_) if row[0]})
            for name, sql in queries.items()
        },
        "letters": Counter(post.facets["from"].counts(letters)),
    }


async def partner(request: Request, datasette: Host) -> Any:
    """`/partners/ID`: a partner with all that it did in the process."""
    name = request.url_vars["id"]
    await letters_ready(datasette)

    def get(conn: sqlite3.Connection) -> Page:
        there = on_day(conn, moment()).get(name)
        periods = _periods(conn, moment().at(conn)).get(name, {})
        shown = view(conn, datasette, name)
        badge = STANDINGS[standing(there, periods, moment().day)]
        return Page(
            "partner.html",
            {"shown": shown, "badge": badge, "date_words": date_words,
             "sure": there is None or there["certain"] == "yes"},
            data=shown,
            trail=(
                Ref("Home", here(datasette, "")),
                Ref("Partners", here(datasette, "partners")),
            ),
            row=row_address(datasette, "partner", name),
        )  # fmt: skip

    return await show(datasette, request, get)
