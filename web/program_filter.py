"""Narrowing the catalogue down: what the list of programmes can be asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from matcher.deadlines import Opening, window
from matcher.errors import InputError
from matcher.records import Program
from matcher.regions import region_tree
from matcher.text import fold
from matcher.vocabulary import Applicant, Fit, FundingArea, Labelled, Level

SORTS = {"titel": "Titel", "frist": "nächste Frist"}
_LONGEST = 200
_UNKNOWN = "Diesen Filter gibt es nicht. Bitte wählen Sie im Formular aus."

L = TypeVar("L", bound=Labelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFilter:
    """Every field may be left open; those that are given must all hold."""

    text: str = ""
    level: Level | None = None
    region: str = ""
    area: FundingArea | None = None
    applicant: Applicant | None = None
    open_only: bool = False
    sort: str = "titel"

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "ProgramFilter":
        """Read the filter from a query string.

        Raises:
            InputError: a value is none that the form offers.
        """
        region, sort = arguments.get("gebiet", ""), arguments.get("sortierung", "titel")
        if (region and not region_tree().known(region)) or sort not in SORTS:
            raise InputError(_UNKNOWN)
        return cls(
            text=" ".join(arguments.get("text", "").split())[:_LONGEST],
            level=_code(Level, arguments.get("ebene", "")),
            region=region,
            area=_code(FundingArea, arguments.get("bereich", "")),
            applicant=_code(Applicant, arguments.get("antragsteller", "")),
            open_only=arguments.get("offen") == "1",
            sort=sort,
        )

    def arguments(self) -> dict[str, str]:
        """Return the query string that `read` reads; what is left open is left out."""
        values = {
            "text": self.text,
            "ebene": self.level.value if self.level else "",
            "gebiet": self.region,
            "bereich": self.area.value if self.area else "",
            "antragsteller": self.applicant.value if self.applicant else "",
            "offen": "1" if self.open_only else "",
            "sortierung": "" if self.sort == "titel" else self.sort,
        }
        return {name: value for name, value in values.items() if value}

    def apply(self, programs: Iterable[Program], now: datetime) -> list[Program]:
        """Return the programmes that pass, in the chosen order.

        A programme whose region or applicants are not known passes: unknown never excludes.
        """
        wanted = fold(self.text).split()
        found = [p for p in programs if self._passes(p, now) and _contains(p, wanted)]
        if self.sort == "frist":
            return sorted(found, key=lambda p: (_next_day(p, now), fold(p.title), p.id))
        return sorted(found, key=lambda p: (fold(p.title), p.id))

    def _passes(self, program: Program, now: datetime) -> bool:
        if self.level and program.level is not self.level:
            return False
        if self.area and self.area not in program.funding_areas:
            return False
        named = program.eligible_applicants
        if self.applicant and named and self.applicant not in named:
            return False
        if self.region and region_tree().fits(program.regions, self.region) is Fit.NOT_MET:
            return False
        return not self.open_only or window(program.deadlines, now).opening is Opening.OPEN


def _code(vocabulary: type[L], code: str) -> L | None:
    if not code:
        return None
    try:
        return vocabulary(code)
    except ValueError as error:
        raise InputError(_UNKNOWN) from error


def _contains(program: Program, wanted: list[str]) -> bool:
    if not wanted:
        return True
    parts = [program.title, program.funding_body, *program.keywords]
    text = fold(" ".join([*parts, *(section.text for section in program.sections)]))
    return all(word in text for word in wanted)


def _next_day(program: Program, now: datetime) -> date:
    state = window(program.deadlines, now)
    return state.next.day if state.next and state.next.day else date.max
