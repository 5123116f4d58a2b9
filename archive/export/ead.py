"""The finding aid as EAD 3 (release 1.1.1), arranged and described as ISAD(G) has it.

Dates stand in EDTF (`standarddate`), with the first and last day that they may stand for
(`notbefore`, `notafter`); languages by their two letters (ISO 639-1) where they have these.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from archive.export.dublin_core import rights
from archive.export.events import custody_sentences
from archive.export.finding_aid import package_path
from archive.export.holdings import (
    Archive,
    Extent,
    File,
    Holding,
    Level,
    Progress,
    extents,
    holdings,
)
from archive.export.xmltext import HEAD, branch, empty, leaf, opened
from archive.text.spoken import date_words

NAMESPACE: Final = "http://ead3.archivists.org/schema/"

#: What an entry of the registers is among EAD's headings.
_HEADINGS: Final = {
    "person": "persname",
    "partner": "corpname",
    "stakeholder": "corpname",
    "body": "corpname",
    "mandate": "corpname",
    "process": "corpname",
    "theme": "subject",
    "theme_list": "subject",
    "initiative": "subject",
    "meeting": "subject",
}


def ead_xml(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    held: Iterable[Holding] | None = None,
) -> Iterator[str]:
    """The finding aid of the records; raises `NotInArchive` where one of `only` is not held.

    `held` are these records where they were read already.
    """
    archive = Archive(conn)
    told = extents(conn, only)
    yield HEAD + opened("ead", xmlns=NAMESPACE, audience="external") + "\n"
    yield _control(archive)
    yield opened("archdesc", level="fonds") + "\n"
    yield _fonds(archive, told.get((), Extent(0, 0, None, None)))
    if told:
        yield opened("dsc", dsctype="combined") + "\n"
        open_: tuple[Level, ...] = ()
        for holding in holdings(conn, only, progress) if held is None else held:
            yield from _step(archive, open_, holding.levels, told)
            open_ = holding.levels
            yield _item(archive, holding)
        yield "</c>\n" * len(open_) + "</dsc>\n"
    yield "</archdesc>\n</ead>\n"


def _step(
    archive: Archive,
    before: Sequence[Level],
    after: Sequence[Level],
    told: dict[tuple[str, ...], Extent],
) -> Iterator[str]:
    """Close the levels that end, and open those that begin."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    yield "</c>\n" * (len(before) - same)
    for depth in range(same, len(after)):
        level = after[depth]
        codes = tuple(each.code for each in after[: depth + 1])
        yield opened("c", level=level.level) + "\n"
        yield branch(
            "did",
            leaf("unitid", "/".join((archive.code, *codes))),
            leaf("unittitle", level.title),
            *_extent(told[codes]),
        )


def _control(archive: Archive) -> str:
    day = archive.saved_on
    return branch(
        "control",
        leaf("recordid", f"{archive.code}-finding-aid"),
        branch(
            "filedesc",
            branch("titlestmt", leaf("titleproper", f"{archive.name}: finding aid of its archive")),
            branch("publicationstmt", leaf("publisher", archive.keeper)),
        ),
        empty("maintenancestatus", value="derived"),
        branch("maintenanceagency", leaf("agencyname", archive.keeper)),
        branch(
            "languagedeclaration",
            leaf("language", "English", langcode="en"),
            leaf("script", "Latin", scriptcode="Latn"),
        ),
        _convention("ISAD(G)", "General International Standard Archival Description, 2nd edition"),
        _convention("EDTF", "Extended Date/Time Format (ISO 8601-2:2019)"),
        branch(
            "maintenancehistory",
            branch(
                "maintenanceevent",
                empty("eventtype", value="derived"),
                leaf("eventdatetime", day or "not known", standarddatetime=day),
                empty("agenttype", value="machine"),
                leaf("agent", "secretariat export ead"),
                leaf("eventdescription", _of_save(archive)),
            ),
        ),
        langencoding="iso639-1",
        scriptencoding="iso15924",
        dateencoding="otherdateencoding",
    )


def _convention(short: str, title: str) -> str:
    return branch("conventiondeclaration", leaf("abbr", short), leaf("citation", title))


def _of_save(archive: Archive) -> str:
    saved = archive.saved
    return f"Made of the archive as saved in {saved['hash']}." if saved else "Made of the archive."


def _fonds(archive: Archive, extent: Extent) -> str:
    languages = sorted(
        row[0]
        for row in archive.conn.execute(
            "SELECT DISTINCT language FROM record WHERE NOT removed AND language IS NOT NULL"
        )
    )
    did = branch(
        "did",
        leaf("unitid", archive.code),
        leaf("unittitle", f"{archive.name}: records of its secretariat"),
        *_extent(extent),
        branch("repository", branch("corpname", leaf("part", archive.keeper))),
        branch("origination", branch("corpname", leaf("part", archive.name))),
        branch("langmaterial", *(_language(each) for each in languages)),
    )
    terms = [
        " ".join(
            filter(None, (row["organisation"], row["place"], f"({row['host'] or row['name']})"))
        )
        + f": {date_words(row['from_edtf']) or 'not known'} to "
        + f"{date_words(row['to_edtf']) or 'not known'}."
        for row in archive.mandates
    ]
    return did + "".join(
        (
            branch("scopecontent", leaf("p", archive.process.get("about"))),
            branch(
                "arrangement",
                leaf("p", "By kind of record, then by body, then by meeting or year."),
            ),
            branch(
                "custodhist",
                *(leaf("p", each) for each in (*terms, *custody_sentences(archive.conn))),
            ),
        )
    )


