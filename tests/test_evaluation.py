"""Measures of a ranking, against values worked out by hand."""

import math

import pytest

from matcher.errors import InputError
from matcher.evaluation import measure, ndcg, read_collection, write_trec_run

JUDGED = {"q1": {"a": 3, "b": 2, "c": 1}, "q2": {"x": 1}, "q3": {"z": 2}}


def test_ndcg_uses_the_grade_as_gain_and_a_logarithmic_discount():
    gained = 1 + 3 / math.log2(3)
    ideal = 3 + 1 / math.log2(3)

    assert ndcg(["b", "a"], {"a": 3, "b": 1}, 10) == pytest.approx(gained / ideal)
    assert ndcg(["a", "b"], {"a": 3, "b": 1}, 10) == 1.0
    assert ndcg(["u"] * 10 + ["a"], {"a": 3}, 10) == 0.0


def test_a_grade_of_one_is_relevant_only_where_there_are_no_higher_ones():
    run = {"q": [("a", 1.0)]}

    assert measure(run, {"q": {"a": 1}}).recall_20 == 1.0
    assert measure(run, {"q": {"a": 1, "b": 2}}).recall_20 == 0.0


def test_means_leave_out_queries_without_a_relevant_document():
    run = {"q1": [("c", 2.0), ("a", 1.0)], "q2": [("x", 1.0)], "q3": [("y", 1.0)]}

    quality = measure(run, JUDGED)

    assert quality.queries == 2
    assert quality.recall_20 == pytest.approx((1 / 2 + 0) / 2)
    assert quality.mrr_10 == pytest.approx((1 / 2 + 0) / 2)
    assert quality.precision_5 == pytest.approx((1 / 5 + 0) / 2)


def test_restricting_documents_restricts_ranking_and_judgements():
    run = {"q1": [("a", 2.0), ("b", 1.0)], "q3": []}

    quality = measure(run, JUDGED, only=lambda document: document == "b")

    assert (quality.queries, quality.mrr_10) == (1, 1.0)


def test_a_run_is_written_in_trec_form(tmp_path):
    write_trec_run({"q1": [("a", 1.5), ("b", 0.25)]}, tmp_path / "run", "name")

    assert (tmp_path / "run").read_text().splitlines() == [
        "q1 Q0 a 1 1.500000 name",
        "q1 Q0 b 2 0.250000 name",
    ]


@pytest.mark.parametrize("broken", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_one_german_sentence(tmp_path, broken):
    for name, text in {
        "corpus.jsonl": '{"_id": "a", "text": "x"}\n',
        "queries.jsonl": '{"_id": "q", "text": "x"}\n',
        "qrels.tsv": "query-id\tcorpus-id\tscore\nq\ta\t1\n",
    }.items():
        if name != broken:
            (tmp_path / name).write_text(text)

    with pytest.raises(InputError, match="BEIR"):
        read_collection(tmp_path)
