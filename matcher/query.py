"""What is asked: the measure's text with what is known about who asks, and its expansion."""

import unicodedata
from dataclasses import dataclass

from matcher.errors import InputError
from matcher.records import Measure
from matcher.thesaurus import thesaurus
from matcher.vocabulary import Applicant, MeasureStatus

LONGEST = 20_000
"""Characters of a query; a longer text is a document, not a measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to the ranker. `region` is an AGS or None; `applicants` are variants."""

    text: str
    region: str | None = None
    applicants: tuple[Applicant, ...] = (Applicant.MUNICIPALITY,)
    field: str = ""
    status: MeasureStatus = MeasureStatus.UNKNOWN

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        region: str | None = None,
        applicants: tuple[Applicant, ...] = (Applicant.MUNICIPALITY,),
    ) -> "Query":
        """Return a query for free text.

        Raises:
            InputError: the text is empty, far too long, or holds no word.
        """
        clean = unicodedata.normalize("NFC", text).strip()
        if not any(c.isalpha() for c in clean):
            raise InputError("Bitte beschreiben Sie die Maßnahme mit mindestens einem Wort.")
        if len(clean) > LONGEST:
            raise InputError(
                f"Der Text ist mit {len(clean):,} Zeichen zu lang; erlaubt sind {LONGEST:,}. "
                "Bitte fassen Sie die Maßnahme zusammen.".replace(",", ".", 2)
            )
        return cls(text=clean, region=region, applicants=applicants)

    @classmethod
    def from_measure(cls, measure: Measure) -> "Query":
        """Return the query that a measure of a catalogue is."""
        return cls(
            text=measure.text[:LONGEST],
            region=measure.municipality,
            applicants=measure.applicants,
            field=measure.field,
            status=measure.status,
        )

    def expansion(self) -> str:
        """Return what belongs to the text without standing in it.

        Synonyms, guideline words and English terms of the concepts it names, and the field of
        action under which the catalogue lists it.
        """
        found: dict[str, None] = {}
        for concept in thesaurus().concepts(self.text):
            found.update(dict.fromkeys((*concept.german, *concept.funding, *concept.english)))
        if field := self.field.removeprefix("Handlungsfeld").strip():
            found[field] = None
        return "; ".join(word for word in found if word.lower() not in self.text.lower())
