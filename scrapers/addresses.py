"""Which addresses may be asked: public hosts, and redirects only within one site."""

import ipaddress
import socket
from urllib.parse import urlsplit

from matcher.errors import FetchError

_TWO_PART_SUFFIXES = frozenset({"co.uk", "org.uk", "gov.uk", "ac.uk", "co.at", "or.at", "gv.at"})


def site(url: str) -> str:
    """Return the registrable part of an address's host, such as ``foerderdatenbank.de``."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    count = 3 if ".".join(labels[-2:]) in _TWO_PART_SUFFIXES else 2
    return ".".join(labels[-count:])


def check_address(source_id: str, url: str) -> None:
    """Make sure that an address is http(s) and names a public host.

    Raises:
        FetchError: it is another scheme, or a host inside a private network, or unknown.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise FetchError(source_id, "das ist keine Web-Adresse", url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise FetchError(source_id, "der Server ist nicht zu finden", url) from error
    for *_, address in found:
        check_public(source_id, url, str(address[0]))


def check_public(source_id: str, url: str, address: str) -> None:
    """Make sure that an IP address is a public one.

    Raises:
        FetchError: it belongs to a private network, to this machine or to nobody.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if not ip.is_global or ip.is_multicast:
        raise FetchError(source_id, "die Adresse liegt in einem privaten Netz", url)


def check_redirect(source_id: str, url: str, target: str) -> None:
    """Make sure that a redirect stays within the site and does not drop encryption.

    Raises:
        FetchError: it does not.
    """
    if site(url) != site(target):
        raise FetchError(source_id, f"die Weiterleitung verlässt die Website ({target})", url)
    if url.startswith("https://") and not target.startswith("https://"):
        raise FetchError(
            source_id, f"die Weiterleitung gibt die Verschlüsselung auf ({target})", url
        )
