"""One digest as a message: what the text, the HTML and the headers say."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from matcher.digest import Candidate, Digest, Recipient, Subscription, compose_digest
from matcher.records import Deadline, Match, Measure, Program, Reason, Section
from matcher.settings import Settings
from matcher.vocabulary import Band, Criterion, DeadlineKind, Fit, SectionKind
from tests.digest.town import COTTBUS, SEEN, text_of
from web.digest_mail import digest_message


def composed(make: Callable[..., Program], **fields: Any) -> Digest:
    """Compose one mail about one match."""
    digest = compose_one(make, **fields)
    assert digest is not None
    return digest


def compose_one(make: Callable[..., Program], **fields: Any) -> Digest | None:
    """Compose what there is to say about one match."""
    values: dict[str, Any] = {
        "title": "Straßenbeleuchtung <fair & hell>",
        "funding_body": "Ministerium für Wärme",
        "deadlines": (Deadline(kind=DeadlineKind.OUTLINE, day=date(2026, 12, 22)),),
        "funding_rate": Decimal(80),
        "amount_max": Decimal(750_000),
        "sections": (Section(kind=SectionKind.SUBJECT, text="LED"),),
    }
    reasons = (
        Reason(criterion=Criterion.TOPIC, status=Fit.MET, text="Gemeinsame Begriffe: LED."),
        Reason(criterion=Criterion.APPLICANT, status=Fit.UNKNOWN, text="Wer darf, ist unbekannt."),
    )
    match = Match(
        rank=1, score=0.9, band=Band.GOOD, program=make(**(values | fields)), reasons=reasons
    )
    measure = Measure(
        id="licht", municipality=COTTBUS.ags, title="Licht für Chóśebuz", field="Energie"
    )
    entry = Subscription(
        id=1, municipality=COTTBUS.ags, email="a@stadt.example", field="", token="t0ken",
        created_at=SEEN,
    )  # fmt: skip
    return compose_digest(
        Recipient(id=1, municipality=COTTBUS.ags, email=entry.email, subscriptions=(entry,)),
        [Candidate(measure=measure, match=match, first_seen=SEEN)],
        municipality=COTTBUS,
        said=frozenset(),
        rejected=frozenset(),
        now=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        model=None,
    )


def settings() -> Settings:
    return Settings.from_env(
        {
            "FOERDERTOPF_BASE_URL": "https://foerdertopf.example/",
            "FOERDERTOPF_MAIL_FROM": "foerdertopf@stadt.example",
        }
    )


def test_the_text_says_everything_a_reader_needs(program):
    text = text_of(digest_message(composed(program), settings())).replace("\u00a0", " ")

    for line in (
        "FRISTEN BIS 23.12.2026",
        "* Di., 22. Dezember 2026 (noch 29 Tage)",
        "  Skizzenfrist: Straßenbeleuchtung <fair & hell>",
        "  Für: Licht für Chóśebuz [passend]",
        "https://foerdertopf.example/massnahmen?gemeinde=12052000",
        "Handlungsfeld: Energie",
        "Maßnahme: Licht für Chóśebuz",
        "* Straßenbeleuchtung <fair & hell> [passend]",
        "  Fördergeber: Ministerium für Wärme (Bund)",
        "  Frist: Skizzenfrist Di., 22. Dezember 2026 (noch 29 Tage)",
        "  Höhe: bis zu 80 % Förderung, höchstens 750.000 €",
        "  Warum: Gemeinsame Begriffe: LED.",
        "  Zu klären: Wer darf, ist unbekannt.",
        "  Programm: https://foerdertopf.example/programme/bund-beispiel",
        "  Quelle: https://example.org/programm",
        "  Stand der Angaben: 01.08.2026",
        "https://foerdertopf.example/abos/t0ken/abmelden",
    ):
        assert line in text.splitlines()
    flat = " ".join(text.split())
    assert "maßgeblich ist die veröffentlichte Richtlinie" in flat
    assert "ohne Sprachmodell" in flat


def test_a_match_that_has_closed_since_it_was_ranked_is_nothing_to_say(program):
    over = (Deadline(kind=DeadlineKind.APPLICATION, day=date(2026, 11, 22)),)

    assert compose_one(program, deadlines=over) is None


def test_what_is_unknown_is_called_unknown(program):
    blank = composed(program, deadlines=(), funding_rate=None, amount_max=None, funding_body="")

    lines = text_of(digest_message(blank, settings())).splitlines()

    assert "  Frist: unbekannt" in lines
    assert "  Höhe: unbekannt" in lines
    assert "  Fördergeber: unbekannt (Bund)" in lines
    assert not any(line.startswith("FRISTEN") for line in lines)


def test_the_html_says_the_same_safely_and_asks_nobody(program):
    html = text_of(digest_message(composed(program), settings()), "html")

    assert '<html lang="de">' in html
    assert "Straßenbeleuchtung &lt;fair &amp; hell&gt;" in html
    assert "Di., 22. Dezember 2026 (noch 29 Tage)" in html
    assert "<caption" in html
    assert 'scope="col"' in html
    for remote in ("<img", "<script", "<link", "src=", "@import", "url("):
        assert remote not in html


def test_the_headers_let_programs_and_people_do_the_right_thing(program):
    message = digest_message(composed(program), settings())

    assert message["Subject"] == "1 neues Förderprogramm, 1 Frist bis 23.12. – KW 48"
    assert message["Date"] == "Mon, 23 Nov 2026 07:00:00 +0100"
    assert message["Message-ID"] == "<wochenmail.2026-W48.12052000.1@stadt.example>"
    assert message["List-Unsubscribe"] == "<https://foerdertopf.example/abos/t0ken/abmelden>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "Wochenmail <wochenmail.12052000.foerdertopf.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
