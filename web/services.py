"""What a view may use: the installation's parts, the live catalogue, the clock, the tenant."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, current_app, g, request

from matcher.records import Municipality
from web.live import LiveCatalogue
from web.source_state import Card, SourceState, source_states
from web.wiring import Parts

EXTENSION = "foerdertopf"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running application.

    `now` returns an aware moment, `sources` the identity cards of the sources it may name.
    """

    parts: Parts
    catalogue: LiveCatalogue
    now: Callable[[], datetime]
    sources: Callable[[], Iterable[Card]] = tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page says of the installation, in header and footer."""

    version: str
    municipalities: tuple[Municipality, ...] = ()
    municipality: Municipality | None = None
    model: str | None = None
    trouble: str = ""
    programs: int = 0
    oldest: date | None = None
    newest: date | None = None


def services() -> Services:
    """Return the services of the application that answers the request."""
    found: Services = current_app.extensions[EXTENSION]
    return found


def tenants() -> tuple[Municipality, ...]:
    """Return the municipalities that use the service, read once per request."""
    if "tenants" not in g:
        g.tenants = tuple(services().parts.store.measures.municipalities())
    known: tuple[Municipality, ...] = g.tenants
    return known


def municipality() -> Municipality | None:
    """Return the municipality that ``?gemeinde=`` names, else the first; None if there is none.

    Aborts with 404 when the AGS names none of them.
    """
    known, wanted = tenants(), request.args.get("gemeinde", "")
    if not wanted:
        return known[0] if known else None
    for tenant in known:
        if tenant.ags == wanted:
            return tenant
    abort(404, f"Für den Gemeindeschlüssel „{wanted[:20]}“ ist keine Kommune eingerichtet.")


def site(version: str) -> Site:
    """Return what header and footer show of the current request."""
    here, programs = services(), services().catalogue.programs()
    model = here.parts.model
    days = [program.as_of for program in programs]
    return Site(
        version=version,
        municipalities=tenants(),
        municipality=municipality(),
        model=model.encoder.fingerprint if model.encoder else None,
        trouble=model.trouble,
        programs=len(programs),
        oldest=min(days, default=None),
        newest=max(days, default=None),
    )


def source_states_now() -> list[SourceState]:
    """Return how every source is doing at the moment of the request, alarms first."""
    here = services()
    store = here.parts.store
    return source_states(
        here.sources(), store.runs.recent(), store.programs.counts(), request_moment()
    )


def request_moment() -> datetime:
    """Return the moment of the request, the same for everything on its page."""
    if "moment" not in g:
        g.moment = services().now()
    moment: datetime = g.moment
    return moment
