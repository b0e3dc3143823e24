"""Unsubscribing from the weekly mail, without login and without a second step (RFC 8058)."""

import re

from flask import Blueprint, Response, abort, make_response, render_template

from matcher.digest import Subscription
from web.services import request_moment, services

views = Blueprint("subscriptions", __name__)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""The address of the page is the key to the subscription: it is neither kept nor passed on."""


@views.get("/abos/<token>/abmelden")
def ask(token: str) -> Response:
    """Ask whether to unsubscribe. Mail scanners open every link, so this changes nothing."""
    found = _find(token)
    return _page(found, active=_active(found))


@views.post("/abos/<token>/abmelden")
def end(token: str) -> Response:
    """End all subscriptions of this person in the municipality; the body does not matter.

    The token is the proof: mail programs post here on their own and carry nothing else.
    """
    found = _find(token)
    services().parts.store.mail.end_all(token, at=request_moment())
    return _page(found, active=False)


def _find(token: str) -> Subscription:
    """Return the subscription of a token; an unknown one aborts with 404."""
    found = services().parts.store.mail.find(token) if _TOKEN.fullmatch(token) else None
    if found is None:
        abort(
            404,
            "Zu diesem Abmeldelink gibt es kein Abonnement. Bitte nehmen Sie den Link aus der "
            "neuesten Wochenmail; vielleicht wurde er beim Kopieren abgeschnitten.",
        )
    return found


def _active(found: Subscription) -> bool:
    """Tell whether this person still gets the mail of the municipality."""
    return any(
        (other.municipality, other.email) == (found.municipality, found.email)
        for other in services().parts.store.mail.subscriptions()
    )


def _page(found: Subscription, *, active: bool) -> Response:
    town = services().parts.store.measures.municipality(found.municipality)
    page = make_response(
        render_template(
            "unsubscribe.html",
            heading="Wochenmail abbestellen" if active else "Die Wochenmail ist abbestellt",
            town=town.name if town else found.municipality,
            token=found.token,
            active=active,
        )
    )
    page.headers.update(_PRIVATE)
    return page
