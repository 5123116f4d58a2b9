"""Who brought each sentence, and texts beside each other, in lines that fit the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from archive.text.spoken import date_words
from toolkit import output
from toolkit.layout import pieces

if TYPE_CHECKING:
    from archive.across import Follows, Stage
    from archive.blame import Line
    from archive.compare import Between, Piece, Side
    from archive.text.diff import Change

#: What another record is to the one whose sentences are told.
_VIA = {
    "supersedes": "which this one supersedes",
    "amends": "which this one amends",
    "corrects": "which this one corrects",
    "adopts": "the proposal that this one decides on",
    "draft": "a draft of this one",
    "rendering": "another rendering of this one",
}

#: What a stage does to the one before it.
_DOES = {
    "version": "changed since {n}",
    "draft": "the text of which {n} was a draft",
    "supersedes": "supersedes {n}",
    "amends": "amends {n}",
    "corrects": "corrects {n}",
    "extends": "extends {n}",
    "adopts": "decides on {n}",
}

_LOOKS = {
    "removed": ("red", "[-", "-]"),
    "added": ("green", "{+", "+}"),
    "moved": ("cyan", "{~", "~}"),
}


def blame_lines(name: str, lines: Sequence[Line], width: int | None) -> list[str]:
    """The sentences, those with one origin together under when, who and what brought them."""
    record = name.partition("#")[0]
    saves = len({line.commit_seq for line in lines if line.hash})
    others = len({line.record for line in lines} - {record})
    by = [f"brought by {output.count(saves, 'save')}"] if saves else []
    by += ["some not saved yet" if saves else "not saved yet"] if _unsaved(lines) else []
    told = f"{output.count(len(lines), 'sentence')}, {', '.join(by)}"
    if others:
        told += f"; {output.count(others, 'other record')} had some of them first"
    out = [click.style(output.clean(name), bold=True), *output.hung("", told, width, 2)]
    indent = 2 + max(output.text_width(line.anchor) for line in lines) + 2
    for _, group in groupby(lines, key=lambda line: (line.commit_seq, line.record, line.version)):
        same = list(group)
        out += ["", *_origin(record, same[0], width)]
        for anchor, paragraph in groupby(same, key=lambda line: line.anchor):
            text = " ".join(" ".join(line.text.split()) for line in paragraph)
            out += output.hung(f"  {output.clean(anchor)}", text, width, indent)
    return out


def _unsaved(lines: Sequence[Line]) -> bool:
    return any(not line.hash for line in lines)


def _origin(record: str, line: Line, width: int | None) -> list[str]:
    where = f"version {line.version}"
    if line.record != record:
        place = f"{line.record}#{line.origin_anchor}"
        where = f"{place}, {where}, {_VIA.get(line.via or '', 'an earlier text of this one')}"
    if not line.hash:
        return output.hung(click.style("not saved yet", bold=True), where, width, 24)
    head = f"{click.style(line.time[:10], bold=True)}  {click.style(line.hash[:10], dim=True)}"
    why = line.message.splitlines()[0] if line.message else ""
    return output.hung(head, f"{line.author or 'nobody named'}: {why} ({where})", width, 24)


def between_lines(told: Between, width: int | None) -> list[str]:
    """Two texts paragraph by paragraph; those with the same words are only named."""
    out = [
        click.style(f"{output.clean(told.old.name)} -> {output.clean(told.new.name)}", bold=True),
        *output.hung("  old:", _side(told.old), width, 7),
        *output.hung("  new:", _side(told.new), width, 7),
    ]
    if told.old.anchor or told.new.anchor:
        changes = told.pieces[0].changes
        if told.pieces[0].op == "same":
            return [*out, "", "Not a word differs."]
        return [*out, "", *changed_lines(changes, width, 0)]
    return [*out, *_pieces(told.pieces, width)]


def _pieces(told: Sequence[Piece], width: int | None) -> list[str]:
    out = output.hung("", _summary(told), width, 2)
    for piece in told:
        if piece.op != "same":
            out += ["", _head(piece), *changed_lines(piece.changes, width, 2)]
    same = [_places(piece) for piece in told if piece.op == "same"]
    if same:
        out += ["", *output.hung("", f"Same words: {', '.join(same)}", width, 0, 2)]
    return out


def _side(side: Side) -> str:
    day = f", {date_words(side.date_edtf)}" if side.date_edtf else ""
    return f"{side.title}{day} (version {side.version})"


def _summary(told: Sequence[Piece]) -> str:
    counts = Counter(piece.op for piece in told)
    words = {"same": "with the same words"}
    said = [
        f"{counts[op]:,} {words.get(op, op)}"
        for op in ("same", "reworded", "moved", "added", "removed")
        if counts[op]
    ]
    return f"{output.count(len(told), 'paragraph')}: {', '.join(said)}" if told else "no text"


def _head(piece: Piece) -> str:
    what = piece.op
    if what == "moved" and any(change.op != "same" for change in piece.changes):
        what = "moved, and reworded"
    shade = {"removed": "red", "added": "green", "moved": "cyan"}.get(piece.op)
    place = click.style(output.clean(_places(piece)), bold=True)
    return f"{place}  {click.style(what, fg=shade) if shade else what}"


def _places(piece: Piece) -> str:
    if piece.old and piece.new and piece.old != piece.new:
        return f"{piece.old} -> {piece.new}"
    return piece.new or piece.old or ""


def chain_lines(
    name: str,
    stages: Sequence[Stage],
    compared: Callable[[Stage, Stage], Between],
    width: int | None,
) -> list[str]:
    """The wordings one after the other, each with what it changed in those that it follows.

    `compared` gives two stages that are whole records beside each other.
    """
    records = len({stage.record for stage in stages})
    wordings = output.count(len(stages), "wording")
    out = [
        click.style(output.clean(name), bold=True),
        *output.hung("", f"{wordings} in {output.count(records, 'record')}", width, 2),
    ]
    for number, stage in enumerate(stages, 1):
        head = f"{number}. {output.clean(stage.name)}"
        out += ["", click.style(head, bold=True)]
        out += output.hung("", _facts(stage), width, 3)
        if not stage.follows:
            out += output.hung("", " ".join(stage.text.split()) or "(no text)", width, 3)
        for each in stage.follows:
            before = stages[each.stage]
            out += output.hung("", _does(each), width, 3)
            if stage.anchor is None and before.anchor is None:
                pieces_ = compared(before, stage).pieces
                out += [f"   {line}".rstrip() for line in _pieces(pieces_, _narrowed(width, 3))]
            else:
                out += _reworded(before, stage, width)
    return out


#: Paragraphs that are named where each is to be asked for by itself.
_SHOWN = 5


def inside_line(paragraphs: Sequence[str]) -> str:
    """How to follow the `paragraphs` of a record that have relations of their own."""
    number = output.count(len(paragraphs), "paragraph of it is", "paragraphs of it are")
    more = f" (and {', '.join(paragraphs[1:_SHOWN])}" if paragraphs[1:] else ""
    more += ", ...)" if len(paragraphs) > _SHOWN else ")" if more else ""
    return (
        f"{number} tied to other texts by itself, which this does not follow: ask "
        f"`secretariat diff {paragraphs[0]} --over-time`{more}"
    )


def _narrowed(width: int | None, columns: int) -> int | None:
    """What is left of `width`."""
    return None if width is None else width - columns


def _facts(stage: Stage) -> str:
    which = f"version {stage.first}"
    if stage.last > stage.first:
        which = f"versions {stage.first} to {stage.last}"
    saved = f"saved on {stage.recorded[:10]}" if stage.recorded else "not saved yet"
    if stage.hash:
        saved += f" ({stage.hash[:10]})"
    day = date_words(stage.date_edtf) if stage.date_edtf else "no date known"
    state = f"decision {stage.state}" if stage.state else ""
    if state and stage.basis == "proposed":
        state += ", as the reader proposes"
    told = (stage.title, day, which, saved, f"record {stage.status}", state)
    return "; ".join(each for each in told if each)


def _does(each: Follows) -> str:
    does = _DOES.get(each.kind, f"{each.kind} {{n}}").format(n=each.stage + 1)
    return f"{does}{' in part' if each.part else ''}:"


def _reworded(before: Stage, stage: Stage, width: int | None) -> list[str]:
    from archive.text.diff import word_diff

    text = " ".join(stage.text.split())
    changes = word_diff(" ".join(before.text.split()), text)
    if all(change.op == "same" for change in changes):
        return output.hung("", "(the same words)", width, 3)
    if any(change.op == "same" and _has_words(change.text) for change in changes):
        return changed_lines(changes, width, 3)
    return output.hung("", f"(in words of its own) {text}", width, 3)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def changed_lines(changes: Sequence[Change], width: int | None, indent: int) -> list[str]:
    """Changed words in running text: in colour, or as [-removed-] {+added+} {~moved~}."""
    lines: list[str] = []
    line, used = "", 0
    space = False
    for word in _words(changes):
        if word is None:
            space = bool(used)
            continue
        size = sum(output.text_width(text) for text, _ in word)
        if width is not None and used and used + space + size > width - indent:
            lines.append(line)
            line, used, space = "", 0, False
        line += (" " if space else "") + "".join(
            text if op == "same" else _styled(text, op) for text, op in word
        )
        used += space + size
        space = False
    if used:
        lines.append(line)
    return [" " * indent + each for each in lines]


def _styled(text: str, op: str) -> str:
    shade = _LOOKS[op][0]
    if not output.coloured():
        return text
    return click.style(text, fg=shade, strikethrough=True if op == "removed" else None)


def _words(changes: Sequence[Change]) -> Iterator[list[tuple[str, str]] | None]:
    """What stays together on a line, piece by piece with what became of it; None for a space."""
    word: list[tuple[str, str]] = []
    for change in changes:
        text = output.clean(change.text)
        core = text.strip()
        if change.op != "same" and core and not output.coloured():
            _, opening, closing = _LOOKS[change.op]
            text = text.replace(core, f"{opening}{core}{closing}", 1)
        for piece in pieces(text):
            if piece.isspace():
                if word:
                    yield word
                    word = []
                yield None
            elif word and output.text_width(piece[0]) == 2:  # a line may break before a wide one
                yield word
                word = [(piece, change.op)]
            else:
                word.append((piece, change.op))
    if word:
        yield word
