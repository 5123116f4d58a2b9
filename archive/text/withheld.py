"""What stands in a text where something was taken out of it for its readers."""

from __future__ import annotations

from typing import Final

#: Class of a span that may be hidden → what a reader is told in its place.
REASONS: Final = {"personal": "personal data", "restricted": "restricted"}

#: Stands where something was taken out: always as long, whatever was there.
BLOCK: Final = "█" * 5
