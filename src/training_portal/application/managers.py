"""Commands about managers: appointing, modifying, deactivating, and what they choose for themselves."""

from dataclasses import replace
from typing import Any

from ..aggregates.account import Account
from ..aggregates.manager import Manager, ManagerRole, Notifications
from ..errors import Conflict, NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import deactivate, reset_password
from ..identity.email_changes import forget_change
from ..identity.password_links import forget_links
from ..identity.tokens import revoke_tokens
from ..projections.managers import managers_of
from ..settings import Settings
from .names import EmailIsWrong, check_letters, claim_address, new_person, release_address
from .people import Appointed, PasswordsMade, give_login

_APPOINTED_A_DAY = 30
"""So many managers may a company appoint in a day."""


class ManagerCommands:
    """What a company does with its managers, and they with their own profile."""

    _store: Store
    _settings: Settings

    def appoint_manager(
        self,
        context: Context,
        first_name: str,
        last_name: str,
        email: str,
        language: str,
        role: ManagerRole = ManagerRole.FULL,
    ) -> Appointed:
        """Make somebody a manager of the context's company; the log-in goes out by mail.

        A manager who does so is told by mail too, without the password.
        Errors: NotFound, FirstNameIsWrong, LastNameIsWrong, EmailIsWrong, EmailIsTaken, TooManyLetters.
        """
        person = new_person(first_name, last_name, email)
        if not person.email:
            raise EmailIsWrong
        made = PasswordsMade()

        def decide(work: Work) -> dict[str, Any]:
            account = work.get(Account, context.company)
            claim_address(work, context.company, person.email, person.id)
            check_letters(work, "manager_appointed", _APPOINTED_A_DAY)
            named, password = give_login(work, self._settings, "manager", [person])[person.id]
            work.add(
                Manager(
                    company=context.company, person=named, role=role, language=language, timestamp=context.now
                )
            )
            if role is ManagerRole.FULL:
                account.admit_full_manager(person.id, context.now)
            work.mail("manager_appointed", to=person.id, about=person.id, secret=password)
            if context.actor in (row["id"] for row in managers_of(work.ask(), context.company)):
                work.mail("appointment_confirmed", to=context.actor, about=person.id)
            return {"person": person.id, "login": made.keep(password)}

        result = self._store.perform(context, decide)
        return made.appointed(result, self._store.get(Manager, result["person"]).person)

    def modify_manager(
        self,
        context: Context,
        manager: str,
        first_name: str,
        last_name: str,
        role: ManagerRole,
        seen_role: str = "",
    ) -> None:
        """Change the name or the role of a manager of the context's company.

        `seen_role` is the one that was shown to whoever decided, if any.
        Errors: NotFound, FirstNameIsWrong, LastNameIsWrong; LastManager, when nobody else has full rights;
        Conflict, when the role is another one meanwhile.
        """
        typed = new_person(first_name, last_name)

        def decide(work: Work) -> dict[str, Any]:
            found = _colleague(work, manager)
            if seen_role and seen_role != found.role.value:
                raise Conflict
            named = replace(found.person, first_name=typed.first_name, last_name=typed.last_name)
            found.modify(named, role, context.now)
            account = work.get(Account, context.company)
            if role is ManagerRole.FULL:
                account.admit_full_manager(manager, context.now)
            else:
                account.dismiss_full_manager(manager, context.now)
            return {}

        self._store.perform(context, decide)

    def deactivate_manager(self, context: Context, manager: str) -> None:
        """Take a manager's log-in, sessions and API tokens away at once; history keeps the name.

        Errors: NotFound; LastManager, when nobody else has full rights.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = _colleague(work, manager)
            found.deactivate(context.now)
            release_address(work, context.company, found.person.email)
            work.get(Account, context.company).dismiss_full_manager(manager, context.now)
            useless = (revoke_tokens(manager, context.now), forget_links(manager), forget_change(manager))
            for statement in (*deactivate(manager, context.now), *useless):
                work.write(statement)
            return {}

        self._store.perform(context, decide)

    def resend_login(self, context: Context, manager: str) -> Appointed:
        """Send a manager a new temporary password; the present one is dead, their sessions end.

        Errors: NotFound.
        """
        made = PasswordsMade()

        def decide(work: Work) -> dict[str, Any]:
            _colleague(work, manager)
            password, statements = reset_password(self._settings.master_key, manager, context.now)
            for statement in statements:
                work.write(statement)
            login = made.keep(password)
            work.mail("log_in_sent_again", to=manager, about=manager, secret=password, login=login)
            return {"person": manager, "login": login}

        result = self._store.perform(context, decide)
        return made.appointed(result, self._store.get(Manager, result["person"]).person)

    def choose_language(self, context: Context, language: str) -> None:
        """Let the acting manager read pages and mail in another language."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Manager, context.actor).choose_language(language, context.now)
            return {}

        self._store.perform(context, decide)

    def choose_notifications(self, context: Context, notifications: Notifications) -> None:
        """Let the acting manager say what to be told by mail. Errors: DeadlineIsWrong, NotFound."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Manager, context.actor).choose_notifications(notifications, context.now)
            return {}

        self._store.perform(context, decide)


def _colleague(work: Work, manager: str) -> Manager:
    """An active manager of the context's company. Errors: NotFound."""
    found = work.get(Manager, manager)
    if found.company != work.context.company:
        raise NotFound
    found.check_active()
    return found
