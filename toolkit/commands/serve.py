"""`serve`: the archive in a browser."""

from __future__ import annotations

import errno
import re
import signal
import socket
import sys
import webbrowser
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from archive.editions.ladder import EDITIONS, Edition
from archive.errors import SecretariatError
from toolkit import output
from toolkit.cli import workspace

if TYPE_CHECKING:
    from archive.workspace import Workspace

DEFAULT_PORT = 8001

#: How many findings of the log and custody are told one by one.
_TOLD = 5

#: How many ports after the default one are tried where none was asked for.
_TRIES = 20


class CannotListen(SecretariatError):
    """The address to serve on cannot be had."""


@click.command(short_help="Show the archive in the browser.")
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; the default is seen from this computer only.",
)
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help=f"The port to listen on (0: any free one).  [default: {DEFAULT_PORT} or the next free]",
)
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    help="Which edition to show.  [default: secretariat; for others than this computer, public]",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes answer; one for each core is enough.",
)
@click.option(
    "--base-url",
    metavar="PATH",
    help="The path before every address behind a proxy, such as /asem/.",
)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="Believe this proxy who asks (X-Forwarded-For); several with commas between.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.pass_context
def serve(
    ctx: click.Context,
    host: str,
    port: int | None,
    edition: Edition | None,
    workers: int,
    base_url: str | None,
    proxy: str | None,
    open_browser: bool,
) -> None:
    """Build what is new and show the archive in the browser, until Ctrl-C.

    On this computer alone it shows everything. Where others can reach the address, and behind a
    proxy (--proxy, --base-url), it shows the public edition, unless you name another.

    What is served is a copy of the archive as it is now: later builds do not disturb
    its readers, and are seen once it is started again. For a server that many read, see
    docs/serving.md.
    """
    from toolkit.commands.build import run_build, told

    here = workspace(ctx)
    prefix, believed, many = prefix_of(base_url), proxies_of(proxy), shared(workers)
    behind = proxy is not None or base_url is not None
    chosen = edition or ("public" if behind else default_edition(host))
    with closing(listener(host, port)) as sock:
        report = run_build(here, edition=chosen)
        for line in told(here, report):
            output.note(line)
        warn_of_alterations(here)
        with TemporaryDirectory(prefix="secretariat-", ignore_cleanup_errors=True) as folder:
            copy = snapshot(report.path, Path(folder))
            address = address_of(host, sock) + prefix[1:]
            click.echo(f"The archive is at {address} (stop with Ctrl-C)")
            sys.stdout.flush()
            warn(host, closed_records(copy), chosen)
            if open_browser and not webbrowser.open(address):
                output.note("No browser could be opened: type the address into one.")
            run(copy, here, sock, prefix, believed, many)


def warn_of_alterations(here: Workspace) -> None:
    """Say on stderr where the log, custody or a sealed text is not as it was."""
    from archive.check.evidence import told_to_readers

    found = told_to_readers(here)
    for each in found[:_TOLD]:
        said = output.clean(f"{each.path}: {each.message}")
        click.echo(f"{click.style(f'warning: {each.code}', fg='red')} {said}", err=True)
    if len(found) > _TOLD:
        output.note(f"... and {len(found) - _TOLD:,} more: secretariat seal --check")


def closed_records(archive: Path) -> int:
    """How many records in the file are not for everyone; removed ones count, as their texts are
    still there. Those that an edition only has a note of do not."""
    from archive.reading import open_archive

    with closing(open_archive(archive)) as conn:
        found = conn.execute(
            "SELECT count(*) FROM record WHERE access <> 'public' "
            "AND id NOT IN (SELECT record FROM stub)"
        ).fetchone()
    return int(found[0])


def default_edition(host: str) -> Edition:
    """What is shown at `host` where nobody says: everything only to this computer."""
    return "secretariat" if is_local(host) else "public"


