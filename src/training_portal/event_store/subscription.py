"""Readers that wait for events: woken at once within a process, looking by themselves for others'."""

from collections.abc import Sequence
from threading import Event, Lock

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

_LOOK_SECONDS = 0.25


class Readers:
    """The readers of one process that wait for the next event."""

    def __init__(self) -> None:
        self._waiting: set[Event] = set()
        self._lock = Lock()

    def wake(self) -> None:
        """Tell every reader that something was committed."""
        if self._waiting:
            with self._lock:
                waiting = tuple(self._waiting)
            for reader in waiting:
                reader.set()

    def join(self, reader: Event) -> None:
        """Be woken from now on."""
        with self._lock:
            self._waiting.add(reader)

    def leave(self, reader: Event) -> None:
        """Be woken no more."""
        with self._lock:
            self._waiting.discard(reader)


class WokenSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Every event after a position, and then each that follows, on both databases alike."""

    def __init__(
        self, recorder: ApplicationRecorder, readers: Readers, gt: int | None, topics: Sequence[str]
    ) -> None:
        self._readers = readers
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        readers.join(self._has_been_notified)

    def stop(self) -> None:
        """End the waiting, for good."""
        super().stop()
        self._readers.leave(self._has_been_notified)

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(timeout=_LOOK_SECONDS)
        except Exception as error:
            self._thread_error = self._thread_error or error
            self.stop()
