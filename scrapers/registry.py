"""All sources: every module in scrapers/eu, scrapers/bund and scrapers/land, found by its place."""

import importlib
import pkgutil

from matcher.errors import InputError
from scrapers.source import Source

_FOLDERS = ("eu", "bund", "land")


def all_sources() -> dict[str, Source]:
    """Return id → source, sorted by id.

    Raises:
        RuntimeError: a module there has no ``SOURCE``, or its id is not ``<folder>_<module>``.
    """
    found: dict[str, Source] = {}
    for folder in _FOLDERS:
        package = importlib.import_module(f"scrapers.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            if module.name.startswith("_"):
                continue
            source: Source | None = getattr(
                importlib.import_module(f"scrapers.{folder}.{module.name}"), "SOURCE", None
            )
            expected = f"{folder}_{module.name}"
            if source is None or source.info.id != expected:
                raise RuntimeError(f"scrapers/{folder}/{module.name}.py: no SOURCE {expected}")
            found[expected] = source
    return dict(sorted(found.items()))


def find_source(name: str) -> Source:
    """Return one source.

    Raises:
        InputError: there is none of this name.
    """
    sources = all_sources()
    if name not in sources:
        raise InputError(f"Die Quelle „{name}“ gibt es nicht; bekannt sind: {', '.join(sources)}.")
    return sources[name]
