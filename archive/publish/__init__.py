"""A site of plain files: an edition's pages, for any web server and for a USB stick.

    publish(workspace, "public", Path("site"))

What is written is what readers of the edition would be served, with links that lead from file to
file. How it is made: `crawling` asks for page after page, `press` answers as the server would,
`rewriting` turns links and forms into what works without a server, `tree` puts all of it in place.
"""

from __future__ import annotations

from archive.publish.site import publish
from archive.publish.writing import Published

__all__ = ["Published", "publish"]