def is_local(host: str) -> bool:
    """Whether only this computer can open what is served at `host`."""
    from ipaddress import ip_address

    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def warn(host: str, closed: int, edition: Edition) -> None:
    """Say on stderr who can read what, loudly where closed records leave this computer."""
    local = is_local(host)
    output.note(f"This is the {edition} edition.")
    if closed:
        some = output.count(closed, "record is", "records are")
        shows = f"{'it is' if closed == 1 else 'they are'} shown to everyone who can open"
        said = f"{some} for partners or the secretariat only; {shows} this address"
        if local:
            output.note(f"note: {said} (it answers on this computer only)")
        else:
            loud = click.style(f"WARNING: {said}, from every computer that reaches it!", fg="red")
            click.echo(loud, err=True)
            output.note("Stop with Ctrl-C, and leave --edition out to show the public edition.")
    elif not local:
        output.note("Everyone who reaches this computer at that address can read it.")


def listener(host: str, port: int | None) -> socket.socket:
    """A socket that listens on `port`, or where that is None on the first free one from 8001 on.

    Raises `CannotListen`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(DEFAULT_PORT, DEFAULT_PORT + _TRIES) if port is None else (port,)
    for each in ports:
        try:
            return socket.create_server((host, each), family=family, backlog=128)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise CannotListen(
                    f"cannot listen on {host} ({error.strerror}): name another with --host"
                ) from None
            refused = error
    if port is None:
        raise CannotListen(
            f"the ports {ports[0]} to {ports[-1]} are all in use: choose another with -p"
        )
    why = "is in use" if refused.errno == errno.EADDRINUSE else "may not be used by you"
    raise CannotListen(f"port {port} {why}: choose another with -p, or leave -p out")


def address_of(host: str, sock: socket.socket) -> str:
    """The address to type into a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{sock.getsockname()[1]}/"


def snapshot(archive: Path, folder: Path) -> Path:
    """A copy of the archive as it is at one moment, also while a build is writing to it."""
    import sqlite3

    from archive.reading import open_archive

    copy = folder / archive.name
    with closing(open_archive(archive)) as source, closing(sqlite3.connect(copy)) as goal:
        source.backup(goal)
    return copy


def prefix_of(said: str | None) -> str:
    """The path before every address, with a slash on both sides; raises `UsageProblem`."""
    from archive.errors import UsageProblem

    path = (said or "/").strip()
    if re.fullmatch(r"/?(?:[A-Za-z0-9._~-]+/)*[A-Za-z0-9._~-]*", path) and ".." not in path:
        inner = path.strip("/")
        return f"/{inner}/" if inner else "/"
    raise UsageProblem(f"--base-url {said!r} is no path: write it as /asem/")


def proxies_of(said: str | None) -> str:
    """The addresses of proxies that are believed; raises `UsageProblem` for what is none."""
    from ipaddress import ip_network

    from archive.errors import UsageProblem

    given = [each.strip() for each in (said or "").split(",") if each.strip()]
    for each in given:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise UsageProblem(f"--proxy {each!r} is no address: write it as 127.0.0.1") from None
    return ",".join(given)


def shared(workers: int) -> int:
    """How many processes can answer here, with a notice where it is one for want of more."""
    from archive.web.workers import can_share

    if workers > 1 and not can_share():
        output.note("note: on Windows one process answers; --workers is left out of account")
        return 1
    return workers


def run(
    copy: Path,
    here: Workspace,
    sock: socket.socket,
    prefix: str = "/",
    proxies: str = "",
    workers: int = 1,
) -> None:
    """Serve until told to stop; a stop is no failure."""
    from archive.web import workers as processes
    from archive.web.serve import app

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)  # so that the copy is removed on the way out
    serving = processes.Serving(copy, here.root, prefix, proxies)
    app(copy, here, prefix).close()  # what is wrong with the settings is said here, and once
    started = False
    with suppress(KeyboardInterrupt):
        started = processes.run(serving, sock, workers)
    if not started:
        raise CannotListen("the archive could not be served: the reason stands above")
    output.note("Stopped.")
