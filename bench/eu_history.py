"""Real lists of EU calls as a harvest history: seven dated snapshots, one after the other.

What came, went and moved, from the files in ``../shared/data/eu_grants_feed`` (one deadline per
call, no model of the procedure), and one import of ``../shared/data/eu_cordisdata``. Prints JSON.

    python -m bench.eu_history
"""

import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.records import RawDocument
from matcher.store import SqlStore
from matcher.training.corpora import open_calls
from scrapers.eu.funding_tenders import FundingTenders, key_of
from scrapers.harvest import harvest
from scrapers.replay import Replay
from scrapers.source import Fetch, Missed

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FEED = DATA / "eu_grants_feed"
CALLS = DATA / "eu_cordisdata" / "open_calls_2026-08-10.jsonl.gz"


class Snapshot(FundingTenders):
    """One dated file in the form of the search's answers."""

    def __init__(self, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            content = json.load(file)
        self.at = datetime.fromisoformat(content["generatedAt"].replace("Z", "+00:00"))
        self.grants: list[dict[str, Any]] = content["grants"]
        self.info = replace(FundingTenders.info, min_programs=1)

    def documents(self, fetch: Fetch) -> Iterator[RawDocument | Missed]:
        for grant in self.grants:
            row = {"metadata": metadata(grant), "reference": grant["id"]}
            yield RawDocument(
                source_id=self.info.id,
                key=key_of(row),
                url=grant["url"] or "https://ec.europa.eu/",
                content=json.dumps(row).encode(),
                fetched_at=self.at,
            )


def metadata(grant: dict[str, Any]) -> dict[str, list[str]]:
    budget = grant.get("budget") or {}
    entry = {
        "action": f"{grant['identifier']} - ",
        "minContribution": budget.get("minContributionEur"),
        "maxContribution": budget.get("maxContributionEur"),
    }
    programmes = grant.get("frameworkProgrammes") or [{"id": ""}]
    plain = {
        "identifier": grant["identifier"],
        "title": grant["title"],
        "type": grant["kind"]["id"],
        "status": grant["status"]["id"],
        "startDate": moment(grant.get("startDate")),
        "deadlineDate": moment(grant.get("deadlineDate")),
        "deadlineModel": grant.get("deadlineModel") or "single-stage",
        "frameworkProgramme": programmes[0]["id"],
        "callIdentifier": grant.get("callIdentifier") or "",
        "callTitle": grant.get("callTitle") or "",
        "descriptionByte": (grant.get("abstract") or "").replace("\n\n", "<br/><br/>"),
        "typesOfAction": grant.get("actionType") or "",
        "url": grant.get("url") or "",
        "budgetOverview": json.dumps({"budgetTopicActionMap": {"1": [entry]}}),
    }
    return {name: [str(value)] for name, value in plain.items()}


class Calls(Snapshot):
    """The list of another project: one JSON object per call, a day and a model per deadline."""

    def __init__(self, path: Path) -> None:
        self.grants = [from_call(call) for call in open_calls(path)]
        self.at = datetime(2026, 8, 10, tzinfo=UTC)
        self.info = replace(FundingTenders.info, min_programs=1)


def from_call(call: dict[str, Any]) -> dict[str, Any]:
    day = f"{call['deadline']}T00:00:00.000Z" if call.get("deadline") else None
    state = {"open": "31094502", "forthcoming": "31094501", "closed": "31094503"}
    budget = {f"{n}ContributionEur": call.get(f"budget{n.capitalize()}") for n in ("min", "max")}
    return {
        "id": call["reference"],
        "identifier": call["topicId"],
        "title": call["title"],
        "kind": {"id": "1"},
        "status": {"id": state[call["callStatus"]]},
        "deadlineDate": day,
        "deadlineModel": call.get("stage"),
        "frameworkProgrammes": [{"id": call.get("programmeId") or ""}],
        "callIdentifier": call.get("callIdentifier"),
        "abstract": call.get("description"),
        "actionType": call.get("actionType"),
        "url": call.get("portalUrl"),
        "budget": budget,
    }


def moment(value: str | None) -> str:
    return value.replace("Z", "+0000") if value else ""


def measure() -> dict[str, Any]:
    """Replay the snapshots, then import the other list; return runs, moves and counts."""
    runs, moved = [], []
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{folder}/x.sqlite")
        store.migrate()
        fetch = Replay.open(Path(folder))
        for path in sorted(FEED.glob("grants_*.json.gz")):
            snapshot = Snapshot(path)
            report = harvest(snapshot, fetch, store, seen_at=snapshot.at)
            fields: Counter[str] = Counter()
            for identity in report.changed:
                standing = store.programs.standing(identity)
                assert standing is not None
                for change in standing.versions[0]["changes"]:
                    fields[change["label"]] += 1
                    if change["field"] == "deadlines":
                        moved.append(
                            {"day": path.name[7:17], "id": identity.split(":")[1]}
                            | {"old": change["old"], "new": change["new"]}
                        )
            counts = {n: v for n, v in report.counts().items() if n != "expected"}
            runs.append(
                {"day": path.name[7:17], "outcome": report.outcome, **counts, "fields": fields}
                | {"errors_by": Counter(s.text for s in report.signals if s.grade == "Fehler")}
                | {"listed_in_catalogue": store.programs.counts().get("eu_funding_tenders", 0)}
            )
        calls = SqlStore(f"sqlite:///{folder}/calls.sqlite")
        calls.migrate()
        report = harvest(Calls(CALLS), fetch, calls, seen_at=datetime.now(UTC))
        found = calls.programs.all()
        other = {
            **{n: v for n, v in report.counts().items() if n != "expected"},
            "with_deadline": sum(bool(p.deadlines) for p in found),
            "with_amount": sum(p.amount_max is not None for p in found),
            "with_text": sum(bool(p.sections) for p in found),
            "errors_by": Counter(s.text for s in report.signals if s.grade == "Fehler"),
        }
        calls.close()
        store.close()
    return {"runs": runs, "cordisdata": other, "moved": len(moved), "examples": moved}


def main() -> None:
    if not FEED.is_dir():
        print(json.dumps({"eu_history": None, "reason": "no real data beside the checkout"}))
        return
    print(json.dumps(measure(), ensure_ascii=False))


if __name__ == "__main__":
    main()
