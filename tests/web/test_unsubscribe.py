"""Unsubscribing through the link of a real mail, by hand and by the mail program."""

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from matcher.digest import Candidate, compose_digest
from matcher.query import Query
from matcher.store import SqlStore
from tests.web.conftest import FORST, NOW, Browser
from web.digest_mail import digest_message

COTTBUS = "12052000"
PERSON = "Frau.Muster@stadt.example"


@dataclass
class Office:
    """A town whose people have subscribed."""

    store: SqlStore
    browser: Browser

    def mail_to(self, email: str) -> EmailMessage:
        """Compose the mail of this week as the digest does."""
        services = self.browser.app.extensions["foerdertopf"]
        town = self.store.measures.municipality(COTTBUS)
        measure = self.store.measures.all(COTTBUS)[0]
        ranking = services.catalogue.ranker().rank(Query.from_measure(measure), now=NOW, limit=3)
        recipient = next(r for r in self.store.mail.recipients() if r.email == email.lower())
        digest = compose_digest(
            recipient,
            [Candidate(measure=measure, match=match, first_seen=NOW) for match in ranking.matches],
            municipality=town,
            said=frozenset(),
            rejected=frozenset(),
            now=NOW,
            model=None,
        )
        return digest_message(digest, services.parts.settings)

    def active(self) -> list[tuple[str, str, str]]:
        """Return who gets what."""
        return [(e.municipality, e.email, e.field) for e in self.store.mail.subscriptions()]


@pytest.fixture
def office(application, copy) -> Office:
    app = application(copy)
    store = app.extensions["foerdertopf"].parts.store
    for town, email, field in (
        (COTTBUS, PERSON, ""),
        (COTTBUS, PERSON, "Energie"),
        (FORST, PERSON, ""),
        (COTTBUS, "andere@stadt.example", ""),
    ):
        store.mail.subscribe(town, email, field, at=NOW)
    return Office(store, Browser(app))


@pytest.fixture
def link(office) -> str:
    """The path of the link that the mail carries in its header and in its text."""
    message = office.mail_to(PERSON)
    address = message["List-Unsubscribe"].strip("<>")
    for kind in ("plain", "html"):
        assert address in message.get_body((kind,)).get_content().replace("\n", "")
    return urlsplit(address).path


OTHERS = [
    (FORST, PERSON.lower(), ""),
    (COTTBUS, "andere@stadt.example", ""),
]


def test_opening_the_link_changes_nothing_and_its_button_unsubscribes(office, link):
    before = office.active()
    page = office.browser.get(link)
    assert "Cottbus/Chóśebuz" in page.main.get_text()
    assert PERSON.lower() not in page.get_text().lower()
    assert office.active() == before

    answer = office.browser.post(page.main.form["action"])
    assert "ist abbestellt" in answer.h1.get_text()
    assert office.active() == OTHERS


def test_the_mail_program_does_it_in_one_request_and_may_repeat_it(office, link):
    client = office.browser.app.test_client()
    for _ in range(2):
        answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert office.active() == OTHERS
    page = office.browser.get(link)
    assert "ist abbestellt" in page.h1.get_text()
    assert page.main.form is None


def test_the_body_of_the_request_does_not_matter(office, link):
    multipart = {"List-Unsubscribe": (None, "One-Click")}
    client = office.browser.app.test_client()

    assert client.post(link, data=b"\xff\x00", content_type="application/json").status_code == 200
    answer = client.post(link, data=multipart, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert office.active() == OTHERS


@pytest.mark.parametrize("token", ["x", "a" * 65, "%00", "Ä"])
def test_an_unknown_token_is_said_in_german(office, token):
    before = office.active()

    assert "kein Abonnement" in office.browser.get(f"/abos/{token}/abmelden", 404).get_text()
    office.browser.post(f"/abos/{token}/abmelden", 404)
    assert office.active() == before


def test_the_address_is_neither_kept_nor_passed_on(office, link):
    headers = office.browser.app.test_client().get(link).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "form-action 'self'" in headers["Content-Security-Policy"]
