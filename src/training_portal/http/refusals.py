"""What the edge itself refuses, before any command."""

from training_portal.errors import NotAllowed, Refusal
from training_portal.language import marked


class AccountIsSuspendedHere(NotAllowed):
    """Managers of a suspended company reach their invoices, downloads, payment, profile and sign-out."""

    words = marked(
        "The account of your company is suspended. Write to us to have it opened again. "
        "Invoices, Pay now and My profile stay open."
    )


class UnpaidInvoicesSuspend(AccountIsSuspendedHere):
    """The account is suspended for as long as old invoices stay unpaid, and for no other reason."""

    words = marked(
        "The account of your company is suspended because of unpaid invoices. "
        "Invoices, Pay now and My profile stay open."
    )


class RoleDoesNotAllow(NotAllowed):
    """Each manager has a role, and a role has its rights."""

    words = marked(
        "Your role does not include this. A manager of your company with full rights can do it, "
        "or change your role."
    )


class StatementIsTooLong(Refusal):
    """A page shows all of a bank statement, or none of it."""

    words = marked(
        "This statement has more than %(most)s entries, and nothing of it was recorded. "
        "Ask your bank for shorter periods, or import it from the command line."
    )
    field = "file"


class FormHasFaults(Refusal):
    """Something in a form is missing or cannot be read. `faults` are words by field."""

    words = marked("Something in the form is missing or cannot be read.")

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        super().__init__()
