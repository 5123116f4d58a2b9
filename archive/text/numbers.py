"""Numbers as people read them.

>>> counted(1052, "record"), counted(1, "entry", "entries")
('1,052 records', '1 entry')
>>> size_words(12_300), size_words(1_900_000_000)
('12 KB', '1.9 GB')
"""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with what it counts; `many` is `one` with an s where it is left out."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_words(octets: int) -> str:
    """Bytes in powers of 1000, as disks are sold: a decimal from megabytes on."""
    if octets < 1000:
        return counted(octets, "byte")
    if octets < 999_500:
        return f"{octets / 1000:.0f} KB"
    size, unit = octets / 1_000_000, "MB"
    for larger in ("GB", "TB"):
        if size < 999.95:
            break
        size, unit = size / 1000, larger
    return f"{size:,.1f} {unit}"
