"""The pages: one file per thing a user wants to do."""

from web.views import (
    coverage,
    health,
    measures,
    overview,
    programs,
    search,
    sources,
    subscriptions,
)

BLUEPRINTS = (
    overview.views,
    measures.views,
    search.views,
    programs.views,
    sources.views,
    coverage.views,
    subscriptions.views,
    health.views,
)