def _extent(extent: Extent) -> Iterator[str]:
    if extent.first and extent.last:
        yield leaf(
            "unitdate",
            f"{extent.first[:4]} to {extent.last[:4]}"
            if extent.first[:4] != extent.last[:4]
            else extent.first[:4],
            unitdatetype="inclusive",
            normal=f"{extent.first}/{extent.last}",
        )
    yield _quantity(extent.records, "record" if extent.records == 1 else "records", "materialtype")
    yield _quantity(extent.size, "bytes", "spaceoccupied")


def _quantity(number: int, unit: str, sort: str) -> str:
    return branch(
        "physdescstructured",
        leaf("quantity", number),
        leaf("unittype", unit),
        physdescstructuredtype=sort,
        coverage="whole",
    )


def _item(archive: Archive, holding: Holding) -> str:
    row, language = holding.row, _two_letters(holding.row["language"])
    did = branch(
        "did",
        leaf("unitid", archive.reference(holding)),
        leaf("unitid", holding.id, label="id", localtype="id"),
        leaf("unittitle", holding.title, lang=language),
        *_date(holding),
        _quantity(holding.size, "bytes", "spaceoccupied") if holding.size else "",
        branch("origination", *_origins(archive, holding)),
        branch("langmaterial", _language(row["language"])),
        _originals(holding),
    )
    read_by = [f"Text taken out by {f.extracted_by}." for f in holding.files if f.extracted_by]
    after = (
        branch("scopecontent", leaf("p", row["summary"])),
        branch("accessrestrict", leaf("p", rights(holding)), _public_title(holding)),
        branch("custodhist", leaf("p", row["provenance"]), _term(archive, row["mandate"])),
        branch(
            "appraisal",
            leaf("p", _kept_as(archive, row["retention"])),
            leaf("p", holding.disposal.words() if holding.disposal else None),
        ),
        branch("altformavail", leaf("p", row["source"])),
        branch("processinfo", *(leaf("p", each) for each in read_by)),
        branch(
            "odd",
            leaf("p", f"Status: {row['status']}."),
            leaf("p", row["date_basis"] and f"How the date is known: {row['date_basis']}"),
            leaf("p", row["note"]),
        ),
        branch("controlaccess", *_headings(archive, holding)),
    )
    return f"{opened('c', level='item')}\n{did}{''.join(after)}</c>\n"


def _date(holding: Holding) -> Iterator[str]:
    edtf, first, last = holding.dates
    if not edtf:
        return
    about = "approximate" if set("~%") & set(edtf) else None
    certainty = "uncertain" if set("?%") & set(edtf) else about
    yield branch(
        "unitdatestructured",
        leaf("datesingle", date_words(edtf), standarddate=edtf, notbefore=first, notafter=last),
        unitdatetype="inclusive",
        certainty=certainty,
    )


def _origins(archive: Archive, holding: Holding) -> Iterator[str]:
    for sender in holding.senders():
        yield _heading(archive, sender, "corpname")
    for name in holding.authors():
        yield branch("name", leaf("part", name))


def _heading(archive: Archive, name: str, other: str = "subject") -> str:
    kind = _HEADINGS.get(archive.type_of(name), other)
    return branch(kind, leaf("part", archive.called(name)), identifier=name)


def _headings(archive: Archive, holding: Holding) -> Iterator[str]:
    """Persons, bodies and partners, and then subjects, each once and by its id."""
    row = holding.row
    named = [row["meeting"], holding.body, *holding.senders()]
    named += holding.ids("to", "people", "themes", "about")
    found = dict.fromkeys(each for each in named if each and archive.type_of(each))
    order = ("persname", "corpname", "subject")
    kinds = {each: _HEADINGS.get(archive.type_of(each), "subject") for each in found}
    for each in sorted(found, key=lambda name: order.index(kinds[name])):
        yield _heading(archive, each)


def _originals(holding: Holding) -> str:
    return "".join(_dao(file) for file in holding.files if file.role == "original")


def _dao(file: File) -> str:
    told = [
        f"{file.size} bytes" if file.size is not None else None,
        file.media_type,
        file.puid and f"PRONOM {file.puid}",
        file.sha256 and f"SHA-256 {file.sha256}",
    ]
    about = {"daotype": "unknown", "coverage": "whole", "linktitle": file.name}
    about["href"] = quote(package_path(file))
    note = branch("descriptivenote", leaf("p", ", ".join(filter(None, told))))
    return branch("dao", note, **about) or empty("dao", **about)


def _public_title(holding: Holding) -> str:
    other = holding.row["alternate_title"]
    return leaf("p", f"Title that may be shown: {other}") if other else ""


def _term(archive: Archive, mandate: str | None) -> str:
    return leaf("p", f"Term of the secretariat: {archive.called(mandate)}.") if mandate else ""


def _kept_as(archive: Archive, rule: str | None) -> str | None:
    return f"Retention: {archive.called(rule)} ({rule})." if rule else None


def _two_letters(tag: str | None) -> str | None:
    """The code of ISO 639-1 that a language tag begins with; None where it has none."""
    first = (tag or "").partition("-")[0].lower()
    return first if len(first) == 2 and first.isascii() and first.isalpha() else None


def _language(tag: str | None) -> str:
    return leaf("language", tag, langcode=_two_letters(tag))
