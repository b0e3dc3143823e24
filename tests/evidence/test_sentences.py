"""German sentences end where a reader would say so."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.evidence.passages import passages
from scrapers.evidence.sentences import sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Anträge sind nach Nr. 3 Abs. 2 zu stellen. Die Stadt prüft sie.", 2),
        ("Die Frist endet am 31. März 2027. Danach ist Schluss.", 2),
        ("Stichtag ist der 15.10. Verspätete Skizzen warten.", 2),
        ("In der 1. Stufe reichen Sie Skizzen ein.", 1),
        ("Der Zuschuss beträgt z. B. 1,5 Mio. Euro bzw. 80 v. H. der Kosten.", 1),
        ("Der Verein e. V. stellt bis 30.9. Uhr und Ort mit.", 1),
        ("Wer fragt? Die Gemeinde! Sie antwortet.", 3),
    ],
)
def test_abbreviations_and_dates_do_not_end_a_sentence(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


def test_a_bullet_knows_the_line_that_introduces_it() -> None:
    text = "Wer?\n\nAntragsberechtigt sind\n\n* Städte,\n* Kreise.\n\nDanke."

    leads = {p.span.of(text): p.lead for p in passages(text)}

    assert leads == {
        "Wer?": "",
        "Antragsberechtigt sind": "",
        "Städte,": "Antragsberechtigt sind",
        "Kreise.": "Antragsberechtigt sind",
        "Danke.": "",
    }


@given(st.text(alphabet="aB. \n*#-31§(", max_size=200))
def test_no_letter_is_lost_or_read_twice(text: str) -> None:
    spans = [p.span for p in passages(text)]

    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = "".join(s.of(text) for s in spans)
    assert sum(covered.count(c) for c in "aB3") == sum(text.count(c) for c in "aB3")
