"""The front door: signing in step by step, and out again. Each step is one short transaction."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from training_portal.clock import Clock
from training_portal.errors import NotAllowed
from training_portal.event_store.engine import reading, writing
from training_portal.identity.credentials import (
    Credential,
    change_password,
    credential_named,
    credential_of,
    proves,
    recognise,
)
from training_portal.identity.keys import username_digest
from training_portal.identity.passwords import hash_chosen
from training_portal.identity.refusals import (
    CodeIsWrong,
    FactorIsCompulsory,
    FactorIsSetUp,
    PasswordIsUnchanged,
    PasswordsDiffer,
    PresentPasswordIsWrong,
    SignInRefused,
)
from training_portal.identity.sessions import (
    Session,
    Stage,
    begin_session,
    end_session,
    end_sessions,
    renew_session,
    stage_of,
)
from training_portal.identity.throttle import SignInThrottle
from training_portal.identity.tokens import revoke_tokens
from training_portal.identity.totp import prepare_secret, remove_second_factor, use_code


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed at a door: `kind` says which door, `address` from where, `language` in which."""

    kind: str
    username: str
    password: str
    address: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What somebody typed to change their own password, and from which address."""

    present: str
    password: str
    repeated: str
    address: str


class FrontDoor:
    """Lets people in and out. `staff_second_factor` makes the second factor compulsory for staff."""

    def __init__(
        self, engine: sa.Engine, master_key: bytes, clock: Clock, *, staff_second_factor: bool
    ) -> None:
        self._engine = engine
        self._master_key = master_key
        self._throttle = SignInThrottle(engine, clock)
        self._staff_second_factor = staff_second_factor

    def enter(self, attempt: Attempt, now: datetime) -> tuple[str, Stage]:
        """The token of a new session and what is to be done next. Errors: SignInRefused, TooManyAttempts."""
        account = self._account(attempt.username)
        self._throttle.attempt(account, attempt.address)
        with reading(self._engine) as tx:
            found = credential_named(tx, self._master_key, attempt.username)
        try:
            person = recognise(self._master_key, found, attempt.kind, attempt.password, now)
        except SignInRefused:
            self._throttle.failed(attempt.address)
            raise
        self._throttle.succeeded(account)
        stage = self._stage(person, proved=False)
        with writing(self._engine) as tx:
            if credential_of(tx, person.person_id) != person:
                raise SignInRefused  # it was reset or deactivated while the password was being hashed
            if self._needs_factor(person):
                tx.execute(prepare_secret(self._master_key, person.person_id))
            return _begin(tx, person, stage, attempt.language, now), stage

    def show_code(self, session: Session, code: str, address: str, now: datetime) -> tuple[str, Stage]:
        """Go on with the second factor, which the first code also enrols.

        Errors: CodeIsWrong, TooManyAttempts; NotAllowed at another stage.
        """
        _check_stage(session, Stage.CODE, Stage.ENROLMENT)
        account = f"code/{session.person_id}"
        self._throttle.attempt(account, address)
        try:
            with writing(self._engine) as tx:
                use_code(tx, self._master_key, session.person_id, code, now)
                token, stage = self._go_on(tx, session, now)
        except CodeIsWrong:
            self._throttle.failed(address)
            raise
        self._throttle.succeeded(account)
        return token, stage

    def choose_password(
        self, session: Session, password: str, repeated: str, names: tuple[str, ...], now: datetime
    ) -> tuple[str, Stage]:
        """Put a person's own password in the place of the present one, which is dead from then on.

        All other sessions end, and API tokens; this one gets a new token. `names` are the person's and the
        company's. Errors: PasswordsDiffer, PasswordIsUnchanged, of `hash_chosen`; NotAllowed at other stages.
        """
        _check_stage(session, Stage.PASSWORD, Stage.OPEN)
        if password != repeated:
            raise PasswordsDiffer
        with reading(self._engine) as tx:
            present = credential_of(tx, session.person_id)
        if proves(self._master_key, present, password, now):
            raise PasswordIsUnchanged
        hashed = hash_chosen(session.kind, password, names)
        with writing(self._engine) as tx:
            ends = [revoke_tokens(session.person_id, now)] if session.stage is Stage.OPEN else []
            for statement in (*change_password(session.person_id, hashed, now), *ends):
                tx.execute(statement)
            tx.execute(end_sessions(session.person_id, now, but=session.id))
            return self._go_on(tx, session, now)

    def change_password(
        self, session: Session, change: PasswordChange, names: tuple[str, ...], now: datetime
    ) -> tuple[str, Stage]:
        """Put another password in the place of one's own, which is shown first. See `choose_password`.

        Errors: PresentPasswordIsWrong, TooManyAttempts, and those of `choose_password`.
        """
        self._prove(session, change.present, change.address, now)
        return self.choose_password(session, change.password, change.repeated, names, now)

    def begin_factor(self, session: Session, present: str, address: str, now: datetime) -> None:
        """Make the secret of a second factor, to be shown until a first code confirms it.

        Errors: PresentPasswordIsWrong, TooManyAttempts, FactorIsSetUp.
        """
        person = self._prove(session, present, address, now)
        if person.totp_enrolled:
            raise FactorIsSetUp
        with writing(self._engine) as tx:
            tx.execute(prepare_secret(self._master_key, session.person_id))

    def confirm_factor(self, session: Session, code: str, address: str, now: datetime) -> tuple[str, Stage]:
        """Complete a second factor by a first code; every other session of the person ends.

        Errors: CodeIsWrong, TooManyAttempts.
        """
        _check_stage(session, Stage.OPEN)
        self._use_code(session, code, address, now)
        with writing(self._engine) as tx:
            tx.execute(end_sessions(session.person_id, now, but=session.id))
            return self._go_on(tx, session, now)

    def remove_factor(self, session: Session, present: str, code: str, address: str, now: datetime) -> None:
        """Do without a second factor from now on, by password and a last code.

        Errors: FactorIsCompulsory, PresentPasswordIsWrong, CodeIsWrong, TooManyAttempts.
        """
        if session.kind == "staff" and self._staff_second_factor:
            raise FactorIsCompulsory
        self._prove(session, present, address, now)
        self._use_code(session, code, address, now)
        with writing(self._engine) as tx:
            tx.execute(remove_second_factor(session.person_id))

    def leave_everywhere_else(self, session: Session, now: datetime) -> None:
        """Sign out everywhere but here, programs with API tokens too."""
        with writing(self._engine) as tx:
            tx.execute(end_sessions(session.person_id, now, but=session.id))
            tx.execute(revoke_tokens(session.person_id, now))

    def _prove(self, session: Session, present: str, address: str, now: datetime) -> Credential:
        """Whose session it is, by the present password. Errors: PresentPasswordIsWrong, TooManyAttempts."""
        _check_stage(session, Stage.OPEN)
        account = f"present/{session.person_id}"
        self._throttle.attempt(account, address)
        with reading(self._engine) as tx:
            person = credential_of(tx, session.person_id)
        if person is None or not proves(self._master_key, person, present, now):
            self._throttle.failed(address)
            raise PresentPasswordIsWrong
        self._throttle.succeeded(account)
        return person

    def _use_code(self, session: Session, code: str, address: str, now: datetime) -> None:
        account = f"code/{session.person_id}"
        self._throttle.attempt(account, address)
        try:
            with writing(self._engine) as tx:
                use_code(tx, self._master_key, session.person_id, code, now)
        except CodeIsWrong:
            self._throttle.failed(address)
            raise
        self._throttle.succeeded(account)

    def leave(self, session: Session, now: datetime) -> None:
        """Sign out."""
        with writing(self._engine) as tx:
            tx.execute(end_session(session.id, now))

    def _go_on(self, tx: sa.Connection, session: Session, now: datetime) -> tuple[str, Stage]:
        """The next stage of a session under a new token. Errors: SignInRefused for a former user."""
        person = credential_of(tx, session.person_id)
        if person is None or not person.active:
            raise SignInRefused
        stage = self._stage(person, proved=True)
        return renew_session(tx, session, stage, now), stage

    def _stage(self, person: Credential, *, proved: bool) -> Stage:
        return stage_of(
            enrolled=person.totp_enrolled,
            proved=proved,
            temporary=person.is_temporary,
            must_enrol=self._needs_factor(person),
        )

    def _needs_factor(self, person: Credential) -> bool:
        """Whether the person must set up a second factor before anything else."""
        return self._staff_second_factor and person.kind == "staff" and not person.totp_enrolled

    def _account(self, username: str) -> str:
        """What attempts for a user name are counted under, whether it exists or not."""
        try:
            return username_digest(self._master_key, username)
        except ValueError:
            return "unreadable"


def _check_stage(session: Session, *stages: Stage) -> None:
    if session.stage not in stages:
        raise NotAllowed


def _begin(tx: sa.Connection, person: Credential, stage: Stage, language: str, now: datetime) -> str:
    return begin_session(tx, person.person_id, person.kind, person.company, stage, language, now)
