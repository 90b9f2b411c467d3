"""Conventions: each company's training agreements, their versions, and who was registered at each."""

from .following import Conventions as Conventions
from .questions import SORTS as SORTS
from .questions import STATES as STATES
from .questions import convention as convention
from .questions import convention_of as convention_of
from .questions import counts_by_state as counts_by_state
from .questions import names_of as names_of
from .questions import numbers_of as numbers_of
from .questions import page as page
from .questions import versions_of as versions_of
