"""Ranking: eligible first, then similar; every outcome with its reason."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from matcher.errors import InputError
from matcher.index import build_index, load_index, save_index
from matcher.query import LONGEST, Query
from matcher.ranker import HybridRanker
from matcher.records import Deadline, Program
from matcher.regions import region_tree
from matcher.text import content_words
from matcher.vocabulary import Applicant, Band, Criterion, DeadlineKind
from matcher.weights import Weights

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
WEIGHTS = {
    kind: Weights(
        features=features,
        intercept=0.0,
        bands={Band.STRONG: 0.6, Band.GOOD: 0.3, Band.EDGE: 0.05},
    )
    for kind, features in {
        "lexical": {"terms": 1.0},
        "dense": {"best": 1.0},
        "hybrid": {"terms": 0.5, "best": 0.5, "named": 1.0},
    }.items()
}


class TopicEncoder:
    """Knows two topics and nothing else: each text is a point between light and water."""

    fingerprint = "topics@1"
    dim = 2
    topics = ({"strassenbeleuchtung", "leuchten", "laternen"}, {"wasser", "hochwasser", "deich"})

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_document(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        return self.encode_query(texts)

    def encode_query(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.array(
            [[len(topic & set(content_words(text))) for topic in self.topics] for text in texts],
            dtype=np.float32,
        )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths == 0, 1, lengths)


Rank = Callable[..., HybridRanker]


@pytest.fixture
def ranker() -> Rank:
    def make(*programs: Program, encoder: TopicEncoder | None = None) -> HybridRanker:
        ordered = sorted(programs, key=lambda p: p.id)
        index = build_index(ordered, encoder)
        return HybridRanker(ordered, index, WEIGHTS, region_tree(), encoder)

    return make


def ask(text: str, **fields) -> Query:
    return Query.from_text(text, **({"region": "12052000"} | fields))


def light(program, **fields):
    return program(
        fields.pop("id_", "licht"),
        title=fields.pop("title", "Sanierung von Laternen"),
        text="Gefördert wird der Austausch von Leuchten. Der Antrag ist schriftlich zu stellen.",
        **fields,
    )


def water(program):
    return program("wasser", title="Deiche", text="Gefördert wird der Schutz vor Hochwasser.")


def test_a_programme_without_a_shared_word_is_found_by_its_meaning(ranker, program):
    found = ranker(light(program), water(program), encoder=TopicEncoder())

    result = found.rank(ask("Straßenbeleuchtung"), now=NOW)

    assert [m.program.id for m in result.matches] == ["licht"]
    assert result.model == "topics@1"
    assert "ohne gemeinsame Wörter" in result.matches[0].reasons[0].text


@pytest.mark.parametrize("name", ["SiRL", "sirl", "Sirenen-Richtlinie"])
def test_a_programme_called_by_its_name_stands_first(ranker, program, name):
    lights = (light(program, id_=f"a{n}", title=f"Neue Leuchten {n}") for n in range(3))
    sirens = program("sirenen", title="Sirenen-Richtlinie Brandenburg (SiRL)", text="Warnung.")

    matches = ranker(*lights, sirens, encoder=TopicEncoder()).rank(ask(name), now=NOW).matches

    assert [m.program.id for m in matches] == ["sirenen"]
    assert "beim Namen genannt" in matches[0].reasons[0].text


def test_a_rare_word_in_a_long_measure_is_chance_but_an_abbreviation_is_a_name(ranker, program):
    found = ranker(
        light(program),
        program("markt", title="Wochenmarkt", text="Stände."),
        program("kokib", title="Kita-Beratung (KOKIB)", text="Beratung."),
        encoder=TopicEncoder(),
    )
    measure = "Neue Leuchten und Laternen, Straßenbeleuchtung rund um Kirche, Rathaus, Schule"

    by_chance = found.rank(ask(f"{measure}, Wochenmarkt"), now=NOW).matches
    by_name = found.rank(ask(f"{measure} mit KOKIB"), now=NOW).matches

    assert by_chance[0].program.id == "licht"
    assert by_name[0].program.id == "kokib"


def test_without_a_model_words_decide_and_the_result_says_so(ranker, program):
    found = ranker(light(program), water(program))

    result = found.rank(ask("Austausch der Leuchten am Markt"), now=NOW)

    assert [m.program.id for m in result.matches] == ["licht"]
    assert result.model is None
    assert "Leuchten" in result.matches[0].reasons[0].text


def test_nothing_similar_is_an_empty_answer(ranker, program):
    found = ranker(light(program), water(program), encoder=TopicEncoder())

    assert found.rank(ask("Zahnpflege im Zirkus"), now=NOW).matches == ()


def test_passages_are_exact_substrings_of_both_texts(ranker, program):
    text = "Modernisierung am Markt. Neue Leuchten senken die Kosten; der Rat hat zugestimmt."
    record = light(program)

    (match,) = ranker(record, encoder=TopicEncoder()).rank(ask(text), now=NOW).matches

    for pair in match.passages:
        assert pair.measure in text
        assert pair.program in record.sections[0].text
    assert match.passages[0].measure == "Neue Leuchten senken die Kosten;"


@pytest.mark.parametrize(
    ("fields", "criterion", "word"),
    [
        ({"regions": ("14",)}, Criterion.REGION, "Sachsen"),
        ({"eligible_applicants": (Applicant.COMPANY,)}, Criterion.APPLICANT, "Unternehmen"),
        (
            {"deadlines": (Deadline(kind=DeadlineKind.APPLICATION, day=date(2021, 3, 14)),)},
            Criterion.DEADLINE,
            "14.03.2021",
        ),
    ],
)
def test_a_hard_miss_is_listed_with_its_reason_and_never_ranked(
    ranker, program, fields, criterion, word
):
    result = ranker(light(program, **fields), encoder=TopicEncoder()).rank(
        ask("Straßenbeleuchtung"), now=NOW
    )

    assert result.matches == ()
    (excluded,) = result.excluded
    assert [reason.criterion for reason in excluded.reasons] == [criterion]
    assert word in excluded.reasons[0].text


def test_the_last_day_is_open_at_2359_and_closed_a_minute_later(ranker, program):
    deadline = Deadline(kind=DeadlineKind.APPLICATION, day=date(2026, 11, 22))
    found = ranker(light(program, deadlines=(deadline,)), encoder=TopicEncoder())

    def matches(at: datetime) -> int:
        return len(found.rank(ask("Straßenbeleuchtung"), now=at).matches)

    assert matches(datetime.combine(date(2026, 11, 22), time(23, 59), BERLIN)) == 1
    assert matches(datetime.combine(date(2026, 11, 23), time(0, 0), BERLIN)) == 0


def test_the_same_programme_from_two_pages_is_shown_once(ranker, program):
    twins = (light(program), light(program, id_="licht-seite-2", title="Sanierung von  Laternen"))

    result = ranker(*twins, encoder=TopicEncoder()).rank(ask("Straßenbeleuchtung"), now=NOW)

    assert len(result.matches) == 1


def test_linked_twins_are_shown_once_until_they_are_separated(store, program):
    records = [light(program, id_="a"), light(program, id_="b", title="Austausch von Leuchten")]
    store.programs.put(records, seen_at=NOW)
    store.twins.link([("a", "b", 1.0, "gleiche Adresse")], at=NOW)

    def shown() -> int:
        encoder = TopicEncoder()
        index, tree = build_index(records, encoder), region_tree()
        found = HybridRanker(records, index, WEIGHTS, tree, encoder, store.twins.groups())
        return len(found.rank(ask("Straßenbeleuchtung"), now=NOW).matches)

    assert shown() == 1
    store.twins.decide("b", "a", "getrennt", by="Beratung", at=NOW)
    assert shown() == 2


def test_equal_scores_are_ordered_by_id(ranker, program):
    titles = {"c": "Laternen am Fluss", "a": "Leuchten im Park", "b": "Laternen vor Schulen"}
    records = [light(program, id_=id_, title=title) for id_, title in titles.items()]

    result = ranker(*records, encoder=TopicEncoder()).rank(ask("Straßenbeleuchtung"), now=NOW)

    assert [m.program.id for m in result.matches] == ["a", "b", "c"]


def test_an_unchanged_text_is_not_encoded_again(store, program):
    encoder = TopicEncoder()
    build_index([light(program), water(program)], encoder, store.vectors)
    first = len(encoder.encoded)

    build_index([light(program), water(program)], encoder, store.vectors)
    assert len(encoder.encoded) == first

    build_index([light(program, title="Neue Laternen"), water(program)], encoder, store.vectors)
    assert encoder.encoded[first:] == ["Neue Laternen"]


def test_a_saved_index_gives_the_same_scores(program, tmp_path):
    encoder, records = TopicEncoder(), [light(program), water(program)]
    index = build_index(records, encoder)
    save_index(index, tmp_path / "index")
    loaded = load_index(tmp_path / "index")
    query = ask("Austausch der Leuchten")

    assert loaded is not None
    one, other = (
        HybridRanker(records, i, WEIGHTS, region_tree(), encoder).scores(query)
        for i in (index, loaded)
    )
    assert np.array_equal(one, other)


def test_a_damaged_index_is_no_index(program, tmp_path):
    save_index(build_index([light(program)], TopicEncoder()), tmp_path / "index")
    (tmp_path / "index" / "passages.npy").write_bytes(b"kaputt")

    assert load_index(tmp_path / "index") is None


@pytest.mark.parametrize("text", ["", "  \n", "4.2.1", "x" * (LONGEST + 1)])
def test_an_unusable_text_is_refused(text):
    with pytest.raises(InputError):
        Query.from_text(text)


def test_an_empty_catalogue_answers_nothing(ranker):
    assert ranker(encoder=TopicEncoder()).rank(ask("Straßenbeleuchtung"), now=NOW).matches == ()
