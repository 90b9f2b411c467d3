"""Mail leaves once, its secret is wiped, and what cannot be sent yet is tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from event_store.club import NOW, club, context
from training_portal.event_store.engine import reading
from training_portal.event_store.outbox import unsent, waiting
from training_portal.event_store.schema import outbox
from training_portal.event_store.store import Store


def test_a_message_is_taken_with_its_facts_and_its_secret(engine: sa.Engine) -> None:
    store = club(engine)
    _mail(store, secret="hunter2", months=24)
    (letter,) = store.outbox.take_due(NOW)
    assert (letter.occasion, letter.recipient, letter.about, letter.company) == (
        "welcome",
        "ada",
        "m1",
        "acme",
    )
    assert (letter.facts, letter.secret, letter.attempts) == ({"months": 24}, "hunter2", 1)
    assert "hunter2" not in repr(letter)


def test_a_secret_is_sealed_while_it_waits_and_wiped_when_it_has_left(engine: sa.Engine) -> None:
    store = club(engine)
    _mail(store, secret="hunter2")
    assert b"hunter2" not in (_row(engine).secret or b"")
    (letter,) = store.outbox.take_due(NOW)
    store.outbox.mark_sent(letter.id, NOW)
    assert _row(engine).secret is None
    assert _row(engine).sent_at == NOW
    with reading(engine) as tx:
        assert (waiting(tx), unsent(tx)) == (0, [])


def test_the_same_message_is_queued_once(engine: sa.Engine) -> None:
    store = club(engine)
    for _ in range(2):
        _mail(store, months=24)
    _mail(store, months=36)
    assert len(store.outbox.take_due(NOW)) == 2


def test_a_message_that_is_being_sent_is_given_to_nobody_else_until_the_lease_is_over(
    engine: sa.Engine,
) -> None:
    store = club(engine)
    _mail(store)
    assert len(store.outbox.take_due(NOW, lease_seconds=60)) == 1
    assert store.outbox.take_due(NOW + timedelta(seconds=59)) == []
    (again,) = store.outbox.take_due(NOW + timedelta(seconds=60))
    assert again.attempts == 2


def test_two_workers_never_take_the_same_message(engine: sa.Engine) -> None:
    store = club(engine)
    for months in range(30):
        _mail(store, months=months)
    with ThreadPoolExecutor(4) as pool:
        taken = [
            one.id
            for letters in pool.map(lambda _: store.outbox.take_due(NOW, 5), range(8))
            for one in letters
        ]
    assert len(taken) == len(set(taken)) == 30


def test_a_message_is_tried_again_later_and_later_and_given_up_after_five_days(engine: sa.Engine) -> None:
    store = club(engine)
    _mail(store, secret="hunter2")
    now, waits = NOW, []
    while letters := store.outbox.take_due(now):
        store.outbox.retry_later(letters[0], now, "no answer")
        due = _row(engine).due_at
        waits.append((due or now) - now)
        now = due or now
    assert [int(wait.total_seconds() / 60) for wait in waits[:4]] == [1, 2, 4, 8]
    assert max(waits) == timedelta(hours=4)
    assert timedelta(days=5) < now - NOW < timedelta(days=5, hours=5)
    assert (_row(engine).refused_at, _row(engine).fault, _row(engine).secret) == (now, "no answer", None)


def test_a_refused_message_is_shown_as_unsent_and_not_tried_again(engine: sa.Engine) -> None:
    store = club(engine)
    _mail(store)
    (letter,) = store.outbox.take_due(NOW)
    store.outbox.mark_refused(letter.id, NOW, "550 no such user")
    assert store.outbox.take_due(NOW + timedelta(days=9)) == []
    with reading(engine) as tx:
        (row,) = unsent(tx)
    assert (row["refused_at"], row["fault"], row["about"]) == (NOW, "550 no such user", "m1")


def test_mail_of_a_refused_command_is_not_sent(engine: sa.Engine) -> None:
    store = club(engine)
    try:
        store.perform(context(), lambda work: {"sent": work.mail("welcome", "ada", "m1"), "no": 1 // 0})
    except ZeroDivisionError:
        assert store.outbox.take_due(NOW) == []


def _mail(store: Store, secret: str = "", **facts: int) -> None:
    store.perform(context(), lambda work: {"sent": work.mail("welcome", "ada", "m1", secret, **facts)})


def _row(engine: sa.Engine) -> sa.Row[tuple[object, ...]]:
    with reading(engine) as tx:
        return tx.execute(sa.select(outbox)).one()
