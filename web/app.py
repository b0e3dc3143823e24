"""The web application: the one place where its parts are wired."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Flask, Response, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from matcher.errors import FoerdertopfError
from matcher.settings import Settings
from web.live import LiveCatalogue
from web.rendering import equip
from web.services import EXTENSION, Services, Site, request_moment, site
from web.source_state import Card
from web.views import BLUEPRINTS
from web.wiring import Parts

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ERRORS = {
    400: ("Die Anfrage ist nicht verständlich", "Bitte prüfen Sie die Adresse oder Ihre Eingaben."),
    404: ("Diese Seite gibt es nicht", "Vielleicht ist die Adresse unvollständig oder veraltet."),
    405: ("Das ist hier nicht möglich", "Diese Adresse kann nur gelesen werden."),
    500: ("Es ist ein Fehler aufgetreten", "Der Fehler steht im Protokoll des Servers."),
    503: ("Der Dienst ist noch nicht bereit", ""),
}


def create_app(
    settings: Settings | None = None,
    *,
    parts: Parts | None = None,
    now: Callable[[], datetime] | None = None,
    sources: Callable[[], Iterable[Card]] = tuple,
) -> Flask:
    """Return the application.

    Nothing is opened before the first request. There is one local user, and no page changes
    anything; only unsubscribing from the weekly mail does.

    Args:
        settings: of the installation; from the environment by default.
        parts: store, model and ranker in place of those that the settings name.
        now: returns an aware moment.
        sources: returns who the sources are. The web does not know them: without this a source is
            shown with what its runs say, under its id.
    """
    app = Flask("web")
    parts = parts or Parts(settings or Settings.from_env())
    app.extensions[EXTENSION] = Services(
        parts, LiveCatalogue(parts), now or (lambda: datetime.now(UTC)), sources
    )
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    equip(app.jinja_env)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(_context)
    app.url_defaults(_keep_municipality)
    app.after_request(_secure)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(FoerdertopfError, _own_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def release() -> str:
    """Return the version of the installed distribution."""
    try:
        return version("foerdertopf")
    except PackageNotFoundError:
        return "ohne Installation"


def _context() -> dict[str, Any]:
    """Give every template the header's and footer's facts; an error page does without."""
    here = Site(version=release()) if g.get("failed") else site(release())
    return {"site": here, "now": request_moment()}


def _keep_municipality(endpoint: str, values: dict[str, Any]) -> None:
    """Carry ``?gemeinde=`` from page to page."""
    chosen = request.args.get("gemeinde") if request else None
    if chosen and endpoint != "static" and not g.get("failed"):
        values.setdefault("gemeinde", chosen)


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _http_error(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    own = error.description if error.description != type(error).description else None
    return _page(code, own)


def _own_error(error: FoerdertopfError) -> Response:
    log.error("%s", error)
    return _page(ServiceUnavailable.code, str(error))


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error while answering %s", request.path, exc_info=error)
    return _page(InternalServerError.code, None)


def _page(code: int, sentence: str | None) -> Response:
    g.failed = True
    heading, explanation = _ERRORS.get(code, _ERRORS[400 if code < 500 else 500])
    body = render_template("error.html", heading=heading, sentence=sentence or explanation)
    return Response(body, status=code, mimetype="text/html")
