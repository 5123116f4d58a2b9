"""The codes of findings about what a package holds, and about custody: P040 and on."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "P040",
        "error",
        "package not signed",
        "ask who sent it to sign it; `--unsigned` goes on without a signature",
    ),
    (
        "P041",
        "error",
        "signature refused",
        "do not accept the package; ask the secretariat that is named in it",
    ),
    (
        "P042",
        "warning",
        "key not compared",
        "ask its owner for the fingerprint by telephone, and name it with --trust",
    ),
    (
        "P043",
        "error",
        "statement of another package",
        "do not accept the package; ask for the one that was signed",
    ),
    (
        "P044",
        "error",
        "signed in the future",
        "set the clock of this computer, or ask for a new signature",
    ),
    ("P045", "error", "time stamp refused", "ask for a package whose time stamp holds"),
    (
        "P046",
        "note",
        "time stamp not judged",
        "name the certificate of its authority with --authority to have it judged",
    ),
    ("P047", "error", "not a package", "ask for a package made by `secretariat handover pack`"),
    ("P048", "error", "bundle damaged", "ask for the package again"),
    (
        "P049",
        "error",
        "bundle not safe",
        "do not unpack the bundle by hand; ask who sent the package",
    ),
    ("P050", "error", "another commit", "ask for the package again"),
    (
        "P051",
        "error",
        "original differs",
        "take the one out of the bundle: accept with --with-reservations",
    ),
    (
        "P052",
        "error",
        "original missing or too many",
        "accept with --with-reservations; the bundle has what the records name",
    ),
    ("P053", "error", "archive differs", "use the archive that was made from the bundle"),
    (
        "P054",
        "error",
        "log not whole",
        "ask for the package again, with records/log as it was saved",
    ),
    (
        "P055",
        "error",
        "record not as sealed",
        "ask the outgoing secretariat to mend or seal the record, and to pack again",
    ),
    (
        "P056",
        "error",
        "another checkpoint",
        "ask for the package again; an older one may have been sent as new",
    ),
    (
        "P057",
        "error",
        "earlier archive not contained",
        "do not accept the package: something of what was held before is not in it",
    ),
    (
        "P058",
        "error",
        "export differs",
        "accept with --with-reservations; the archive that is made from the bundle is right",
    ),
    ("P059", "note", "not judged", "nothing need be done"),
    (
        "P060",
        "error",
        "custody unreadable",
        "restore records/custody from a save or a copy; nothing there is edited by hand",
    ),
    ("P061", "error", "custody not as saved", "take it back: secretariat undo records/custody"),
    (
        "P062",
        "warning",
        "custody signature does not hold",
        "ask whose signature it is for the fingerprint of their key, and since when it counts",
    ),
    (
        "P063",
        "error",
        "does not go on from here",
        "name the workspace that the package goes on from with --onto, or ask for a whole package",
    ),
    ("P064", "error", "too large", "ask who sent the package; a package like this is not opened"),
    (
        "P065",
        "warning",
        "earlier handover not proved",
        "ask the host of that time for its receipt or key",
    ),
    (
        "P066",
        "error",
        "custody altered by a save",
        "bring the file back as it was before that save, from another copy or an older one",
    ),
)
