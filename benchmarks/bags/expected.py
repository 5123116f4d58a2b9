"""What each bag of the Library of Congress' conformance suite is, and by which findings.

The suite's folders say `valid`, `invalid`, `warning`, or that it is invalid on one system only.
`CASES` says for each bag what RFC 8493 (or its draft) makes of what lies in the checkout: `valid`
(there may be warnings), `warning` (valid, and there has to be one) or `invalid`, and the codes of
the findings, apart from P031, which every bag with MD5 has. `APART` are those where that is not
what the folder says, with the reason.
"""

from __future__ import annotations


def _all(base: str, names: str, verdict: str, *codes: str) -> dict[str, tuple[str, frozenset[str]]]:
    return {f"{base}/{name}": (verdict, frozenset(codes)) for name in names.split()}


_OUT = "out-of-scope-file-paths-using"

CASES: dict[str, tuple[str, frozenset[str]]] = {
    **_all("v0.93/valid", "basic-bag duplicate-metadata-entries", "valid"),
    **_all("v0.94/valid", "basic-bag duplicate-metadata-entries", "valid"),
    **_all("v0.95/valid", "basic-bag duplicate-metadata-entries", "valid"),
    **_all(
        "v0.96/valid",
        "bag-with-encoded-names bag-with-escapable-characters bag-with-space basic-bag "
        "duplicate-metadata-entries",
        "valid",
    ),
    **_all("v0.96/valid", "bag-in-a-bag", "valid", "P030"),
    **_all("v0.96/valid", "bag-with-leading-dot-slash-in-manifest", "valid", "P032"),
    **_all("v0.96/valid", "holey-bag", "valid", "P017"),
    **_all(
        "v0.97/valid",
        "ISO-8859-1-encoded-tag-files UTF-16-encoded-tag-files bag-with-encoded-names "
        "bag-with-escapable-characters bag-with-space basic-bag duplicate-metadata-entries "
        "uncommon-metadata-separators",
        "valid",
    ),
    **_all("v0.97/valid", "bag-in-a-bag minimal-bag", "valid", "P030"),
    **_all("v0.97/valid", "bag-with-leading-dot-slash-in-manifest", "valid", "P032"),
    **_all("v0.97/valid", "holey-bag", "valid", "P017"),
    **_all("v0.97/invalid", "baginfo-missing-encoding", "invalid", "P002", "P010"),
    **_all("v0.97/invalid", "bom-in-bagit.txt", "invalid", "P002"),
    **_all("v0.97/invalid", "corrupt-data-file", "invalid", "P010", "P014"),
    **_all("v0.97/invalid", "corrupt-tag-file", "invalid", "P010"),
    **_all("v0.97/invalid", "extra-file-in-bag", "invalid", "P009", "P014"),
    **_all("v0.97/invalid", "invalid-version-number", "invalid", "P002", "P003", "P010"),
    **_all("v0.97/invalid", "missing-baginfo", "invalid", "P008"),
    **_all("v0.97/invalid", "missing-bagit.txt", "invalid", "P001", "P008"),
    **_all("v0.97/invalid", f"{_OUT}-dot-notation", "invalid", "P020"),
    **_all("v0.97/invalid", f"{_OUT}-dot-notation-for-fetch", "invalid", "P017", "P020"),
    **_all("v0.97/invalid", "same-filename-listed-twice-with-different-hashes", "invalid", "P007"),
    **_all(
        "v0.97/linux-only",
        f"{_OUT}-absolute-path {_OUT}-shortcut {_OUT}-shortcut-username",
        "invalid",
        "P020",
    ),
    **_all(
        "v0.97/linux-only",
        f"{_OUT}-absolute-path-for-fetch {_OUT}-shortcut-for-fetch "
        f"{_OUT}-shortcut-username-for-fetch",
        "invalid",
        "P017",
        "P020",
    ),
    **_all("v0.97/warning", "made-with-md5sum-tools relative-path", "warning", "P032"),
    **_all("v0.97/warning", "same-filename-listed-twice-with-the-same-hash", "warning", "P032"),
    **_all("v0.97/warning", "duplicate-file-with-different-case", "invalid", "P008", "P022"),
    **_all(
        "v0.97/warning",
        "same-filename-listed-twice-with-different-normalization",
        "invalid",
        "P008",
        "P022",
    ),
    **_all("v0.97/warning", "special-system-files", "invalid", "P008", "P014"),
    **_all(
        "v0.97/windows-only",
        f"{_OUT}-absolute-path {_OUT}-shortcut {_OUT}-unc",
        "invalid",
        "P020",
    ),
    **_all(
        "v0.97/windows-only",
        f"{_OUT}-absolute-path-for-fetch {_OUT}-shortcut-for-fetch {_OUT}-unc-for-fetch",
        "invalid",
        "P017",
        "P020",
    ),
    **_all("v1.0/valid", "basicBag", "valid"),
    **_all("v1.0/invalid", "bagit-with-invalid-whitespace", "invalid", "P002"),
    **_all("v1.0/invalid", "notAllManifestsListAllFiles", "invalid", "P009"),
    **_all(
        "v1.0/invalid",
        "same-filename-listed-twice-with-different-hashes",
        "invalid",
        "P002",
        "P007",
        "P010",
    ),
    **_all(
        "v1.0/invalid",
        "same-filename-listed-twice-with-the-same-hash",
        "invalid",
        "P007",
        "P010",
    ),
}

#: Why the suite's folder is not what the RFC says of the bag that lies in it.
APART: dict[str, str] = {
    "v0.97/warning/duplicate-file-with-different-case": (
        "lists HELLO.txt and hello.txt, has the one only: incomplete where case counts"
    ),
    "v0.97/warning/same-filename-listed-twice-with-different-normalization": (
        "lists a name in NFC and in NFD, has the one only: incomplete where they differ"
    ),
    "v0.97/warning/special-system-files": "lists .DS_Store, which is not in the repository",
}


def by_folder(case: str) -> str:
    """What the suite's folder says of a bag: valid, warning or invalid."""
    folder = case.split("/")[1]
    return folder if folder in ("valid", "warning") else "invalid"
