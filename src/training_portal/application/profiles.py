"""Commands about one's own profile: what the portal tells a manager, in which language, and where to."""

from dataclasses import dataclass, replace
from typing import Any

from ..aggregates.manager import Manager, Notifications
from ..aggregates.root import new_id
from ..aggregates.trainee import Trainee
from ..errors import Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import credential_of
from ..identity.email_changes import change_of, change_with, finish_change, forget_change, open_change
from ..identity.password_links import forget_links
from ..language import marked
from ..settings import Settings
from .names import (
    EmailIsTaken,
    EmailIsWrong,
    check_letters,
    checked_email,
    claim_address,
    is_address_taken,
    release_address,
)

_ASKED_A_DAY = 5
"""So many new addresses may somebody enter in a day."""


class EmailLinkIsDead(Refusal):
    """A link to a new address works once, for a day, until another one is asked for."""

    words = marked("This link works no more. If the new e-mail address is still wanted, enter it again.")


@dataclass(frozen=True, slots=True)
class ProfileEdits:
    """What a manager changes of the own profile; None leaves something as it is."""

    email: str | None = None
    language: str | None = None
    notifications: Notifications | None = None


class ProfileCommands:
    """What managers and trainees change about themselves."""

    _store: Store
    _settings: Settings

    def edit_profile(self, context: Context, edits: ProfileEdits) -> None:
        """Change the acting manager's language and notifications, and ask for a new e-mail address.

        The address counts only when the link sent there is followed. The same one again, while it waits,
        sends nothing. Errors: NotFound, EmailIsWrong, EmailIsTaken, TooManyLetters,
        DeadlineIsWrong.
        """
        address = None if edits.email is None else checked_email(edits.email)
        if address == "":
            raise EmailIsWrong

        def decide(work: Work) -> dict[str, Any]:
            manager = work.get(Manager, context.actor)
            manager.check_active()
            if edits.language:
                manager.choose_language(edits.language, context.now)
            if edits.notifications:
                manager.choose_notifications(edits.notifications, context.now)
            if address and address != manager.person.email:
                if _is_anothers(work, manager, address):
                    raise EmailIsTaken
                self._ask_for(work, address)
            return {}

        self._store.perform(context, decide)

    def enter_email(self, context: Context, address: str) -> None:
        """Ask for a new e-mail address of the acting trainee, or take the present one away by "".

        An address counts only when the link sent there is followed; none counts at once, and the old one is
        told. Errors: NotFound, EmailIsWrong.
        """
        wanted = checked_email(address)

        def decide(work: Work) -> dict[str, Any]:
            trainee = work.get(Trainee, context.actor)
            if wanted and wanted != trainee.person.email:
                self._ask_for(work, wanted)
            elif not wanted:
                work.write(forget_change(trainee.id))
                _move_trainee(work, trainee.id, "")
            return {}

        self._store.perform(context, decide)

    def cancel_email_change(self, context: Context) -> None:
        """Let whoever acts keep the present address: the link that was sent works no more."""

        def decide(work: Work) -> dict[str, Any]:
            work.write(forget_change(context.actor))
            return {}

        self._store.perform(context, decide)

    def confirm_email(self, context: Context, token: str) -> None:
        """Write to the address whose link was followed from now on; the old one, if any, is told.

        Links by which a forgotten password could be set through the old mailbox die.
        Errors: EmailLinkIsDead; EmailIsTaken, when a colleague has the address meanwhile.
        """

        def decide(work: Work) -> dict[str, Any]:
            change = change_with(work.ask(), self._settings.master_key, token, context.now)
            if change is None:
                raise EmailLinkIsDead
            credential = credential_of(work.ask(), change.person_id)
            if credential is None:
                raise EmailLinkIsDead
            work.write(finish_change(change))
            move = _move_trainee if credential.kind == "trainee" else _move_manager
            move(work, change.person_id, change.address)
            return {}

        self._store.perform(context, decide)

    def _ask_for(self, work: Work, address: str) -> None:
        """Send the link to a new address, unless it waits already."""
        key, person, now = self._settings.master_key, work.context.actor, work.context.now
        waiting = change_of(work.ask(), key, person, now)
        if waiting and waiting.address == address:
            return
        check_letters(work, "email_change_asked", _ASKED_A_DAY, to=person)
        token, statements = open_change(key, person, address, now)
        for statement in statements:
            work.write(statement)
        work.mail("email_change_asked", to=person, about=person, secret=token, of=new_id())


def _move_manager(work: Work, person: str, address: str) -> None:
    """Write to a manager at another address from now on."""
    manager = work.get(Manager, person)
    old = manager.person.email
    if old.casefold() != address.casefold():
        claim_address(work, manager.company, address, person)
        release_address(work, manager.company, old)
    manager.confirm_email(address, work.context.now)
    _tell_old_address(work, person, old)


def _is_anothers(work: Work, manager: Manager, address: str) -> bool:
    own = manager.person.email.casefold() == address.casefold()
    return not own and is_address_taken(work, manager.company, address)


def _move_trainee(work: Work, person: str, address: str) -> None:
    """Write to a trainee at another address from now on, or at none; what it is already changes nothing."""
    trainee = work.get(Trainee, person)
    old = trainee.person.email
    if address != old:
        trainee.correct(replace(trainee.person, email=address), work.context.now)
        _tell_old_address(work, person, old, removed=not address)


def _tell_old_address(work: Work, person: str, old: str, removed: bool = False) -> None:
    """Tell the old mailbox, and let the links to a new password that lie in it die."""
    work.write(forget_links(person))
    if old:
        work.mail("email_changed", to=person, about=person, secret=old, of=new_id(), removed=removed)
