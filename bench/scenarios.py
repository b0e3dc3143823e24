"""`foerdertopf harvest` against a server on this machine, in good times and bad.

The server holds pages in the true structure of every source (``tests/pages``). Each scenario begins
with a catalogue that a whole run has filled, lets one thing go wrong for one source, runs the
command again, and says what the catalogue held before and after. Prints JSON.

    python -m bench.scenarios
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pytest_httpserver import HTTPServer

from matcher.store import SqlStore
from scrapers.fetch import Manners
from scrapers.registry import all_sources
from tests.mirror import ONE_PRODUCT, Mirror, quick
from web.cli import run

VICTIM, HOST = "land_nrwbank", "www.nrwbank.de"
KILLED = (
    "import time, scrapers.fetch as f; from web.cli import main\n"
    "old = f.Fetcher.get\n"
    "def get(self, source_id, url):\n"
    "    if '15002' in url:\n        print('here', flush=True); time.sleep(60)\n"
    "    return old(self, source_id, url)\n"
    "f.Fetcher.get = get; main()"
)

SCENARIOS: dict[str, tuple[str, Callable[[Mirror], None]]] = {
    "nothing happens": (VICTIM, lambda _: None),
    "source is down": (VICTIM, lambda mirror: mirror.down(HOST)),
    "one answer is a 500": (VICTIM, lambda mirror: mirror.stumble(HOST)),
    "half of its items are gone": (
        "land_ilb",
        lambda mirror: mirror.page("www.ilb.de", ONE_PRODUCT),
    ),
    "its layout has changed": (
        VICTIM,
        lambda mirror: mirror.page(HOST, b"<html><body><h1>Neue Website</h1></body></html>"),
    ),
    "it is slow": (VICTIM, lambda mirror: mirror.drip(HOST, 4)),
    "it sends 200 MiB packed small": (VICTIM, lambda mirror: mirror.bomb(HOST)),
}


def measure() -> list[dict[str, Any]]:
    """Return one row per scenario."""
    manners = patch.object(Manners, "__init__", quick(wait_initial=0.05, longest_seconds=2.0))
    with manners, HTTPServer(host="127.0.0.1") as server:
        mirror = Mirror(server)
        rows = [_scenario(name, mirror, *what) for name, what in SCENARIOS.items()]
        return [*rows, _killed(mirror)]


def _scenario(
    name: str, mirror: Mirror, source: str, mishap: Callable[[Mirror], None]
) -> dict[str, Any]:
    mirror.heal()
    with _installation(mirror) as store:
        _harvest()
        before, revision = store.programs.counts(), store.programs.revision()
        mishap(mirror)
        started = time.perf_counter()
        code, reports = _harvest()
        report = reports[source]
        return {
            "scenario": name,
            "source": source,
            "exit": code,
            "outcome": report["outcome"],
            "message": report["message"],
            "others": sorted({r["outcome"] for n, r in reports.items() if n != source}),
            "catalogue_before": sum(before.values()),
            "catalogue_after": sum(store.programs.counts().values()),
            "unchanged": store.programs.revision() == revision,
            "seconds": round(time.perf_counter() - started, 1),
        }


def _killed(mirror: Mirror) -> dict[str, Any]:
    """Kill −9 while the second of two products is fetched, then run again."""
    mirror.heal()
    with _installation(mirror) as store:
        command = [sys.executable, "-c", KILLED, "harvest", VICTIM]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.kill()
        after_kill, asked = sum(store.programs.counts().values()), len(mirror.asked)
        code, reports = _harvest(VICTIM)
        again = [path for path in mirror.asked[asked:] if "15001" in path]
        return {
            "scenario": "kill -9 in the middle, then restart",
            "source": VICTIM,
            "exit": code,
            "outcome": reports[VICTIM]["outcome"],
            "catalogue_before": 0,
            "catalogue_after_kill": after_kill,
            "catalogue_after": sum(store.programs.counts().values()),
            "fetched_again": len(again),
        }


def _harvest(*sources: str) -> tuple[int, dict[str, dict[str, Any]]]:
    out = io.StringIO()
    with redirect_stdout(out):
        code = run(["harvest", *sources, "--format", "json"])
    return code, {report["source"]: report for report in json.loads(out.getvalue())}


@contextmanager
def _installation(mirror: Mirror) -> Iterator[SqlStore]:
    """Make an empty installation that asks the mirror; the pages are few, so few are enough."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "modell"
        model.mkdir()
        settings = {
            "DATABASE": f"sqlite:///{folder}/home.sqlite",
            "DATA": folder,
            "MODEL": str(model),
            "MIRROR": mirror.url,
        }
        os.environ.update({f"FOERDERTOPF_{name}": value for name, value in settings.items()})
        for source in all_sources().values():
            source.info = replace(source.info, min_programs=1)  # type: ignore[misc]
        store = SqlStore(settings["DATABASE"])
        store.migrate()
        yield store
        store.close()


def main() -> None:
    print(json.dumps(measure(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
