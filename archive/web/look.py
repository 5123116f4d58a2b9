"""The process's own looks: one colour and a logo, which metadata.yaml of the workspace names.

    look:
      colour: "#17556b"
      logo: records/registers/logo.svg

The logo is a picture in the workspace. It is given out under a policy that lets it do nothing, and
is shown as a picture only, so that what may be hidden in an SVG never runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from weakref import WeakKeyDictionary

from archive.errors import NotInArchive, SecretariatError
from archive.web import colours, security
from archive.web.host import Host, Request, response, workspace_of

#: Endings of pictures, their types, and how such a file begins (SVG is text).
_PICTURES = {
    ".svg": ("image/svg+xml", b"<"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".webp": ("image/webp", b"RIFF"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}

#: Bytes that a logo may have.
LARGEST = 200_000

_FOREVER = "public, max-age=31536000, immutable"


class BadLook(SecretariatError):
    """What metadata.yaml says of the looks cannot be used."""


@dataclass(frozen=True, slots=True)
class Look:
    """The style sheet of the colour and the picture with its type; None for what is not set."""

    style: str | None = None
    logo: bytes | None = None
    logo_type: str = ""

    @property
    def key(self) -> str:
        """What stands in the addresses of both, so that they can be kept for good."""
        told = sha256((self.style or "").encode() + b"\0" + (self.logo or b""))
        return told.hexdigest()[:12]


_looks: WeakKeyDictionary[Any, Look] = WeakKeyDictionary()


def look_of(host: Host) -> Look:
    """The looks of what `host` serves, read once."""
    return _looks.get(host, Look())


def dress(host: Host, root: Path, metadata: dict[str, Any]) -> None:
    """Read the looks that `metadata` names; raises `BadLook` with what to mend."""
    said = metadata.get("look")
    if said is None:
        return
    if not isinstance(said, dict) or set(said) - {"colour", "logo"}:
        raise BadLook("metadata.yaml: look takes `colour:` and `logo:`; mend it and try again")
    style, logo, kind = None, None, ""
    if said.get("colour") is not None:
        colour = colours.read(said["colour"])
        if colour is None:
            raise BadLook(
                f"metadata.yaml: look: colour {said['colour']!r} is no colour: "
                'write it as "#17556b", in quotation marks'
            )
        style = colours.style(colour)
    if said.get("logo") is not None:
        logo, kind = _picture(root, str(said["logo"]))
    _looks[host] = Look(style, logo, kind)


def _picture(root: Path, name: str) -> tuple[bytes, str]:
    from archive.history import is_plain_file

    told = f"metadata.yaml: look: logo {name!r}"
    path = PurePosixPath(name)
    kind, begins = _PICTURES.get(path.suffix.lower(), ("", b""))
    if not kind:
        raise BadLook(f"{told} is no picture that is shown: take SVG, PNG, WebP or JPEG")
    if path.is_absolute() or ".." in path.parts or not is_plain_file(root, path.as_posix()):
        raise BadLook(f"{told} is not in the workspace: give its path from there")
    with (root / path).open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadLook(f"{told} is larger than {LARGEST // 1000} KB: make it smaller")
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(begins):
        raise BadLook(f"{told} is not what its ending says: name it for what it is")
    return data, kind


async def style(request: Request, datasette: Host) -> Any:
    """`/look-KEY.css`: the tokens of the process's colour."""
    look = look_of(datasette)
    if look.style is None or request.url_vars["key"] != look.key:
        raise NotInArchive("there is no such style sheet")
    headers = {"cache-control": _FOREVER}
    return response()(look.style, headers=headers, content_type="text/css; charset=utf-8")


async def logo(request: Request, datasette: Host) -> Any:
    """`/logo-KEY`: the process's logo, a picture that may do nothing."""
    look = look_of(datasette)
    if look.logo is None or workspace_of(datasette) is None or request.url_vars["key"] != look.key:
        raise NotInArchive("there is no such picture")
    security.picture()
    return response()(look.logo, headers={"cache-control": _FOREVER}, content_type=look.logo_type)
