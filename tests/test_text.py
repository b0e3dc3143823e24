"""From text to search terms."""

import pytest

from matcher.text import Analyser, Compounds, character_ngrams, fold, language_of, normalise
from matcher.thesaurus import thesaurus


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    vocabulary = "Straße Straßen Beleuchtung Sanierung Hochwasser Schutz Schule Bau Ort Begegnung"
    return Analyser(Compounds.from_texts([vocabulary] * 3))


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Straßenbeleuchtungssanierung", ("strassen", "beleuchtung", "sanierung")),
        ("Hochwasserschutz", ("hochwasser", "schutz")),
        ("Schulbau", ("schule", "bau")),
        ("Begegnungsort", ("begegnung", "ort")),
        ("Verwaltung", ()),
    ],
)
def test_compounds_are_split_at_words_of_the_corpus(analyser, compound, parts):
    assert analyser.compounds.parts(fold(compound)) == parts


def test_a_compound_and_its_parts_find_each_other(analyser):
    query = set(analyser.query_terms("Sanierung der Beleuchtung in Straßen"))
    document = set(analyser.terms("Straßenbeleuchtungssanierung"))

    assert len(query & document) == len(["Sanierung", "Beleuchtung", "Straßen"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chóśebuz", "Chosebuz"),
        ("Straßen", "Strassen"),
        ("Förderung", "Foerderung"),
        ("Ge\u00adwerbe", "Gewerbe"),
        ("Łužyca", "Luzyca"),
        ("u\u0308ber", "über"),
    ],
)
def test_spellings_fold_to_one(analyser, one, other):
    assert analyser.terms(one) == analyser.terms(other)


def test_numbers_two_letter_codes_and_genre_words_make_no_terms(analyser):
    assert analyser.query_terms("Umsetzung der Maßnahme Nr. 12 (XY) im Rahmen der Förderung") == []
    assert character_ngrams("Die Maßnahme 2030") == []


def test_english_words_are_stemmed_in_english(analyser):
    assert set(analyser.query_terms("resilient cities")) & set(
        analyser.terms("resilience of a city", "en")
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Support for the renovation of public buildings", "en"),
        ("Förderung der Sanierung von Schulen und Kitas", "de"),
        ("Radwege", "de"),
    ],
)
def test_the_language_is_told_by_function_words(text, language):
    assert language_of(text) == language


def test_normalise_removes_what_cannot_be_seen():
    assert normalise("Ge\u00adwerbe\u00a0park\x02  Nord\n") == "Gewerbe park Nord"


def test_a_measure_names_concepts_of_the_thesaurus_in_any_of_their_words():
    concepts = thesaurus().concepts("Einrichtung eines Rufbus-Angebots")

    english = {term.lower() for concept in concepts for term in concept.english}
    assert any("demand" in term for term in english)
