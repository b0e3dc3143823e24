"""Wordings of our own, each with the deadlines a careful reader finds in it."""

from datetime import date

import pytest

from matcher.vocabulary import Recurrence
from scrapers.evidence import FoundDeadline, extract

ROLLING = "laufend"
RELATIVE = "relative"

# wording → what it states: (kind, ISO date or MM-DD tuple or marker); time after "T"
WORDINGS: list[tuple[str, list[tuple[str, object]]]] = [
    # one day
    ("Anträge sind bis zum 31.03.2027 einzureichen.", [("antrag", "2027-03-31")]),
    ("Der Antrag muss spätestens am 1. März 2027 vorliegen.", [("antrag", "2027-03-01")]),
    (
        "Bewerbungen nehmen wir bis 01. Nov. 2026 entgegen; Bewerbungen sind online einzureichen.",
        [("antrag", "2026-11-01")],
    ),
    ("Einsendeschluss ist Montag, der 7. Dezember 2026.", [("antrag", "2026-12-07")]),
    (
        "Skizzen können bis 30. Juni 2027, 12:00 Uhr, eingereicht werden.",
        [("skizze", "2027-06-30T12:00")],
    ),
    (
        "Ihre Interessenbekundung senden Sie bis spätestens 15.02.2027, 24 Uhr, an die Stadt.",
        [("skizze", "2027-02-15T23:59")],
    ),
    ("Antragsfrist: 30. September 2026", [("antrag", "2026-09-30")]),
    ("Die Antragstellung ist bis zum 31. Oktober 2027 befristet.", [("antrag", "2027-10-31")]),
    (
        "Nach dem 15. Mai 2027 eingehende Anträge werden nicht berücksichtigt.",
        [("antrag", "2027-05-15")],
    ),
    ("Die Antragsfrist endet Ende Februar 2028.", [("antrag", "2028-02-29")]),
    # windows and lists
    ("Anträge können vom 1. April bis 31. Mai 2027 gestellt werden.", [("antrag", "2027-05-31")]),
    (
        "Das Antragsfenster ist vom 01.08.2026 bis zum 30.09.2026 geöffnet; Anträge sind in dieser "
        "Zeit zu stellen.",
        [("antrag", "2026-09-30")],
    ),
    (
        "Für 2027 sind Anträge bis zum 20.04.2027 und 15.09.2027 zu stellen.",
        [("antrag", "2027-04-20"), ("antrag", "2027-09-15")],
    ),
    (
        "Die Stichtage für die Einreichung von Skizzen sind der 1. März und der 1. Juni 2027.",
        [("stichtag", "2027-03-01"), ("stichtag", "2027-06-01")],
    ),
    (
        "Vorschläge in Form von Skizzen können jeweils zum 1. September eines Jahres, erstmalig "
        "zum 1. September 2026, eingereicht werden.",
        [("skizze", ("09-01",))],
    ),
    (
        "Der Antrag für das Förderjahr 2027 ist bis zum 31. Januar des Förderjahres einzureichen.",
        [("antrag", "2027-01-31")],
    ),
    (
        "Antragsfristen sind * für Netzwerke: 30.6. des laufenden Jahres für das Folgejahr, * für "
        "Vereine: 30.9. des laufenden Jahres für das Folgejahr, * für Kleines: fortlaufende "
        "Antragstellung.",
        [("antrag", ("06-30",)), ("antrag", ("09-30",)), ("antrag-free", ROLLING)],
    ),
    (
        "Stellen Sie Ihren Antrag zu folgenden Stichtagen: für den Winter bis zum 31.10. des "
        "Vorjahres, für den Sommer bis zum 31.3. des Jahres.",
        [("stichtag", ("03-31", "10-31"))],
    ),
    (
        "Anträge der Kreise sind bis zum 30. September und Anträge der Vereine bis zum 31. Oktober "
        "eines Jahres für das folgende Haushaltsjahr einzureichen.",
        [("antrag", ("09-30",)), ("antrag", ("10-31",))],
    ),
    (
        "Der Antrag für das Förderjahr 2027 ist bis zum 31. Oktober zu stellen.",
        [("antrag", ("10-31",))],
    ),
    ("Anträge sind während der Programmlaufzeit (1. Mai 2026 – 31. Mai 2029) möglich.", []),
    # the governing verb
    ("Die Mittel können bis zum 31.03.2027 beantragt werden.", [("antrag", "2027-03-31")]),
    ("Anträge konnten bis zum 1. Oktober 2026 eingereicht werden.", [("antrag", "2026-10-01")]),
    (
        "Alle Antragsunterlagen sowie die Projektskizzen müssen bis zum 30. April 2027 im Portal "
        "bearbeitet und freigegeben sein.",
        [("antrag", "2027-04-30")],
    ),
    # every year
    (
        "Der Antrag ist bis zum 31. März des Jahres, in dem mit dem Vorhaben begonnen werden soll, "
        "bei der Bank einzureichen.",
        [("antrag", ("03-31",))],
    ),
    ("Förderanträge sind jeweils zum 1. Juni einzureichen.", [("antrag", ("06-01",))]),
    (
        "Stellen Sie Ihren Antrag bis zum 31. März oder 30. September eines jeden Jahres.",
        [("antrag", ("03-31", "09-30"))],
    ),
    (
        "Der Zuschussantrag ist bis zum 15.11. für das folgende Jahr beim Kreis zu stellen.",
        [("antrag", ("11-15",))],
    ),
    (
        "Anträge sind bis zum 15. und 30. September jeden Jahres zu stellen.",
        [("antrag", ("09-15", "09-30"))],
    ),
    (
        "Bewertungsstichtage sind der 1. Februar und der 1. August.",
        [("stichtag", ("02-01", "08-01"))],
    ),
    (
        "Skizzen werden vierteljährlich zu den Stichtagen 31.1., 30.4., 31.7. und 31.10. bewertet.",
        [("stichtag", ("01-31", "04-30", "07-31", "10-31"))],
    ),
    (
        "Anträge der Vereine müssen bis zum 28.2. des Jahres, für das die Förderung gewünscht "
        "wird, bei der Gemeinde eingehen.",
        [("antrag", ("02-28",))],
    ),
    (
        "Ihre Skizze schicken Sie – spätestens bis zum 30. Juni 2027 – an den Projektträger.",
        [("skizze", "2027-06-30")],
    ),
    (
        "Das Hochladen der Skizzen im Portal muss bis zum 5. Mai 2027 abgeschlossen sein.",
        [("skizze", "2027-05-05")],
    ),
    (
        "Projekte sind bis zum 1. Februar des laufenden Jahres zur Förderung im Folgejahr "
        "anzumelden.",
        [("antrag", ("02-01",))],
    ),
    # without a day
    ("Anträge können jederzeit gestellt werden.", [("antrag-free", ROLLING)]),
    ("Die Antragstellung ist ganzjährig möglich.", [("antrag-free", ROLLING)]),
    ("Es gelten keine festen Antragsfristen.", [("antrag-free", ROLLING)]),
    (
        "Der Antrag ist spätestens sechs Wochen vor Beginn der Maßnahme zu stellen.",
        [("antrag", RELATIVE)],
    ),
    ("Kleine Projekte: fortlaufende Antragstellung", [("antrag-free", ROLLING)]),
    (
        "Der Zuschuss muss spätestens in den ersten zwei Monaten nach Beginn des Kurses beantragt "
        "werden.",
        [("antrag", RELATIVE)],
    ),
    (
        "Anträge können gestellt werden, bis die Mittel ausgeschöpft sind.",
        [("mittel_erschoepft", None)],
    ),
    # English
    ("Applications must be submitted by 31 March 2027.", [("antrag", "2027-03-31")]),
    (
        "The deadline for submission of proposals is 15 September 2026, 17:00 Brussels time.",
        [("antrag", "2026-09-15T17:00")],
    ),
    ("Expressions of interest may be sent until May 3, 2027.", [("skizze", "2027-05-03")]),
    ("Applications are accepted on a rolling basis.", [("antrag-free", ROLLING)]),
    # none
    ("Diese Richtlinie tritt am 1. Januar 2026 in Kraft und am 31. Dezember 2030 außer Kraft.", []),
    ("Das Programm ist bis zum 30.06.2028 befristet.", []),
    ("Der Verwendungsnachweis ist bis zum 31. März des Folgejahres vorzulegen.", []),
    ("Dem Antrag auf Auszahlung ist bis zum 30. November stattzugeben.", []),
    ("Der Bewilligungszeitraum endet am 31.12.2027.", []),
    ("Vorhaben müssen bis zum 31. Dezember 2028 abgeschlossen sein.", []),
    ("Die Richtlinie vom 12. Mai 2021 (GVBl. S. 99) bleibt für bewilligte Anträge maßgebend.", []),
    ("Maßgeblich sind Nr. 3.1. und 4.2.3 der Richtlinie; Anträge sind schriftlich zu stellen.", []),
    ("Das Ministerium entscheidet bis zum 30. Juni über die Anträge.", []),
    ("Die Länder übermitteln dem Bund bis zum 1. März 2027 eine Liste der Anträge.", []),
    ("Die Einreichung zum 1. Oktober 2027 entfällt.", []),
    ("Anträge können frühestens ab dem 1. Februar 2027 gestellt werden.", []),
    ("Für Anträge, die bis zum 31.12.2024 gestellt wurden, gilt altes Recht.", []),
    ("Belege sind bis zum 31. Dezember 2036 aufzubewahren.", []),
    ("Anträge sind bis zum 31. Februar 2027 zu stellen.", []),
    ("Verlängerungen sind bis zum 30.9.2027 zu beantragen.", []),
    ("Eine Umwidmung der Mittel muss bis zum 30.9.2027 beantragt werden.", []),
    ("Eine laufende Antragstellung ist nicht möglich.", []),
    ("Jeder Betrieb kann bis zum 31.12.2027 höchstens drei Anträge stellen.", []),
    ("Bitte beantragen Sie die Förderung höchstens vier Wochen vor Beginn der Reise.", []),
]


