"""``foerdertopf serve``."""

import errno
import ipaddress
import socket
from typing import Any

import click

from matcher.errors import InputError
from matcher.settings import Settings
from scrapers.registry import all_sources
from scrapers.source import SourceInfo
from web.wiring import Parts

_THREADS = 8
_PROXY = "proxy"
"""The only value of FOERDERTOPF_AUTH: a proxy in front lets nobody in without a login."""


@click.command(help="Startet die Webanwendung (für die eigene Maschine).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse.")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
def command(host: str, port: int) -> None:
    """Check what can be checked, then serve until interrupted."""
    settings = Settings.from_env()
    _require_local(host, settings.auth)
    parts = Parts(settings)
    programs = sum(parts.store.programs.counts().values())
    # The worker opens its own connections: none may live across the fork.
    parts.store.close()
    _require_free(host, port)
    sources = [source.info for source in all_sources(settings.data / "sources").values()]
    place = f"[{host}]" if ":" in host else host
    address = f"{place}:{port}"
    _serve(
        settings,
        sources,
        address,
        f"Fördertopf läuft: http://{address} ({programs} Programme). Ende mit Strg+C.",
    )


def _require_local(host: str, auth: str) -> None:
    """Refuse to listen beyond this machine while anyone who reaches the port may read it."""
    if auth and auth != _PROXY:
        raise InputError(
            f"FOERDERTOPF_AUTH kennt nur den Wert „{_PROXY}“ (Anmeldung an einem Proxy davor), "
            f"nicht „{auth}“."
        )
    if not auth and not _loopback(host):
        raise InputError(
            f"„{host}“ ist von anderen Rechnern erreichbar. Das geht nur, wenn ein Proxy davor die "
            f"Anmeldung übernimmt und FOERDERTOPF_AUTH={_PROXY} gesetzt ist."
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sentence = f"Port {port} ist schon belegt. Bitte mit --port einen anderen wählen."
            else:
                sentence = f"Die Adresse {host}:{port} lässt sich nicht öffnen: {error.strerror}."
            raise InputError(sentence) from error


def _serve(settings: Settings, sources: list[SourceInfo], address: str, greeting: str) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """One process with threads: the index is held once."""

        def load_config(self) -> None:
            for name, value in _config(address).items():
                self.cfg.set(name, value)
            self.cfg.set("when_ready", lambda server: click.echo(greeting))

        def load(self) -> Any:
            from web.app import create_app

            return create_app(settings, sources=lambda: sources)

    Server().run()


def _config(address: str) -> dict[str, Any]:
    return {
        "bind": address,
        "workers": 1,
        "threads": _THREADS,
        "worker_class": "gthread",
        "timeout": 120,
        "loglevel": "warning",
        "control_socket_disable": True,
        # A measure of 20,000 characters is sent in the address; the page says when it is too long.
        "limit_request_line": 0,
    }
