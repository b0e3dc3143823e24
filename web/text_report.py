"""A ranking for the terminal."""

import textwrap
from collections.abc import Iterator

from matcher.records import Exclusion, Match, Ranking
from matcher.regions import region_tree
from matcher.vocabulary import Fit
from web import formatters

_WIDTH = 100
_MARKS = {Fit.MET: "✓", Fit.NOT_MET: "✗", Fit.UNKNOWN: "?"}
_EXCLUDED_SHOWN = 5


def ranking_text(ranking: Ranking) -> str:
    """Return the ranking as lines of at most 100 characters, ending with a newline."""
    return "\n".join(_lines(ranking)) + "\n"


def _lines(ranking: Ranking) -> Iterator[str]:
    place = region_tree().label(ranking.region) if ranking.region else "ohne Region"
    kinds = " oder ".join(kind.label for kind in ranking.applicants)
    yield from _wrap(f"Maßnahme: {' '.join(ranking.text.split())[:300]}", "")
    yield f"Region: {place} · Antragsteller: {kinds} · Stand: {formatters.moment(ranking.at)}"
    if ranking.model is None:
        yield "Ohne Sprachmodell: Rangfolge nur aus gemeinsamen Wörtern."
    yield ""
    if not ranking.matches:
        yield "Kein passendes Förderprogramm gefunden."
    for match in ranking.matches:
        yield from _match(match, ranking)
    near = ranking.excluded[:_EXCLUDED_SHOWN]
    if near:
        yield f"Warum nicht? ({len(near)} von {len(ranking.excluded)} ausgeschlossenen)"
        for entry in near:
            yield from _excluded(entry)


def _match(match: Match, ranking: Ranking) -> Iterator[str]:
    program = match.program
    yield from _wrap(f"{match.rank:>2}. {program.title} [{match.band.label}]", "    ")
    yield f"    {program.level.label} · {program.funding_body or 'Fördergeber unbekannt'}"
    yield f"    {formatters.next_deadline(program, ranking.at)} · {formatters.money(program)}"
    for reason in match.reasons:
        yield from _wrap(f"    {_MARKS[reason.status]} {reason.text}", "      ")
    for pair in match.passages[:1]:
        quote = textwrap.shorten(pair.program, 220, placeholder=" …")
        yield from _wrap(f"    › {quote}", "      ")
    yield f"    {program.url} (Stand {formatters.day(program.as_of)})"
    yield ""


def _excluded(entry: Exclusion) -> Iterator[str]:
    reasons = " ".join(reason.text for reason in entry.reasons)
    yield from _wrap(f"  - {entry.program.title}: {reasons}", "    ")


def _wrap(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