def stated(deadline: FoundDeadline) -> tuple[str, object]:
    kind = deadline.kind.value
    if kind == "laufend":
        return "antrag-free", ROLLING
    if deadline.relative:
        return kind, RELATIVE
    if deadline.day_month:
        return kind, deadline.day_month
    if deadline.date is None:
        return kind, None
    clock = deadline.time.strftime("T%H:%M") if deadline.time else ""
    return kind, deadline.date.isoformat() + clock


@pytest.mark.parametrize(("wording", "expected"), WORDINGS, ids=[w[:60] for w, _ in WORDINGS])
def test_a_wording_states_exactly_its_deadlines(
    wording: str, expected: list[tuple[str, object]]
) -> None:
    assert [stated(d) for d in extract(wording).deadlines] == expected


def test_a_list_is_read_with_the_line_that_introduces_it() -> None:
    text = (
        "Richten Sie Ihren Antrag\n\n* für Neubauten bis zum 31.5.,\n* für Umbauten bis zum 30.9.\n"
    )

    assert [d.day_month for d in extract(text).deadlines] == [("05-31",), ("09-30",)]


def test_the_rounds_of_a_year_listed_one_a_bullet_are_one_deadline() -> None:
    text = (
        "Anträge nehmen wir in diesen Zeitfenstern entgegen:\n\n"
        "* 1. Quartal: 10.1. bis 28.2.\n* 2. Quartal: 10.4. bis 31.5.\n"
        "* 3. Quartal: 10.7. bis 31.8.\n* 4. Quartal: 10.10. bis 30.11.\n"
    )

    (deadline,) = extract(text).deadlines

    assert deadline.day_month == ("02-28", "05-31", "08-31", "11-30")
    assert deadline.recurrence is Recurrence.QUARTERLY
    assert deadline.quote in text
    assert deadline.quote.startswith("1. Quartal")
    assert deadline.quote.endswith("30.11.")


