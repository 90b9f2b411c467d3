"""Commands about companies and the provider's staff, and the log-ins that people are given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..aggregates.account import Account, CompanyIdentity
from ..aggregates.root import new_id
from ..aggregates.staff import StaffMember, StaffRole
from ..errors import Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import new_credential
from ..identity.tables import credentials
from ..language import marked
from ..settings import Settings
from ..values import Person
from .names import identifiers, new_person


class CompanyIsKnown(Refusal):
    """Two accounts with one SIREN would be one company twice."""

    words = marked("A company with this SIREN number has an account already.")
    field = "siren"


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody who was given a log-in. The temporary password is there the first time only."""

    person: str
    username: str
    temporary_password: str


class PasswordsMade:
    """The temporary passwords that the tries at one command made.

    A decision may be made several times, each with a password of its own. The one to show is that of the try
    that was committed: its key stands in the command's result.
    """

    def __init__(self) -> None:
        self._by_try: dict[str, str] = {}

    def keep(self, password: str) -> str:
        """Remember the password of a try. Answers the try's key, to be put into the result as `login`."""
        key = new_id()
        self._by_try[key] = password
        return key

    def of(self, result: dict[str, Any]) -> str:
        """The password that was stored, or "" when an earlier command made it."""
        return self._by_try.get(result["login"], "")

    def appointed(self, result: dict[str, Any], person: Person) -> Appointed:
        """Who was given the log-in that a result tells of: the person as they are on record.

        A result is kept, and forgetting somebody does not reach it: it names people by their id only.
        """
        return Appointed(person.id, person.identifier, self.of(result))


def give_login(
    work: Work, settings: Settings, kind: str, people: list[Person]
) -> dict[str, tuple[Person, str]]:
    """Give each person a user name and a temporary password, in the command's own transaction.

    Answers, by person id, the person with the identifier and the password.
    """
    named = identified(work, people)
    passwords = open_door(work, settings, kind, named)
    return {person.id: (person, passwords[person.id]) for person in named}


def identified(work: Work, people: Sequence[Person]) -> list[Person]:
    """The people with an identifier each, claimed for them."""
    names = identifiers(people, lambda wanted: work.claimed("username", wanted))
    for person in people:
        work.claim("username", names[person.id], person.id)
    return [replace(person, identifier=names[person.id]) for person in people]


def open_door(work: Work, settings: Settings, kind: str, people: Sequence[Person]) -> dict[str, str]:
    """Let people sign in by the identifiers they have; answers their temporary passwords by person id."""
    made = {
        person.id: new_credential(
            settings.master_key, person.id, kind, work.context.company, person.identifier, work.context.now
        )
        for person in people
    }
    if made:
        work.write(credentials.insert(), [row for _, row in made.values()])
    return {id: password for id, (password, _) in made.items()}


class PeopleCommands:
    """Taking on companies and staff, and the state of an account."""

    _store: Store
    _settings: Settings

    def add_company(self, context: Context, identity: CompanyIdentity) -> str:
        """Open a client company's account. Answers the company's id. Errors: CompanyIsKnown."""

        def decide(work: Work) -> dict[str, Any]:
            company = new_id()
            if identity.siren:
                if work.claimed("siren", [identity.siren]):
                    raise CompanyIsKnown
                work.claim("siren", identity.siren, company)
            work.add(Account(company=company, identity=identity, timestamp=context.now))
            return {"company": company}

        return str(self._store.perform(context, decide)["company"])

    def add_staff(
        self, context: Context, first_name: str, last_name: str, email: str, role: StaffRole, language: str
    ) -> Appointed:
        """Give a member of staff a log-in. Errors: FirstNameIsWrong, LastNameIsWrong, EmailIsWrong."""
        person = new_person(first_name, last_name, email)
        made = PasswordsMade()

        def decide(work: Work) -> dict[str, Any]:
            named, password = give_login(work, self._settings, "staff", [person])[person.id]
            work.add(StaffMember(person=named, role=role, language=language, timestamp=context.now))
            return {"person": person.id, "login": made.keep(password)}

        result = self._store.perform(context, decide)
        return made.appointed(result, self._store.get(StaffMember, result["person"]).person)

    def suspend_company(self, context: Context, reason: str) -> None:
        """Suspend the context's company. Errors: NotFound, AccountIsSuspended."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).suspend(reason, context.now)
            return {}

        self._store.perform(context, decide)

    def reinstate_company(self, context: Context, reason: str) -> None:
        """Give the context's company its account back. Errors: NotFound, AccountIsNotSuspended."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).reinstate(reason, context.now)
            return {}

        self._store.perform(context, decide)
