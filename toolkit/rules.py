"""Why a paragraph is taken for a decision or a task, in words."""

from __future__ import annotations

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
}

#: Kinds of rule that are followed by what they found, and what they mean then.
_FOUND = {
    "heading": 'it stands under "{}"',
    "introduction": 'it is introduced by "{}"',
    "label": 'it is labelled "{}"',
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
