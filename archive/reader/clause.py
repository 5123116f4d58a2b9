"""The main clause of a sentence: who speaks, by which verb of the ladder, and to whom.

    >>> from archive.reader.ladder import ladder
    >>> clause("The Ministers mandated the AES to prepare a plan.", ladder("en")).subject
    'The Ministers'

This is no grammar of a language: it goes through the words once, from the left, knows the
verbs of the ladder and some hundred small words, and stops at the first finite verb. A verb in
a subordinate clause, an infinitive or a participle that describes a thing is passed over.
"""

from __future__ import annotations

from typing import Literal

from archive.reader.ladder import TOKEN, Form, Ladder, Verb
from archive.reader.later import later

Sort = Literal["none", "we", "it", "body", "other"]

#: Characters and words in which the main verb of a sentence must stand.
REACH, MOST = 600, 60

_BEFORE_NOUN = ("determiner", "preposition")
_WORD = later(r"\w")


class Clause:
    """A main clause. `subject` as written, None for a fragment such as "Welcomed ...".

    `sort` says whether the subject may speak for all; `end` is where the verb ends; `past` is
    true of what only tells of earlier days ("had agreed"); `told`: some other verb comes first;
    `opening`: ends in a colon; `intro`: what stands before the sentence; `tail`: where the second
    part of the verb stands.
    """

    __slots__ = (
        "end", "intro", "negated", "opening", "passive", "past", "perfect", "sort", "subject",
        "tail", "told", "verb",
    )  # fmt: skip

    def __init__(self, end: int = 0) -> None:
        self.subject: str | None = None
        self.sort: Sort = "none"
        self.verb: Verb | None = None
        self.passive = self.perfect = self.negated = self.past = False
        self.told = self.opening = False
        self.end = end
        self.intro = ""
        self.tail: tuple[int, int] | None = None

    def joined(self, verb: Verb, end: int) -> Clause:
        """The same clause with another verb that is joined to its own."""
        other = Clause(end)
        other.subject, other.sort, other.verb = self.subject, self.sort, verb
        other.perfect, other.negated, other.past = self.perfect, self.negated, self.past
        other.told, other.opening, other.intro = self.told, self.opening, self.intro
        return other


class _Subject:
    """The subject while the words of it are gone through."""

    __slots__ = ("begin", "body", "closed", "end", "head", "sort")

    def __init__(self) -> None:
        self.begin = self.end = -1
        self.head: Sort = "none"
        self.body = self.closed = False
        self.sort: Sort = "none"

    def noun(self, low: str, start: int, end: int, words: dict[str, frozenset[str]]) -> None:
        if self.begin < 0:
            self.begin = start
            if low in words["we"]:
                self.sort = "we"
            elif low in words["it"]:
                self.sort = "it"
            elif low in words["partial"]:
                self.sort = "other"
        elif low in words["partial"] and not self.closed:
            self.sort = "other"
        self.end = end
        if not self.closed:
            bodies = words["bodies"]
            known = low in bodies or low.rstrip("0123456789") in bodies
            self.head = "body" if known else "other"

    def listed(self) -> None:
        """A comma or "and": what came so far counts as well as what comes."""
        self.body = self.body or self.head == "body"
        self.closed = False

    def said(self) -> Sort:
        if self.begin < 0:
            return "none"
        return self.sort if self.sort != "none" else "body" if self.body else self.head


