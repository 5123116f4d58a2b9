"""Reads conclusions paragraph by paragraph: actor, verb, tier, addressee, and citations.

What is spoken is read from the main clause of each paragraph (`archive.reader.clause`). An
opening ("In their meeting, the Ministers:") gives its actor to the fragments that follow, up to
another opening or a heading of an annex; an opening that has a verb ("Ministers mandated the
Secretariat:") gives verb and addressee, too, up to the next heading or paragraph of prose. Of
several main verbs in one paragraph ("welcomed ... and mandated ..."; "They noted ... They
adopted ...") the strongest tier counts, and among equals the first. What is subordinate ("noted
that the council adopted ...") never counts.

What is proposed as a decision, with the rule that is kept with it:

- `ladder:<tier>:<verb>`: a numbered paragraph of conclusions or of numbered minutes whose main
  verb is binding or supportive, spoken by those who decide: a body, "they", or nobody named. Of
  verbs of recognition only what takes up a proposal, suggestion, offer or recommendation ("noted
  the proposal to ..."): other recognition and courtesy are read, but not proposed. In minutes,
  verbs of mere talk ("considered") and what single speakers say are not proposed. A list within
  a numbered paragraph is part of it, unless only the parts have verbs.
- `marker:<label|said|alone|motion>`: a paragraph of any sort that says so itself: "Decision:
  ...", "It was agreed that ...", "Motion carried". Other prose is never promoted.
- `marker:carried`: what was moved, where a later paragraph of its section says by itself that
  "the motion passed"; that paragraph is not proposed then.

Never proposed: headings, tables, code and quotes; questions; what is negative ("did not adopt"),
empty ("None", "to be decided") or a template ("[insert decision]"); what tells of earlier days
("had agreed", "was established in 2019"); what a mark of the text already speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.reader.citing import cited_in
from archive.reader.clause import Clause, Sort, addressee, clause
from archive.reader.ladder import TOKEN, WORD, Ladder, Verb, ladder
from archive.reader.later import later
from archive.reader.mainverb import agent_of, greeting, is_past, strongest, takes_up
from archive.reader.markers import LONGEST, is_carried, is_void, plain_line
from archive.reader.model import Context, Decided, Reading, Spoken, Tier
from archive.reader.motions import Motions
from archive.text.paragraphs import Paragraph

#: Kinds of record that can hold decisions; of these, the ones whose numbered paragraphs may be.
DECIDING = frozenset({"decision", "minutes", "report"})
NUMBERED = frozenset({"decision", "minutes"})

#: Characters in which a heading may run in before a marker ("Budget: motion carried").
RUN_IN = 60

#: Verbs by which a body says what is to be done without saying that it decides.
_DUTIES = frozenset({"shall", "must"})
_RULING = frozenset({"decision", "action", "proposal", "not-decision"})
# The first word, behind signs of emphasis, tags and an article.
_FIRST = later(r"(?:[^\w<]|_|<[^<>]{0,200}+>)*+(?:(?:[Tt]he|[Ll]a|[Dd]er)\s)?([^\W\d_]+)")
_LETTERED = later(r"(?:\(?[a-z0-9ivx]{1,4}\)|[-\u2013\u2022\u25aa\u25cf])\s+", re.IGNORECASE)


def read_words(paragraphs: Sequence[Paragraph], context: Context, found: Reading) -> Reading:
    """`found` with what the words of each paragraph tell; what `found` has comes first.

    Pure, and linear in the text; raises nothing. Adds at most one `Spoken` and one `Decided`
    to an anchor, none where `found` has a `Decided` or a `Task` at it.
    """
    cited = cited_in(paragraphs)
    spoken: tuple[Spoken, ...] = ()
    decided: tuple[Decided, ...] = ()
    if context.kind in DECIDING:
        reader = _Reader(ladder(context.language), context, found)
        reader.read(paragraphs)
        spoken, decided = tuple(reader.spoken), tuple(reader.decided)
    if not (cited or spoken or decided):
        return found
    return found._replace(
        spoken=found.spoken + spoken,
        decided=found.decided + decided,
        cited=found.cited + cited,
    )


class _Block:
    """What an opening, whose level in lists is `level`, hands to the fragments below it."""

    __slots__ = ("level", "listed", "to", "verb", "verb_tier")

    def __init__(self, verb: Verb, tier: Tier, to: str | None, level: int = 0) -> None:
        self.verb, self.verb_tier, self.to, self.level = verb, tier, to, level
        self.listed = False  # items below it have begun


class _Reader:
    """Goes through the paragraphs once, with the speaker of the moment in mind."""

    def __init__(self, words: Ladder, context: Context, found: Reading) -> None:
        self.ladder = words
        self.minutes = context.kind != "decision"
        self.numbered = context.kind in NUMBERED
        self.year = (context.date or "")[:4]
        self.spoken: list[Spoken] = []
        self.decided: list[Decided] = []
        self._said = {each.anchor for each in found.spoken}
        self._taken = {each.anchor for each in found.decided} | {t.anchor for t in found.tasks}
        self._actor: str | None = None  # of the last opening
        self._actor_sort: Sort = "none"
        self._last: str | None = None  # the last body that was the subject of a sentence
        self._block: _Block | None = None
        self._inner: _Block | None = None  # within one numbered paragraph
        self._root = ""
        self._root_done = False  # the numbered paragraph is a decision, or marked
        self._motions = Motions(words)

    def read(self, paragraphs: Sequence[Paragraph]) -> None:
        # The numbers of a report are those of its sections; what it decides, it says so.
        numbers = self.numbered and any(p.number is not None for p in paragraphs)
        every = numbers or not self.minutes
        starts = self.ladder.starts
        for paragraph in paragraphs:
            kind = paragraph.kind
            if kind == "heading":
                self._motions.end()
                if every:
                    self._heading(paragraph.text)
            elif kind in ("paragraph", "item") or (kind == "code" and paragraph.text[:1] == "<"):
                first = _FIRST.match(paragraph.text, 0, LONGEST)
                marked = (
                    (first is not None and first[1].lower() in starts)
                    or paragraph.text.find(": ", 0, RUN_IN) > 0
                    or paragraph.text.find(":** ", 0, RUN_IN) > 0
                )
                if not (marked or every):
                    continue
                text = plain_line(paragraph.text)
                if not text:
                    self._enter(paragraph)
                elif not ((marked and self._marker(paragraph, text)) or not every):
                    self._paragraph(paragraph, text)

    def _enter(self, paragraph: Paragraph) -> bool:
        """Whether `paragraph` begins a numbered paragraph, or stands within one."""
        if paragraph.number is not None:
            if paragraph.anchor == self._root:
                return True
            self._root, self._inner = paragraph.anchor, None
            self._root_done = _ruled(paragraph)
            return True
        if self._root and paragraph.anchor.startswith(self._root + "."):
            return True
        self._root, self._inner, self._root_done = "", None, False
        return False

    def _heading(self, text: str) -> None:
        self._block = self._inner = None
        text = plain_line(text)
        first = text.rstrip(" :.0123456789").lower()
        annexes = self.ladder.words["annexes"]
        if first in annexes or first.split(" ")[0].rstrip(":.") in annexes:
            self._actor = self._last = None
            self._actor_sort = "none"
        elif text.endswith(":"):
            self._open(text, clause(text, self.ladder))

    def _open(self, text: str, found: Clause) -> _Block | None:
        """Take the actor of an opening; what it hands on if it has a verb."""
        if found.subject and found.sort != "it" and not found.passive and not found.told:
            self._actor = self._known(found)
            self._actor_sort = found.sort
        if found.verb is None or found.negated:
            return None
        to = addressee(text, found, self.ladder) if found.verb.to else None
        rest = text[found.end :]
        if to:
            rest = rest.partition(to)[2]
        if not self.ladder.follows.fullmatch(rest.strip()):
            return None
        return _Block(found.verb, found.verb.tier, to)

    def _known(self, found: Clause) -> str | None:
        """The actor by name: "they" and "we" are whoever was named before."""
        if found.sort == "we":
            named = self._last or self._actor
            if named and found.subject and " " not in found.subject:
                return named
        return found.subject

    def _marker(self, paragraph: Paragraph, text: str) -> bool:
        """Propose what says itself that it is a decision; whether it was read to the end."""
        marker = self.ladder.marker.match(text)
        self._motions.note(paragraph, text)
        if (
            marker is None
            and not self.ladder.moved.match(text)
            and (colon := text.find(": ", 0, RUN_IN)) > 0
        ):
            text = text[colon + 2 :]
            marker = self.ladder.marker.match(text)
            if marker and text[0].islower() and not text.startswith(self.ladder.it):
                return False  # "Jane: agreed that ..." is what one of them said
        rule = ""
        if marker:
            rule = "said" if marker["said"] else "label"
            content = text[marker.end() :].strip(" :") if marker["label"] else text
            if not content or is_void(self.ladder, content):
                return bool(marker["label"])
            if (
                rule == "label"
                and content[0].isdigit()
                and not content[1:3].strip(" ,;/0123456789")
            ):
                return False
        elif len(text) < 300 and self.ladder.alone.match(text):
            rule = "alone"
        elif self.ladder.moved.match(text) and is_carried(self.ladder, text):
            rule = "motion"
        if not rule or is_void(self.ladder, text):
            return False
        moved = self._motions.take() if rule == "alone" and not _ruled(paragraph) else None
        if moved is not None:
            self._propose(moved, "marker:carried")
            return not self._enter(paragraph) or paragraph.number is None
        if self._enter(paragraph):
            done, self._root_done = self._root_done, True
            if done and paragraph.number is None:
                return False
        self._propose(paragraph, f"marker:{rule}")
        return False

    def _propose(self, paragraph: Paragraph, rule: str) -> None:
        anchor = paragraph.anchor
        if anchor not in self._taken and not _ruled(paragraph):
            self._taken.add(anchor)
            self.decided.append(Decided(anchor, rule))

    def _paragraph(self, paragraph: Paragraph, text: str) -> None:
        within = self._enter(paragraph)
        block = self._inner if within and paragraph.number is None else self._block
        item = paragraph.kind == "item"
        if block and not within:
            if (paragraph.level <= block.level) if item else block.listed:
                block = None  # the list below the opening has ended
            else:
                block.listed = item
        start = 0
        marked = ")" in text[1:6] or not text[0].isalnum()
        lettered = _LETTERED.match(text) if marked else None
        if lettered:
            start = lettered.end()
        closing = text.endswith(":")
        head = TOKEN.match(text, start)
        words: list[str] = []
        silent = False  # where no verb of the ladder is in it
        if head is None or head[0].lower() not in self.ladder.forms:
            words = WORD.findall(text.lower())
            silent = self.ladder.forms.keys().isdisjoint(words)
        if silent and not (closing or block) and self.ladder.speaking.isdisjoint(words):
            if within:
                self._inner = self._inner if paragraph.number is None else None
            else:
                self._block = None
            return
        handed = block is not None or self._actor is not None
        found = clause(text, self.ladder, start, carried=handed)
        opened = self._open(text, found) if closing and (found.opening or found.verb) else None
        if within:
            self._inner = opened or (self._inner if paragraph.number is None else None)
        else:
            if opened:
                opened.level = paragraph.level
            # Every item of the list below an opening goes on with it.
            self._block = opened or (block if item else None)
            if self._names(text, found):
                self._actor, self._actor_sort = found.subject, found.sort
        if found.sort == "body" and found.subject and not found.passive:
            self._last = found.subject
        if found.verb is None and block and not (found.negated or closing):
            self._say(paragraph, self._actor, block.verb, block.verb_tier, block.to)
            if paragraph.number is not None:
                self._judge(paragraph, text, block.verb, block.verb_tier, Clause(), None)
            return
        if silent:
            return
        best = strongest(self.ladder, text, found) if within else None if found.negated else found
        if best is None or best.verb is None:
            return
        actor, to, tier, agent = self._whole(text, best)
        self._say(paragraph, actor, best.verb, tier, to)
        if within:
            self._judge(paragraph, text, best.verb, tier, best, agent)

    def _names(self, text: str, found: Clause) -> bool:
        """Whether an unnumbered line is nothing but the name of those who speak."""
        return found.verb is None and found.sort == "body" and not found.told and len(text) < 80

    def _whole(
        self, text: str, found: Clause
    ) -> tuple[str | None, str | None, Tier, tuple[str, bool] | None]:
        """Actor, addressee, tier and the agent of a passive (with whether it may decide)."""
        verb = found.verb
        assert verb is not None
        words = self.ladder.words
        carried = self._actor or self._last
        agent = None
        to = None
        if found.passive:
            agent = agent_of(self.ladder, text, found.end)
            actor = agent[0] if agent else (carried if found.sort != "it" or carried else None)
            if verb.to and found.sort in ("body", "other"):
                to = found.subject
        elif verb.key in _DUTIES:
            speaks = found.sort in ("we", "none")
            actor = self._known(found) if speaks and found.subject else carried
            done = TOKEN.match(text, found.end + 1)
            passive = done is not None and done[0].lower() in ("be", "not")
            to = None if speaks or passive else found.subject
        else:
            actor = self._known(found) if found.subject else carried
            if found.sort == "none":
                actor = self._actor or self._last
            if verb.to:
                to = addressee(text, found, self.ladder)
        tier: Tier = verb.tier
        if verb.without and to is None:
            tier = verb.without
        elif verb.key == "welcomed" and not found.passive:
            tier = greeting(self.ladder, text, found.end, words["greeted"]) or tier
        return actor, to, tier, agent

    def _say(
        self, paragraph: Paragraph, actor: str | None, verb: Verb, tier: Tier, to: str | None
    ) -> None:
        if paragraph.anchor not in self._said:
            self._said.add(paragraph.anchor)
            self.spoken.append(Spoken(paragraph.anchor, actor, verb.key, tier, to))

    def _judge(
        self,
        paragraph: Paragraph,
        text: str,
        verb: Verb,
        tier: Tier,
        found: Clause,
        agent: tuple[str, bool] | None,
    ) -> None:
        """Propose what those who decide say with a verb that decides."""
        inner = paragraph.number is None
        if not self.numbered or (inner and self._root_done):
            return
        if inner and self.minutes and paragraph.kind != "item":
            return
        if tier == "courtesy" or (
            tier == "recognition" and not takes_up(self.ladder, text, found.end)
        ):
            return
        if self.minutes and (
            verb.key in self.ladder.words["talk"]
            or (found.sort == "we" and verb.key in self.ladder.words["work"])
        ):
            return
        if is_past(text, found, self.year) or not self._may_decide(found, agent):
            return
        if is_void(self.ladder, text):
            return
        if not inner:
            self._root_done = True
        self._propose(paragraph, f"ladder:{tier}:{verb.key}")

    def _may_decide(self, found: Clause, agent: tuple[str, bool] | None) -> bool:
        subject = (found.subject or "").lower()
        if found.passive:
            return agent is None or agent[1]
        if any(other in subject for other in self.ladder.words["others"]):
            return False
        if found.verb is not None and found.verb.key in _DUTIES:
            return True
        if found.sort == "none" and self.minutes:
            return self._actor_sort != "other"
        return found.sort != "other"


def _ruled(paragraph: Paragraph) -> bool:
    marks = paragraph.marks
    return marks is not None and not _RULING.isdisjoint(marks.get("class", "").split())
