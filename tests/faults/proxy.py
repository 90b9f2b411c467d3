"""A small proxy in front of a real PostgreSQL that drops connections at moments of a test's choosing."""

import socket
import threading
from contextlib import suppress
from types import TracebackType

import sqlalchemy as sa


class DroppingProxy:
    """Listens on a port of 127.0.0.1 and passes every byte on, until it is told to drop something."""

    def __init__(self, address: str) -> None:
        url = sa.make_url(address)
        self._server = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._left = 0
        self.dropped = 0
        ours = {"sslmode": "disable", "gssencmode": "disable"}
        port = self._listener.getsockname()[1]
        self.url = url.set(host="127.0.0.1", port=port, query=ours).render_as_string(hide_password=False)
        threading.Thread(target=self._listen, daemon=True).start()

    def drop_answers_to_commit(self, count: int = 1) -> None:
        """Let the next COMMITs be carried out, and drop the connection when the answer comes."""
        self._left = count

    def drop_all(self) -> None:
        """Drop every connection there is."""
        for side in self._open:
            _close(side)
        self._open.clear()

    def __enter__(self) -> "DroppingProxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._listener)
        self.drop_all()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._open += [client, server]
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """Pass questions on. The answers have a thread of their own, which is told of a COMMIT."""
        committing = threading.Event()
        threading.Thread(target=self._answer, args=(server, client, committing), daemon=True).start()
        try:
            while data := client.recv(65536):
                if self._left and b"COMMIT" in data:
                    self._left -= 1
                    committing.set()
                server.sendall(data)
        except OSError:
            pass
        finally:
            _close(server)

    def _answer(self, server: socket.socket, client: socket.socket, committing: threading.Event) -> None:
        try:
            while data := server.recv(65536):
                if committing.is_set():
                    self.dropped += 1
                    return
                client.sendall(data)
        except OSError:
            pass
        finally:
            _close(client)
            _close(server)


def _close(side: socket.socket) -> None:
    """Close a socket that another thread may be waiting on."""
    with suppress(OSError):
        side.shutdown(socket.SHUT_RDWR)
    side.close()
