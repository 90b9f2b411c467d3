"""The message that a letter becomes: its structure, its headers, and nothing smuggled into them."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest

from training_portal.mail.message import (
    Addressee,
    Attachment,
    CannotBeWritten,
    WrittenLetter,
    composed,
    written,
)
from training_portal.mail.parts import Facts, Link, Paragraph
from training_portal.settings import Provider

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = "Formation Élan <no-reply@training.example>"
ZOE = Addressee("Zoé Élan", "zoe@fret.example", "fr")


def letter(**changes: object) -> WrittenLetter:
    """A letter with a file, some of it as the test wants it."""
    parts = (
        Paragraph("Bonjour à tous"),
        Facts((("Numéro", "1"),)),
        Link("Voir", "https://training.example/1"),
    )
    made = written(
        ZOE, "Certificat délivré", parts, Provider(), (Attachment("c-1.pdf", b"%PDF-1.7\x00\xff"),)
    )
    return replace(made, **changes)


def received(written_letter: WrittenLetter, outbox_id: int = 7):
    """A message as it arrives at the other end."""
    return message_from_bytes(bytes(composed(written_letter, SENDER, outbox_id, NOW)), policy=SMTP)


def test_a_message_has_text_html_and_the_file():
    message = received(letter())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert message.get_body(("plain",)).get_content().startswith("Bonjour Zoé Élan,")
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("c-1.pdf", b"%PDF-1.7\x00\xff")


def test_its_headers_say_who_to_whom_when_and_that_nobody_typed_it():
    message = received(letter())
    assert message["From"] == SENDER
    assert message["To"] == "Zoé Élan <zoe@fret.example>"
    assert message["Subject"] == "Certificat délivré"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<20261123090000.7@training.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"


def test_the_same_letter_is_the_same_message_each_time():
    assert bytes(composed(letter(), SENDER, 7, NOW)) == bytes(composed(letter(), SENDER, 7, NOW))
    assert received(letter(), 7)["Message-ID"] != received(letter(), 8)["Message-ID"]


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\x00"])
def test_no_header_can_be_smuggled_in_by_subject_or_name(end_of_line):
    sly = f"Hello{end_of_line}Bcc: all@fret.example{end_of_line}{end_of_line}<b>body</b>"
    message = received(letter(subject=sly, to=replace(ZOE, name=sly)))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@fret.example <b>body</b>"
    assert [mailbox.addr_spec for mailbox in message["To"].addresses] == ["zoe@fret.example"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zoe",
        "@fret.example",
        "zoe@",
        "zoe@fret.example\r\nBcc: all@fret.example",
        "zoe@fret.example, all@fret.example",
        "zoé@fret.example",
        "zoe@" + "a" * 70 + ".example",
    ],
)
def test_what_is_no_address_is_given_up_without_repeating_it(address):
    with pytest.raises(CannotBeWritten) as reason:
        composed(letter(to=replace(ZOE, email=address)), SENDER, 7, NOW)
    assert "fret" not in str(reason.value)


def test_a_domain_in_other_letters_is_written_as_mail_servers_know_it():
    message = received(letter(to=replace(ZOE, email="zoe@élan.example")))
    assert [mailbox.addr_spec for mailbox in message["To"].addresses] == ["zoe@xn--lan-9la.example"]


def test_a_long_subject_arrives_whole():
    subject = "Łucja Wójcik a réussi la formation " + "Sensibilisation aux marchandises dangereuses " * 4
    assert received(letter(subject=subject))["Subject"] == subject.strip()
