"""Who may apply, and whether the work may have begun."""

import pytest

from matcher.vocabulary import Applicant, StartRule
from scrapers.evidence import extract

A = Applicant
APPLICANTS = [
    ("Antragsberechtigt sind Gemeinden und Landkreise.", {A.MUNICIPALITY}),
    ("Antragsberechtigt sind Zweckverbände.", {A.MUNICIPAL_ASSOCIATION}),
    ("Antragsberechtigt sind kommunale Unternehmen.", {A.MUNICIPAL_COMPANY}),
    ("Antragsberechtigt sind Vereine mit Sitz in einer Gemeinde des Landes.", {A.ASSOCIATION}),
    (
        "Antragsberechtigt sind\n\n* Hochschulen,\n* Forschungseinrichtungen sowie\n* kleine und "
        "mittlere Unternehmen.\n\nGefördert werden Vorhaben in Städten.",
        {A.UNIVERSITY, A.RESEARCH, A.COMPANY},
    ),
    ("Nicht antragsberechtigt sind Unternehmen in Schwierigkeiten.", set()),
    ("Gefördert werden Radwege in Städten und Gemeinden.", set()),
    (
        "Antragsberechtigt sind Gemeinden sowie deren öffentlich-rechtliche Zusammenschlüsse.",
        {A.MUNICIPALITY, A.MUNICIPAL_ASSOCIATION},
    ),
    (
        "Antragsberechtigt sind Gebietskörperschaften und deren Unternehmen.",
        {A.MUNICIPALITY, A.MUNICIPAL_COMPANY},
    ),
    (
        "Antragsberechtigt sind Kommunen sowie ihre Gesellschaften.",
        {A.MUNICIPALITY, A.MUNICIPAL_COMPANY},
    ),
    (
        "Antragsberechtigt sind Zusammenschlüsse von Gemeinden.",
        {A.MUNICIPALITY, A.MUNICIPAL_ASSOCIATION},
    ),
    ("Antragsberechtigt sind Einrichtungen des Bundes.", {A.PUBLIC_BODY}),
    ("Antragsberechtigt sind Landesämter.", {A.PUBLIC_BODY}),
    ("Antragsberechtigt sind Unternehmensgründerinnen.", {A.FOUNDER}),
    ("Antragsberechtigt sind Selbsthilfegruppen.", {A.ASSOCIATION}),
    ("Projektträger sind Landkreise.", {A.MUNICIPALITY}),
    ("Das Programm richtet sich an den Bedarfen der Unternehmen aus.", set()),
    (
        "Antragsberechtigt sind\n\n* Hochschulen,\n* Vereine sowie\n\nkleine und mittlere "
        "Unternehmen mit Sitz im Land.",
        {A.UNIVERSITY, A.ASSOCIATION, A.COMPANY},
    ),
    (
        "Antragsberechtigt sind gemeinnützige juristische Personen des Privatrechts.",
        {A.ASSOCIATION},
    ),
    (
        "Antragsberechtigt sind\n\nHochschulen,\nUnternehmen und\nVereine.",
        {A.UNIVERSITY, A.COMPANY, A.ASSOCIATION},
    ),
    (
        "Antragsberechtigt sind juristische Personen des öffentlichen Rechts und des privaten "
        "Rechts.",
        {A.MUNICIPALITY, A.PUBLIC_BODY, A.COMPANY, A.ASSOCIATION},
    ),
    ("Das Programm richtet sich an Hochschulen.", {A.UNIVERSITY}),
    (
        "Das Land unterstützt Sie als Gemeinde, Stiftung oder Verein bei Vorhaben für Unternehmen.",
        {A.MUNICIPALITY, A.ASSOCIATION},
    ),
    ("Bewerben können sich Städte.", {A.MUNICIPALITY}),
    ("Antragsberechtigt sind gemeinnützige Forschungseinrichtungen.", {A.RESEARCH}),
    (
        "Antragsberechtigt sind das Land, Gemeinden und Vereine mit Sitz im Land, insbesondere "
        "Schulen.",
        {A.MUNICIPALITY, A.ASSOCIATION, A.EDUCATION},
    ),
    ("Antragsberechtigt sind Gründungsteams, die ein Unternehmen gründen wollen.", {A.FOUNDER}),
    ("Wenn Sie als Verein Bäume pflanzen, können Sie einen Zuschuss erhalten.", set()),
]
START = [
    ("Mit dem Vorhaben darf noch nicht begonnen worden sein.", StartRule.NOT_BEGUN),
    ("Stellen Sie Ihren Antrag bitte vor Beginn Ihres Vorhabens.", StartRule.NOT_BEGUN),
    ("Der vorzeitige Maßnahmebeginn gilt als genehmigt.", StartRule.BEGUN_ALLOWED),
    ("Der Antrag ist sechs Wochen vor Beginn der Maßnahme zu stellen.", None),
    ("Das Projekt beginnt am 1. Januar.", None),
    ("Ein vorzeitiger Maßnahmebeginn ist nicht zugelassen.", StartRule.NOT_BEGUN),
    ("Eine rückwirkende Förderung ist nicht möglich.", StartRule.NOT_BEGUN),
    ("Keine rückwirkende Förderung möglich.", StartRule.NOT_BEGUN),
    ("Eine rückwirkende Förderung ist möglich.", StartRule.BEGUN_ALLOWED),
    (
        "Sofern die Behörde es bestätigt, ist der vorzeitige Maßnahmebeginn förderunschädlich.",
        None,
    ),
    ("Reichen Sie Ihren Projektvorschlag vor Beginn des Vorhabens ein.", StartRule.NOT_BEGUN),
    ("Ihren Zuschussantrag stellen Sie vor Beginn der Maßnahme.", StartRule.NOT_BEGUN),
    ("Stellen Sie den Antrag vor Beginn der Beratung.", StartRule.NOT_BEGUN),
    ("Nicht ausgeschlossen sind:\n\n* bereits begonnene Vorhaben\n", None),
    ("Nicht gefördert werden:\n\n* bereits begonnene Maßnahmen\n", StartRule.NOT_BEGUN),
    (
        "Eine Zuwendung kann nicht bewilligt werden, wenn mit der Maßnahme bereits begonnen wurde.",
        StartRule.NOT_BEGUN,
    ),
    (
        "Der Vorhabenbeginn ist bei Bauten ab Eingang des Antrags allgemein zugelassen.",
        StartRule.BEGUN_ALLOWED,
    ),
    ("Wenn die Behörde dem vorzeitigen Vorhabenbeginn zugestimmt hat, ist er erlaubt.", None),
]


@pytest.mark.parametrize(("text", "kinds"), APPLICANTS, ids=[t[:50] for t, _ in APPLICANTS])
def test_applicants_are_those_the_text_names_as_such(text: str, kinds: set[Applicant]) -> None:
    assert set(extract(text).applicants) == kinds


@pytest.mark.parametrize(("text", "rule"), START, ids=[t[:50] for t, _ in START])
def test_the_start_rule_is_what_the_text_says(text: str, rule: StartRule | None) -> None:
    assert extract(text).start_rule == rule


def test_a_rule_in_a_list_is_quoted_with_the_line_that_makes_it_one() -> None:
    text = "Nicht gefördert werden:\n\n* bereits begonnene Maßnahmen\n"

    assert extract(text).quotes["start_rule"] == text.strip()


def test_a_prohibition_outweighs_a_permission_for_some() -> None:
    text = (
        "Bei Vorhaben unter 10.000 Euro gilt der vorzeitige Maßnahmebeginn als genehmigt. "
        "Alle anderen Vorhaben dürfen noch nicht begonnen sein."
    )

    assert extract(text).start_rule is StartRule.NOT_BEGUN
