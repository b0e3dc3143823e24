"""Time and memory of one harvest of the Förderdatenbank's export, at its real size.

The texts are the 474 real programmes of ``../shared/data/fdb_combined``, written as documents of
the export and repeated until there are enough. Prints JSON.

    python -m bench.harvest [--programs 2500]
"""

import argparse
import ast
import gzip
import html
import json
import resource
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.store import SqlStore
from matcher.vocabulary import Applicant, FundingArea, FundingType, Labelled
from scrapers.harvest import harvest
from scrapers.registry import all_sources
from scrapers.replay import Replay
from scrapers.values import labels

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
ROOT = "BMWI/FDB/Content/DE/Foerderprogramm"
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
CODES = {
    "Applicant": "Foerderberechtigte",
    "FundingType": "Foerderart",
    "FundingArea": "Foerderbereich",
}


def rows() -> list[dict[str, Any]]:
    path = SHARED / "fdb_combined" / "fdb_programmes_474.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def listed(value: Any) -> list[str]:
    return list(ast.literal_eval(value) if isinstance(value, str) else value or [])


def rich(name: str, markdown: str) -> str:
    """Write Markdown as the export's escaped rich text, with every dash and quote lost."""
    body = []
    for block in (markdown or "").split("\n\n"):
        text = html.escape(block.strip().lstrip("#* "))
        tag = "h3" if block.startswith("#") else "p"
        body.append(f"<{tag}>{text}</{tag}>")
    inner = f"<![CDATA[<div {XLINK}>{''.join(body)}</div>]]>"
    lost = html.escape(inner.encode("latin-1", "replace").decode("latin-1"), quote=False)
    return f'<property name="gsb:{name}" type="RichText"><text>{lost}</text></property>'


def classified(row: dict[str, Any]) -> str:
    found = []
    for field, kind in (
        ("eligible_applicants", Applicant),
        ("funding_type", FundingType),
        ("funding_area", FundingArea),
    ):
        codes = [_slug(kind, word) for word in labels(kind, ", ".join(listed(row[field])))]
        links = "".join(f'<link xlink:href="target:/BMWI/Categories/{code}"/>' for code in codes)
        found.append(
            "<classifiedLinkList><classifierLinks>"
            f'<link xlink:href="target:/C/{CODES[kind.__name__]}"/>'
            f"</classifierLinks><links>{links}</links></classifiedLinkList>"
        )
    body = "".join(found)
    return (
        '<property name="gsb:cl2Processes" type="ClassifiedLinkLists">'
        f"<classifiedLinkLists>{body}</classifiedLinkLists></property>"
    )


def _slug(kind: type[Labelled], word: str) -> str:
    return str(kind.read(word).value)


def documents(count: int) -> Iterator[tuple[str, bytes]]:
    real = rows()
    for number in range(count):
        row = real[number % len(real)]
        folder = f"{ROOT}/{row['level'] or 'Bund'}/x{number // len(real)}"
        name = f"programm-{number % len(real)}"
        title = row["title"] or "Ohne Titel"
        yield (
            f"{folder}/{name}.xml",
            (
                f'<?xml version="1.0" encoding="UTF-8"?><document {XLINK} name="{name}" '
                f'path="/{folder}" type="gsb:ServiceOffer">{rich("title", title)}'
                f"{rich('summary', row['description'])}"
                f"{rich('regulatoryFWork', row['legal_requirements'])}"
                f"{rich('bodyText', row['legal_basis'])}{classified(row)}</document>"
            ).encode(),
        )


def measure(count: int = 2500) -> dict[str, Any]:
    """Harvest `count` programmes twice; the second time nothing has changed."""
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.zip"
        with zipfile.ZipFile(export, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in documents(count):
                archive.writestr(name, content)
        store = SqlStore(f"sqlite:///{folder}/x.sqlite")
        store.migrate()
        source, seconds = all_sources()["bund_foerderdatenbank"], []
        for _ in range(2):
            begin = time.perf_counter()
            report = harvest(source, Replay.open(export), store, seen_at=datetime.now(UTC))
            seconds.append(round(time.perf_counter() - begin, 2))
        found = store.programs.all()
        store.close()
    return {
        "programs": report.programs,
        "errors": report.errors,
        "seconds_first": seconds[0],
        "seconds_unchanged": seconds[1],
        "unchanged": len(report.unchanged),
        "max_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "max_rss_mib_of_a_parser": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "with_deadline": sum(bool(p.deadlines) for p in found),
        "with_rate": sum(p.funding_rate is not None for p in found),
        "with_amount": sum(p.amount_max is not None for p in found),
        "with_start_rule": sum(p.start_rule is not None for p in found),
        "signals": sorted({s.text for s in report.signals})[:5],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=2500)
    count = parser.parse_args().programs
    if not SHARED.is_dir():
        print(json.dumps({"harvest": None, "reason": "no real data beside the checkout"}))
        return
    print(json.dumps(measure(count), ensure_ascii=False))


if __name__ == "__main__":
    main()
