"""Is it alive, and can it work? For whoever operates the service."""

from typing import Any

from flask import Blueprint, Response, jsonify

from matcher.errors import FoerdertopfError
from matcher.store.engine import newest_version, schema_version
from web.services import services

views = Blueprint("health", __name__)


@views.get("/healthz")
def alive() -> Response:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@views.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether database and schema are usable, and which model and index serve.

    A missing model is no reason to be unready: ranking then goes on lexically.
    """
    here = services()
    facts: dict[str, Any] = {"database": "ok", "schema": None, "programs": None}
    try:
        facts["schema"] = schema_version(here.parts.store.engine)
        facts["programs"] = len(here.catalogue.programs())
    except FoerdertopfError as error:
        facts["database"] = str(error)
    encoder = here.parts.model.encoder
    facts["model"] = encoder.fingerprint if encoder else None
    facts["index"] = "im Speicher" if here.catalogue.ready else "wird beim ersten Bedarf geladen"
    usable = facts["database"] == "ok" and facts["schema"] == newest_version()
    return jsonify(status="ok" if usable else "nicht bereit", **facts), 200 if usable else 503
