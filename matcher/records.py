"""What we know: frozen records, standard library only.

Field names are those of the open Förderdatenbank crawlers where they have one, and can be mapped to
XFLB 2.0 (Förderprogramm = `Program`, Förderrichtlinie = `guideline_url` and the guideline sections,
Förderleistung = rate, amounts and deadlines). A change is a new record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from matcher.vocabulary import (
    Applicant,
    Band,
    Criterion,
    DeadlineKind,
    Fit,
    FundingArea,
    FundingType,
    Level,
    MeasureStatus,
    Recurrence,
    SectionKind,
    StartRule,
)

BERLIN = "Europe/Berlin"
BRUSSELS = "Europe/Brussels"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One record of a source as it was fetched; `parse` never sees the network."""

    source_id: str
    key: str
    url: str
    content: bytes
    fetched_at: datetime
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value stands (rule 1).

    A harvested value carries the verbatim `quote` and the fetch time; a shipped record, whose text
    is our own, says in `where` at which place of the named page the fact stands.
    """

    quote: str | None = None
    where: str = ""
    url: str = ""
    seen_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One day by which something must be handed in, or the statement that there is none.

    `day` is a local date in `zone`; without `at` it is open through 23:59:59. A yearly deadline
    without a year has `month_day` ("MM-DD") instead of `day`. `opens` is the first day of a window.
    """

    kind: DeadlineKind
    day: date | None = None
    at: time | None = None
    zone: str = BERLIN
    opens: date | None = None
    recurrence: Recurrence | None = None
    month_day: str | None = None
    relative: str | None = None
    note: str = ""
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a programme's text under the heading the source gives it."""

    kind: SectionKind
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A Förderprogramm or call. Empty tuples and None mean unknown, never "none"."""

    id: str
    title: str
    level: Level
    source: str
    url: str
    as_of: date
    funding_body: str = ""
    contact: str = ""
    regions: tuple[str, ...] = ()
    eligible_applicants: tuple[Applicant, ...] = ()
    funding_types: tuple[FundingType, ...] = ()
    funding_areas: tuple[FundingArea, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    funding_rate: Decimal | None = None
    """Highest share of the eligible cost, in percent."""
    amount_min: Decimal | None = None
    """Smallest grant or project cost, in euros."""
    amount_max: Decimal | None = None
    """Largest grant, in euros."""
    start_rule: StartRule | None = None
    sections: tuple[Section, ...] = ()
    language: str = "de"
    """Language of the call."""
    text_language: str = "de"
    """Language of `sections`; a shipped record describes an English call in German."""
    guideline_url: str = ""
    licence: str = ""
    parent: str | None = None
    """Id of the umbrella programme."""
    series: str | None = None
    """Name shared by the rounds (Staffeln) of one competition; `round` names this one."""
    round: str = ""
    valid_until: date | None = None
    """Last day of the guideline. Never a deadline."""
    status_note: str = ""
    keywords: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """Field name → where it stands; deadlines carry theirs themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A tenant: town, Amt or county. `ags` has 8 digits for a town and 5 for a county."""

    ags: str
    name: str
    land: str = ""
    county: str = ""
    association: str = ""
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a municipality wants to do, as its catalogue words it."""

    id: str
    municipality: str
    title: str
    description: str = ""
    field: str = ""
    status: MeasureStatus = MeasureStatus.UNKNOWN
    chapters: tuple[str, ...] = ()
    applicants: tuple[Applicant, ...] = (Applicant.MUNICIPALITY,)
    """Applicant variants; each is checked on its own."""
    doubts: tuple[str, ...] = ()
    """What the importer could not read for certain."""
    position: int = 0

    @property
    def text(self) -> str:
        """Title and description, the query."""
        return f"{self.title}. {self.description}" if self.description else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One criterion with its outcome, a German sentence and the quote it rests on."""

    criterion: Criterion
    status: Fit
    text: str
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagePair:
    """Which part of the measure a passage of the programme answers; exact substrings of both."""

    measure: str
    program: str
    kind: SectionKind
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A candidate with its place in the ranking and why it stands there."""

    rank: int
    score: float
    band: Band
    program: Program
    reasons: tuple[Reason, ...] = ()
    passages: tuple[PassagePair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A programme that is no candidate, with the hard misses that make it so."""

    program: Program
    reasons: tuple[Reason, ...]
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The answer to one query. `model` is None when it was ranked lexically only."""

    text: str
    region: str | None
    applicants: tuple[Applicant, ...]
    at: datetime
    model: str | None
    matches: tuple[Match, ...]
    excluded: tuple[Exclusion, ...]