def clause(text: str, ladder: Ladder, start: int = 0, *, carried: bool = False) -> Clause:
    """The main clause of the sentence of `text` that begins at `start`.

    `text` is one line of plain words. `carried`: a fragment may begin with a verb in the present
    ("welcome the offer"), as an opening such as "We:" stands before it.
    """
    roles, forms, words = ladder.roles, ladder.forms, ladder.words
    out = Clause(start)
    word = TOKEN.match(text, start)
    if word is not None and (start_forms := forms.get(word[0].lower())):  # most fragments
        form = form_at(text, word.end(), start_forms)
        if form and _finite(form, "", "none", carried, text, word.end(), ladder, out):
            _settle(out, form, text, word.end(), "", None)
            return out
    subject = _Subject()
    aux = previous = before = ""
    intro = skipping = comma = False
    inside = 0  # parentheses
    first, frozen = True, False
    for count, token in enumerate(TOKEN.finditer(text, start, start + REACH)):
        if count == MOST:
            break
        low = token[0].lower()
        at, end = token.span()
        if low == "(":
            inside += 1
        elif low == ")":
            inside = max(0, inside - 1)
        if inside:
            continue
        if low in forms and not skipping and previous not in _BEFORE_NOUN and before != "-":
            form = form_at(text, end, forms[low])
            sort = subject.said()
            if form is not None and _finite(form, aux, sort, carried, text, end, ladder, out):
                stands = not out.told or before in words["ands"] or bool(aux)
                if stands and (not intro or sort in ("body", "we", "it")):
                    _settle(out, form, text, end, aux, subject)
                    after = TOKEN.match(text, out.end + 1)
                    if after and after[0].lower() in words["negated"]:
                        out.negated = True
                    return out
        role = roles.get(low, "")
        if first and role not in ("adverb", "and"):
            first = False
            if low in words["intros"]:
                intro, previous, before = True, "preposition", low
                continue
        if low in ".;!?":
            if low != "." or not _abbreviated(text, at, end):
                break
        elif low == ":":
            if end >= len(text.rstrip()):
                out.opening = True
                break
            subject, aux, first, intro, frozen, skipping = _Subject(), "", True, False, False, False
            out = Clause(end)
            role = ""
        elif low == ",":
            if intro:
                out.intro = text[start:at]
                subject, aux, intro, role = _Subject(), "", False, ""
                out.negated = out.told = frozen = False
            elif not frozen:
                subject.listed()
            skipping, comma = False, True
            previous, before = role, low
            continue
        elif skipping:
            pass
        elif role == "stop" or (comma and low in words["intros"] and subject.begin >= 0):
            skipping = True
        elif role in ("have", "had", "be"):
            out.past = out.past or (role == "had")
            aux, frozen = role if role != "be" or not aux else "been", True
        elif role == "modal":
            aux, frozen = role, True
        elif role == "not":
            out.negated = True
        elif role == "plain" and previous not in _BEFORE_NOUN:
            out.told = frozen = True
        elif role == "and":
            if not frozen:
                subject.listed()
        elif role == "preposition":
            subject.closed = subject.closed or subject.begin >= 0
        elif role == "determiner":
            if intro:
                subject = _Subject()
            if not frozen and subject.begin < 0:
                subject.begin = at
                if low in words["partial"]:
                    subject.sort = "other"
        elif role == "" and _WORD.match(low):
            if aux and not ladder.gap:
                out.told, aux = True, ""
            if not frozen and (not intro or subject.begin >= 0 or low in words["bodies"]):
                subject.noun(low, at, end, words)
        comma = False
        previous, before = role, low
    out.sort = subject.said()
    if subject.end > 0:
        out.subject = text[subject.begin : subject.end]
    return out


def form_at(text: str, end: int, forms: tuple[Form, ...]) -> Form | None:
    """The longest form that stands in `text`, whose first word ends at `end`."""
    for form in forms:
        rest = form.rest
        if rest:
            upto = end + len(rest)
            if text[end:upto].lower() != rest or text[upto : upto + 1].isalnum():
                continue
        if form.tail and _tail(text, end, form.tail) is None:
            continue
        return form
    return None


def _tail(text: str, end: int, tail: str) -> tuple[int, int] | None:
    """Where `tail` stands in the rest of the sentence after `end`."""
    later = text[end : end + 240].split(".")[0].lower()
    place = later.find(" " + tail.lower()) + 1
    if not place or later[place + len(tail) :][:1].isalnum():
        return None
    return end + place, end + place + len(tail)


