"""How many forged notices of payment one address may have kept, counted for all processes together."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from training_portal.identity.refusals import TooManyAttempts
from training_portal.identity.throttle import DatabaseStorage, network_of

_WINDOW_MINUTES = 15
FORGED = RateLimitItemPerMinute(60, _WINDOW_MINUTES, "notices")
"""Forged notices from one address. What is signed by the provider is neither counted nor held up."""


class NoticeThrottle:
    """Keeps whoever sends made-up notices from filling the disk with them."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(DatabaseStorage(engine, clock))

    def was_made_up(self, address: str) -> None:
        """Hold a forged notice against the address, before it is kept. Errors: TooManyAttempts."""
        if not self._limiter.test(FORGED, network_of(address)):
            raise TooManyAttempts(minutes=_WINDOW_MINUTES)
        self._limiter.hit(FORGED, network_of(address))