def test_rounds_of_two_lists_stay_two_deadlines() -> None:
    text = (
        "Anträge der Vereine sind einzureichen:\n\n* 1. Runde: bis 31.3., 12 Uhr\n"
        "* 2. Runde: bis 30.9., 18 Uhr\n\n"
        "Anträge der Kreise sind einzureichen:\n\n* 1. Runde: bis 31.5.\n* 2. Runde: bis 30.11.\n"
    )

    vereine, kreise = extract(text).deadlines

    assert (vereine.day_month, kreise.day_month) == (("03-31", "09-30"), ("05-31", "11-30"))
    assert vereine.time is None, "two rounds that end at different hours have no common one"


def test_the_first_day_of_a_yearly_round_counts_until_it_has_come() -> None:
    text = "Anträge sind jeweils zum 15. September, erstmalig zum 15. September 2027, einzureichen."

    before, after = extract(text, on=date(2026, 11, 28)), extract(text, on=date(2027, 9, 16))

    assert [d.date for d in before.deadlines] == [date(2027, 9, 15)]
    assert [d.day_month for d in after.deadlines] == [("09-15",)]


def test_what_is_handed_in_is_taken_from_the_text_before() -> None:
    text = (
        "Das Verfahren ist zweistufig: Zunächst reichen Sie eine Projektskizze ein.\n\n"
        "Bitte beachten Sie die Fristen der Runden:\n\n* 1. Einreichungsrunde: 31.8.2027\n"
    )

    assert [str(d.kind) for d in extract(text).deadlines] == ["skizze"]


def test_an_extension_asked_for_before_the_end_is_no_deadline() -> None:
    text = "Eine Verlängerung ist spätestens drei Monate vor Ende des Projekts zu beantragen."

    assert extract(text).deadlines == ()


def test_what_the_guideline_repeats_is_one_deadline() -> None:
    text = (
        "Stellen Sie Ihren Antrag bis zum 30.9. eines Jahres.\n\n## Verfahren\n\n"
        "7.1 Der Antrag ist bis zum 30. September eines jeden Jahres zu stellen."
    )

    assert [d.day_month for d in extract(text).deadlines] == [("09-30",)]


def test_this_year_is_the_year_of_reading() -> None:
    text = "Anträge sind bis zum 31. März dieses Jahres zu stellen."

    dated, undated = extract(text, on=date(2027, 1, 9)), extract(text)

    assert [d.date for d in dated.deadlines] == [date(2027, 3, 31)]
    assert [d.day_month for d in undated.deadlines] == [("03-31",)]


def test_brussels_time_is_kept_with_the_clock() -> None:
    """The zone decides the last minute on days the clocks change: it is kept, not applied."""
    text = "The deadline for applications is 28 March 2027, 17:00 Brussels time."

    (deadline,) = extract(text).deadlines

    assert (deadline.zone, str(deadline.time)) == ("Europe/Brussels", "17:00:00")
