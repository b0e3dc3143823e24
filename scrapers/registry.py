"""All sources: the modules in scrapers/eu, scrapers/bund and scrapers/land, and declared ones."""

import importlib
import pkgutil
from collections.abc import Mapping
from pathlib import Path

from matcher.errors import InputError
from scrapers.declared import declared_sources
from scrapers.source import Source

_FOLDERS = ("eu", "bund", "land")


def all_sources(declared: Path | None = None) -> dict[str, Source]:
    """Return id → source, sorted by id; `declared` is a folder of YAML files with further ones.

    Raises:
        InputError: a declaration is faulty, or has the id of another source.
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
    for name, source in (declared_sources(declared) if declared else {}).items():
        if name in found:
            raise InputError(f"{name}.yaml: eine Quelle dieses Namens gibt es schon.")
        found[name] = source
    return dict(sorted(found.items()))


def pick_source(sources: Mapping[str, Source], name: str) -> Source:
    """Return one source.

    Raises:
        InputError: there is none of this name.
    """
    if name not in sources:
        raise InputError(f"Die Quelle „{name}“ gibt es nicht; bekannt sind: {', '.join(sources)}.")
    return sources[name]
