"""What a programme does not pay for speaks against it, not for it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from matcher.catalogue import WEIGHTS
from matcher.index import build_index
from matcher.passages import program_passages, program_refusals
from matcher.paths import shipped
from matcher.query import Query
from matcher.ranker import HybridRanker
from matcher.records import Match, Program, Reason, Section
from matcher.refusals import refusals
from matcher.regions import region_tree
from matcher.vocabulary import Criterion, Fit, SectionKind
from matcher.weights import read_weights

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "sentence",
    [
        "Freibäder sind ausgeschlossen.",
        "Nicht gefördert werden Freibäder, die vor 1970 gebaut wurden.",
        "Für Freibäder wird keine Zuwendung gewährt.",
        "Freibäder sind nicht Gegenstand dieser Richtlinie.",
        "5.3 Nicht zuwendungsfähig sind nach Nr. 4 Abs. 2 auch Freibäder.",
        "Nicht förderfähig sind:\n* Freibäder\n* Thermen; auch Spaßbäder",
        "Sie erhalten keine Förderung\n\n* für Freibäder,\n* für Thermen",
        "Outdoor pools are not eligible for funding.",
        "Outdoor pools are out of scope.",
    ],
)
def test_a_sentence_that_refuses_is_found_whole(sentence: str) -> None:
    before, after = "Gefördert werden Hallenbäder. ", "\nAnträge nimmt das Land an."
    (span,) = refusals(before + sentence + after)
    assert (before + sentence + after)[slice(*span)] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Gefördert werden Freibäder, die nach anderen Richtlinien nicht förderfähig sind.",
        "Hallenbäder werden gefördert, Freibäder nicht ausgeschlossen.",
        "Nicht nur gefördert, sondern auch beraten werden Träger von Freibädern.",
        "Förderfähig sind Freibäder, Kosten des Betriebs sind nicht förderfähig.",
        "Soweit Freibäder nicht förderfähig sind, berät das Land.",
        "* die vom Bund nicht gefördert werden.",
        "Projects on pools that are not funded elsewhere are eligible.",
    ],
)
def test_a_sentence_that_also_grants_or_refuses_in_an_aside_is_none(sentence: str) -> None:
    assert refusals(sentence) == ()


def _pools(make: Callable[..., Program]) -> list[Program]:
    indoor = (
        "Gefördert wird die Sanierung von Hallenbädern. Freibäder sind ausgeschlossen. "
        "Der Zuschuss geht an Gemeinden."
    )
    outdoor = "Gefördert wird die Sanierung von Bädern unter freiem Himmel, jedem Freibad im Land."
    others = [make(f"bund-{n}", title=f"Nr. {n}", text="Radwege, Brücken") for n in range(60)]
    return [
        make("bund-halle", title="Bäder für den Winter", text=indoor),
        make("bund-wiese", title="Bäder für den Sommer", text=outdoor),
        *others,
    ]


def _asked(programs: list[Program], text: str) -> dict[str, Match]:
    index = build_index(programs, None)
    weights = read_weights(shipped(WEIGHTS))
    ranker = HybridRanker(programs, index, weights, region_tree())
    matches = ranker.rank(Query.from_text(text), now=NOW).matches
    return {match.program.id: match for match in matches}


def _warnings(match: Match) -> list[Reason]:
    return [reason for reason in match.reasons if reason.criterion is Criterion.EXCEPTION]


def test_the_word_in_a_refusal_does_not_find_and_is_told(program: Callable[..., Program]) -> None:
    programs = _pools(program)
    found = _asked(programs, "Sanierung Freibad")
    assert next(iter(found)) == "bund-wiese"
    assert all("Freibäder" not in pair.terms for pair in found["bund-halle"].passages)
    (warning,) = _warnings(found["bund-halle"])
    assert warning.status is Fit.UNKNOWN
    assert warning.quote == "Freibäder sind ausgeschlossen."
    assert "(Freibad): „Freibäder sind ausgeschlossen.“" in warning.text
    assert _warnings(found["bund-wiese"]) == []
    assert _warnings(_asked(programs, "Sanierung Hallenbad")["bund-halle"]) == []


def test_a_list_that_refuses_speaks_nowhere_even_where_a_passage_ends(
    program: Callable[..., Program],
) -> None:
    items = "".join(f"\n* Ausgabe {n} für den laufenden Betrieb von Freibädern" for n in range(40))
    text = f"Gefördert werden Hallenbäder.\nNicht gefördert werden:{items}\nDas Land entscheidet."
    section = Section(kind=SectionKind.GUIDELINE, text=text)
    record = program(sections=(section,))
    passages = program_passages(record)
    assert all(passage.text in text for passage in passages)
    speaking = " ".join(passage.speaking for passage in passages)
    assert speaking.split() == "Gefördert werden Hallenbäder. Das Land entscheidet.".split()
    (refused,) = program_refusals(record)
    assert refused.count("Freibädern") == 40
