"""How the test provider's notices reach the portal: signed, again and again until they are taken."""

import urllib.error
import urllib.request
from threading import Event, Thread

import stripe

from .api import expired
from .books import Books

_TIMEOUT_SECONDS = 10
_NAP_SECONDS = 1.0


class Post:
    """Sends what is due, at least once each, as Stripe does."""

    def __init__(self, books: Books, address: str, secret: str) -> None:
        self._books, self._address, self._secret = books, address, secret
        self._called, self._ended = Event(), Event()
        self._thread = Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Send by itself from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Send no more; comes back when the last sending is over."""
        self._ended.set()
        self.wake()
        self._thread.join()

    def wake(self) -> None:
        """Look at once what is due."""
        self._called.set()

    def deliver_due(self) -> None:
        """Send what is due now, and close the sessions whose time is over."""
        for session in self._books.overdue_sessions():
            expired(self._books, session)
        for id, body, tries in self._books.notices_due():
            taken, seen = self._send(body)
            if taken:
                self._books.note_sent(id, seen)
            else:
                self._books.note_failed(id, tries, seen)

    def _work(self) -> None:
        while not self._ended.is_set():
            self._called.wait(_NAP_SECONDS)
            self._called.clear()
            self.deliver_due()

    def _send(self, body: str) -> tuple[bool, str]:
        """Whether a notice was taken, and what was answered."""
        signature = stripe.WebhookSignature.generate_signature_header(body, self._secret, self._books.now)
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        asked = urllib.request.Request(self._address, body.encode(), headers)  # noqa: S310 -- the portal's own
        try:
            with urllib.request.urlopen(asked, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                return True, str(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return False, str(error.code)
        except OSError as error:
            return False, type(error).__name__
