"""A real mail server in a process of its own, which may die after it took a message and before it says so."""

import hashlib
import os
import signal
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from faults.telling import tell


class _Desk:
    def __init__(self, dies_after: int) -> None:
        self._left = dies_after

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message; the one after which this server is to die gets no answer."""
        message = message_from_bytes(envelope.content)
        tell("took", message["Message-ID"], hashlib.sha256(envelope.content).hexdigest())
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return "250 taken"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def serve(port: int = 0, dies_after: int = 0) -> None:
    """Take mail on a port of this machine (0: any), telling of each message, until killed."""
    controller = _AnyPort(_Desk(dies_after), hostname="127.0.0.1", port=port)
    controller.start()
    tell("listens", controller.port)
    signal.pause()
