"""How often a verification code may be wrong, counted by address for all processes together."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from training_portal.identity.refusals import TooManyAttempts
from training_portal.identity.throttle import DatabaseStorage, network_of

_WINDOW_MINUTES = 15
WRONG_CODES = RateLimitItemPerMinute(30, _WINDOW_MINUTES, "verification")
"""Wrong codes from one address. Right ones are not counted: a gate may check a whole crew."""


class VerificationThrottle:
    """Slows down whoever guesses at verification codes."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(DatabaseStorage(engine, clock))

    def check(self, address: str) -> None:
        """Refuse an address that was wrong too often, right codes too. Errors: TooManyAttempts."""
        if not self._limiter.test(WRONG_CODES, network_of(address)):
            raise TooManyAttempts(minutes=_WINDOW_MINUTES)

    def was_wrong(self, address: str) -> None:
        """Hold an unknown code against the address."""
        self._limiter.hit(WRONG_CODES, network_of(address))
