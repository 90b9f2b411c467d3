"""How letters leave, tried on a real mail server and a real folder."""

import smtplib
import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

import pytest

from training_portal.mail.message import Addressee, composed, written
from training_portal.mail.parts import Paragraph
from training_portal.mail.post import FolderPost, Refused, SmtpPost, TryLater, post_for
from training_portal.settings import Provider, Settings, Smtp

from .conftest import NOW, SENDER


def message(to: str = "zoe@fret.example", words: str = "Welcome") -> EmailMessage:
    """A message to somebody."""
    return composed(
        written(Addressee("Zoé", to, "en"), words, (Paragraph(words),), Provider()), SENDER, 7, NOW
    )


def test_a_letter_reaches_its_reader_over_starttls_and_a_log_in(mail_server):
    SmtpPost(mail_server.settings(), SENDER).send(message(), 7)
    [arrived] = mail_server.taken
    assert arrived["Subject"] == "Welcome"
    assert mail_server.envelopes == [("no-reply@training.example", ["zoe@fret.example"])]


def test_an_address_that_does_not_exist_is_refused_for_good_without_repeating_it(mail_server):
    mail_server.answers["zoe@fret.example"] = ["550 5.1.1 <zoe@fret.example>: no such user"]
    with pytest.raises(Refused) as refusal:
        SmtpPost(mail_server.settings(), SENDER).send(message(), 7)
    assert refusal.value.address == "zoe@fret.example"
    assert refusal.value.words == "550 5.1.1 <(address)>: no such user"


def test_a_greylisted_letter_is_taken_the_second_time(mail_server):
    mail_server.answers["zoe@fret.example"] = ["450 4.2.0 greylisted"]
    post = SmtpPost(mail_server.settings(), SENDER)
    with pytest.raises(TryLater) as obstacle:
        post.send(message(), 7)
    assert (obstacle.value.words, obstacle.value.nobody_answers) == ("450 4.2.0 greylisted", False)
    post.send(message(), 7)
    assert len(mail_server.taken) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"), [("554 5.7.1 spam", Refused), ("452 4.3.1 disk full", TryLater)]
)
def test_a_letter_may_be_refused_after_it_was_read(mail_server, answer, outcome):
    mail_server.after_data.append(answer)
    with pytest.raises(outcome, match=answer[:9]):
        SmtpPost(mail_server.settings(), SENDER).send(message(), 7)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "refuses our log-in"),
        ({"ca_file": ""}, "no mail server answers: SSLCertVerificationError"),
        ({"port": 1}, "no mail server answers: ConnectionRefusedError"),
        ({"starttls": False}, "does not offer"),
    ],
)
def test_a_server_that_cannot_be_used_is_no_fault_of_the_letter(mail_server, changes, words):
    with pytest.raises(TryLater, match=words) as obstacle:
        SmtpPost(mail_server.settings(**changes), SENDER).send(message(), 7)
    assert obstacle.value.nobody_answers
    assert mail_server.taken == []


def test_a_server_that_offers_no_starttls_is_given_no_password(plain_server):
    with pytest.raises(TryLater, match="does not offer"):
        SmtpPost(plain_server.settings(), SENDER).send(message(), 7)
    assert plain_server.taken == []


def test_a_server_on_the_own_machine_may_go_without_starttls_and_log_in(plain_server):
    SmtpPost(plain_server.settings(starttls=False, username=""), SENDER).send(message(), 7)
    assert len(plain_server.taken) == 1


def test_a_folder_keeps_a_letter_that_was_sent_twice_as_one_file(tmp_path: Path):
    post = FolderPost(tmp_path / "mail", SENDER)
    post.send(message(words="Été à Łódź"), 7)
    post.send(message(words="Été à Łódź"), 7)
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "7.eml"
    assert message_from_bytes(file.read_bytes(), policy=SMTP_POLICY)["Subject"] == "Été à Łódź"


def test_only_the_owner_can_read_the_folder(tmp_path: Path):
    FolderPost(tmp_path / "mail", SENDER).send(message(), 7)
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "mail" / "7.eml").stat().st_mode) == 0o600


def test_a_folder_that_takes_no_file_is_tried_again_later(tmp_path: Path):
    (tmp_path / "mail").write_text("a file stands where the folder should be")
    with pytest.raises(TryLater, match="the mail folder takes no file"):
        FolderPost(tmp_path / "mail", SENDER).send(message(), 7)


def test_the_settings_choose_the_post(tmp_path: Path):
    settings = Settings(tmp_path, "sqlite://", "https://training.example", "secret", b"k" * 32)
    assert isinstance(post_for(settings), FolderPost)
    assert isinstance(post_for(settings.with_changes(smtp=Smtp(host="mail.example"))), SmtpPost)
    assert post_for(settings).sender == settings.mail_from


def test_the_control_finds_the_server_strict(mail_server):
    """Without STARTTLS and a log-in this server takes nothing: else the tests above prove little."""
    with smtplib.SMTP("127.0.0.1", mail_server.port) as server, pytest.raises(smtplib.SMTPException):
        server.send_message(message())
    assert mail_server.taken == []
