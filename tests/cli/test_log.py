"""What the command line writes into its log."""

import secrets
from collections.abc import Iterator

import pytest
import structlog

from training_portal.cli import main


@pytest.fixture(autouse=True)
def usual_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_a_traceback_tells_what_failed_and_no_value_of_a_variable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.callback
    main.callback()
    hidden = secrets.token_hex(4)
    try:
        raise RuntimeError("the post is closed") if hidden else AssertionError
    except RuntimeError:
        structlog.get_logger().exception("a job failed", job="send_waiting_mail")
    written = capsys.readouterr().err
    assert "send_waiting_mail" in written
    assert "RuntimeError: the post is closed" in written
    assert hidden not in written
