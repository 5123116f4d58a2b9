"""What a disposal would remove, told before anything is done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archive import history
from archive.errors import NotInArchive, UsageProblem
from archive.log import disposing, store
from archive.lookup import near
from archive.publish.state import FOLDER as PUBLISHED
from archive.questions import answer
from archive.reading import open_archive
from archive.workspace import Workspace
from toolkit.disposal import conditions, leftovers, swap
from toolkit.disposal.certificate import Removed
from toolkit.disposal.errors import DisposalRefused
from toolkit.disposal.mentions import Mention, mentions, names_of
from toolkit.disposal.scan import Scan, front_in, scan
from toolkit.disposal.stub import KEPT
from toolkit.retaining import reckoned
from toolkit.saving.repository import Repository

_ID = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
#: Characters of an authority or a reason: `Line` of the format takes as many.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of retention that holds for the record, and how it stands by it."""

    id: str
    permanent: bool
    reckoned: str
    over: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """All that would go, and what hangs on it.

    `cited_by` are (who, where) of what refers to the record; `acts_on` the decisions that it
    supersedes or changes, which its disposal frees from that; `within` the records that enclose it,
    whose originals may hold it as well. `local` are files on this computer alone, `evidence` the
    events of custody that name its files and stay.
    """

    record: str
    kind: str
    title: str
    alternate_title: str | None
    kept: dict[str, Any]
    versions: int
    first_saved: str | None
    last_saved: str | None
    texts: tuple[Removed, ...]
    originals: tuple[Removed, ...]
    format: str | None
    scan: Scan
    cited_by: tuple[tuple[str, str], ...]
    acts_on: tuple[str, ...]
    decisions: int
    claims: int
    within: tuple[str, ...]
    rule: Rule | None
    leaves: tuple[int, ...]
    mentioned: tuple[Mention, ...]
    remotes: tuple[str, ...]
    local: tuple[str, ...]
    evidence: tuple[str, ...]
    head: str

    @property
    def size(self) -> int:
        """Bytes of all contents together."""
        return sum(each.size for each in (*self.texts, *self.originals))

    @property
    def holders(self) -> list[str]:
        """The records that hold the same bytes as something of this one."""
        return sorted({owner for _, owner in self.scan.held if owner})


def one_line(text: str, what: str) -> str:
    """What a person gave as `what`, on one line; raises `UsageProblem` for what cannot be kept."""
    said = " ".join(text.split())
    if not said or not said.isprintable():
        raise UsageProblem(f"{what} must be a line of words, such as a decision or the rule")
    if len(said) > _LONGEST:
        raise UsageProblem(f"{what} is longer than {_LONGEST} characters: name where it stands")
    return said


def preview(repository: Repository, record: str, today: date, *, keep_title: bool) -> Preview:
    """What disposing of `record` would do. The archive must be up to the records.

    Raises `NotInArchive`, `UsageProblem` and `DisposalRefused`, with what to do.
    """
    workspace = repository.workspace
    if not record or set(record) - _ID - {"."}:
        raise UsageProblem(f"{record!r} is no id: name the record by its id, not by its file")
    conditions.require_usable(repository)
    head = repository.head()
    assert head is not None
    with closing(open_archive(workspace.archive)) as db:
        row = _row(db, record)
        found = scan(workspace.root, repository.prefix, db, record)
        texts = _removed(workspace.root, found.texts)
        originals = _removed(workspace.root, found.originals)
        wanted = wanted_of(record, repository.prefix, found, (*texts, *originals))
        log = store.load(workspace)
        titles = set() if keep_title else found.titles - {row["alternate_title"]}
        names = names_of(record, titles, [path for path, _ in found.pairs])
        first, last, versions = _saved(db, record)
        return Preview(
            record=record,
            kind=row["kind"],
            title=row["title"],
            alternate_title=row["alternate_title"],
            kept=_kept(db, workspace.root, record),
            versions=versions,
            first_saved=first,
            last_saved=last,
            texts=texts,
            originals=originals,
            format=_format(db, record),
            scan=found,
            cited_by=_cited_by(db, record),
            acts_on=_acts_on(db, record),
            decisions=_decisions(db, record),
            claims=_claims(db, record),
            within=_within(db, record),
            rule=_rule(db, record, today),
            leaves=tuple(disposing.leaves_of(log, record)),
            mentioned=tuple(
                mentions(
                    workspace.root,
                    [*found.tips.values(), *(name for name, _ in found.stash)],
                    names, record, sorted(wanted.sha256),
                )
            ),
            remotes=tuple(conditions.remotes(repository)),
            local=_local(workspace, wanted),
            evidence=tuple(leftovers.evidence(workspace, wanted)),
            head=head,
        )  # fmt: skip


def wanted_of(
    record: str, prefix: str, found: Scan, removed: tuple[Removed, ...]
) -> leftovers.Wanted:
    """How copies of the record on this computer are known."""
    paths = {path.removeprefix(prefix) for path in (*found.text_paths, *found.original_paths)}
    hashes = {each.sha256 for each in removed if each.sha256}
    return leftovers.Wanted(record, frozenset(paths), frozenset(hashes))


def _row(db: sqlite3.Connection, record: str) -> sqlite3.Row:
    db.row_factory = sqlite3.Row
    row: sqlite3.Row | None = db.execute("SELECT * FROM record WHERE id = ?", (record,)).fetchone()
    if row is None:
        entry = db.execute("SELECT type FROM entity WHERE id = ?", (record,)).fetchone()
        if entry is not None:
            raise NotInArchive(
                f"{record} is an entry of the register ({entry[0]}), not a record; take it out of "
                "the register and save"
            )
        raise NotInArchive(f"there is no record called {record!r}{near(db, record, records=True)}")
    if "." in record:
        raise DisposalRefused(
            f"{record} was brought in from elsewhere and is only read: take the import out of "
            "records/registers/imports.yaml instead"
        )
    if row["disposal"]:
        raise DisposalRefused(f"{record} was disposed of before: `secretariat show {record}`")
    return row


