"""Precision and recall of the evidence extraction against a folder of labelled facts.

    python bench/facts.py FOLDER

FOLDER holds `deadline_sentences.jsonl` and `programme_facts.jsonl`. A deadline counts as found
when day(s), date and recurrence agree; `kinds` says how often the kind agrees too. A value counts
as right when it equals the label or one of its accepted alternatives (`*_alt`).
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from scrapers.evidence import extract

Row = dict[str, Any]


def measure(folder: Path | str) -> Row:
    """Return precision, recall and counts per field, and per deadline kind."""
    folder = Path(folder)
    sentences = _rows(folder / "deadline_sentences.jsonl")
    programmes = _rows(folder / "programme_facts.jsonl")
    found = {
        row["id"]: extract(row["text"]).to_json(row["id"]) for row in (*sentences, *programmes)
    }
    return {
        "sentences": {"n": len(sentences), **_deadlines(sentences, found)},
        "programmes": {
            "n": len(programmes),
            **_deadlines(programmes, found),
            "funding_rate_max": _values(programmes, found, "funding_rate_max", "funding_rate_alt"),
            "amount_max_eur": _values(programmes, found, "amount_max_eur", "amount_max_alt"),
            "amount_min_eur": _values(programmes, found, "amount_min_eur", "amount_min_alt"),
            "start_rule": _values(programmes, found, "start_rule", "start_rule_alt"),
            "applicants": _applicants(programmes, found),
        },
        "all_deadlines": _deadlines([*sentences, *programmes], found)["deadlines"],
        "quotes_not_verbatim": sum(
            quote not in row["text"]
            for row in (*sentences, *programmes)
            for quote in _quotes(found[row["id"]])
        ),
    }


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _quotes(found: Row) -> Iterable[str]:
    yield from found["quotes"].values()
    yield from (d["quote"] for d in found["deadlines"])


def _key(deadline: Row) -> tuple[Any, ...]:
    """What makes two deadlines the same, the kind left aside."""
    dated = deadline["date"] or deadline["day_month"]
    relative = bool(deadline.get("relative"))
    undated = None if dated or relative else deadline["kind"]
    return (
        deadline["date"],
        tuple(deadline["day_month"]),
        deadline["recurrence"],
        relative,
        undated,
    )


def _key_and_kind(deadline: Row) -> tuple[Any, ...]:
    return deadline["kind"], *_key(deadline)


def _deadlines(rows: list[Row], found: dict[str, Row]) -> Row:
    counts: dict[str, Counter[str]] = {"deadlines": Counter(), "with_kind": Counter()}
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        labels, results = row["deadlines"], found[row["id"]]["deadlines"]
        _count(counts["deadlines"], map(_key, labels), map(_key, results))
        _count(counts["with_kind"], map(_key_and_kind, labels), map(_key_and_kind, results))
        for kind in {d["kind"] for d in (*labels, *results)}:
            _count(
                kinds.setdefault(kind, Counter()),
                (_key(d) for d in labels if d["kind"] == kind),
                (_key(d) for d in results if d["kind"] == kind),
            )
    return {
        **{name: _score(c) for name, c in counts.items()},
        "kinds": {kind: _score(c) for kind, c in sorted(kinds.items())},
    }


def _count(counter: Counter[str], labels: Iterable[Any], results: Iterable[Any]) -> None:
    expected, got = Counter(labels), Counter(results)
    right = sum((expected & got).values())
    counter.update(right=right, wrong=got.total() - right, missed=expected.total() - right)


def _values(rows: list[Row], found: dict[str, Row], field: str, alternatives: str) -> Row:
    counter: Counter[str] = Counter()
    for row in rows:
        value, accepted = found[row["id"]][field], [row[field], *row.get(alternatives, [])]
        if value is None:
            counter["missed"] += None not in accepted
        elif any(_equal(value, label) for label in accepted):
            counter["right"] += 1
        else:
            counter["wrong"] += 1
            counter["missed"] += row[field] is not None
    return _score(counter)


def _equal(value: Any, label: Any) -> bool:
    if isinstance(value, str) or label is None:
        return bool(value == label)
    return Decimal(str(value)) == Decimal(str(label))


def _applicants(rows: list[Row], found: dict[str, Row]) -> Row:
    """Kinds covered only by a collective term may be named or not."""
    counter: Counter[str] = Counter()
    for row in rows:
        got = set(found[row["id"]]["applicants"])
        generic = set(row.get("applicants_generic", []))
        labels = set(row["applicants"]) - (generic - got)
        _count(counter, labels, got)
    return _score(counter)


def _score(counter: Counter[str]) -> Row:
    right, wrong, missed = counter["right"], counter["wrong"], counter["missed"]
    return {
        "precision": round(right / (right + wrong), 3) if right + wrong else None,
        "recall": round(right / (right + missed), 3) if right + missed else None,
        "right": right,
        "wrong": wrong,
        "missed": missed,
    }


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("Aufruf: python bench/facts.py ORDNER", file=sys.stderr)
        return 2
    print(json.dumps(measure(sys.argv[1]), ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
