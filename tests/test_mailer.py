"""The mailer against a real server: what counts as accepted, refused, or worth another try."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from matcher.errors import InputError, MailError
from tests.postbox import Postbox, tls_context
from web.mailer import POLICY, FileMailer, RefusedError, SmtpMailer, UnreachableError, read_message

LINK = "https://foerdertopf.example/abos/" + "x" * 120 + "/abmelden"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    yield box
    box.stop()


def mail(to: str = "projekt@stadt.example", text: str = "Grüße nach Chóśebuz\n") -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = "Fördertopf <foerdertopf@stadt.example>"
    message["To"] = to
    message["Subject"] = "Förderprogramme – KW 48"
    message["Message-ID"] = "<wochenmail.2026-W48.1@stadt.example>"
    message["List-Unsubscribe"] = f"<{LINK}>"
    message.set_content(text, cte="quoted-printable")
    return message


def test_umlauts_long_lines_and_links_arrive_as_they_were(postbox):
    text = "Straße " * 300 + "\n.Punkt am Zeilenanfang\n"

    SmtpMailer(postbox.url).send(mail(text=text))

    ((address, got),) = postbox.mails
    assert address == "projekt@stadt.example"
    assert got["Subject"] == "Förderprogramme – KW 48"
    assert got.get_content().replace("\r\n", "\n") == text


def test_a_long_link_in_a_header_is_neither_folded_nor_encoded(tmp_path):
    FileMailer(tmp_path).send(mail())

    (file,) = tmp_path.iterdir()
    assert f"List-Unsubscribe: <{LINK}>\r\n".encode() in file.read_bytes()


def test_a_queued_message_is_sent_byte_by_byte():
    content = mail().as_bytes()

    assert read_message(content).as_bytes() == content


def test_the_same_message_is_one_file(tmp_path):
    for _ in range(2):
        FileMailer(tmp_path / "neu").send(mail())

    assert [p.name for p in (tmp_path / "neu").iterdir()] == [
        "wochenmail.2026-W48.1@stadt.example.eml"
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("550 5.1.1 Unbekannt", RefusedError), ("450 4.2.1 Postfach voll", MailError)],
)
def test_a_refusal_is_final_only_when_the_server_says_so(postbox, answer, kind):
    postbox.refused = {"projekt@stadt.example": answer}

    with pytest.raises(MailError, match=answer[:9]) as caught:
        SmtpMailer(postbox.url).send(mail())

    assert type(caught.value) is kind


def test_an_accepted_mail_stays_accepted_when_the_goodbye_fails(postbox):
    postbox.drops_quit = True

    SmtpMailer(postbox.url).send(mail())

    assert len(postbox.mails) == 1


def test_starttls_is_used_where_it_is_offered(tmp_path):
    box = Postbox(tls_context=tls_context(tmp_path))
    try:
        SmtpMailer(box.url).send(mail())
    finally:
        box.stop()

    assert box.encrypted == [True]


def test_the_password_may_hold_any_character_and_a_wrong_one_ends_the_run():
    box = Postbox(login=True)
    try:
        place = f"127.0.0.1:{box.port}"
        SmtpMailer(f"smtp://post%40stadt:geheim%2Fwort@{place}").send(mail())
        with pytest.raises(UnreachableError, match="Anmeldung"):
            SmtpMailer(f"smtp://post%40stadt:falsch@{place}").send(mail())
    finally:
        box.stop()

    assert box.logins[0] == ("post@stadt", "geheim/wort")
    assert len(box.mails) == 1


def test_a_server_that_is_not_there_is_named(postbox):
    postbox.stop()

    with pytest.raises(UnreachableError, match=f"127.0.0.1:{postbox.port}"):
        SmtpMailer(postbox.url).send(mail())


@pytest.mark.parametrize("url", ["mail.stadt.example", "http://x", "smtp://", "smtp://x:viele"])
def test_an_address_that_is_none_is_refused_at_once(url):
    with pytest.raises(InputError, match="SMTP_URL"):
        SmtpMailer(url)


def test_a_folder_that_cannot_be_written_is_an_error_sentence(tmp_path: Path):
    (tmp_path / "datei").write_text("")

    with pytest.raises(UnreachableError, match="schreiben"):
        FileMailer(tmp_path / "datei").send(mail())
