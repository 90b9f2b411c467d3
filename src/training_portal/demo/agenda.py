"""What will happen in the demo's history, told in the order of time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush


class MovedClock:
    """A clock that stands where the history has come to."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The instant of the history, aware, in UTC."""
        return self.now

    def later(self, **step: float) -> None:
        """Let time pass."""
        self.now += timedelta(**step)


class Agenda:
    """Steps to come, each at its instant. The clock never goes back, and nothing happens after the end."""

    def __init__(self, clock: MovedClock, end: datetime) -> None:
        self._clock, self._end = clock, end
        self._steps: list[tuple[datetime, int, Callable[[], None]]] = []
        self._noted = 0

    def at(self, instant: datetime, step: Callable[[], None]) -> None:
        """Note a step. It comes later than its instant when something before it takes so long."""
        heappush(self._steps, (instant, self._noted, step))
        self._noted += 1

    def tell(self) -> None:
        """Take every step up to the end; each may note more. The clock then stands at the end."""
        while self._steps:
            instant, _, step = heappop(self._steps)
            self._clock.now = max(self._clock.now, instant)
            if self._clock.now < self._end:
                step()
        self._clock.now = self._end


def morning(now: datetime, days_before: int) -> datetime:
    """Eight o'clock, so many days before."""
    day = (now - timedelta(days=days_before)).astimezone(UTC)
    return day.replace(hour=8, minute=0, second=0, microsecond=0)
