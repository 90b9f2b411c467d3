"""Processes that may be killed: born quickly, doing one job each, telling what they did line by line.

The nursery is a process of its own that has loaded the portal once. For each job that it is told it forks a
child; the child's lines, one JSON list each, come through the same pipe and are whole or not there at all.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

Line = list[Any]

_TESTS = Path(__file__).parents[1]
_PATIENCE_SECONDS = 120.0


class Nursery:
    """Starts children one after another, listens to them, and kills them."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(_TESTS), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.children"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._heard = b""
        self._child = -1

    def close(self) -> None:
        """Kill the child, and end."""
        self.kill()
        self._process.communicate()

    def start(self, job: str, **facts: Any) -> None:
        """Have a child born that does a job (see `children.JOBS`)."""
        assert not self.is_busy
        self._stdin().write(json.dumps({"job": job, **facts}).encode() + b"\n")
        self._stdin().flush()
        word, id = next(self.lines())
        assert word == "born"
        self._child = os.pidfd_open(id)

    def lines(self, seconds: float = _PATIENCE_SECONDS) -> Iterator[Line]:
        """What the child says, until it has ended or the time is over."""
        end = time.monotonic() + seconds
        while True:
            while b"\n" in self._heard:
                line, _, self._heard = self._heard.partition(b"\n")
                said = json.loads(line)
                if said[0] == "ended":
                    os.close(self._child)
                    self._child = -1
                    return
                yield said
            if not select.select([self._stdout()], [], [], max(0.0, end - time.monotonic()))[0]:
                return
            self._heard += os.read(self._stdout(), 65536)

    def until(self, word: str) -> Line:
        """The next line that begins with a word."""
        return self.all_until(word)[-1]

    def all_until(self, word: str) -> list[Line]:
        """Everything the child says, up to the next line that begins with a word."""
        said: list[Line] = []
        for line in self.lines():
            assert line[0] != "failed", line[1]
            said.append(line)
            if line[0] == word:
                return said
        raise AssertionError(f"the child did not say {word!r}")

    @property
    def is_busy(self) -> bool:
        """Whether there is a child of which we have not heard that it ended."""
        return self._child >= 0

    def kill(self) -> list[Line]:
        """Kill the child at once (kill -9), wherever it is; answers what it still said before."""
        return self._send(signal.SIGKILL)

    def finish(self, seconds: float = _PATIENCE_SECONDS) -> list[Line]:
        """Wait until the child has ended; answers what it said."""
        said = list(self.lines(seconds)) if self.is_busy else []
        assert not self.is_busy, f"the child did not end within {seconds} seconds"
        return said

    def tell_to_end(self) -> list[Line]:
        """Ask the child to end (SIGTERM), as operators do, and wait for it."""
        return self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> list[Line]:
        """Signal the child, if it lives; by a handle that never names another process."""
        if self.is_busy:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._child, number)
        return self.finish()

    def _stdin(self) -> Any:
        return self._process.stdin

    def _stdout(self) -> int:
        assert self._process.stdout is not None
        return self._process.stdout.fileno()


Nurseries = Callable[[int], list[Nursery]]
"""Answers so many nurseries."""
