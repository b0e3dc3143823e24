"""How the scores are mixed and where the bands begin: a small reviewed file, not code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import EncoderError
from matcher.vocabulary import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A linear model over features; `intercept` and `bands` are on the logistic scale.

    `bands` holds the lowest score of each band; below the last one nothing is shown.
    """

    features: Mapping[str, float]
    intercept: float
    bands: Mapping[Band, float]

    def band(self, score: float) -> Band | None:
        """Return the band of a score, None below the cut-off."""
        return next((band for band in Band if score >= self.bands[band]), None)


def read_weights(path: Path) -> dict[str, Weights]:
    """Read the weights of each ranker (``hybrid``, ``dense``, ``lexical``).

    Raises:
        EncoderError: the file is missing or incomplete.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            name: Weights(
                features=entry["features"],
                intercept=entry["intercept"],
                bands={band: float(entry["bands"][band.value]) for band in Band},
            )
            for name, entry in content.items()
        }
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise EncoderError(f"Die Gewichte {path} sind nicht lesbar: {error}") from error