def _finite(
    form: Form,
    aux: str,
    sort: Sort,
    carried: bool,
    text: str,
    end: int,
    ladder: Ladder,
    out: Clause,
) -> bool:
    """Whether this form, where it stands, is what the sentence says."""
    kinds = form.kinds
    if aux in ("be", "been", "have", "had"):
        return "done" in kinds
    if aux:
        return "now" in kinds and sort == "we"
    if "passive" in kinds:
        return True
    follows = TOKEN.match(text, end + len(form.rest) + 1)
    after = follows[0].lower() if follows else ""
    if "past" in kinds:
        if after in ladder.words["by"]:
            return False
        if after in ladder.words["describing"] and form.verb.key not in ladder.words["loose"]:
            return False
        if sort == "none" and follows and ladder.roles.get(after) is None and after.isalpha():
            named = not follows[0].islower() or follows.end() < len(text.rstrip(" .;"))
            return named  # "Invited speakers" is a heading
        return sort != "other" or (ladder.roles.get(after) != "be" and bool(_WORD.match(after)))
    if "now" in kinds:
        if sort in ("we", "body") or (sort == "none" and carried):
            return True
        if "third" not in kinds:
            return False
    if "third" in kinds:
        noun = not form.rest and after in ladder.words["nominal"]
        return sort == "body" or (sort == "none" and bool(_WORD.match(after)) and not noun)
    return False


def _settle(
    out: Clause, form: Form, text: str, end: int, aux: str, subject: _Subject | None
) -> None:
    out.verb = form.verb
    out.end = end + len(form.rest)
    out.tail = _tail(text, end, form.tail) if form.tail else None
    out.passive = aux in ("be", "been") or ("passive" in form.kinds and "past" not in form.kinds)
    out.perfect = aux in ("been", "have")
    if subject is None:
        out.sort = "none"
        return
    out.sort = subject.said()
    if subject.begin >= 0 and subject.end > 0:
        out.subject = text[subject.begin : subject.end]
    elif subject.begin < 0:
        out.sort = "none"


def _abbreviated(text: str, at: int, end: int) -> bool:
    """Whether the full stop at `at` ends no sentence: "No. 13", "Mr. Lee", "1.5"."""
    following = text[end : end + 2].lstrip()
    if following[:1].isdigit() or following[:1].islower():
        return True
    word = text[:at].rpartition(" ")[2]
    return len(word) <= 3 and word[:1].isupper() and word.lower() not in ("aes",)


def addressee(text: str, found: Clause, ladder: Ladder) -> str | None:
    """Who is told, thanked or asked by the verb of `found`, a clause of `text`."""
    words, roles, verb, end = ladder.words, ladder.roles, found.verb, found.end
    infinitive, ends, soft_ends = words["to"], words["ends"], words["soft"]
    assert verb is not None
    stop = -1
    if found.tail and verb.tier == "courtesy":  # "expressed their thanks to Malta"
        end = found.tail[1]
        to = TOKEN.match(text, end + 1)
        if to is None or to[0].lower() not in words["to"]:
            return None
        end = to.end()
    elif found.tail:  # "riefen die Partner auf"
        stop = found.tail[0]
    begin = upto = soft = -1
    head, open_head, sure, told, plain = "", True, False, False, False
    for count, token in enumerate(TOKEN.finditer(text, end, end + 300)):
        if count == 32:
            return None
        raw = token[0]
        low = raw.lower()
        role = roles.get(low, "")
        if token.start() == stop:
            sure = True
            break
        if begin < 0:
            if role == "stop" or low in infinitive:
                return None
            if role == "adverb" and low not in ("all", "both"):
                continue
            plain = role == "" and raw[:1].islower() and low not in words["bodies"]
            if role == "preposition":
                return None
            begin = token.start()
        elif low in infinitive or low in ends:
            sure, told = True, low in infinitive
            break
        elif low in ".;:?!":
            if low == "." and _abbreviated(text, token.start(), token.end()):
                continue
            sure = low == ":"
            break
        elif low == ",":
            next_ = TOKEN.match(text, token.end() + 1)
            if next_ and next_[0].lower() in words["intros"]:
                sure = True  # "asked the Secretariat, in cooperation with all, to ..."
                break
        if low in soft_ends and soft < 0:
            soft = upto
        if role in ("preposition", "and") or low == ",":
            open_head = False
        elif open_head and role == "" and _WORD.match(low):
            head = low
        upto = token.end()
    greeted = verb.tier == "courtesy" and head in words["greeted"]
    if not head or (plain and not greeted and not (told and head.endswith("s"))):
        return None
    if not sure:
        if verb.tier != "courtesy":
            return None
        upto = soft if soft > 0 else upto
    if head in words["things"] or head.endswith("ing"):
        return None
    return text[begin:upto].strip(" ,(\"'") or None
