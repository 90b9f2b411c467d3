"""From the outbox to the post: each letter leaves once, however long the mail server was away."""

from collections.abc import Callable
from datetime import datetime
from traceback import format_tb

import structlog

from ..event_store.outbox import Letter, Outbox
from .message import CannotBeWritten, WrittenLetter, composed
from .post import Post, Refused, TryLater

_log = structlog.get_logger(__name__)


def deliver_due(
    outbox: Outbox,
    post: Post,
    write_letter: Callable[[Letter], WrittenLetter],
    now: datetime,
    limit: int = 20,
) -> int:
    """Write and send what is due, oldest first; answers how many letters were taken from the outbox.

    What can never be written or sent is marked with why. What cannot be sent yet waits longer each time.
    When nobody answers at all, the letters after the first wait without being tried.
    """
    taken = outbox.take_due(now, limit)
    silence = ""
    for letter in taken:
        if silence:
            outbox.retry_later(letter, now, silence)
        else:
            silence = _deliver(outbox, post, write_letter, letter, now)
    return len(taken)


def _deliver(
    outbox: Outbox, post: Post, write_letter: Callable[[Letter], WrittenLetter], letter: Letter, now: datetime
) -> str:
    """Send one letter; answers why nothing else can be sent now either, or nothing."""
    try:
        message = composed(write_letter(letter), post.sender, letter.id, letter.queued_at)
        post.send(message, letter.id)
    except CannotBeWritten as reason:
        outbox.mark_refused(letter.id, now, f"not written: {reason}")
    except Refused as refusal:
        outbox.mark_refused(letter.id, now, refusal.words)
        _log.warning("letter refused", letter=letter.id, occasion=letter.occasion, words=refusal.words)
    except TryLater as obstacle:
        outbox.retry_later(letter, now, obstacle.words)
        _log.warning("letter waits", letter=letter.id, occasion=letter.occasion, words=obstacle.words)
        return obstacle.words if obstacle.nobody_answers else ""
    except Exception as fault:
        # One letter that we fail to write must not keep the others from leaving.
        # Where it failed is logged, and no value: among them may be a temporary password.
        outbox.retry_later(letter, now, f"our fault: {type(fault).__name__}")
        where = "".join(format_tb(fault.__traceback__))
        _log.error("letter could not be written", letter=letter.id, fault=type(fault).__name__, where=where)
    else:
        outbox.mark_sent(letter.id, now)
    return ""
