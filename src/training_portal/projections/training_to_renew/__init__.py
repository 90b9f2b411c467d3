"""Training to Renew: whose training must be renewed by when, as it is known and as it was known."""

from .following import TrainingToRenew as TrainingToRenew
from .questions import MILESTONES as MILESTONES
from .questions import SORTS as SORTS
from .questions import AsOf as AsOf
from .questions import anything_reached as anything_reached
from .questions import counts_by_colour as counts_by_colour
from .questions import held_by as held_by
from .questions import reached as reached
from .questions import removed as removed
from .questions import renewals_named as renewals_named
from .questions import rows_due as rows_due
from .questions import titles as titles
from .questions import titles_of_removed as titles_of_removed
from .questions import trainings_held as trainings_held
from .tables import renewals as renewals
