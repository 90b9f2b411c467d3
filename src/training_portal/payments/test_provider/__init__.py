"""The test provider: speaks Stripe's protocol in a process of its own, and moves no money.

It keeps its books in one small file, so that a demo that is started again knows what was paid.
"""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from ...clock import Clock, system_clock
from .api import api
from .books import Books
from .pages import pages
from .post import Post


@dataclass(frozen=True, slots=True)
class RunningProvider:
    """The provider as it runs: its application, its books, and the post that brings notices."""

    app: Flask
    books: Books
    post: Post


def make_test_provider(
    file: Path, *, secret_key: str, webhook_secret: str, notices_to: str, clock: Clock = system_clock
) -> RunningProvider:
    """A test provider whose books lie in a file. It answers to one key, and sends its notices to one address.

    The post is not started: `post.start()` sends by itself, `post.deliver_due()` once.
    """
    books = Books(file, clock)
    post = Post(books, notices_to, webhook_secret)
    app = Flask(__name__)
    app.config.update(SECRET_KEY=None, MAX_CONTENT_LENGTH=64 * 1024)
    app.extensions.update(books=books, api_key=secret_key, wake_post=post.wake)
    app.register_blueprint(api)
    app.register_blueprint(pages)
    return RunningProvider(app, books, post)
