"""How a message leaves the house: a mail server or a folder, behind one seam."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any, NoReturn, Protocol
from urllib.parse import unquote, urlsplit

from matcher.errors import InputError, MailError


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header of ASCII tokens, never folded: mail programs do not read an encoded link."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-id", "message-id"):
        registry.map_to_type(name, _Verbatim)
    return registry


POLICY = EmailPolicy(linesep="\r\n", header_factory=_headers(), refold_source="none")
"""Messages are made and read with this, so that what was queued is what is sent, byte by byte."""

_TIMEOUT = 30.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_UNSAFE = re.compile(r"[^\w.@+-]+")


def read_message(content: bytes) -> EmailMessage:
    """Return the message that `as_bytes` wrote."""
    message = message_from_bytes(content, policy=POLICY)
    assert isinstance(message, EmailMessage)
    return message


class RefusedError(MailError):
    """The server refused this message or its recipient for good (5xx)."""


class UnreachableError(MailError):
    """The server cannot be used at all; trying further messages is pointless."""


class Mailer(Protocol):
    """Hands a complete message to whoever delivers it.

    `send` returns only when the message was accepted: whoever returns has taken responsibility.
    The headers From and To are the envelope. It raises RefusedError when trying again is pointless
    for this message, UnreachableError when it is for all, MailError when a later run may succeed.
    """

    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class FileMailer:
    """Writes each message as an .eml file; the same message overwrites itself."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Write the message under its Message-ID; half a file is never seen."""
        name = _UNSAFE.sub("_", str(message["Message-ID"]).strip("<> ")) or "mail"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{name}.draft"
            draft.write_bytes(message.as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise UnreachableError(f"Die Mail lässt sich nicht schreiben: {error}") from error


class SmtpMailer:
    """Speaks SMTP, one connection per message.

    ``smtp://`` uses STARTTLS where the server offers it, ``smtps://`` TLS from the first byte. User
    and password may be percent-encoded. A password never crosses the network unencrypted.
    """

    def __init__(self, url: str, timeout: float = _TIMEOUT) -> None:
        """Read the URL.

        Raises:
            InputError: it is none.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise InputError(f"FOERDERTOPF_SMTP_URL ist keine gültige Adresse: {error}.") from error
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise InputError(
                "FOERDERTOPF_SMTP_URL muss die Form smtp://HOST:PORT oder smtps://HOST:PORT haben."
            )
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._port = port or (465 if self._tls else 587 if self._user else 25)
        self._timeout = timeout

    def send(self, message: EmailMessage) -> None:
        """Deliver one message; see `Mailer`."""
        server = self._open()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            _fail(code, f"Der Mailserver lehnt den Empfänger ab: {_words(code, answer)}", error)
        except smtplib.SMTPDataError as error:
            words = _words(error.smtp_code, error.smtp_error)
            _fail(error.smtp_code, f"Der Mailserver lehnt die Mail ab: {words}", error)
        except smtplib.SMTPSenderRefused as error:
            words = _words(error.smtp_code, error.smtp_error)
            raise UnreachableError(f"Der Mailserver lehnt den Absender ab: {words}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"Die Verbindung zum Mailserver brach ab: {error}") from error
        finally:
            _close(server)

    def _open(self) -> smtplib.SMTP:
        place = f"{self._host}:{self._port}"
        server: smtplib.SMTP | None = None
        try:
            context = self._context()
            if self._tls:
                server = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=self._timeout, context=context
                )
            else:
                server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
                server.ehlo_or_helo_if_needed()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif self._user and self._host not in _LOOPBACK:
                    raise smtplib.SMTPException(
                        "er bietet keine Verschlüsselung an; das Passwort wird nicht gesendet"
                    )
            if self._user:
                server.login(self._user, self._password)
        except smtplib.SMTPAuthenticationError as error:
            _close(server)
            raise UnreachableError(f"Der Mailserver {place} lehnt die Anmeldung ab.") from error
        except (smtplib.SMTPException, OSError) as error:
            _close(server)
            raise UnreachableError(
                f"Der Mailserver {place} ist nicht erreichbar: {error}"
            ) from error
        return server

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._host in _LOOPBACK:  # a local relay has a certificate of its own making
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _fail(code: int, sentence: str, error: Exception) -> NoReturn:
    kind: Callable[[str], MailError] = RefusedError if 500 <= code < 600 else MailError
    raise kind(sentence) from error


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"


def _close(server: smtplib.SMTP | None) -> None:
    """Say goodbye; what goes wrong now changes nothing about an accepted message."""
    if server is None:
        return
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
