"""Where the catalogue comes from: every source with its last fetch and what is wrong with it."""

from flask import Blueprint, render_template

from web.services import services, source_states_now

views = Blueprint("sources", __name__)

SIGNALS = 5
"""Messages shown per source; the others are folded away."""


@views.get("/quellen")
def sources() -> str:
    """List the sources, those that need somebody first."""
    states = source_states_now()
    return render_template(
        "sources.html",
        heading="Quellen",
        states=states,
        alarmed=[state for state in states if state.alarms],
        programs=len(services().catalogue.programs()),
        signals=SIGNALS,
    )
