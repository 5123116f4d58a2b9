"""A real workspace with secrets in every place that can hold one, each a word of its own."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from archive.importing import Wanted, import_git
from archive.receipt import FileOutcome, Party, Receipt, Reservation
from archive.statement import Statement
from tests.archive.imported import Elsewhere
from tests.archive.log.sealed import seal
from tests.conftest import Repository, make_repository

#: Letters of a secret, and how many of its last ones are looked for: an index may keep of a word
#: only what differs from the one before.
LENGTH, TAIL = 20, 13


@dataclass
class Secrets:
    """Words that nobody may find: what each was planted in → the word. `shown` hides from none
    but the public."""

    words: dict[str, str] = field(default_factory=dict)
    partners: set[str] = field(default_factory=set)
    _random: random.Random = field(default_factory=lambda: random.Random(20))  # noqa: S311

    def new(self, place: str, *, partners: bool = False) -> str:
        """A word to plant in `place`; with `partners` its partners may read it."""
        assert place not in self.words, place
        word = "".join(self._random.choice(ascii_lowercase) for _ in range(LENGTH))
        self.words[place] = word
        if partners:
            self.partners.add(place)
        return word

    def add(self, place: str, word: str) -> None:
        """A word that is there anyway, such as a hash."""
        self.words[place] = word

    def hidden_from(self, edition: str) -> dict[str, str]:
        """Place → word of all that must not be in `edition`."""
        return {
            place: word
            for place, word in self.words.items()
            if edition == "public" or place not in self.partners
        }


def in_file(fields: dict[str, Any], body: str, comment: str = "") -> str:
    """A record's file out of its fields."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    remark = f"# {comment}\n" if comment else ""
    return "---\n" + remark + "".join(f"{line}\n" for line in lines) + "---\n" + body


def full_fields(s: Any, id_: str) -> dict[str, Any]:
    """Front matter with a secret in each field that takes words; `s(place)` gives the word."""
    return {
        "id": id_,
        "kind": "letter",
        "title": f"On {s('title')}",
        "date": "2021-05-06",
        "date_basis": f"inferred; {s('date_basis')}",
        "from": {"name": f"Mr {s('from.name')}", "capacity": s("from.capacity")},
        "source": f"https://example.org/{s('source')}",
        "provenance": f"Read from the file A/{s('provenance')}.eml",
        "summary": s("summary"),
        "note": s("note"),
        "status_as_written": s("status_as_written"),
        "authors": [s("authors")],
        "extracted_by": s("extracted_by"),
        "original": f"{s('original.name')}.docx",
        "embedded": [{"kind": "comment", "value": s("embedded.value"),
                      "place": s("embedded.place")}],
        "attendance": [{"partner": "arland", "name": s("attendance.name"),
                        "role": s("attendance.role")}],
        "claims": [{"about": "som-1", "property": s("claim.property"), "value": s("claim.value"),
                    "note": s("claim.note")}],
        "unknowns": [{"property": s("unknown.property"), "note": s("unknown.note")}],
        "relations": [{"kind": "extends", "to": "open-letter"}],
        "work": s("work"),
    }  # fmt: skip


def full_body(s: Any) -> str:
    """A text with a secret in each of its shapes."""
    return f"""\
# {s("heading")}

1. A paragraph on {s("paragraph")}.

{{.decision responsible=arland due=2025 verb={s("mark.verb")} addressee="{s("mark.addressee")}"}}
2. They decided to {s("decision")}.

{{.action owner=arland due=2025}}
3. Arland is to {s("action")}.

- an item {s("item")}
  - and a deeper one {s("deeper")}

> a quotation {s("quotation")}

| {s("table.head")} | x |
|---|---|
| {s("table.cell")} | y |

[{s("link.text")}](https://example.org/{s("link.to")} "{s("link.title")}")
![{s("image.alt")}]({s("image.src")}.png)

```{s("code.info")}
{s("code")}
```

<!-- {s("html.comment")} --> `{s("code.inline")}` <b title="{s("html.attribute")}">x</b>

A note[^1].

[^1]: {s("footnote")}

[ref]: https://example.org/{s("definition")}
"""


