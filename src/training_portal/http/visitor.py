"""Who sends a request."""

from dataclasses import dataclass
from enum import StrEnum

from training_portal.identity.sessions import Session, Stage


class Kind(StrEnum):
    """The kinds of people and programs that knock. ANYONE declares public pages; nobody is of that kind."""

    NOBODY = "nobody"
    ANYONE = "anyone"
    TRAINEE = "trainee"
    MANAGER = "manager"
    STAFF = "staff"
    API_TOKEN = "api_token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends a request, as far as it was proved.

    `company` is the id of the company, "" for staff and nobody. `role` is the manager's or the member of
    staff's. `language` is "" until the person chose one; `mail_language` is that of their mail. `is_in_debt`:
    unpaid invoices are why the account is suspended. An API token acts for its manager (`person_id`), and has
    no session.
    """

    kind: Kind = Kind.NOBODY
    person_id: str = ""
    company: str = ""
    name: str = ""
    company_name: str = ""
    role: str = ""
    language: str = ""
    mail_language: str = ""
    account_state: str = ""
    is_in_debt: bool = False
    session: Session | None = None

    @property
    def is_known(self) -> bool:
        """Whether somebody signed in, or showed a token."""
        return self.kind is not Kind.NOBODY

    @property
    def stage(self) -> Stage:
        """How far the sign-in has come; whoever has no session has nothing left to do."""
        return self.session.stage if self.session else Stage.OPEN

    @property
    def is_suspended(self) -> bool:
        """Whether the company's account is suspended."""
        return self.account_state == "suspended"


NOBODY = Visitor()
