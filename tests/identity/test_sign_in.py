"""Signing in: one answer for every way to fail, and each step in its turn."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from training_portal.errors import NotAllowed
from training_portal.event_store.engine import reading, writing
from training_portal.identity.credentials import (
    change_password,
    deactivate,
    new_credential,
    reactivate,
    reset_password,
    taken_usernames,
)
from training_portal.identity.handover import handover_rows
from training_portal.identity.passwords import PARALLEL_HASHES, SLOTS, hash_chosen
from training_portal.identity.refusals import (
    CodeIsWrong,
    PasswordIsUnchanged,
    PasswordsDiffer,
    SignInRefused,
    TooManyAttempts,
)
from training_portal.identity.sessions import Stage, session_of
from training_portal.identity.tables import credentials, handovers, sessions
from training_portal.identity.totp import enrolment_secret, remove_second_factor

from .conftest import MASTER_KEY

OWN = "sept girafes bleues"
GIRAFFES = hash_chosen("trainee", OWN)


def write(engine, *statements):
    with writing(engine) as tx:
        for statement in statements:
            tx.execute(statement)


def session(engine, token, now):
    with reading(engine) as tx:
        return session_of(tx, token, now)


def signed_in(engine, door, clock, attempt, username, password, kind="trainee"):
    token, stage = door.enter(attempt(username, password, kind), clock())
    return session(engine, token, clock()), stage


def with_own_password(engine, login, clock, username="l.martin", kind="trainee"):
    login(username, kind)
    write(engine, *change_password(username, hash_chosen(kind, OWN), clock()))


def test_a_temporary_password_opens_a_session_that_must_change_it(engine, login, door, clock, attempt):
    found, stage = signed_in(engine, door, clock, attempt, "l.martin", login("l.martin"))
    assert stage is Stage.PASSWORD
    assert (found.person_id, found.kind, found.company, found.stage) == (
        "l.martin",
        "trainee",
        "acme",
        Stage.PASSWORD,
    )


def test_a_user_name_is_found_without_case_and_accents(engine, login, door, clock, attempt):
    temporary = login("h.lefèvre")
    assert signed_in(engine, door, clock, attempt, " H.LEFEVRE ", temporary)[0] is not None


def test_user_names_are_one_namespace_for_all_kinds(engine, login):
    login("l.martin", "trainee")
    with reading(engine) as tx:
        assert taken_usernames(tx, MASTER_KEY, ["L.Martin", "l.martin2"]) == {"L.Martin"}
    with pytest.raises(sa.exc.IntegrityError):
        login("L.MARTIN", "manager", person="other")


@pytest.mark.parametrize(
    "how",
    ["unknown", "unreadable", "wrong", "wrong_own", "other_door", "expired", "deactivated"],
)
def test_every_way_to_fail_has_the_same_answer(how, engine, login, door, clock, attempt):
    password, username, kind = login("l.martin"), "l.martin", "trainee"
    if how == "unknown":
        username = "nobody"
    elif how == "unreadable":
        username = "l.martin\x00"
    elif how == "wrong":
        password = "k7m2-p9qr-4t8x-hjzw"
    elif how == "wrong_own":
        write(engine, *change_password("l.martin", hash_chosen("trainee", OWN), clock()))
    elif how == "other_door":
        kind = "manager"
    elif how == "expired":
        clock.moves(days=14)
    elif how == "deactivated":
        write(engine, *deactivate("l.martin", clock()))
    with pytest.raises(SignInRefused) as refused:
        door.enter(attempt(username, password, kind), clock())
    assert (str(refused.value), refused.value.field) == (SignInRefused.words, "")


def test_a_temporary_password_works_until_the_fourteenth_day_ends(engine, login, door, clock, attempt):
    temporary = login("l.martin")
    clock.moves(days=13, hours=23, minutes=59)
    assert signed_in(engine, door, clock, attempt, "l.martin", temporary)[1] is Stage.PASSWORD


def test_whoever_was_deactivated_may_be_let_in_again(engine, login, door, clock, attempt):
    temporary = login("l.martin")
    write(engine, *deactivate("l.martin", clock()), *reactivate("l.martin", clock()))
    assert signed_in(engine, door, clock, attempt, "l.martin", temporary)[0] is not None


def test_a_changed_password_kills_the_temporary_one_and_the_other_sessions(
    engine, login, door, clock, attempt
):
    temporary = login("l.martin")
    elsewhere = door.enter(attempt("l.martin", temporary), clock())[0]
    here, _ = signed_in(engine, door, clock, attempt, "l.martin", temporary)
    token, stage = door.choose_password(here, OWN, OWN, ("Léa Martin",), clock())
    assert stage is Stage.OPEN
    assert session(engine, token, clock()).stage is Stage.OPEN
    assert session(engine, elsewhere, clock()) is None
    with reading(engine) as tx:
        assert tx.scalar(sa.select(sessions.c.ended_at).where(sessions.c.token_digest == here.id))
    with pytest.raises(SignInRefused):
        door.enter(attempt("l.martin", temporary), clock())
    assert door.enter(attempt("l.martin", OWN), clock())[1] is Stage.OPEN


def test_a_changed_password_takes_the_temporary_one_out_of_the_handover(engine, login, door, clock, attempt):
    temporary = login("l.martin")
    with writing(engine) as tx:
        rows = handover_rows(MASTER_KEY, "order", "manager", {"l.martin": temporary, "other": "x"}, clock())
        tx.execute(handovers.insert(), rows)
    here, _ = signed_in(engine, door, clock, attempt, "l.martin", temporary)
    door.choose_password(here, OWN, OWN, (), clock())
    with reading(engine) as tx:
        assert tx.scalars(sa.select(handovers.c.person_id)).all() == ["other"]


def test_a_session_that_ended_meanwhile_changes_nothing_and_is_not_renewed(
    engine, login, door, clock, attempt
):
    here, _ = signed_in(engine, door, clock, attempt, "l.martin", login("l.martin"))
    temporary, statements = reset_password(MASTER_KEY, "l.martin", clock())
    write(engine, *statements)
    with pytest.raises(SignInRefused):
        door.choose_password(here, OWN, OWN, (), clock())
    with reading(engine) as tx:
        assert not tx.scalar(sa.select(sa.func.count()).where(sessions.c.ended_at.is_(None)))
    assert door.enter(attempt("l.martin", temporary), clock())[1] is Stage.PASSWORD


def test_the_temporary_password_cannot_be_chosen_again(engine, login, door, clock, attempt):
    temporary = login("l.martin")
    here, _ = signed_in(engine, door, clock, attempt, "l.martin", temporary)
    with pytest.raises(PasswordIsUnchanged):
        door.choose_password(here, temporary, temporary, (), clock())


def test_a_password_is_typed_twice_alike(engine, login, door, clock, attempt):
    here, _ = signed_in(engine, door, clock, attempt, "l.martin", login("l.martin"))
    with pytest.raises(PasswordsDiffer):
        door.choose_password(here, OWN, OWN + "!", (), clock())


def test_a_reset_ends_every_session_and_gives_a_new_temporary_password(engine, login, door, clock, attempt):
    with_own_password(engine, login, clock)
    token = door.enter(attempt("l.martin", OWN), clock())[0]
    temporary, statements = reset_password(MASTER_KEY, "l.martin", clock())
    write(engine, *statements)
    assert session(engine, token, clock()) is None
    with pytest.raises(SignInRefused):
        door.enter(attempt("l.martin", OWN), clock())
    assert door.enter(attempt("l.martin", temporary), clock())[1] is Stage.PASSWORD


def test_nothing_that_is_kept_shows_a_password_or_a_name(engine, login, clock):
    temporary = login("lea.martin", person="p1")
    with reading(engine) as tx:
        kept = str(tx.execute(sa.select(credentials)).one())
    assert temporary not in kept
    assert "lea" not in kept


def test_five_hundred_credentials_need_no_slow_hash(clock):
    made = [new_credential(MASTER_KEY, str(i), "trainee", "acme", f"user{i}", clock()) for i in range(500)]
    assert len({row["secret"] for _, row in made}) == 500
    assert not any("argon2" in row["secret"] for _, row in made)
    assert made[0][1]["temporary_until"] == clock() + timedelta(days=14)


class TestStaff:
    """The second factor is compulsory for staff."""

    def enrolled(self, engine, login, door, clock, attempt):
        with_own_password(engine, login, clock, "o.staff", "staff")
        here, stage = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        assert stage is Stage.ENROLMENT
        with reading(engine) as tx:
            secret = enrolment_secret(tx, MASTER_KEY, "o.staff")
        app = pyotp.TOTP(secret)
        token, stage = door.show_code(here, app.at(clock()), "192.0.2.7", clock())
        assert stage is Stage.OPEN
        return app, token

    def test_staff_enrol_with_a_first_code_and_show_one_at_each_sign_in(
        self, engine, login, door, clock, attempt
    ):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        clock.moves(minutes=1)
        here, stage = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        assert stage is Stage.CODE
        assert door.show_code(here, app.at(clock()), "192.0.2.7", clock())[1] is Stage.OPEN

    def test_a_code_works_once(self, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        with pytest.raises(CodeIsWrong):
            door.show_code(here, app.at(clock()), "192.0.2.7", clock())

    def test_the_code_before_an_accepted_one_is_dead_too(self, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        with pytest.raises(CodeIsWrong):
            door.show_code(here, app.at(clock() - timedelta(seconds=30)), "192.0.2.7", clock())

    @pytest.mark.parametrize(("seconds", "accepted"), [(-60, False), (-30, True), (30, True), (60, False)])
    def test_a_phone_may_be_half_a_minute_off(self, seconds, accepted, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        clock.moves(minutes=5)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        typed = app.at(clock() + timedelta(seconds=seconds))
        if accepted:
            assert door.show_code(here, f"{typed[:3]} {typed[3:]}", "192.0.2.7", clock())
        else:
            with pytest.raises(CodeIsWrong):
                door.show_code(here, typed, "192.0.2.7", clock())

    @pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666"])
    def test_what_is_no_code_is_refused(self, typed, engine, login, door, clock, attempt):
        self.enrolled(engine, login, door, clock, attempt)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        with pytest.raises(CodeIsWrong):
            door.show_code(here, typed, "192.0.2.7", clock())

    def test_the_secret_is_not_shown_again_and_is_sealed(self, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        with reading(engine) as tx:
            assert enrolment_secret(tx, MASTER_KEY, "o.staff") == ""
            sealed = tx.scalar(sa.select(credentials.c.totp_secret))
        assert app.secret.encode() not in sealed

    def test_guessing_codes_is_slowed_down(self, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        clock.moves(minutes=1)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        wrong = str((int(app.at(clock())) + 1) % 1_000_000).zfill(6)
        for _ in range(10):
            with pytest.raises(CodeIsWrong):
                door.show_code(here, wrong, "192.0.2.7", clock())
        with pytest.raises(TooManyAttempts):
            door.show_code(here, app.at(clock()), "192.0.2.7", clock())

    def test_a_password_is_not_changed_before_the_code_was_shown(self, engine, login, door, clock, attempt):
        self.enrolled(engine, login, door, clock, attempt)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        with pytest.raises(NotAllowed):
            door.choose_password(here, "onze girafes vertes", "onze girafes vertes", (), clock())

    def test_after_a_reset_the_code_comes_first_then_the_password(self, engine, login, door, clock, attempt):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        temporary, statements = reset_password(MASTER_KEY, "o.staff", clock())
        write(engine, *statements)
        clock.moves(minutes=1)
        here, stage = signed_in(engine, door, clock, attempt, "o.staff", temporary, "staff")
        assert stage is Stage.CODE
        token, stage = door.show_code(here, app.at(clock()), "192.0.2.7", clock())
        assert stage is Stage.PASSWORD
        here = session(engine, token, clock())
        assert (
            door.choose_password(here, "onze girafes vertes", "onze girafes vertes", (), clock())[1]
            is Stage.OPEN
        )

    def test_a_lost_telephone_is_replaced_at_the_next_sign_in(self, engine, login, door, clock, attempt):
        self.enrolled(engine, login, door, clock, attempt)
        write(engine, remove_second_factor("o.staff"))
        assert signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")[1] is Stage.ENROLMENT

    def test_somebody_deactivated_between_the_steps_goes_no_further(
        self, engine, login, door, clock, attempt
    ):
        app, _ = self.enrolled(engine, login, door, clock, attempt)
        clock.moves(minutes=1)
        here, _ = signed_in(engine, door, clock, attempt, "o.staff", OWN, "staff")
        write(engine, *deactivate("o.staff", clock()))
        with pytest.raises(SignInRefused):
            door.show_code(here, app.at(clock()), "192.0.2.7", clock())


@pytest.fixture
def no_slot():
    """Somebody holds every place for slow hashing, until they are told to let go."""
    for _ in range(PARALLEL_HASHES):
        SLOTS.acquire()
    held = [PARALLEL_HASHES]

    def let_go():
        for _ in range(held.pop() if held else 0):
            SLOTS.release()

    yield let_go
    let_go()


@pytest.mark.parametrize("how", ["unknown", "wrong", "wrong_own", "expired", "deactivated"])
def test_every_way_to_fail_hashes_once(how, engine, login, door, clock, attempt, no_slot):
    """While nobody can hash, no attempt can be answered: so none is answered without hashing."""
    login("l.martin")
    if how == "wrong_own":
        write(engine, *change_password("l.martin", GIRAFFES, clock()))
    elif how == "expired":
        clock.moves(days=14)
    elif how == "deactivated":
        write(engine, *deactivate("l.martin", clock()))
    username = "nobody" if how == "unknown" else "l.martin"
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(door.enter, attempt(username, "wrong password"), clock())
        wait([answer], timeout=0.5)
        early = answer.done()
        no_slot()
        with pytest.raises(SignInRefused):
            answer.result()
    assert not early
