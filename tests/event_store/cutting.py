"""A small proxy before a real PostgreSQL that cuts a connection around its next COMMIT."""

import socket
import threading
from types import TracebackType

import sqlalchemy as sa


class CuttingProxy:
    """Listens on a port of 127.0.0.1 and passes every byte on, until it is told to cut."""

    def __init__(self, address: str) -> None:
        url = sa.make_url(address)
        self._server = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut = ""
        self._for_good = False
        self.cuts = 0
        port = self._listener.getsockname()[1]
        self.url = url.set(host="127.0.0.1", port=port, query={"sslmode": "disable", "gssencmode": "disable"})
        self.url = self.url.render_as_string(hide_password=False)
        threading.Thread(target=self._listen, daemon=True).start()

    def cut_after_commit(self, for_good: bool = False) -> None:
        """Cut when the server has carried out the next COMMIT, before its answer arrives.

        `for_good`: from then on nobody gets through at all.
        """
        self._cut, self._for_good = "after", for_good

    def cut_before_commit(self) -> None:
        """Cut before the next COMMIT reaches the server."""
        self._cut = "before"

    def __enter__(self) -> "CuttingProxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(65536):
                if self._cut and b"COMMIT" in data:
                    self._cut_now(data, client, server)
                    return
                server.sendall(data)
        except OSError:
            pass
        finally:
            server.close()

    def _cut_now(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        after, self._cut = self._cut == "after", ""
        if self._for_good:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        client.shutdown(socket.SHUT_WR)
        if after:
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)
        self.cuts += 1
        client.close()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        try:
            while data := server.recv(65536):
                client.sendall(data)
        except OSError:
            pass
        finally:
            client.close()
