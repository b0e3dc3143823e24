"""Regions as a tree with containment (rule 5): EU ⊃ DE ⊃ Land ⊃ Kreis ⊃ Gemeinde, plus territories.

A region is named by a code: ``EU``, ``DE``, an AGS of 2 (Land), 3 (Regierungsbezirk), 5
(Kreis) or 8 digits (Gemeinde), or the name of a territory across borders such as ``lausitz``.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matcher.errors import InputError
from matcher.paths import shipped
from matcher.records import Municipality
from matcher.vocabulary import Fit

EUROPE = "EU"
GERMANY = "DE"
_DISTRICT = 3
"""Digits of a Regierungsbezirk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A named area that does not follow the tree, such as the Lausitz."""

    code: str
    label: str
    members: tuple[str, ...]
    complete: bool
    none_in: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class RegionTree:
    """All regions known here. `labels` maps code → German name (EU, DE, Länder, Kreise)."""

    labels: Mapping[str, str]
    slugs: Mapping[str, str]
    """Slug of the Förderdatenbank → code."""
    territories: Mapping[str, Territory]
    municipalities: Mapping[str, Municipality]

    def known(self, code: str) -> bool:
        """Tell whether `code` names a region; a Gemeinde is known through its Kreis."""
        if code in self.labels or code in self.territories or code in self.municipalities:
            return True
        if len(code) == _DISTRICT:
            return any(county.startswith(code) for county in self.labels)
        return len(code) == 8 and code.isdigit() and code[:5] in self.labels

    def label(self, code: str) -> str:
        """Return the German name of a region, or its code where no name is known."""
        if code in self.territories:
            return self.territories[code].label
        if code in self.municipalities:
            return self.municipalities[code].name
        if code in self.labels:
            return self.labels[code]
        if len(code) == _DISTRICT and code[:2] in self.labels:
            return f"Regierungsbezirk {code} ({self.labels[code[:2]]})"
        return f"{self.labels[code[:5]]} ({code})" if code[:5] in self.labels else code

    def contains(self, region: str, place: str) -> Fit:
        """Tell whether `place` lies in `region`.

        Unknown where a territory's list is not complete, or where only a part of the place does:
        a Kreis (5 digits) asked about one of its towns.
        """
        if region in (EUROPE, place):
            return Fit.MET
        if region == GERMANY:
            return Fit.MET if place != EUROPE else Fit.UNKNOWN
        if region in self.territories:
            return self._in_territory(self.territories[region], place)
        if place.startswith(region):
            return Fit.MET
        return Fit.UNKNOWN if region.startswith(place) else Fit.NOT_MET

    def _in_territory(self, territory: Territory, place: str) -> Fit:
        inside = [self.contains(member, place) for member in territory.members]
        if Fit.MET in inside:
            return Fit.MET
        if Fit.UNKNOWN in inside:
            return Fit.UNKNOWN
        if territory.complete or place[:2] in territory.none_in:
            return Fit.NOT_MET
        return Fit.UNKNOWN

    def fits(self, regions: Iterable[str], place: str) -> Fit:
        """Tell whether a programme for `regions` serves `place`; no region stated is unknown."""
        results = {self.contains(region, place) for region in regions}
        if not results or (Fit.UNKNOWN in results and Fit.MET not in results):
            return Fit.UNKNOWN
        return Fit.MET if Fit.MET in results else Fit.NOT_MET

    def municipality(self, ags: str) -> Municipality:
        """Return the municipality or county with this AGS.

        Raises:
            InputError: the AGS is not 5 or 8 digits, or lies in no known Kreis.
        """
        if ags in self.municipalities:
            return self.municipalities[ags]
        if ags.isdigit() and len(ags) in (5, 8) and self.known(ags):
            land, county = self.labels[ags[:2]], self.labels[ags[:5]]
            name = county if len(ags) == 5 else f"Gemeinde {ags} ({county})"
            return Municipality(ags=ags, name=name, land=land, county=county)
        raise InputError(
            f"Der Gemeindeschlüssel „{ags}“ ist unbekannt: erwartet werden 8 Ziffern (Gemeinde) "
            "oder 5 Ziffern (Landkreis), zum Beispiel 12052000 für Cottbus/Chóśebuz."
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def region_tree() -> RegionTree:
    """Read the shipped regions once per process."""
    folder = shipped("data/regions")
    laender = _rows(folder / "laender.csv")
    labels = {EUROPE: "Europäische Union", GERMANY: "Deutschland"}
    labels |= {row["ags"]: row["name"] for row in laender}
    labels |= {row["ags"]: row["name"] for row in _rows(folder / "counties.csv")}
    slugs = {row["slug"]: row["ags"] for row in laender}
    municipalities = {
        row["ags"]: Municipality(
            ags=row["ags"],
            name=row["name"],
            land=labels[row["ags"][:2]],
            county=row["county"],
            association=row["association"],
            population=int(row["population"]) if row["population"] else None,
        )
        for row in _rows(folder / "municipalities.csv")
    }
    with (folder / "territories.toml").open("rb") as file:
        territories = {
            code: Territory(
                code=code,
                label=entry["label"],
                members=tuple(entry["members"]),
                complete=entry["complete"],
                none_in=tuple(entry.get("none_in", ())),
                source=entry["source"],
            )
            for code, entry in tomllib.load(file).items()
        }
    return RegionTree(labels, slugs, territories, municipalities)
