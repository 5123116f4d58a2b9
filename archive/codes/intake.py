"""Files that are added: I."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "I001",
        "warning",
        "no reader for this format",
        "it is kept as it is: convert it to PDF, DOCX, ODT or text and add that, or describe it",
    ),
    (
        "I002",
        "warning",
        "encrypted",
        "open it with its password, save it without one, and add it again",
    ),
    (
        "I003",
        "error",
        "too large to unpack",
        "unpack it by hand, look at what it holds, and add the parts that you need",
    ),
    (
        "I004",
        "error",
        "took too long",
        "open it in its own program, save it anew or as PDF, and add that",
    ),
    (
        "I005",
        "error",
        "reader failed",
        "open it in its own program, save it anew or as PDF, and add that",
    ),
    (
        "I006",
        "warning",
        "damaged",
        "look for another copy of it; what could be read is there",
    ),
    (
        "I007",
        "note",
        "its name contradicts its content",
        "rename the file; its content counts",
    ),
    (
        "I008",
        "note",
        "encoding guessed",
        "look at the letters with marks in its text",
    ),
    (
        "I009",
        "warning",
        "pages without text",
        "have its pages recognised (OCR), or describe it by hand",
    ),
    (
        "I010",
        "warning",
        "not all of it was read",
        "open the original for the rest",
    ),
    (
        "I011",
        "error",
        "unsafe path",
        "nothing need be done: it was left out",
    ),
    (
        "I012",
        "error",
        "nested too deep",
        "unpack it by hand and add the parts that you need",
    ),
    (
        "I013",
        "warning",
        "its name contradicts its text",
        "look which of the two is right, and correct the proposed record",
    ),
    (
        "I014",
        "note",
        "already here",
        "nothing need be done",
    ),
    (
        "I015",
        "note",
        "holds a program",
        "nothing need be done: it was not run",
    ),
    (
        "I016",
        "note",
        "limits cannot be set here",
        "nothing need be done; each file still has its time",
    ),
    (
        "I017",
        "note",
        "more than its text is in it",
        "look whether it may be passed on",
    ),
    (
        "I018",
        "warning",
        "nothing in it",
        "leave it out, or describe it by hand",
    ),
    (
        "I019",
        "warning",
        "changed while it was read",
        "add it again",
    ),
    (
        "I020",
        "warning",
        "not understood",
        "say by hand what it is: its text is there",
    ),
)
