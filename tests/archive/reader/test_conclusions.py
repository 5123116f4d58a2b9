"""What numbered conclusions say, paragraph by paragraph."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.conclusions import read_words
from archive.reader.model import Context, Decided, Reading, Spoken, Task
from archive.text.paragraphs import Paragraph, paragraphs


def reading(body: str, kind: str = "decision", language: str = "en") -> Reading:
    context = Context(kind=kind, language=language, date="2019-05-15")
    return read_words(paragraphs(body), context, Reading())


def said(body: str, kind: str = "decision", language: str = "en") -> Spoken:
    return reading(body, kind, language).spoken[-1]


def rules(body: str, kind: str = "decision", language: str = "en") -> dict[str, str]:
    return {each.anchor: each.rule for each in reading(body, kind, language).decided}


def test_an_opening_carries_its_actor_to_fragments_under_later_headings() -> None:
    body = "In their meeting, the Ministers:\n\n# Mobility\n\n13. Welcomed the report of ASEF."
    assert said(body) == Spoken("p13", "the Ministers", "welcomed", "support", None)


def test_an_opening_with_a_verb_carries_verb_and_addressee() -> None:
    body = "Ministers mandated the Secretariat:\n\n59. to prepare a strategy;\n60. to report on it."
    assert [(each.verb, each.addressee) for each in reading(body).spoken[1:]] == [
        ("mandated", "the Secretariat"),
        ("mandated", "the Secretariat"),
    ]
    assert rules(body) == {"p59": "ladder:binding:mandated", "p60": "ladder:binding:mandated"}


LISTED = "The Ministers further decided:\n\n- to meet in Riga;\n- on a plan;\n- the same fee.\n"


def test_every_item_below_an_opening_has_its_actor_and_verb() -> None:
    found = reading(f"{LISTED}\nThe weather.\n\n- a list").spoken[1:]
    assert [(each.anchor, each.actor, each.verb) for each in found] == [
        (anchor, "The Ministers", "decided") for anchor in ("p2", "p3", "p4")
    ]


def test_an_item_beside_an_opening_in_a_list_is_not_below_it() -> None:
    body = "- The Ministers decided:\n  - to meet;\n  - to sing.\n- The weather.\n"
    anchors = [each.anchor for each in reading(body).spoken[1:]]
    assert len(anchors) == 2


def test_a_heading_ends_the_verb_of_an_opening_but_not_its_actor() -> None:
    body = "Ministers mandated the Secretariat:\n\n# Next\n\n1. The hall.\n2. Agreed to meet."
    assert [(s.anchor, s.actor) for s in reading(body).spoken[1:]] == [("p2", "Ministers")]


def test_an_annex_ends_the_actor() -> None:
    assert said("The Ministers:\n\n# Annex 1\n\n1. Agreed to meet.").actor is None


@pytest.mark.parametrize(
    ("text", "verb", "tier", "addressee"),
    [
        ("mandated the Secretariat to prepare it", "mandated", "binding", "the Secretariat"),
        ("called upon all partners to act", "called on", "binding", "all partners"),
        ("invited Malta to host it", "invited", "binding", "Malta"),
        ("invited contributions", "invited", "support", None),
        ("have agreed to meet", "agreed", "binding", None),
        ("took note of the report", "took note", "recognition", None),
        ("welcome the offer", "welcomed", "support", None),
        ("welcomed the participants", "welcomed", "courtesy", None),
        ("thanked Romania for its hospitality", "thanked", "courtesy", "Romania"),
        ("encouraged the exchange of students", "encouraged", "support", None),
        ("noted the report and asked ASEF to publish it", "asked", "binding", "ASEF"),
        ("noted that the officials adopted it", "noted", "recognition", None),
        ("noted the plan adopted by the officials", "noted", "recognition", None),
        ("discussed the plan and adopted it", "adopted", "binding", None),
    ],
)
def test_the_verb_of_a_sentence(text: str, verb: str, tier: str, addressee: str | None) -> None:
    spoken = said(f"1. The Ministers {text}.")
    assert (spoken.actor, spoken.verb, spoken.tier, spoken.addressee) == (
        "The Ministers", verb, tier, addressee,
    )  # fmt: skip


def test_a_passive_tells_who_acts_and_who_is_told() -> None:
    assert said("1. The Statement was endorsed by the Ministers.").actor == "the Ministers"
    assert said("1. ASEF is invited to report.").addressee == "ASEF"


def test_they_are_those_who_were_named_before() -> None:
    assert said("1. The ministers met in Riga.\n2. They adopted a plan.").actor == "The ministers"


@pytest.mark.parametrize(
    "text",
    [
        "Did not adopt the plan.",
        "No decision was taken.",
        "It was not agreed to meet.",
        "None",
        "N/A",
        "To be decided",
        "Agreed to [insert decision]",
        "Should the Ministers agree to it?",
        "If adopted, the plan runs until 2030.",
        "The group was established in 2011.",
        "The group had agreed to it.",
        "ASEF agreed to report.",
        "Several partners supported the draft.",
        "Thanked Romania.",
        "Noted the report.",
        "Supported by many, it goes on.",
        "The plan is to be adopted in May.",
    ],
)
@pytest.mark.parametrize("kind", ["decision", "minutes"])
def test_what_is_no_decision(text: str, kind: str) -> None:
    assert rules(f"1. {text}", kind) == {}


def test_recognition_of_a_proposal_is_proposed() -> None:
    assert rules("1. Noted with thanks the offer of Malta.") == {"p1": "ladder:recognition:noted"}


def test_talk_is_proposed_in_conclusions_alone() -> None:
    text = "1. The Board considered it useful."
    assert rules(text) == {"p1": "ladder:support:considered"}
    assert rules(text, "minutes") == {}


def test_prose_of_minutes_is_never_promoted() -> None:
    assert rules("The board agreed to meet.\n\nThey adopted the plan.", "minutes") == {}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("**Decision:** The fee stays.", "marker:label"),
        ("DECIDED: to hire Ann.", "marker:label"),
        ("Decision 12/2024: The fee stays.", "marker:label"),
        ("Resolved, that the fee stays.", "marker:said"),
        ("It was agreed that the fee stays.", "marker:said"),
        ("Motion carried unanimously (7-0).", "marker:alone"),
        ("Approved unanimously.", "marker:alone"),
        ("Budget: motion carried.", "marker:alone"),
        ("Motion: that the fee stays. Seconded by Lee. Carried.", "marker:motion"),
    ],
)
def test_markers_count_anywhere(text: str, rule: str) -> None:
    assert rules(text, "minutes") == {"p1": rule}
    assert rules(text, "letter") == {}


@pytest.mark.parametrize(
    "text",
    ["Decision: None", "Decision: N/A", "Decision: TBD", "Decision:", "Decision: [insert decision]",
     "Agreed: 5, against: 2", "Motion failed.", "Motion to adjourn was defeated.",
     "Decision: shall we?", "Decision: no decision was taken", "The decision: nobody knew of it."],
)  # fmt: skip
def test_empty_markers_do_not_count(text: str) -> None:
    assert rules(text, "minutes") == {}


def test_marks_of_the_text_win_over_the_reader() -> None:
    body = "".join(
        f"{{.{mark}}}\n{n}. Agreed to meet:\n    - agreed to eat\n\n"
        for n, mark in enumerate(("decision", "action", "proposal", "not-decision"), 1)
    )
    assert rules(body) == {}


def test_what_was_found_before_comes_first_and_is_not_doubled() -> None:
    before = Reading(
        decided=(Decided("p1", "heading"),), tasks=(Task("p2", "x", None, None, "open", "x"),)
    )
    body = "1. Agreed to meet.\n2. Agreed to write.\n3. Agreed to eat."
    found = read_words(paragraphs(body), Context(kind="decision"), before)
    assert [each.anchor for each in found.decided] == ["p1", "p3"]


def test_parts_of_a_numbered_paragraph_inherit_and_are_no_decisions_of_their_own() -> None:
    body = "1. The Ministers mandated the AES:\n    - to write;\n    - to report.\n"
    assert [(s.anchor, s.addressee) for s in reading(body).spoken] == [
        ("p1", "the AES"), ("p1.1", "the AES"), ("p1.2", "the AES"),
    ]  # fmt: skip
    assert rules(body) == {"p1": "ladder:binding:mandated"}


def test_parts_with_verbs_of_their_own_are_decisions_where_the_whole_has_none() -> None:
    body = "1. The Ministers:\n    - agreed to meet;\n    - thanked Malta.\n"
    assert rules(body) == {"p1.1": "ladder:binding:agreed"}


def test_numbers_that_come_again_are_told_apart() -> None:
    body = "1. Agreed to meet.\n\nText.\n\n1. Agreed to eat."
    assert list(rules(body)) == ["p1", "p1-2"]


@pytest.mark.parametrize(
    ("language", "text", "verb", "addressee"),
    [
        ("fr", "Les ministres ont décidé de se réunir.", "decided", None),
        ("fr", "Les ministres invitent le Secrétariat à écrire.", "invited", "le Secrétariat"),
        ("de", "Die Minister nahmen den Bericht zur Kenntnis.", "took note", None),
        ("de", "Sie beauftragten das Sekretariat, zu berichten.", "mandated", "das Sekretariat"),
        ("de-AT", "Der Plan wurde einstimmig angenommen.", "adopted", None),
        ("id", "Para Menteri menugaskan Sekretariat untuk menulis.", "mandated", "Sekretariat"),
        ("id", "Disepakati bahwa rapat diadakan di Riga.", "agreed", None),
    ],
)
def test_other_languages_share_the_keys(
    language: str, text: str, verb: str, addressee: str | None
) -> None:
    spoken = said(f"1. {text}", language=language)
    assert (spoken.verb, spoken.addressee) == (verb, addressee)


@given(st.text(max_size=400), st.sampled_from(["en", "fr", "de", "id", "lv", "", "../x"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    for kind in ("decision", "minutes"):
        reading(f"1. {text}\n\n{text}:\n\n2. agreed {text}", kind, language)


@given(
    st.lists(
        st.sampled_from(["The", "Ministers", "agreed", "to", "and", ",", ":", "by", "was", "not",
                         "Decision", "Motion", "**", "(", "that", "welcomed", "the", "AES", "."]),
        max_size=40,
    )
)  # fmt: skip
def test_no_anchor_is_proposed_twice(words: list[str]) -> None:
    text = " ".join(words)
    found = reading(f"1. {text}\n2. {text}\n\n{text}\n", "minutes")
    anchors = [each.anchor for each in found.decided]
    assert len(anchors) == len(set(anchors))


MOVED = '**Motion:** "Resolved, that the fee is waived."\n\nSponsor: Ann Lee\n\n'


@pytest.mark.parametrize(
    "result", ["Vote PASSES **5-0**.", "**Result:** The motion passes with a vote of 6-0."]
)
def test_what_was_moved_is_the_decision_where_the_vote_is_told_below(result: str) -> None:
    assert rules(f"{MOVED}{result}\n", "minutes") == {"p1": "marker:carried"}


def test_what_was_moved_under_another_heading_or_lost_is_not() -> None:
    assert rules(f"{MOVED}# Next\n\nMotion carried.\n", "minutes") == {"p3": "marker:alone"}
    body = f"{MOVED}Motion failed.\n\nMotion carried.\n"
    assert rules(body, "minutes") == {"p4": "marker:alone"}


def test_one_motion_is_carried_once() -> None:
    body = f"{MOVED}Motion carried.\n\nMotion carried.\n"
    assert rules(body, "minutes") == {"p1": "marker:carried", "p4": "marker:alone"}


@pytest.mark.parametrize(
    ("language", "moved", "result"),
    [("de", "Antrag: Der Beitrag bleibt gleich.", "Der Antrag wurde einstimmig angenommen."),
     ("fr", "Motion : que la cotisation reste la même.", "La motion est adoptée.")],
)  # fmt: skip
def test_motions_in_other_languages(language: str, moved: str, result: str) -> None:
    assert rules(f"{moved}\n\n{result}\n", "minutes", language) == {"p1": "marker:carried"}


@pytest.mark.parametrize("unit", ["CC 1, ", "Motion to ", " and agreed", "**", "<", "[", ". The "])
def test_a_huge_paragraph_takes_little_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    read_words(
        [Paragraph("p1", 1, "item", 1, None, text, None, 1, 1)],
        Context(kind="minutes"),
        Reading(),
    )
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "text",
    [
        "Ann: agreed that it is a good question.",
        "Ann: agreed - let us ask Bo.",
        "1. We recommend another name.",
        "1. Help people. To that end, we created a plan.",
    ],
)
def test_what_one_of_them_says_is_no_decision_of_minutes(text: str) -> None:
    assert rules(text, "minutes") == {}
