"""No byte of what is withheld is in an edition, nor in anything that is served of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.editions import redact
from archive.editions.build import build_edition
from archive.editions.ladder import LESSER, Edition, path_of
from archive.workspace import Workspace
from tests.archive.editions.finding import bytes_of, given_out, leaks
from tests.archive.editions.planted import Planted
from tests.archive.web.conftest import Site
from tests.toolkit.steps import run_in
from toolkit.commands.export import _FILES, _FOLDERS


@pytest.mark.parametrize("edition", LESSER)
def test_no_secret_is_in_any_byte_of_the_file(planted: Planted, edition: Edition) -> None:
    words = planted.secrets.hidden_from(edition)
    assert len(words) >= 200
    assert leaks(words, bytes_of(path_of(planted.repository.workspace, edition))) == []


@pytest.mark.parametrize("edition", LESSER)
def test_no_secret_is_in_anything_that_is_served(planted: Planted, edition: Edition) -> None:
    words = planted.secrets.hidden_from(edition)
    path = path_of(planted.repository.workspace, edition)
    site = Site(path, planted.repository.workspace)
    try:
        pages = dict(given_out(site, path))
        some = sorted(words.values())[::8]
        asked = {site.get(f"/search.json?q={w}").json()["results"]["total"] for w in some}
    finally:
        site.close()
    assert {
        address: found for address, page in pages.items() if (found := leaks(words, page))
    } == {}
    assert asked == {0}
    assert len(pages) > 200


@pytest.mark.parametrize("edition", LESSER)
def test_no_secret_is_in_anything_that_is_exported(
    planted: Planted, edition: Edition, tmp_path: Path
) -> None:
    root = planted.repository.root
    for form in (*_FILES, *_FOLDERS):
        goal = tmp_path / form
        done = run_in(root, "export", form, "--edition", edition, "--output", str(goal))
        assert done.exit_code == 0, done.output
        files = [each for each in (goal, *goal.rglob("*")) if each.is_file()]
        told = b"\n".join(each.read_bytes() for each in files)
        names = "\n".join(each.as_posix() for each in files).encode()
        assert leaks(planted.secrets.hidden_from(edition), told + names) == [], form
    assert (tmp_path / "ro-crate/ro-crate-metadata.json").is_file()


def test_the_secrets_are_where_they_were_planted(planted: Planted) -> None:
    """The secretariat's own file, its folder and its history have them all."""
    root, git = planted.repository.root, planted.repository.git
    paths = [each for each in root.rglob("*") if ".git" not in each.parts]
    told = git.execute(["git", "log", "--all", "--format=fuller", "-p", "--text", "--notes=*"],
                       stdout_as_string=False)  # fmt: skip
    named = git.execute(["git", "for-each-ref", "--format=%(refname) %(contents)"])
    config = (root / ".git" / "config").read_bytes()
    text = b"\n".join(
        [*(each.read_bytes() for each in paths if each.is_file()), str(paths).encode(), config,
         bytes(told), str(named).encode(), bytes_of(planted.repository.workspace.archive)]
    )  # fmt: skip
    missing = set(planted.secrets.words) - set(leaks(planted.secrets.words, text))
    assert missing == set()


def test_partners_see_what_is_for_them(planted: Planted) -> None:
    words = planted.secrets.words
    for_them = {place: words[place] for place in planted.secrets.partners}
    text = bytes_of(path_of(planted.repository.workspace, "partners"))
    unseen = set(for_them) - set(leaks(for_them, text))
    assert unseen <= {"partners: comment"}
    assert len(for_them) > 30


@pytest.mark.parametrize("edition", LESSER)
def test_what_is_for_everyone_is_there(planted: Planted, edition: Edition) -> None:
    text = path_of(planted.repository.workspace, edition).read_bytes()
    for said in ("Given to everyone.", "Seen by", "Ann Open", "All may read it.", "A matter"):
        assert said.encode() in text


@pytest.mark.parametrize(
    "leak",
    [
        lambda monkeypatch: monkeypatch.setattr(
            redact.Redactor, "body", lambda _self, text, *, notes: text
        ),
        lambda monkeypatch: monkeypatch.setattr(redact.Redactor, "without_ids", lambda _self, t: t),
        lambda monkeypatch: monkeypatch.setattr(redact, "_NEVER", ()),
        lambda monkeypatch: monkeypatch.setattr(
            redact.Redactor, "earlier", lambda _self, text, _later: text
        ),
        lambda monkeypatch: monkeypatch.setattr(
            redact, "access_of", lambda _alias: "public"
        ),
    ],
    ids=["spans", "ids", "fields", "earlier versions", "addresses"],
)  # fmt: skip
def test_a_leak_would_be_found(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    leak: Callable[[pytest.MonkeyPatch], None],
) -> None:  # fmt: skip
    copy = tmp_path / "copy"
    shutil.copytree(planted.repository.root, copy)
    leak(monkeypatch)
    report = build_edition(Workspace(copy), "public", full=True)
    assert leaks(planted.secrets.hidden_from("public"), report.path.read_bytes())
