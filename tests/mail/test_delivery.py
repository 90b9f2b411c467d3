"""From the outbox to the post: everything leaves once, through refusals, silence and our own faults."""

from datetime import timedelta

import pytest

from training_portal.mail.delivery import deliver_due
from training_portal.mail.message import Addressee, CannotBeWritten, written
from training_portal.mail.post import FolderPost, SmtpPost
from training_portal.settings import Provider

from .conftest import NOW, SENDER, controller_of, greeting


def test_a_letter_leaves_once_and_its_secret_is_wiped(outbox, waits, rows, mail_server):
    waits("zoe", secret="k7m2-p9qr")
    post = SmtpPost(mail_server.settings(), SENDER)
    assert deliver_due(outbox, post, greeting, NOW) == 1
    assert deliver_due(outbox, post, greeting, NOW + timedelta(days=9)) == 0
    [arrived] = mail_server.taken
    assert "k7m2-p9qr" in arrived.get_body(("plain",)).get_content()
    [row] = rows()
    assert row["sent_at"]
    assert row["secret"] is None


def test_a_refused_address_is_reported_and_the_others_are_served(outbox, waits, rows, mail_server):
    for recipient in ("ana", "zoe", "eva"):
        waits(recipient)
    mail_server.answers["zoe@fret.example"] = ["550 5.1.1 <zoe@fret.example> unknown"]
    deliver_due(outbox, SmtpPost(mail_server.settings(), SENDER), greeting, NOW)
    assert [message["To"].addresses[0].username for message in mail_server.taken] == ["ana", "eva"]
    zoe = rows()[1]
    assert zoe["refused_at"]
    assert zoe["due_at"] is None
    assert zoe["fault"] == "550 5.1.1 <(address)> unknown"


def test_a_greylisted_letter_leaves_a_minute_later(outbox, waits, mail_server):
    waits("zoe")
    mail_server.answers["zoe@fret.example"] = ["450 4.2.0 greylisted"]
    post = SmtpPost(mail_server.settings(), SENDER)
    deliver_due(outbox, post, greeting, NOW)
    assert deliver_due(outbox, post, greeting, NOW + timedelta(seconds=30)) == 0
    assert deliver_due(outbox, post, greeting, NOW + timedelta(minutes=2)) == 1
    assert len(mail_server.taken) == 1


def test_a_mail_server_that_is_away_for_a_day_gets_everything_once(
    outbox, waits, rows, mail_server, certificate
):
    """The worker looks every ten minutes; the server is back on the second day."""
    dead = SmtpPost(mail_server.settings(port=1), SENDER)
    for place in range(30):
        waits(f"trainee{place}", now=NOW + timedelta(minutes=20 * place))
    for minute in range(0, 24 * 60, 10):
        now = NOW + timedelta(minutes=minute)
        while deliver_due(outbox, dead, greeting, now):
            continue
    assert all(row["sent_at"] is None and row["refused_at"] is None and row["due_at"] for row in rows())
    assert {row["fault"] for row in rows()} == {"no mail server answers: ConnectionRefusedError"}
    alive = SmtpPost(mail_server.settings(), SENDER)
    for hour in range(24, 30):
        while deliver_due(outbox, alive, greeting, NOW + timedelta(hours=hour)):
            continue
    recipients = [message["To"].addresses[0].username for message in mail_server.taken]
    assert sorted(recipients) == sorted(f"trainee{place}" for place in range(30))
    assert len({message["Message-ID"] for message in mail_server.taken}) == 30
    assert all(row["sent_at"] for row in rows())


def test_when_nobody_answers_only_the_first_letter_is_tried(outbox, waits, rows, mail_server):
    tried = []

    def noting(letter):
        tried.append(letter.recipient)
        return greeting(letter)

    for recipient in ("ana", "zoe", "eva"):
        waits(recipient)
    deliver_due(outbox, SmtpPost(mail_server.settings(port=1), SENDER), noting, NOW)
    assert tried == ["ana"]
    assert all(row["fault"].startswith("no mail server answers") for row in rows())


def test_a_letter_to_somebody_forgotten_is_given_up_with_the_reason(outbox, waits, rows, tmp_path):
    def write(letter):
        raise CannotBeWritten("the person was forgotten")

    waits("zoe", secret="k7m2-p9qr")
    deliver_due(outbox, FolderPost(tmp_path / "mail", SENDER), write, NOW)
    [row] = rows()
    assert row["fault"] == "not written: the person was forgotten"
    assert row["refused_at"]
    assert row["secret"] is None


def test_a_letter_without_a_usable_address_is_given_up(outbox, waits, rows, tmp_path):
    def write(letter):
        return written(Addressee("Zoé", "nowhere", "en"), "Welcome", (), Provider())

    waits("zoe")
    deliver_due(outbox, FolderPost(tmp_path / "mail", SENDER), write, NOW)
    assert "not one that mail can be sent to" in rows()[0]["fault"]


def test_a_letter_that_we_fail_to_write_keeps_no_other_from_leaving(outbox, waits, rows, tmp_path, capsys):
    def write(letter):
        if letter.recipient == "zoe":
            raise KeyError(letter.secret)
        return greeting(letter)

    for recipient in ("ana", "zoe", "eva"):
        waits(recipient, secret="k7m2-p9qr")
    folder = tmp_path / "mail"
    assert deliver_due(outbox, FolderPost(folder, SENDER), write, NOW) == 3
    assert len(list(folder.iterdir())) == 2
    zoe = rows()[1]
    assert zoe["fault"] == "our fault: KeyError"
    assert zoe["due_at"]
    assert "k7m2" not in capsys.readouterr().out
    assert deliver_due(outbox, FolderPost(folder, SENDER), greeting, NOW + timedelta(minutes=2)) == 1
    assert len(list(folder.iterdir())) == 3


def test_whoever_dies_between_sending_and_noting_it_leaves_one_file(outbox, waits, rows, tmp_path):
    class Dies(FolderPost):
        def send(self, message, outbox_id):
            super().send(message, outbox_id)
            raise SystemExit

    waits("zoe")
    with pytest.raises(SystemExit):
        deliver_due(outbox, Dies(tmp_path / "mail", SENDER), greeting, NOW)
    assert deliver_due(outbox, FolderPost(tmp_path / "mail", SENDER), greeting, NOW) == 0
    later = NOW + timedelta(minutes=6)
    assert deliver_due(outbox, FolderPost(tmp_path / "mail", SENDER), greeting, later) == 1
    assert [file.name for file in (tmp_path / "mail").iterdir()] == [f"{rows()[0]['id']}.eml"]


def test_a_server_that_returns_under_the_same_address_is_found_again(mail_server, certificate, outbox, waits):
    waits("zoe")
    again = controller_of(mail_server, *certificate)
    again.start()
    mail_server.port = again.port
    again.stop()
    post = SmtpPost(mail_server.settings(), SENDER)
    deliver_due(outbox, post, greeting, NOW)
    assert mail_server.taken == []
    back = controller_of(mail_server, *certificate, port=mail_server.port)
    back.start()
    try:
        deliver_due(outbox, post, greeting, NOW + timedelta(minutes=2))
    finally:
        back.stop()
    assert len(mail_server.taken) == 1
