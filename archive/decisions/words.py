"""What the register keeps as short names, in words: why something is proposed, what is to come."""

from __future__ import annotations

import re

from archive.text.spoken import date_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MONTH_OR_YEAR = re.compile(r"\d{4}(?:-\d\d)?\Z", re.ASCII)

#: A state that has not begun yet, as what is to happen.
_COMING = {
    "proposed": "will be proposed",
    "adopted": "will be in force",
    "amended": "will be amended",
    "implemented": "will be carried out",
    "superseded": "will be superseded",
    "lapsed": "will lapse",
    "withdrawn": "will be withdrawn",
}

#: Rules as the archive keeps them → what they mean to a person.
_WORDS = {
    "front matter": "the front matter says so",
    "mark:decision": "a mark in the text says so",
    "mark:proposal": "a mark in the text says so",
    "mark:action": "a mark in the text says so",
    "marker": "it says itself that it is a task",
    "marker:label": "it is labelled as a decision",
    "marker:said": "it says that it was agreed or decided",
    "marker:alone": "it says that it was agreed or decided",
    "marker:motion": "it says that a motion was carried",
    "marker:carried": "it is a motion that the text below it says was carried",
}

#: Kinds of rule that are followed by what they found, and what they mean then.
_FOUND = {
    "heading": 'it stands under "{}"',
    "introduction": 'it is introduced by "{}"',
    "label": 'it is labelled "{}"',
    "column": 'it is a table with a column headed "{}"',
    "table": 'it stands in a table under "{}"',
}


def why_proposed(rule: str | None) -> str:
    """'a mark in the text says so'; the rule as the archive keeps it, where it is no known one."""
    if not rule:
        return "why is not recorded"
    if rule in _WORDS:
        return _WORDS[rule]
    kind, _, found = rule.partition(":")
    if kind == "ladder":
        tier, _, verb = found.partition(":")
        return f'its main verb is "{verb}" ({tier})'
    if kind in _FOUND and found:
        return _FOUND[kind].format(found)
    return f"rule {rule}"


def will_be(state: str, since: str | None) -> str:
    """'will lapse on 1 January 2028': what a state that begins later says of today."""
    told = _COMING.get(state, f"will be {state}")
    if not since:
        return told
    when = date_words(since)
    if _DAY.match(since):
        return f"{told} on {when}"
    return f"{told} in {when}" if _MONTH_OR_YEAR.match(since) else f"{told} from {when} on"
