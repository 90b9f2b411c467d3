"""What the demo says when it starts, besides where to go and whom to sign in as."""

import pytest

from training_portal.cli.running import is_this_machine


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.53"])
def test_a_demo_of_this_machine_alone_needs_no_warning(host: str) -> None:
    assert is_this_machine(f"http://{host}:8000")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "[::]", "demo.example.com"])
def test_a_demo_that_others_can_reach_is_warned_of(host: str) -> None:
    assert not is_this_machine(f"http://{host}:8000")
