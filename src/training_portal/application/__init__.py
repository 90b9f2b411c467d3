"""Everything that can be commanded, one method for each command: get, tell, save.

Pages, API, command line and jobs all come in here, with who commands, for which company, under which
command id and at which instant (`Context`). Each command is one transaction of the event store.
"""

from ..event_store.store import Store
from ..settings import Settings
from .cart import CartCommands
from .catalogue import CatalogueCommands
from .certificates import CertificateCommands
from .checkouts import CheckoutCommands
from .conventions import ConventionCommands
from .digests import DigestCommands
from .invoices import InvoiceCommands
from .managers import ManagerCommands
from .merging import MergingCommands
from .orders import OrderCommands
from .passwords import PasswordCommands
from .past_trainings import PastTrainingCommands
from .payments import PaymentCommands
from .people import PeopleCommands
from .profiles import ProfileCommands
from .registrations import RegistrationCommands
from .reminders import ReminderCommands
from .renewals import RenewalCommands
from .study import StudyCommands
from .suspension import SuspensionCommands
from .trainees import TraineeCommands


class Application(
    PeopleCommands,
    ManagerCommands,
    ProfileCommands,
    CatalogueCommands,
    CartCommands,
    OrderCommands,
    InvoiceCommands,
    SuspensionCommands,
    CheckoutCommands,
    PaymentCommands,
    RegistrationCommands,
    StudyCommands,
    TraineeCommands,
    MergingCommands,
    PasswordCommands,
    PastTrainingCommands,
    DigestCommands,
    ReminderCommands,
    RenewalCommands,
    ConventionCommands,
    CertificateCommands,
):
    """The portal's commands, told to one event store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
