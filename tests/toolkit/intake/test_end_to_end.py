"""A folder of every format, from `add` to `search`, with the real command and real workers."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.workspace import Workspace
from tests.toolkit.intake.documents import WORDS, document, mail_of, write
from tests.toolkit.steps import files_under, git, run_in
from toolkit.intake.store import Store, place_of

#: Name → its bytes. Every format, mail with attachments, texts in several encodings.
FILES = {
    **{f"2019/{kind}.{kind}": document(kind) for kind in WORDS if kind != "eml"},
    "2019/picture.png": document("png"),
    "mail/first.eml": mail_of(
        f"Notes on the {WORDS['eml']}", 1,
        {"Agenda.docx": document("docx", "Attached quail"), "again.pdf": document("pdf")},
    ),
    "texts/utf16.txt": "Notes on the redshank, é.\n".encode("utf-16"),
    "texts/latin1.txt": "Compte rendu de la réunion à Genève: le sanderling a été noté.\n".encode(
        "latin-1"
    ),
    "texts/thai.txt": "รายงานการประชุมรัฐมนตรีศึกษา turnstone\n".encode("cp874"),
    "texts/copy.txt": document("txt"),
}  # fmt: skip
OTHERS = {"quail": "attached", "redshank": "utf-16", "sanderling": "latin-1", "turnstone": "cp874"}


@dataclass
class Went:
    """The workspace, and what each step said."""

    root: Path
    source: Path
    first: str
    told: str
    second: dict[str, object]
    accepted: str


@pytest.fixture(scope="module")
def went(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Went:
    """All the steps, taken once."""
    folder = tmp_path_factory.mktemp("end")
    root, source = shutil.copytree(sample, folder / "ws"), folder / "Papers"
    write(source, FILES)
    first = run_in(root, "add", str(source), "--jobs", "1")
    assert first.exit_code == 0, first.output
    second = run_in(root, "add", str(source), "--json")
    assert second.exit_code == 0, second.output
    accepted = run_in(root, "review", "--accept-above", "0")
    assert accepted.exit_code == 0, accepted.output
    return Went(
        root, source, first.stdout, first.stderr, json.loads(second.stdout), accepted.output
    )


def rows(went: Went) -> list[dict[str, str]]:
    (report,) = (place_of(Workspace(went.root)) / "reports").iterdir()
    return list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines()))


def test_the_report_has_a_row_for_each_file_and_for_what_came_within(went: Went) -> None:
    told = {row["file"]: row for row in rows(went)}
    within = [name for name in told if " > " in name]
    assert {name.removeprefix("Papers/") for name in told} - set(FILES) == {
        name.removeprefix("Papers/") for name in within
    }
    assert len(told) == len(FILES) + len(within)
    assert len(within) == 5  # two attachments, two messages, one member


def test_each_row_has_the_hash_of_its_bytes(went: Went) -> None:
    told = {row["file"].removeprefix("Papers/"): row["sha256"] for row in rows(went)}
    for name, data in FILES.items():
        assert told[name] == hashlib.sha256(data).hexdigest()


def test_the_summary_counts_what_the_report_has(went: Went) -> None:
    outcomes = [row["outcome"] for row in rows(went)]
    summary = {
        line.split()[0]: int(line.split()[1])
        for line in went.first.splitlines()
        if line.startswith(("added", "duplicate", "failed"))
    }
    assert summary == {
        "added": outcomes.count("waits for review"),
        "duplicate": 2,
    }


def test_duplicates_are_known_wherever_they_lie(went: Went) -> None:
    twins = {row["file"]: row["findings"] for row in rows(went) if row["outcome"] == "duplicate"}
    assert set(twins) == {
        "Papers/texts/copy.txt",
        "Papers/mail/first.eml > again.pdf",
    }
    assert all("I014: the same bytes as" in said for said in twins.values())


def test_the_second_time_nothing_is_added(went: Went) -> None:
    assert went.second["already_here"] == len(FILES)
    assert (went.second["files"], went.second["outcomes"]) == ([], {})


def test_all_are_records_that_check_finds_no_error_in(went: Went) -> None:
    assert "0 files still wait" in went.accepted
    checked = run_in(went.root, "check")
    assert checked.exit_code == 0, checked.output
    assert git(went.root, "status", "--porcelain") == ""


def test_originals_lie_beside_their_records_byte_for_byte(went: Went) -> None:
    kept = {
        hashlib.sha256(data).hexdigest() for data in files_under(went.root / "records").values()
    }
    packages = ("2019/mbox.mbox", "2019/zip.zip")  # what only holds others is no record
    for name, data in FILES.items():
        assert (hashlib.sha256(data).hexdigest() in kept) == (name not in packages), name


@pytest.mark.parametrize("word", [*WORDS.values(), *OTHERS])
def test_a_word_of_each_is_found_and_shown(went: Went, word: str) -> None:
    found = run_in(went.root, "search", word, "--json")
    assert found.exit_code == 0, found.output
    records = {each["id"] for each in json.loads(found.stdout)["hits"]}
    assert records
    shown = run_in(went.root, "show", records.pop())
    assert word in shown.output


def test_a_mail_names_the_records_of_its_attachments(went: Went) -> None:
    with Store(place_of(Workspace(went.root))) as store:
        record = {item.place.removeprefix("Papers/"): item.record for item in store.items()}
    (mail,) = (went.root / "records").rglob(f"{record['mail/first.eml']}.md")
    text = mail.read_text(encoding="utf-8")
    # The second one is a duplicate of a file beside the mail: that file's record stands for it.
    wanted = [record["mail/first.eml > Agenda.docx"], record["2019/pdf.pdf"]]
    assert f"encloses: [{', '.join(map(str, wanted))}]\n" in text
    assert "access: secretariat\n" in text


def test_nothing_of_the_source_was_changed(went: Went) -> None:
    assert files_under(went.source) == FILES