def _removed(root: Path, blobs: list[str]) -> tuple[Removed, ...]:
    return tuple(
        Removed(blob.name, blob.sha256, blob.size or 0) for blob in history.blobs(root, blobs)
    )


def _kept(db: sqlite3.Connection, root: Path, record: str) -> dict[str, Any]:
    """What a stub keeps of the record's front matter, as its newest text has it."""
    row = db.execute(
        "SELECT git_blob FROM record JOIN content ON content.id = record.content"
        " WHERE record.id = ?",
        (record,),
    ).fetchone()
    (held,) = history.blobs(root, [row[0]])
    front = front_in(held.data or held.top) or {}
    return {name: front[name] for name in KEPT if front.get(name) not in (None, "")}


def _saved(db: sqlite3.Connection, record: str) -> tuple[str | None, str | None, int]:
    row = db.execute(
        "SELECT date(min(commit_time), 'unixepoch'), date(max(commit_time), 'unixepoch'), count(*)"
        " FROM version JOIN commit_ ON commit_.seq = commit_seq WHERE record = ?",
        (record,),
    ).fetchone()
    return row[0], row[1], int(row[2])


def _format(db: sqlite3.Connection, record: str) -> str | None:
    row = db.execute(
        "SELECT coalesce(puid, media_type) FROM original WHERE record = ? ORDER BY version DESC",
        (record,),
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def _cited_by(db: sqlite3.Connection, record: str) -> tuple[tuple[str, str], ...]:
    rows = db.execute(
        "SELECT DISTINCT record_reference.record, anchor FROM record_reference"
        " JOIN record ON record.id = record_reference.record AND NOT record.removed"
        " WHERE target = :id AND record_reference.record <> :id"
        " UNION SELECT record, nullif(substr(target, length(:id) + 2), '') FROM citation"
        "  WHERE (target = :id OR target LIKE :id || '#%') AND record <> :id"
        " UNION SELECT stated_in, anchor FROM claim WHERE record = :id AND stated_in <> :id"
        "  AND recorded_to IS NULL"
        " ORDER BY 1, 2",
        {"id": record},
    )
    return tuple((row[0], f"#{row[1]}" if row[1] else "") for row in rows)


def _acts_on(db: sqlite3.Connection, record: str) -> tuple[str, ...]:
    rows = db.execute(
        'SELECT DISTINCT "to" FROM relation WHERE record = :id AND recorded_to IS NULL'
        ' AND "to" <> :id AND "to" NOT LIKE :own ORDER BY 1',
        {"id": record, "own": f"{record}#%"},
    )
    return tuple(row[0] for row in rows)


def _decisions(db: sqlite3.Connection, record: str) -> int:
    row = db.execute(
        "SELECT count(*) FROM decision WHERE record = ? AND basis = 'stated' AND NOT removed",
        (record,),
    ).fetchone()
    return int(row[0])


def _claims(db: sqlite3.Connection, record: str) -> int:
    row = db.execute(
        "SELECT count(*) FROM claim WHERE stated_in = ? AND recorded_to IS NULL", (record,)
    ).fetchone()
    return int(row[0])


def _within(db: sqlite3.Connection, record: str) -> tuple[str, ...]:
    rows = db.execute(
        'SELECT "from" FROM record_link WHERE kind = \'enclosure\' AND "to" = ? ORDER BY 1',
        (record,),
    )
    return tuple(row[0] for row in rows)


def _rule(db: sqlite3.Connection, record: str, today: date) -> Rule | None:
    row = db.execute(
        "SELECT rule.id, rule.name, coalesce(rule.permanent, 0) AS permanent"
        " FROM record_retention AS by JOIN retention AS rule ON rule.id = by.retention"
        " WHERE by.record = ?",
        (record,),
    ).fetchone()
    if row is None:
        return None
    if row["permanent"]:
        return Rule(row["id"], True, f"{row['name']}: kept for good", False)
    # So far ahead that its end is told wherever it can be reckoned at all.
    told = answer(db, "retention-due", {"day": today.isoformat(), "within": "2400"})
    for each in told.rows:
        said = dict(zip(told.columns, each, strict=True))
        if said["record"] == record:
            return Rule(row["id"], False, reckoned(said), said["has ended"] == "yes")
    return Rule(row["id"], False, f"{row['name']}: its time has not begun to run", False)


def _local(workspace: Workspace, wanted: leftovers.Wanted) -> tuple[str, ...]:
    """What only this computer keeps of it, as a person is told."""
    told = [workspace.relative(path) for path in leftovers.undone(workspace, wanted)]
    beside = [each for each in swap.archives(workspace) if each.suffix == workspace.archive.suffix]
    told += [
        f"{each.name}: it is removed, build it again"
        for each in beside
        if each != workspace.archive
    ]
    if (workspace.local / PUBLISHED).is_dir():
        told.append("sites that were published from here: they show it until you publish again")
    held = leftovers.in_intake(workspace, wanted)
    if held.items:
        told.append(f"{len(held.items)} of the files that were added (.secretariat/intake)")
    if held.within:
        told.append(f"{len(held.within)} kept packages or mails that it came within")
    return tuple(told)
