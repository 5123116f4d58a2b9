"""Office files in the strict form of ISO/IEC 29500, which names everything otherwise."""

from __future__ import annotations

import io
import zipfile

_USUAL, _STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
_FORMS = (
    (_USUAL + b"officeDocument/2006/", _STRICT + b"officeDocument/"),
    (_USUAL + b"spreadsheetml/2006/main", _STRICT + b"spreadsheetml/main"),
    (_USUAL + b"wordprocessingml/2006/main", _STRICT + b"wordprocessingml/main"),
    (_USUAL + b"presentationml/2006/main", _STRICT + b"presentationml/main"),
    (_USUAL + b"drawingml/2006/", _STRICT + b"drawingml/"),
)


def strict(package: bytes) -> bytes:
    """The same file in the strict form."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            for usual, other in _FORMS:
                data = data.replace(usual, other)
            if info.filename.endswith(("document.xml", "workbook.xml", "presentation.xml")):
                root = data.index(b'main"') + 5
                data = data[:root] + b' conformance="strict"' + data[root:]
            new.writestr(info.filename, data)
    return buffer.getvalue()