#: Shapes of a passage in a public text: %s is `[words]{.class}`.
SPANS = {
    "paragraph": "1. Seen by %s today.",
    "heading": "## On %s",
    "table": "| a | b |\n|---|---|\n| %s | c |",
    "item": "- one\n  - %s",
    "quotation": "> said %s\n> and more",
    "emphasis": "It was **%s**.",
    "link": "[x](https://example.org) and %s and [y](z.md)",
    "decision": "{.decision responsible=arland}\n7. They asked %s to go.",
    "end": "At the end %s",
    "two": "%s %s",
    "footnote": "See[^3].\n\n[^3]: %s",
    "html": "<b>%s</b>",
}

#: What stands within a span: %s is the word.
INNER = {
    "plain": "%s",
    "emphasis": "a *%s* b",
    "lines": "begins\nand %s\nends",
    "link": "see [%s](https://example.org)",
    "image": "![x](%s.png)",
    "nested": "a [%s]{.personal} b",
    "escaped": "a \\] %s",
}


def docx(author: str, text: str) -> bytes:
    """The bones of a Word file."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as file:
        file.writestr("docProps/core.xml", f"<cp><dc:creator>{author}</dc:creator></cp>")
        file.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    return held.getvalue()


class Planted:
    """The workspace and its secrets."""

    def __init__(self, root: Path) -> None:
        self.secrets = Secrets()
        self.repository: Repository = make_repository(root / "work")
        self.outside = root
        self._registers()
        self._closed_records()
        self._public_records()
        self._doubtful_records()
        self._before_they_were_marked()
        self._custody()
        self._disposed()
        self._save("one")
        self._taken_out_and_changed()
        self._save("two")
        self._import()
        self._save("three")
        seal(self.repository)
        self._log()
        self._names_in_git()
        self._unsaved()

    # -- steps ------------------------------------------------------------------------

    def _new(self, place: str, *, partners: bool = False) -> str:
        return self.secrets.new(place, partners=partners)

    def _write(self, path: str, fields: dict[str, Any], body: str, comment: str = "") -> None:
        self.repository.write(path, in_file(fields, body, comment))

    def _bytes(self, path: str, data: bytes, place: str) -> None:
        """A file that is not given out: neither what is in it nor its hashes are."""
        self.repository.write(path, data)
        self.secrets.add(f"{place}: SHA-256", hashlib.sha256(data).hexdigest())
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
        self.secrets.add(f"{place}: name in git", blob.hexdigest())

    def _save(self, name: str) -> None:
        new = self._new
        git = self.repository.git
        self.repository.when += 3600
        git.update_environment(
            GIT_CONFIG_GLOBAL="/dev/null",
            GIT_AUTHOR_NAME=new(f"author {name}"),
            GIT_AUTHOR_EMAIL=f"{new(f'address {name}')}@example.org",
            GIT_COMMITTER_NAME=new(f"committer {name}"),
            GIT_COMMITTER_EMAIL=f"{new(f'committer address {name}')}@example.org",
        )
        git.execute(["git", "add", "-A"])
        message = f"{new(f'subject {name}')}\n\n{new(f'body {name}')}"
        git.execute(["git", "commit", "-q", "-m", message])
        commit = str(git.execute(["git", "rev-parse", "HEAD"]))
        self.secrets.add(f"hash of commit {name}", commit)

    # -- what is planted --------------------------------------------------------------

    def _registers(self) -> None:
        new, write = self._new, self.repository.write

        def listed(name: str, entries: list[dict[str, Any]]) -> None:
            lines = "".join(f"- {json.dumps(each)}\n" for each in entries)
            write(f"registers/{name}.yaml", f"# {new(f'{name} comment')}\n{lines}")

        def closed(sort: str, /, **fields: Any) -> dict[str, Any]:
            own = f"{new(f'{sort} id')}-1"
            said = {key: new(f"{sort} {key}") if value is None else value
                    for key, value in fields.items()}  # fmt: skip
            return {"id": own, "access": "secretariat", "note": new(f"{sort} note"), **said}

        mark = f"seen [{new('register span')}]{{.personal}}"
        write("registers/process.yaml", json.dumps({
            "name": "A process", "about": f"About [{new('process span')}]{{.restricted}}.",
            "kinds": {"call": "A call"},
            "claims": [{"property": "x", "value": new("process claim"), "source": "shut-letter"}],
        }) + f"\n# {new('process comment')}\n")  # fmt: skip
        listed("partners", [
            {"id": "arland", "name": "Arland", "region": "North", "note": mark,
             "claims": [
                 {"property": new("claim on closed property"), "value": new("claim on closed"),
                  "source": "shut-letter#p1", "note": new("claim on closed note")},
                 {"property": "since", "value": "2001", "source": "open-letter"}],
             "follows": [{"property": "since", "source": "shut-letter#p1",
                          "because": new("follows because")}],
             "unknowns": [{"property": "x", "about": "shut-letter", "note": new("gap of closed")}],
             "periods": [{"status": "admitted", "from": "2001", "source": "shut-letter",
                          "note": f"[{new('period span')}]{{.restricted}}"}]},
            closed("partner", name=None, region=None, aliases=[new("partner alias")]),
        ])  # fmt: skip
        person = closed("person", name=None)
        self.person = person["id"]
        listed("people", [
            {**person, "aliases": [{"kind": "name", "value": new("person alias")},
                                   {"kind": "email", "value": f"{new('person address')}@x.org"}],
             "roles": [{"role": new("person role"), "mandate": "term-1"}]},
            {"id": "ann-open", "name": "Ann Open",
             "aliases": [{"kind": "email", "value": f"{new('email alias')}@example.org"},
                         {"kind": "email", "access": "partners",
                          "value": f"{new('email to partners', partners=True)}@x.org"},
                         {"value": new("alias closed"), "access": "secretariat"},
                         {"kind": "initials", "value": new("alias misspelt"), "acces": "partner"},
                         {"value": new("alias taken out later")}],
             "roles": [{"role": "head", "mandate": "term-1",
                        "note": f"[{new('role span')}]{{.personal}}"}]},
            {"id": f"{new('person removed id')}-2", "name": new("person removed")},
            {"id": f"{new('person misspelt id')}-2", "name": new("person misspelt"),
             "Access": "secretariat"},
            {"id": f"{new('person bad access id')}-2", "name": new("person bad access"),
             "access": "nobody"},
        ])  # fmt: skip
        listed(
            "mandates",
            [
                {"id": "term-1", "host": "arland", "from": "2020", "head": "ann-open"},
                closed("mandate", host="arland", organisation=None, place=None),
            ],
        )
        listed("bodies", [{"id": "som", "name": "SOM", "kind": "meeting"},
                          closed("body", name=None, kind=None)])  # fmt: skip
        listed("meetings", [
            {"id": "som-1", "body": "som", "title": "SOM 1", "date": "2021-05-06", "state": "held"},
            closed("meeting", body="som", title=None, place=None, theme=None, series=None,
                   date_basis=None, organisers=[new("meeting organiser")]),
        ])  # fmt: skip
        listed("stakeholders", [closed("stakeholder", name=None, kind=None, address=None)])
        listed(
            "themes",
            [
                closed(
                    "theme list",
                    name=None,
                    kind=None,
                    owner=None,
                    items=[
                        {
                            "id": f"{new('theme id')}-1",
                            "label": new("theme label"),
                            "note": new("theme note"),
                        }
                    ],
                )
            ],
        )
        listed("initiatives", [{"id": f"{new('unreadable register id')}-1",
                                "name": new("unreadable register")}])  # fmt: skip
        listed("retention", [closed("retention", name=None, trigger=None, authority=None)])
        listed("sources", [closed("source", title=None, publisher=None, address=None)])
        write("registers/allowed_signers", f"# {new('allowed signers comment')}\n")
        write("registers/revoked_keys", f"# {new('revoked keys comment')}\n")
        write(f"custody/{new('custody name')}.jsonl", f'{{"agent": "{new("custody")}"}}\n')
        write(f"{new('stray name')}.txt", new("stray file"))

    def _closed_records(self) -> None:
        for access in ("secretariat", "partners"):
            partners = access == "partners"

            def s(place: str, access: str = access, partners: bool = partners) -> str:
                always = place in ("provenance", "embedded.value", "embedded.place", "comment",
                                   "folder", "file", "original.name", "extracted_by")  # fmt: skip
                return self._new(f"{access}: {place}", partners=partners and not always)

            fields = full_fields(s, f"{s('id')}-letter")
            fields |= {"access": access, "closure": {"ground": "privacy", "review": "2030"}}
            if not partners:
                fields["alternate_title"] = "A matter"
            folder = s("folder")
            self._write(f"{folder}/{s('file')}.md", fields, full_body(s), s("comment"))
            inside = self._new(f"{access}: original text")
            author = self._new(f"{access}: original author")
            self._bytes(
                f"{folder}/{fields['original']}", docx(author, inside), f"{access} original"
            )
        self._write("2021/shut.md", {
            "id": "shut-letter", "kind": "letter", "title": self._new("shut title"),
            "access": "secretariat", "cites": ["open-letter"], "reply_to": "open-letter",
            "people": [self.person, f"{self._new('person of a closed record alone')}-2"],
            "attendance": [
                {"person": f"{self._new('guest of a closed record alone')}-2"},
                {"stakeholder": f"{self._new('stakeholder of a closed record alone')}-2"},
            ]}, f"1. {self._new('shut text')}\n")  # fmt: skip

    def _public_records(self) -> None:
        new = self._new
        closed_id = next(v for k, v in self.secrets.words.items() if k == "secretariat: id")
        body = []
        for name in ("personal", "restricted"):
            for shape, text in SPANS.items():
                words = [f"[{new(f'span {name} {shape} {n}')}]{{.{name}}}"
                         for n in range(text.count("%s"))]  # fmt: skip
                body.append(text.replace("[^3]", f"[^{name}]") % tuple(words))
            for inner, text in INNER.items():
                body.append(f"Inner [{text % new(f'inner {name} {inner}')}]{{.{name}}} here.")
        body.append(f"To partners [{new('span to partners', partners=True)}]"
                    "{.personal access=partners} only.")  # fmt: skip
        body.append(f'Marks [x]{{.personal title="{new("span attribute")}"}} too.')
        own = f"{closed_id}-letter"
        body.append(f"As {own}#p1, [that]({own}.md), x/{own}, said--{own}--now, -{own}, {own}. and "
                    f"{own.upper()} say: `{own}`, {own}_2, <b id='{own}'>, {own}'s.")  # fmt: skip
        body.append(f"> **Speaker notes**\n>\n> {new('speaker notes')}\n{new('lazy notes')}")
        span = {key: f"A [{new(f'field {key}')}]{{.personal}} b" for key in (
            "title", "summary", "note", "date_basis", "source", "status_as_written")}  # fmt: skip
        self._write("2021/open.md", {
            "id": "open-letter", "kind": "letter", **span, "alternate_title": "An open letter",
            "provenance": new("open provenance"),
            "authors": [f"[{new('field authors')}]{{.restricted}}"],
            "from": {"person": self.person, "name": new("name of the closed sender"),
                     "capacity": f"[{new('field capacity')}]{{.personal}}"},
            "embedded": [{"kind": "author", "value": new("open embedded")},
                         {"kind": "comment", "access": "partners",
                          "value": new("open embedded to partners", partners=True)},
                         {"kind": "software", "access": "all",
                          "value": new("embedded bad access")}],
            "attendance": [{"person": self.person, "name": new("name of the closed guest")}],
            "cites": ["shut-letter#p1", f"{closed_id}-letter"], "supersedes": "shut-letter",
            "about": [self.person],
            "claims": [{"about": self.person, "property": new("claim about closed property"),
                        "value": new("claim about closed")}],
            "relations": [{"kind": "supersedes", "to": "shut-letter#p1"}],
            new("unknown field"): new("unknown field value"),
        }, "\n\n".join(body) + "\n", new("open comment"))  # fmt: skip
        for ending, data in {
            "docx": docx(new("docx author"), new("docx text")),
            "pdf": f"%PDF-1.4 /Author ({new('pdf author')}) {new('pdf text')}".encode(),
            "eml": f"From: {new('eml from')}@x.org\n\n{new('eml text')}\n".encode(),
            "png": b"\x89PNG\r\n" + new("png text").encode(),
            "xlsx": docx(new("xlsx author"), new("xlsx text")),
        }.items():
            name = new(f"{ending} name")
            self._bytes(f"2021/{name}.{ending}", data, f"{ending} original")
            listed = (
                "docx",
                "pdf",
                "eml",
                "xlsx",
            )
            said = [{"kind": "author", "value": new(f"{ending} embedded")}
                    for _ in range(ending in listed)]  # fmt: skip
            self._write(f"2021/with-{ending}.md", {
                "id": f"with-{ending}", "kind": "note", "title": "With an original",
                "original": f"{name}.{ending}", "embedded": said,
            }, "One.\n")  # fmt: skip
        name = new("txt name")
        self._bytes(f"2021/{name}.txt", new("txt of marked text").encode(), "txt original")
        self._write("2021/with-txt.md", {"id": "with-txt", "kind": "note", "title": "Marked",
            "original": f"{name}.txt"},
            f"[{new('marked beside a txt')}]{{.personal}}\n")  # fmt: skip
        self.repository.write("2021/given.txt", "Given to everyone.\n")
        self._write("2021/given.md", {"id": "given", "kind": "note", "title": "Given",
                                      "original": "given.txt"}, "Given to everyone.\n")  # fmt: skip

    def _doubtful_records(self) -> None:
        """Records of which nobody can tell whom they are for."""
        new = self._new

        def doubtful(name: str, more: dict[str, Any], body: str = "1. %s\n") -> None:
            own = f"{new(f'{name}: id')}-d"
            fields = {"id": own, "kind": "note", "title": new(f"{name}: title"), **more}
            self._write(f"d/{own}.md", fields, body % new(f"{name}: text"))

        doubtful("unknown access", {"access": "nobody"})
        doubtful("access in capitals", {"access": "Public"})
        doubtful("list of access", {"access": ["public", "secretariat"]})
        doubtful("misspelt access", {"acess": "secretariat"})
        doubtful("ground without access", {"closure": {"ground": "privacy"}})
        doubtful("span not closed", {}, "1. [%s{.personal}\n")
        doubtful("span over a blank line", {}, "1. [x\n\n%s]{.personal}\n")
        doubtful("misspelt span", {}, "1. [%s]{.personnal}\n")
        doubtful("span of another name", {}, "1. [%s]{.private}\n")
        doubtful("mark above", {}, "{.restricted}\n1. %s\n")
        doubtful("span in code", {}, "```\n[%s]{.personal}\n```\n")
        doubtful("bad access of a span", {}, "1. [%s]{.personal access=all}\n")
        doubtful("span in a field", {"note": f"[{new('faulty field')}{{.personal}}"})
        own = f"{new('twins: id')}-d"
        for n in (1, 2):
            access = {"access": "secretariat"} if n == 2 else {}
            self._write(f"d/{own}-{n}.md", {"id": own, "kind": "note", "title": new(f"twin {n}"),
                                            **access}, new(f"twin {n} text"))  # fmt: skip
        self.broken = f"{new('broken later: id')}-d"
        self._write(f"d/{self.broken}.md", {"id": self.broken, "kind": "note",
                    "title": new("broken later: title")}, new("broken later: text"))  # fmt: skip
        own = f"{new('latin: id')}-d"
        text = in_file(
            {"id": own, "kind": "note", "title": new("latin: title")}, new("latin: text")
        )
        self.repository.write(f"d/{own}.md", text.encode() + b" caf\xe9\n")

    def _before_they_were_marked(self) -> None:
        """Versions of records that are public now, and were not, or had no marks."""
        new = self._new
        self.marked = new("marked later")
        self._write("e/marked.md", {
            "id": "marked-later", "kind": "note", "title": "Marked later",
            "summary": f"Of {new('summary before the mark')}"},
            f"1. One.\n\n2. Seen by {self.marked} in {new('beside what is marked later')}.\n\n"
            f"3. {new('reworded since')}.\n")  # fmt: skip
        self._write("e/opened.md", {"id": "opened", "kind": "note", "access": "secretariat",
                    "title": new("closed then: title")}, new("closed then: text"))  # fmt: skip
        self._write("e/earlier.md", {"id": "earlier", "kind": "note", "title": "Earlier"},
                    f"1. {new('earlier version')}\n")  # fmt: skip
        self._write("e/shut-now.md", {"id": "shut-now", "kind": "note",
                    "title": new("open then: title")}, new("open then: text"))  # fmt: skip
        self.gone = f"{new('gone: id')}-g"
        self._write(f"e/{self.gone}.md", {"id": self.gone, "kind": "note",
                    "title": new("gone: title")}, new("gone: text"))  # fmt: skip
        self.old = new("old file name")
        self._write(f"e/{self.old}.md", {"id": "moved", "kind": "note", "title": "Moved"}, "One.\n")
        self.was = f"{new('renamed id')}-w"
        self._write("e/named.md", {"id": self.was, "kind": "note", "title": new("under an old id")},
                    new("text under an old id"))  # fmt: skip
        name = new("first original name")
        self.first = f"{name}.txt"
        self._bytes(f"e/{self.first}", new("first original").encode(), "first original")
        self._write("e/replaced.md", {"id": "replaced", "kind": "note", "title": "Replaced",
                    "original": self.first}, "One.\n")  # fmt: skip

    def _taken_out_and_changed(self) -> None:
        new, root = self._new, self.repository.root / "records"
        self._write(
            "e/marked.md",
            {"id": "marked-later", "kind": "note", "title": "Marked later", "summary": "Of no one"},
            f"1. One.\n\n2. Seen by [{self.marked}]{{.personal}}.\n\n3. In other words.\n",
        )
        self._write("e/opened.md", {"id": "opened", "kind": "note", "title": "Opened",
                    "access": "public"}, "All may read it.\n")  # fmt: skip
        self._write("e/earlier.md", {"id": "earlier", "kind": "note", "title": "Earlier",
                    "earlier_access": "secretariat"}, "1. Now.\n")  # fmt: skip
        self._write("e/shut-now.md", {"id": "shut-now", "kind": "note", "title": "Shut",
                    "access": "secretariat"}, "Shut.\n")  # fmt: skip
        (root / f"e/{self.gone}.md").unlink()
        (root / f"e/{self.old}.md").rename(root / "e/moved.md")
        self._write("e/named.md", {"id": "named-anew", "kind": "note", "title": "Anew"}, "Anew.\n")
        (root / f"e/{self.first}").unlink()
        self.repository.write("e/second.txt", "For everyone.\n")
        self._write("e/replaced.md", {"id": "replaced", "kind": "note", "title": "Replaced",
                    "original": "second.txt"}, "One.\n")  # fmt: skip
        self.repository.write(f"d/{self.broken}.md", "---\nid: [\n---\n" + new("broken now") + "\n")
        people = root / "registers/people.yaml"
        lines = people.read_text(encoding="utf-8").splitlines()
        removed = self.secrets.words["person removed id"]
        later = self.secrets.words["alias taken out later"]
        kept = [
            line.replace(f', {{"value": "{later}"}}', "") for line in lines if removed not in line
        ]
        assert later not in "".join(kept)
        people.write_text("\n".join(kept) + "\n", encoding="utf-8")
        register = root / "registers/initiatives.yaml"
        text = register.read_text(encoding="utf-8")
        register.write_text(f"{text}- [\n# {new('broken register')}\n", encoding="utf-8")

    def _import(self) -> None:
        new = self._new
        there = Elsewhere(self.outside / "elsewhere")
        there.write(
            f"notes/{new('import file')}.md", f"# {new('import title')}\n\n{new('import text')}\n"
        )
        there.git("add", "-A")
        message = new("import message")
        there.git("commit", "-q", "-m", message)
        profile = f"name: {new('import profile')}\naccess: secretariat\n"
        self.repository.write("registers/profiles/sister.yaml", profile)
        own = f"{new('import id')}-i"
        wanted = Wanted(("notes/*.md",), "sister", own, new("import name"))
        import_git(self.repository.workspace, str(there.root), wanted)

    def _custody(self) -> None:
        """A handover whose receipt names every file, those of closed records too."""
        new = self._new
        time, at = datetime(2026, 11, 27, 10, tzinfo=UTC), "0 " + "A" * 43 + "="
        file = f"data/originals/{new('receipt: file')}.docx"
        content = hashlib.sha256(file.encode()).hexdigest()
        self.secrets.add("receipt: SHA-256", content)
        package = new("custody: package")
        digest = f"sha256:{hashlib.sha256(package.encode()).hexdigest()}"
        said = Statement("package", digest, "aes-arland", "arland", time, at)
        receipt = Receipt(
            package=package, digest=digest, kind="whole", sender=Party("aes-arland", "arland"),
            receiver=Party("aes-other", "belmora"), commit="c" * 40, time=time, checkpoint=at,
            files=(FileOutcome(file, content, False),),
            reservations=(Reservation("P051", file, new("receipt: message")),), key="k",
        )  # fmt: skip
        answer = f"sha256:{hashlib.sha256(receipt.data).hexdigest()}"
        self.secrets.add("custody: digest", digest)
        for name, data in (
            ("statement.txt", said.data),
            ("bag-info.txt", f"External-Identifier: {package}\n".encode()),
            ("receipt.json", receipt.data),
            ("receipt.txt", replace(said, kind="receipt", digest=answer).data),
            ("receipt.txt.sig", new("custody: signature").encode()),
        ):
            self.repository.write(f"custody/0001-received/{name}", data)

    def _disposed(self) -> None:
        new = self._new
        gone = hashlib.sha256(b"Yes.").hexdigest()
        self.secrets.add("disposal: SHA-256", gone)
        self._write("disposed/gone.md", {
            "id": "gone", "kind": "note", "title": "Note (disposed of)", "disposal": {
                "authority": "Rules 3", "date": "2026-11-27", "reason": new("disposal: reason"),
                "certificate": f"records/disposals/0001-{new('disposal: certificate')}.json",
                "sha256": [gone]}}, "Its text is not kept.")  # fmt: skip
        certificate = json.dumps({"by": new("disposal: by"), "sha256": [gone]})
        self.repository.write("disposals/0001-gone.json", certificate)

    def _log(self) -> None:
        folder = self.repository.root / "records" / "log" / "openings"
        for path in folder.rglob("*.jsonl"):
            for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                if at % 10 == 0:
                    self.secrets.add(f"opening {path.stem} {at}", json.loads(line)["secret"])

    def _names_in_git(self) -> None:
        git = self.repository.git
        git.execute(["git", "branch", self._new("branch name")])
        git.execute(["git", "tag", "-a", self._new("tag name"), "-m", self._new("tag message")])
        git.execute(["git", "config", "user.name", self._new("configured name")])
        git.execute(["git", "notes", "add", "-m", self._new("git note")])

    def _unsaved(self) -> None:
        new = self._new
        own = f"{new('unsaved id')}-u"
        self._write(f"u/{new('unsaved file')}.md", {
            "id": own, "kind": "note", "access": "secretariat", "title": new("unsaved title")},
            new("unsaved text"))  # fmt: skip
        local = self.repository.root / ".secretariat"
        local.mkdir()
        (local / "notes.txt").write_text(new("local file"), encoding="utf-8")
        for name in ("datasette.yaml", "metadata.yaml"):
            text = f"# {new(f'{name} comment')}\ntitle: An archive\n"
            (self.repository.root / name).write_text(
                text if name == "metadata.yaml" else text.split("title")[0] + "{}\n",
                encoding="utf-8",
            )
        (self.repository.root / "README.md").write_text(new("read me"), encoding="utf-8")
