"""A real mail server on loopback that keeps what it accepts, and can misbehave on order."""

import asyncio
import socket
import ssl
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from web.mailer import read_message


class Postbox:
    """Accepts mail; `refused` maps an address to the answer it gets instead."""

    def __init__(self, *, login: bool = False, **options: Any) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.logins: list[tuple[str, str]] = []
        self.encrypted: list[bool] = []
        self.refused: dict[str, str] = {}
        self.dies_after: int | None = None
        self.hangs_at: int | None = None
        self.drops_quit = False
        self.hanging = threading.Event()
        if login:
            options |= {"authenticator": self.authenticate, "auth_require_tls": False}
        self._options = options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._options)
        self._controller.start()
        self._running = True

    def stop(self) -> None:
        if self._running:
            self._running = False
            self._controller.stop(no_assert=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def addresses(self) -> list[str]:
        return [address for address, _ in self.mails]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.encrypted.append(session.ssl is not None)
        self.mails += [(address, read_message(envelope.content)) for address in envelope.rcpt_tos]
        if self.dies_after == len(self.mails):
            self._controller.server.close()
        if self.hangs_at == len(self.mails):
            self.hanging.set()
            await asyncio.sleep(60)
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.drops_quit:
            server.transport.abort()
        return "221 Bye"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> Any:
        from aiosmtpd.smtp import AuthResult

        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"geheim/wort", handled=False)


def tls_context(folder: Any) -> ssl.SSLContext:
    """Return a server context with a certificate of its own making."""
    import subprocess

    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
