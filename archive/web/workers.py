"""Several processes behind one address: each opens the same copy of the archive for itself."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

#: Seconds that answers which are on their way get when the server is told to stop.
PATIENCE = 10

#: Seconds after which a process that gives no sign of life is replaced.
SILENCE = 60


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served: the archive's file, the workspace's folder, and under which path.

    `proxies` are the addresses whose word on the client is believed (`X-Forwarded-For` and
    `X-Forwarded-Proto`); '' believes nobody. `permits` is the table in which processes count
    together how often a reader searches; None where there is but one.
    """

    archive: Path
    root: Path
    base_url: str = "/"
    proxies: str = ""
    permits: Path | None = None


def can_share() -> bool:
    """Whether processes can listen on one socket here; on Windows they cannot."""
    return sys.platform != "win32"


def make(serving: Serving) -> Any:
    """The application as one process serves it."""
    from archive.web.limits import share
    from archive.web.serve import app
    from archive.workspace import Workspace

    host = app(serving.archive, Workspace(serving.root), serving.base_url)
    if serving.permits is not None:
        share(host, serving.permits)
    return host.app()


def run(serving: Serving, sock: socket.socket, workers: int = 1) -> bool:
    """Serve on `sock` until told to stop; whether it was ever started.

    With several `workers` one that dies is replaced. The caller's main module must then be one
    that can be imported again, and the folder of the archive one that may be written to.
    """
    import uvicorn

    if workers > 1:
        from archive.web.permits import table

        shared = serving.archive.with_suffix(".permits")
        table(shared)
        serving = replace(serving, permits=shared)

    config = uvicorn.Config(
        partial(make, serving),
        factory=True,
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        proxy_headers=bool(serving.proxies),
        forwarded_allow_ips=serving.proxies or "127.0.0.1",
        timeout_graceful_shutdown=PATIENCE,
        timeout_worker_healthcheck=SILENCE,
        workers=workers,
    )
    if workers > 1:
        from uvicorn.supervisors import Multiprocess

        Multiprocess(config, sockets=[sock]).run()
        return True
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[sock])
    return server.started
