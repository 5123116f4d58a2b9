"""Tasks: who is to do what until when, from sections of actions, tables and explicit markers.

- [x] Jane Doe: send the letter (by 1 March)    done, owned by "Jane Doe", due 1 March
ACTION: @jdoe to send the letter                a marker, wherever it stands

What a mark of the text calls a task (`.action`) is read too, wherever it stands: not to propose
it, but so that its owner, its day and its own words are known as those of any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.due import NEVER, due_in, due_told
from archive.reader.later import later
from archive.reader.meanings import columns_of
from archive.reader.model import Context, Task
from archive.reader.names import is_name, is_person
from archive.reader.sections import Piece
from archive.reader.states import BOX, state_of, stated
from archive.reader.wording import bare, is_nothing, is_template, rows_of, terms
from archive.text.paragraphs import Paragraph

MAX_TASK = 4000  # characters of one that are read
_MAX_OWNER = 90
_NO_PROSE = ("heading", "code", "table")

#: One of these, in small letters, is in every text with a marker.
MARKERS = ("action", "ai:", "todo", "to do:", "to-do", "aktion:", "aufgabe:", "tindak lanjut:")
_MARKER = later(
    r"[ \t]*(?:[-+*][ \t]+)?(?:\*\*|__|`|\[)*(?P<word>ACTION(?: ITEM| POINT)?|[Aa]ction [Ii]tem|"
    r"[Aa]ction [Pp]oint|Action|AI|TODO|To-?[Dd]o|AKTION|Aufgabe|Tindak [Ll]anjut)"
    r"(?:[ #-]?\d{1,4})?(?:\*\*|__|`|\])*"
    r"(?:\s?\((?P<who>[^()\n]{1,60})\)|\s+(?:on|for)\s+(?P<on>[^:\n]{1,60}?))?"
    r"(?:\*\*|__|`|\])*\s?(?:[:：]|(?<=\])\s|(?<=ACTION)\s(?=@|[A-Z][a-z]))(?:\*\*|__)?\s*"  # noqa: RUF001
)

_BOLD = later(r"(?:\*\*|__)([^*_\n]{1,90}?)\s*:?(?:\*\*|__)\s*(?:[:：–—-]\s*)?(?=\S)")  # noqa: RUF001
_BOXED = later(r"\[([^\[\]\n]{1,90})\](?:\([^()\s]{0,300}\)\s*[:–—-]|(?!\()\s*:?)\s*(?=\S)")  # noqa: RUF001
_HANDLES = later(
    r"((?:@[\w-]{1,40})(?:(?:\s*(?:,|&|\+|/)\s*|\s+and\s+)@[\w-]{1,40}){0,12})\s*"
    r"(?:[:：–—-]\s*|(?=\s*(?:to|will|should|shall|must)\s)|(?=\s?\S))"  # noqa: RUF001
)
_COLON = later(
    r"([^\s:：.!?\[{][^:：\n.!?]{0,88}"  # noqa: RUF001 - full width
    r"(?:\.[^:：\n.!?]{1,40}){0,2})[:：](?!//)\s*(?=\S)"  # noqa: RUF001
)
_WILL = later(
    r"(.{2,90}?)\s(?=(?:to|will|shall|should|must|is to|are to|agreed to|soll|sollen|wird|werden|"
    r"va|doit|devra|akan|debe)\s(?!(?:now\s|also\s|then\s)?be\s))"
)
_DASHED = later(r"([^–—\n]{2,90}?)\s(?:[-–—]{1,2})\s+(?=\S)")  # noqa: RUF001 - dashes
_AFTER = later(
    r"\s*(?:[(\[]\s*(?P<in>[^()\[\]\n]{1,90})[)\]]|[-–—]+\s*(?P<out>@?[^-–—\n:.]{2,60})|"  # noqa: RUF001
    r"(?P<at>@[\w-]{1,40}(?:[, &]{1,3}@[\w-]{1,40}){0,8}))\s*\.?$"
)
_OWNER_IS = later(
    r"[(\[,;.–—-]?\s*\b(?:owners?|responsible|assigned to|assignees?|lead|verantwortlich|"  # noqa: RUF001
    r"responsable|penanggung jawab|pic)\s*[:=]\s*([^,;()\[\]\n]{2,60})[)\]]?",
    re.IGNORECASE,
)
_DUE = later(
    r"\b(?:due(?:\sdate)?|deadline|by|until|before|no later than|bis(?:\szum)?|frist|avant|d'ici|"
    r"échéance|sebelum|tenggat|hasta|līdz)\b(?:\s(?:on|the|le|au|el|tanggal))?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
# An item that is nothing but a link is a topic; words in quotes are what somebody said.
_TOPIC = later(
    r"(?:\[[ xX]\]\s*)?\[[^\[\]\n]{1,300}\]\([^()\s]{1,500}\)"
    r"(?:\s[-–—]\s[^\n]{1,60})?\Z"  # noqa: RUF001 - dashes
)
_QUOTED = later(r":\s*[\"“]")
_AND = later(r"\s*(?:,|&|/|\+|\band\b|\bund\b|\bet\b|\bdan\b|\by\b)\s*")


def tasks(
    found: Sequence[Piece], paragraphs: Sequence[Paragraph], context: Context, day: str | None,
    names: Sequence[str], lower: str,
) -> tuple[Task, ...]:  # fmt: skip
    """The tasks of the sections `found` and of markers elsewhere, in the order of the text.

    `day` is the meeting's, to which a due date without a year is relative; `names` are those
    of the people who came.
    """
    reader = _Reader(context, day, names)
    placed = [
        (piece.paragraph.position, number, task)
        for number, (piece, task) in enumerate(reader.sections(found))
    ]
    told = {position for position, _, _ in placed}
    signed = ":" in lower or "]" in lower or "action" in lower or not lower.isascii()
    if signed and any([marker in lower for marker in MARKERS]):
        for paragraph in paragraphs:
            if paragraph.position not in told and paragraph.kind not in _NO_PROSE:
                placed += [
                    (paragraph.position, number, task)
                    for number, task in enumerate(reader.marked(paragraph))
                ]
        told = {position for position, _, _ in placed}
    for paragraph in paragraphs:
        if paragraph.marks and paragraph.position not in told:
            called = paragraph.marks.get("class", "").split()
            if "action" in called and paragraph.kind not in _NO_PROSE:
                text = " ".join(paragraph.text[:MAX_TASK].split())
                task = reader.task(paragraph.anchor, text, "mark")
                placed += [(paragraph.position, 0, task)] if task else []
    placed.sort(key=lambda each: each[:2])
    return tuple(task for _, _, task in placed)


class _Reader:
    """Reads items with what is known of the meeting."""

    def __init__(self, context: Context, day: str | None, names: Sequence[str]) -> None:
        self._language = context.language
        self._day = day or context.date
        self._names = {
            part for name in names for part in (name.casefold(), *name.casefold().split())
        }

    def sections(self, found: Sequence[Piece]) -> Iterator[tuple[Piece, Task]]:
        """Tasks in sections: each item, or those below an item that is only an owner."""
        outer: list[tuple[int, str | None, bool]] = []  # level, owner, whether it is a task itself
        for at, piece in enumerate(found):
            if piece.purpose == "decisions" and piece.paragraph.kind == "table":
                for row in self._table(piece, decided=True):
                    yield piece, row
            if piece.purpose not in ("actions", "plans", "decisions+actions"):
                outer.clear()
                continue
            rule = f"{piece.how}:{piece.heading}"
            if piece.paragraph.kind == "table":
                for row in self._table(piece):
                    yield piece, row
                continue
            if not piece.item and piece.how != "label":
                continue
            if piece.how == "label" and _MARKER.match(f"{piece.heading}:"):
                continue  # told by its marker, with the lines that go on with it
            while outer and outer[-1][0] >= piece.level:
                outer.pop()
            text = piece.text[:MAX_TASK]
            if is_nothing(text):
                continue
            if at + 1 < len(found) and found[at + 1].level > piece.level and self._only_owner(text):
                outer.append((piece.level, bare(text).rstrip(" :"), False))
                continue
            above = outer[-1] if outer else None
            task = self.task(piece.paragraph.anchor, text, rule)
            below = at + 1 < len(found) and found[at + 1].level > piece.level
            if task is None:
                continue
            owner = task.owner or (above[1] if above else self._group(piece.group))
            own_box = BOX.match(text) is not None
            if above is not None and above[2] and not task.owner and not own_box:
                continue  # a detail of the task above it
            if piece.purpose != "actions" and not owner:
                continue
            if _TOPIC.match(text) and (piece.purpose == "plans" or (below and not owner)):
                continue
            if piece.how == "label" and not self._is_near_owner(owner, text):
                continue
            if below and not owner and self._owned_below(found, at):
                continue  # a topic over the tasks below it
            if below:
                outer.append((piece.level, owner, True))
            yield piece, _with_owner(task, owner)

    def _is_near_owner(self, owner: str | None, text: str) -> bool:
        """Whether a line below a label is for one of those who came, and not what they said."""
        if owner is None or not self._names:
            return True
        said = [part.split(" (")[0] for part in _AND.split(owner) if part]
        known = any(
            part.casefold().lstrip("@") in self._names
            or part[0] == "@"
            or (part.isupper() and len(part) < 4)
            or _is_many(part)
            for part in said
        )
        return known and _QUOTED.search(text) is None

    def _owned_below(self, found: Sequence[Piece], at: int) -> bool:
        level = found[at].level
        for piece in found[at + 1 : at + 20]:
            if piece.level <= level:
                break
            if self._owner(piece.text[:MAX_TASK])[0]:
                return True
        return False

    def _only_owner(self, text: str) -> bool:
        said = bare(text)
        return len(said) <= _MAX_OWNER and self._is_owner(said.rstrip(" :"), said.endswith(":"))

    def _group(self, group: str | None) -> str | None:
        return group if group and self._is_owner(group, known=False) else None

    def _is_owner(self, text: str, sure: bool = False, known: bool = False) -> bool:
        """Whether `text` names one or several owners; `sure` where its place says so already."""
        said = bare(text).strip(" .:-")
        if not said or len(said) > _MAX_OWNER or is_template(said):
            return False
        label = said.casefold()
        if label in terms("done") or label in terms("dropped"):
            return False
        if label in terms("labels") or label.rpartition(" ")[2] in terms("labels"):
            return False
        parts = [part for part in _AND.split(said) if part]
        if not parts or len(parts) > 12:
            return False
        for part in parts:
            plain = part.lstrip("@").split(" (")[0]
            if plain.casefold() in self._names or part[0] == "@":
                continue
            first = plain.split(" ")[0].casefold()
            if first[:1].isdigit():
                return False
            if first in terms("verbs") or known:
                return False
            if is_person(plain) or (len(plain) <= 40 and _is_many(plain)):
                continue
            if not sure or not is_name(plain) or plain[0].islower() or len(plain.split()) > 6:
                return False
        return True

    def _is_near(self, text: str) -> bool:
        """Whether one word in brackets at the end is somebody: one who came, or initials."""
        if " " in text or not self._names:
            return True
        return text.casefold().strip("@. ") in self._names

    def _owner(self, text: str, marked: bool = False) -> tuple[str | None, str]:
        """(owner, the rest) of an item whose box and state are already off."""
        for pattern, sure in ((_HANDLES, True), (_BOLD, True), (_BOXED, True), (_COLON, True)):
            match = pattern.match(text)
            if match and self._is_owner(match[1], sure):
                rest = text[match.end() :]
                if pattern is _HANDLES and rest.startswith("to "):
                    rest = rest[3:]
                if (
                    pattern is not _BOLD
                    or rest[:1].isupper()
                    or ":" in match[0]
                    or rest[:3] == "to "
                ):
                    return bare(match[1]), rest
                if self._is_owner(match[1], known=True):
                    return bare(match[1]), rest
        match = _WILL.match(text)
        alone = marked and match and match[1].isidentifier() and match[1] not in terms("verbs")
        if match and (alone or self._is_owner(match[1])):
            rest = text[match.end() :]
            return bare(match[1]), rest[3:] if rest.startswith("to ") else rest
        match = _DASHED.match(text)
        if match and (
            self._is_owner(match[1], known=True)
            or (self._is_owner(match[1]) and (marked or " " in match[1].strip()))
        ):
            return bare(match[1]), text[match.end() :]
        named = _OWNER_IS.search(text)
        if named:
            return bare(named[1]).strip(), (text[: named.start()] + text[named.end() :]).strip()
        tail = text[-120:]
        after = _AFTER.search(tail)
        if after:
            said = after["in"] or after["out"] or after["at"]
            said = _DUE.split(said, maxsplit=1)[0].strip(" ,;")
            handle = said.startswith("@") or after["at"]
            known = not after["in"]
            if said and (handle or (self._is_owner(said, known=known) and self._is_near(said))):
                cut = len(text) - len(tail) + after.start()
                return bare(said), text[:cut].rstrip()
        return None, text

    def task(
        self, anchor: str, text: str, rule: str, marked: bool = False, owner: str | None = None
    ) -> Task | None:
        """The task that an item is; None where it is none: a template, nothing, a question."""
        status, text = stated(text)
        marker = _MARKER.match(text)
        if marker:
            owner = owner or marker["who"] or marker["on"]
            text, marked = text[marker.end() :], True
            again, text = stated(text)
            status = again if again != "open" else status
        found, rest = (None, text) if owner else self._owner(text, marked)
        again, rest = stated(rest)
        status = again if again != "open" else status
        plain = bare(rest).strip(" -–—;,")  # noqa: RUF001 - dashes
        whole = bare(text).strip()
        if not plain or is_nothing(plain) or is_template(whole) or whole.endswith(("?", "？")):  # noqa: RUF001
            return None
        if sum(map(str.isalnum, plain)) < 2 or (not found and plain.endswith(":")):
            return None
        who = bare(owner).strip() if owner else found
        due = due_in(text, self._language, self._day)
        return Task(anchor, plain, who or None, due.edtf, status, rule, due.meeting)

    def marked(self, paragraph: Paragraph) -> Iterator[Task]:
        """Tasks that a marker tells: "ACTION: Jane to send the letter"."""
        text = paragraph.text
        if ":" not in text and "]" not in text and "ACTION" not in text and "：" not in text:  # noqa: RUF001
            return
        if len(text) > 8 * MAX_TASK:
            return
        lines = text.split("\n")
        at = 0
        while at < len(lines):
            line = lines[at][:MAX_TASK]
            at += 1
            box = BOX.match(line)
            if _MARKER.match(line, box.end() if box else 0) is None:
                continue
            while at < len(lines) and lines[at].strip() and not _MARKER.match(lines[at]):
                line = f"{line} {lines[at].strip()}"[:MAX_TASK]
                at += 1
            task = self.task(paragraph.anchor, line, "marker", marked=True)
            if task:
                yield task

    def _table(self, piece: Piece, decided: bool = False) -> Iterator[Task]:
        """A table of tasks, one a row; of what was `decided`, the rows that are due."""
        rows = rows_of(piece.text)
        columns = columns_of(rows[0], ("owner", "due", "status", "task"))
        if decided:
            if "owner" not in columns or "due" not in columns:
                return
            told = columns_of(rows[0], ("decision",))
            columns |= {"task": told["decision"]} if told else {}
        if "task" not in columns:
            free = [at for at in range(len(rows[0])) if at not in columns.values()]
            if not free or not columns:
                return
            columns["task"] = free[-1]
        for row in rows[2:]:

            def cell(kind: str, row: list[str] = row) -> str:
                at = columns.get(kind)
                return "" if at is None or at >= len(row) else row[at]

            owner = None if is_nothing(cell("owner")) else bare(cell("owner"))
            if decided and not owner:
                continue
            task = self.task(
                piece.paragraph.anchor, cell("task"), f"table:{piece.heading}", owner=owner
            )
            if task is None:
                continue
            due = due_told(cell("due"), self._language, self._day)
            status = state_of(cell("status"))
            if due != NEVER:
                task = task._replace(due=due.edtf, due_meeting=due.meeting)
            yield task if status == "open" else task._replace(status=status)


def _is_many(text: str) -> bool:
    """Whether `text` names a body or all: "All board members", "the secretariat"."""
    said = text.casefold().split()
    return len(said) <= 5 and any(word in terms("collective") for word in said)


def _with_owner(task: Task, owner: str | None) -> Task:
    return task if owner == task.owner else task._replace(owner=owner)
