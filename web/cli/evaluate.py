"""``foerdertopf evaluate``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from matcher.beir import collection_ranker, search
from matcher.evaluation import measure, read_collection, run_queries, write_trec_run
from matcher.settings import Settings
from web.cli.options import Choice, encoding_progress, format_option
from web.wiring import Parts


@click.command(help="Misst die Rangfolge an einem Ordner in BEIR-Form.")
@click.argument("folder", metavar="ORDNER", type=click.Path(path_type=Path))
@format_option("text", "json")
@click.option(
    "--ranker", type=Choice(("hybrid", "lexical", "dense")), default="hybrid", show_default=True
)
@click.option("--run", "run_file", type=click.Path(path_type=Path), help="TREC-Run schreiben.")
def command(folder: Path, form: str, ranker: str, run_file: Path | None) -> None:
    """Rank every query and print the means."""
    collection = read_collection(folder)
    parts = Parts(Settings.from_env())
    catalogue = collection_ranker(collection, parts.model.encoder, encoding_progress)
    if parts.model.trouble:
        click.echo(f"Hinweis: {parts.model.trouble}", err=True)
    run, milliseconds = run_queries(collection, lambda query: search(catalogue, query, ranker))
    if run_file is not None:
        write_trec_run(run, run_file, f"foerdertopf-{ranker}")
    language = {d["_id"]: (d.get("metadata") or {}).get("lang", "") for d in collection.documents}
    quality = measure(run, collection.judgements, milliseconds)
    result: dict[str, Any] = {"ranker": ranker, "model": catalogue.model} | _figures(quality)
    result["by_language"] = {}
    for code in sorted(set(language.values()) - {""}):
        documents = {d for d, spoken in language.items() if spoken == code}
        part = measure(run, collection.judgements, only=documents.__contains__)
        result["by_language"][code] = _figures(part)
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    click.echo(f"Rangfolge {ranker}, Modell {catalogue.model or 'keines'}")
    for name in ("nDCG@10", "recall@20", "MRR@10", "P@5", "queries", "ms_per_query"):
        click.echo(f"  {name:<14}{result[name]}")
    for code, figures in result["by_language"].items():
        click.echo(f"  {code}: nDCG@10 {figures['nDCG@10']}, recall@20 {figures['recall@20']}")


def _figures(quality: Any) -> dict[str, Any]:
    values = asdict(quality)
    return {
        "nDCG@10": round(values["ndcg_10"], 4),
        "recall@20": round(values["recall_20"], 4),
        "MRR@10": round(values["mrr_10"], 4),
        "P@5": round(values["precision_5"], 4),
        "queries": values["queries"],
        "ms_per_query": round(values["ms_per_query"], 2),
    }
