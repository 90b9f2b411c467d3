"""What a command that publishes or plays a course can be refused for."""

from collections.abc import Sequence

from ..errors import NotFound, Refusal
from ..language import marked
from .fault import Fault


class PackageIsFaulty(Refusal):
    """The package breaks the format. `faults` has every place to correct."""

    words = marked("The course package has faults to correct (%(count)s). The first: %(first)s")
    field = "package"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults), first=str(self.faults[0]))


class PackageIsNotKept(NotFound):
    """No package with this digest was ever published here."""


class NoSuchImage(NotFound):
    """The package has no image of this name in this language."""
