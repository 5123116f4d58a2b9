"""Editions: what each audience may see, as files of their own (docs/format.md#closed-records).

    build_edition(workspace, "public")      # archive-public.db
    differences(workspace, "public")        # what its readers do not see, and why

`public` and `partners` are built, never filtered when they are read: what is withheld is in no
byte of their files. `secretariat` is the archive itself.
"""

from __future__ import annotations

from archive.editions.ladder import EDITIONS, LESSER, Edition, edition_of, may_see, path_of

__all__ = ["EDITIONS", "LESSER", "Edition", "edition_of", "may_see", "path_of"]
