"""The words of the field: codes with their German labels.

Funding type, area, applicant and location follow the taxonomy of the Förderdatenbank (its labels,
one of which contains a comma, and its slugs, some of which are ASCII or misspelt). `Applicant` is
finer than there, because a municipal company may apply where the town may not.
"""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code with a German label and further spellings under which sources name it."""

    label: str
    also: tuple[str, ...]

    def __new__(cls, code: str, label: str = "", *also: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.also = also
        return member

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the member named by a code, a label or another known spelling.

        Raises:
            KeyError: the vocabulary does not know the word; it is never defaulted.
        """
        return cls._spellings()[_key(text)]

    @classmethod
    def _spellings(cls) -> dict[str, Self]:
        return {_key(word): m for m in cls for word in (m.value, m.label, *m.also)}


def _key(text: str) -> str:
    """Fold a label so that blanks, soft hyphens, case and the ASCII spelling do not matter."""
    folded = " ".join(text.replace("\u00ad", "").replace("\u00a0", " ").split()).strip(":").lower()
    for umlaut, ascii_form in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, ascii_form)
    return folded


class Level(Labelled):
    """Who gives the money."""

    EU = "eu", "EU"
    BUND = "bund", "Bund"
    LAND = "land", "Land"
    OTHER = "sonstige", "Sonstige", "Stiftung"


class Applicant(Labelled):
    """Who may apply. Municipal kinds are kept apart (rule 6)."""

    MUNICIPALITY = "kommune", "Kommune", "Gemeinde", "Stadt", "Landkreis"
    MUNICIPAL_COMPANY = "kommunales_unternehmen", "Kommunales Unternehmen"
    MUNICIPAL_ASSOCIATION = "zweckverband", "Zweckverband", "Gemeindeverband"
    PUBLIC_BODY = "oeffentliche_einrichtung", "Öffentliche Einrichtung"
    EDUCATION = "bildungseinrichtung", "Bildungseinrichtung"
    UNIVERSITY = "hochschule", "Hochschule"
    RESEARCH = "forschungseinrichtung", "Forschungseinrichtung"
    COMPANY = "unternehmen", "Unternehmen"
    FOUNDER = "existenzgruenderin", "Existenzgründer/in", "existenzgruender"
    ASSOCIATION = "verband_verein", "Verband/Vereinigung", "verband_vereinigung", "Verein"
    PERSON = "privatperson", "Privatperson"


class FundingType(Labelled):
    """Förderart."""

    GRANT = "zuschuss", "Zuschuss"
    LOAN = "darlehen", "Darlehen"
    GUARANTEE = "buergschaft", "Bürgschaft"
    WARRANTY = "garantie", "Garantie"
    EQUITY = "beteiligung", "Beteiligung"
    OTHER = "sonstige", "Sonstige"


