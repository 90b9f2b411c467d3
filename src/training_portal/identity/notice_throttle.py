"""How many unsigned notices of payment one address may have kept, counted for all processes together."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from training_portal.identity.refusals import TooManyAttempts
from training_portal.identity.throttle import DatabaseStorage, network_of

_WINDOW_MINUTES = 15
UNBELIEVED = RateLimitItemPerMinute(60, _WINDOW_MINUTES, "notices")
"""Notices from one address that were not believed. The provider's own are not counted."""


class NoticeThrottle:
    """Keeps whoever sends made-up notices from filling the disk with them."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(DatabaseStorage(engine, clock))

    def check(self, address: str) -> None:
        """Refuse an address that made up too many. Errors: TooManyAttempts."""
        if not self._limiter.test(UNBELIEVED, network_of(address)):
            raise TooManyAttempts(minutes=_WINDOW_MINUTES)

    def was_made_up(self, address: str) -> None:
        """Hold a notice that was not believed against the address."""
        self._limiter.hit(UNBELIEVED, network_of(address))
