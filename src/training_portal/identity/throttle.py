"""How often may be tried: counted in the portal's own database, so that all processes count together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite

from training_portal.event_store.engine import reading, writing
from training_portal.identity.refusals import TooManyAttempts
from training_portal.identity.tables import rate_limit_hits

_WINDOW_MINUTES = 15
PER_ACCOUNT = RateLimitItemPerMinute(10, _WINDOW_MINUTES, "account")
"""Attempts for one user name, right or wrong, since the last right one."""

PER_ADDRESS = RateLimitItemPerMinute(100, _WINDOW_MINUTES, "address")
"""Wrong attempts from one address: a whole company may sign in from behind one."""


class DatabaseStorage(Storage):
    """Counters for the `limits` package, in the table `rate_limit_hits`. The clock is handed in."""

    STORAGE_SCHEME = ["training-portal"]

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._engine = engine
        self._clock = clock
        self._insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong with the counters: the database."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a new window of `expiry` seconds when the last one is over; the answer is the count."""
        now, hits = self._clock(), rate_limit_hits.c
        ends = sa.literal(now + timedelta(seconds=expiry), hits.expires_at.type)
        over = hits.expires_at <= now
        counted = self._insert(rate_limit_hits).values(key=key, count=amount, expires_at=ends)
        counted = counted.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": sa.case((over, amount), else_=hits.count + amount),
                "expires_at": sa.case((over, ends), else_=hits.expires_at),
            },
        )
        with writing(self._engine) as tx:
            return int(tx.execute(counted.returning(hits.count)).scalar_one())

    def get(self, key: str) -> int:
        """The count within the present window."""
        row = self._row(key)
        return row.hits if row is not None and row.expires_at > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        row = self._row(key)
        return float((row.expires_at if row is not None else self._clock()).timestamp())

    def check(self) -> bool:
        """Whether the counters can be reached."""
        self.get("")
        return True

    def reset(self) -> int:
        """Forget every counter; the answer is how many there were."""
        with writing(self._engine) as tx:
            return tx.execute(sa.delete(rate_limit_hits)).rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with writing(self._engine) as tx:
            tx.execute(sa.delete(rate_limit_hits).where(rate_limit_hits.c.key == key))

    def _row(self, key: str) -> sa.Row[int, datetime] | None:
        hits = rate_limit_hits.c
        with reading(self._engine) as tx:
            chosen = sa.select(hits.count.label("hits"), hits.expires_at).where(hits.key == key)
            return tx.execute(chosen).one_or_none()


class SignInThrottle:
    """Slows down whoever guesses: by user name (as a digest), and by address."""

    def __init__(self, engine: sa.Engine, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(DatabaseStorage(engine, clock))

    def attempt(self, account: str, address: str) -> None:
        """Count an attempt before it is looked at. Errors: TooManyAttempts, for right passwords too."""
        if not self._limiter.test(PER_ADDRESS, network_of(address)):
            raise TooManyAttempts(minutes=_WINDOW_MINUTES)
        if not self._limiter.hit(PER_ACCOUNT, account):
            raise TooManyAttempts(minutes=_WINDOW_MINUTES)

    def failed(self, address: str) -> None:
        """Hold a wrong attempt against the address."""
        self._limiter.hit(PER_ADDRESS, network_of(address))

    def succeeded(self, account: str) -> None:
        """Begin again at zero for a user who gave the right answer."""
        self._limiter.clear(PER_ACCOUNT, account)


def forget_old_hits(now: datetime) -> sa.Delete:
    """What to write, daily, to delete counters whose window is over."""
    return sa.delete(rate_limit_hits).where(rate_limit_hits.c.expires_at <= now)


def network_of(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 that an IPv6 subscriber holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:  # how a server that listens on both kinds writes an IPv4 address
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