class FundingArea(Labelled):
    """Förderbereich: 23 areas of the Förderdatenbank."""

    WORK = "arbeit", "Arbeit"
    TRAINING = "aus_weiterbildung", "Aus- & Weiterbildung"
    EXPORT = "aussenwirtschaft", "Außenwirtschaft"
    ADVICE = "beratung", "Beratung"
    CORONA = "corona", "Corona-Hilfe"
    DIGITAL = "digitalisierung", "Digitalisierung"
    ENERGY = "energieeffizienz_erneuerbare_energien", "Energieeffizienz & Erneuerbare Energien"
    FOUNDING = "existenzgruendung_festigung", "Existenzgründung & -festigung"
    RESEARCH_OPEN = "forschung_innovation_themenoffen", "Forschung & Innovation (themenoffen)"
    RESEARCH_TOPIC = (
        "forschung_innovation_themenspezifisch",
        "Forschung & Innovation (themenspezifisch)",
    )
    WOMEN = "frauenfoerderung", "Frauenförderung"
    HEALTH_SOCIAL = "gesundheit_soziales", "Gesundheit & Soziales"
    INFRASTRUCTURE = "infrastruktur", "Infrastruktur"
    CULTURE_SPORT = "kultur_medien_sport", "Kultur, Medien & Sport"
    RURAL = "landwirtschaft_laendliche_entwicklung", "Landwirtschaft & Ländliche Entwicklung"
    FAIRS = "messen_ausstellungen", "Messen & Ausstellungen"
    MOBILITY = "mobilitaet", "Mobilität"
    REGIONAL = "regionalfoerderung", "Regionalförderung"
    SMART_CITY = "smart_cities_regionen", "Smart Cities & Regionen"
    URBAN = "staedtebau_stadterneuerung", "Städtebau & Stadterneuerung"
    ENVIRONMENT = "umwelt_naturschutz", "Umwelt- & Naturschutz"
    BUSINESS_FINANCE = "unternehmensfinanzierung", "Unternehmensfinanzierung"
    HOUSING = (
        "wohnungsbau_modernisierung",
        "Wohnungsbau & Modernisierung",
        "Wohnungsbau & -modernisierung",
    )


class DeadlineKind(Labelled):
    """What a deadline is (rule 2)."""

    APPLICATION = "antrag", "Antragsfrist"
    OUTLINE = "skizze", "Skizzenfrist"
    CUTOFF = "stichtag", "Stichtag"
    ROLLING = "laufend", "laufend"
    BUDGET = "mittel_erschoepft", "bis die Mittel erschöpft sind"
    UNKNOWN = "unbekannt", "Frist unbekannt"


class Recurrence(Labelled):
    """How a deadline returns."""

    YEARLY = "yearly", "jährlich"
    HALF_YEARLY = "half_yearly", "halbjährlich"
    QUARTERLY = "quarterly", "vierteljährlich"
    MONTHLY = "monthly", "monatlich"


class StartRule(Labelled):
    """Whether the work may have begun before the grant."""

    NOT_BEGUN = "not_begun", "Vorhaben darf noch nicht begonnen sein"
    BEGUN_ALLOWED = "begun_allowed", "Vorhaben darf schon begonnen sein"


class MeasureStatus(Labelled):
    """How far a measure is; the symbol is the one municipal catalogues print."""

    DONE = "umgesetzt", "Umgesetzt", "●"
    RUNNING = "in_arbeit", "In Arbeit", "◐"
    NOT_STARTED = "nicht_gestartet", "Noch nicht gestartet", "○"
    UNKNOWN = "unbekannt", "Unbekannt", ""


class Fit(Labelled):
    """The three values of an eligibility criterion (rule 4)."""

    MET = "met", "erfüllt"
    NOT_MET = "not_met", "nicht erfüllt"
    UNKNOWN = "unknown", "unbekannt"


class Criterion(Labelled):
    """What is checked before and beside similarity."""

    TOPIC = "thema", "Thema"
    REGION = "region", "Region"
    APPLICANT = "antragsteller", "Antragsberechtigung"
    DEADLINE = "frist", "Frist"
    START = "beginn", "Vorhabenbeginn"
    AMOUNT = "betrag", "Betrag"
    EXCEPTION = "ausnahme", "Ausnahme"


class Band(Labelled):
    """How well a programme fits, in words instead of percentages (rule 10)."""

    STRONG = "sehr_passend", "sehr passend"
    GOOD = "passend", "passend"
    EDGE = "am_rande", "am Rande"


class SectionKind(Labelled):
    """What a section of a programme's text is about."""

    SUBJECT = "gegenstand", "Was wird gefördert"
    ELIGIBILITY = "berechtigte", "Wer wird gefördert"
    CONDITIONS = "voraussetzungen", "Voraussetzungen"
    FUNDING = "umfang", "Wie viel"
    PROCEDURE = "verfahren", "Verfahren"
    GUIDELINE = "richtlinie", "Richtlinie"
