"""Commands of somebody who forgot a password, and proves by their mailbox who they are."""

from typing import Any

from ..aggregates.root import new_id
from ..aggregates.trainee import Trainee
from ..errors import NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import change_password, credential_of
from ..identity.password_links import link_of, new_link
from ..identity.passwords import hash_chosen
from ..identity.refusals import PasswordLinkIsDead, PasswordsDiffer
from ..identity.sessions import end_sessions
from ..identity.tables import password_links
from ..identity.tokens import revoke_tokens


class PasswordCommands:
    """Setting a new password by a link that came by mail."""

    _store: Store

    def send_password_link(self, context: Context, person: str) -> None:
        """Send somebody a link that sets a new password once, within the hour.

        Nothing is sent to whoever may not sign in. The letter carries the token, sealed until it leaves.
        """

        def decide(work: Work) -> dict[str, Any]:
            credential = credential_of(work.ask(), person)
            if credential is None or not credential.active:
                return {"sent": False}
            token, row = new_link(person, credential.kind, credential.company, context.now)
            work.write(password_links.insert(), [row])
            work.mail("password_link", to=person, about=new_id(), secret=token, kind=credential.kind)
            return {"sent": True}

        self._store.perform(context, decide)

    def set_password_by_link(
        self, context: Context, token: str, password: str, repeated: str, names: tuple[str, ...] = ()
    ) -> None:
        """Set a new password by a link, which is dead from then on; all sessions of the person end.

        `names` are the person's and the company's. Errors: PasswordLinkIsDead, PasswordsDiffer, those of
        `hash_chosen`.
        """
        with self._store.reading() as tx:
            link = link_of(tx, token, context.now)
        if link is None:
            raise PasswordLinkIsDead
        if password != repeated:
            raise PasswordsDiffer
        hashed, person = hash_chosen(link.kind, password, names), link.person_id

        def decide(work: Work) -> dict[str, Any]:
            present = credential_of(work.ask(), person)
            usable = link_of(work.ask(), token, context.now) and present and present.active
            if not usable or work.claimed("password_link", [link.digest]):
                raise PasswordLinkIsDead
            work.claim("password_link", link.digest, person)
            _note(work, link.kind, person)
            for statement in change_password(person, hashed, context.now):
                work.write(statement)
            work.write(end_sessions(person, context.now))
            work.write(revoke_tokens(person, context.now))
            return {}

        self._store.perform(context, decide)


def _note(work: Work, kind: str, person: str) -> None:
    """Let the history of a trainee say that the password was reset. Errors: PasswordLinkIsDead."""
    if kind == "trainee":
        try:
            work.get(Trainee, person).reset_password(work.context.now)
        except NotFound:
            raise PasswordLinkIsDead from None
