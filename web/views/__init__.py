"""The pages: one file per thing a user wants to do."""

from web.views import health, measures, overview, programs, search

BLUEPRINTS = (
    overview.views,
    measures.views,
    search.views,
    programs.views,
    health.views,
)
