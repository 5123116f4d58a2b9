"""A time stamp authority on this computer, by `openssl ts`: for tests only."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_CONFIG = """\
[ tsa ]
default_tsa = own
[ own ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
[ tsa_cert ]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ req ]
distinguished_name = none
[ none ]
"""


@dataclass(frozen=True)
class Authority:
    """Its folder, with `ca.pem`, the certificate to believe."""

    folder: Path

    @property
    def certificate(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def _openssl(self, *words: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            ["openssl", *words], cwd=self.folder, input=given, capture_output=True, check=True
        )
        return done.stdout

    def make(self, name: str) -> Authority:
        """Make its keys and certificates."""
        self.folder.mkdir()
        (self.folder / "ts.cnf").write_text(_CONFIG, encoding="utf-8", newline="\n")
        (self.folder / "serial").write_text("01\n", encoding="utf-8", newline="\n")
        new = (
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-config",
            "ts.cnf",
        )
        ca = ("-addext", "basicConstraints=critical,CA:true")
        self._openssl(
            "req", "-x509", *new, *ca, "-subj", f"/CN={name}", "-days", "9", "-keyout", "ca.key",
            "-out", "ca.pem",
        )  # fmt: skip
        self._openssl(
            "req", *new, "-subj", f"/CN={name} stamps", "-keyout", "t.key", "-out", "t.csr"
        )
        self._openssl(
            "x509", "-req", "-in", "t.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "7",
            "-days", "8", "-extfile", "ts.cnf", "-extensions", "tsa_cert", "-out", "t.pem",
        )  # fmt: skip
        return self

    def answers(self, question: bytes) -> bytes:
        """The stamp that it gives to a question."""
        (self.folder / "question").write_bytes(question)
        return self._openssl(
            "ts", "-reply", "-config", "ts.cnf", "-section", "own", "-queryfile", "question",
            "-signer", "t.pem", "-inkey", "t.key",
        )  # fmt: skip

    def stamps(self, data: bytes) -> bytes:
        """A stamp of `data` by openssl alone."""
        (self.folder / "data").write_bytes(data)
        query = ("-query", "-data", "data", "-sha256", "-cert")
        return self.answers(self._openssl("ts", *query))


class Handler(BaseHTTPRequestHandler):
    """Answers with what the test's `answer` makes of the question."""

    def do_POST(self) -> None:
        question = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.answer(question)  # type: ignore[attr-defined]
        self.send_response(answer if isinstance(answer, int) else 200)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(b"" if isinstance(answer, int) else answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: object) -> Iterator[str]:
    """The address at which `answer`, a function of the question, is asked."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.answer = answer  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
