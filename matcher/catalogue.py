"""The catalogue ready to be asked: programmes, their index and the model, loaded or built."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from matcher.encoder import Encoder, load_encoder
from matcher.errors import EncoderError
from matcher.index import Progress, build_index, index_name, load_index, save_index
from matcher.paths import shipped
from matcher.ranker import HybridRanker
from matcher.regions import region_tree
from matcher.settings import Settings
from matcher.store import SqlStore
from matcher.weights import read_weights

WEIGHTS = "models/ranking.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model, or the German sentence that says why there is none."""

    encoder: Encoder | None
    trouble: str = ""


def load_model(name: str) -> Model:
    """Load a model; a missing or broken one is a value, not an error (rule 10)."""
    try:
        return Model(load_encoder(name, shipped("models")))
    except (EncoderError, FileNotFoundError) as error:
        return Model(None, f"{error} Die Rangfolge entsteht ohne Sprachmodell, nur aus Wörtern.")


def open_ranker(
    store: SqlStore, model: Model, settings: Settings, progress: Progress | None = None
) -> HybridRanker:
    """Return a ranker over the current catalogue; the index is built when it is stale.

    Raises:
        StoreError: the database cannot be read.
    """
    programs, encoder = store.programs.all(), model.encoder
    fingerprint = encoder.fingerprint if encoder else None
    folder = settings.index_folder / index_name(store.programs.revision(), fingerprint)
    index = load_index(folder)
    if index is None or len(index.program_ids) != len(programs):
        index = build_index(programs, encoder, store.vectors, progress)
        save_index(index, folder)
        _forget_older(folder)
    weights = read_weights(shipped(WEIGHTS))
    twins = store.twins.groups()
    return HybridRanker(programs, index, weights, region_tree(), encoder, twins)


def _forget_older(current: Path) -> None:
    """Remove indexes of earlier revisions; a running reader keeps its memory map."""
    for folder in current.parent.iterdir():
        if folder != current and folder.is_dir() and not folder.name.startswith(".draft-"):
            shutil.rmtree(folder, ignore_errors=True)
