"""A socket of this user alone, on which programs of one computer hand each other a few words.

Where the system has sockets in files it is one of them, without Qt's library for networks, which takes 3 MB;
elsewhere a named pipe of that library.
"""

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from relay.shared.system import HAS_FILE_SOCKETS, file_socket

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

ANSWER_MS = 2000
"""So long somebody may take to say their words, or to be there."""
LONGEST_WORDS = 5000
"""Bytes; what is said beyond that is nothing of ours."""
MOST_WAITING = 16

Hear = Callable[[bytes], None]


class LocalServer(Protocol):
    """Hears what each caller says until they hang up, or have had their time."""

    def listen(self, name: str) -> str:
        """Takes this name, also from a program that crashed; gives why that can't be done, or nothing."""

    def close(self) -> None:
        """Hears nobody any more."""


class FileServer(QObject):
    """A socket in a file."""

    def __init__(self, hear: Hear, parent: QObject) -> None:
        super().__init__(parent)
        self._hear = hear
        self._path: Path | None = None
        self._socket: socket.socket | None = None

    def listen(self, name: str) -> str:
        path, server = Path(name), file_socket()
        try:
            path.unlink(missing_ok=True)
            server.bind(name)
            path.chmod(0o600)  # before it listens: nobody else has come in
            server.listen(MOST_WAITING)
        except OSError as error:
            server.close()
            return error.strerror or str(error)
        server.setblocking(False)
        self._path, self._socket = path, server
        self._called = QSocketNotifier(server.fileno(), QSocketNotifier.Type.Read, self)
        self._called.activated.connect(self._greet)
        return ""

    def close(self) -> None:
        if self._socket is not None and self._path is not None:
            self._called.setEnabled(False)
            self._socket.close()
            self._socket = None
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _greet(self) -> None:
        while self._socket is not None:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            caller.setblocking(False)
            _Caller(caller, self._hear, self)


class _Caller(QObject):
    """One who has called, until they hang up; who says nothing holds nothing."""

    def __init__(self, caller: socket.socket, hear: Hear, parent: QObject) -> None:
        super().__init__(parent)
        self._caller, self._hear, self._words = caller, hear, b""
        self._says = QSocketNotifier(caller.fileno(), QSocketNotifier.Type.Read, self)
        self._says.activated.connect(self._read)
        QTimer.singleShot(ANSWER_MS, self, self._end)

    def _read(self) -> None:
        try:
            words = self._caller.recv(LONGEST_WORDS)
        except BlockingIOError:
            return
        except OSError:
            words = b""
        self._words = (self._words + words)[:LONGEST_WORDS]
        if not words or len(self._words) == LONGEST_WORDS:
            self._end()

    def _end(self) -> None:
        if self._says.isEnabled():
            self._says.setEnabled(False)
            self._caller.close()
            self.deleteLater()
            self._hear(self._words)


class PipeServer(QObject):
    """A named pipe."""

    def __init__(self, hear: Hear, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415  # read where there is no other way

        self._hear, self._server = hear, QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self, name: str) -> str:
        return "" if self._server.listen(name) else self._server.errorString()

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:

            def read(caller: "QLocalSocket" = caller) -> None:
                words = bytes(caller.read(LONGEST_WORDS).data()) if caller.bytesAvailable() else b""
                caller.deleteLater()
                self._hear(words)

            if caller.state() == caller.LocalSocketState.UnconnectedState:
                read()
                continue
            caller.disconnected.connect(read)
            QTimer.singleShot(ANSWER_MS, caller, caller.abort)


def local_server(hear: Hear, parent: QObject) -> LocalServer:
    """Of the kind that this system has."""
    return FileServer(hear, parent) if HAS_FILE_SOCKETS else PipeServer(hear, parent)


def say(name: str, words: bytes) -> bool:
    """Says this to whoever has taken the name, without a loop; False if nobody hears."""
    return _say_in_file(name, words) if HAS_FILE_SOCKETS else say_in_pipe(name, words)


def _say_in_file(name: str, words: bytes) -> bool:
    with file_socket() as caller:
        caller.settimeout(ANSWER_MS / 1000)
        try:
            caller.connect(name)
            caller.sendall(words[:LONGEST_WORDS])
        except OSError:
            return False
    return True


def say_in_pipe(name: str, words: bytes) -> bool:
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415  # only where somebody seems to listen

    caller = QLocalSocket()
    caller.connectToServer(name)
    reached = caller.waitForConnected(ANSWER_MS)
    if reached and words:
        caller.write(words[:LONGEST_WORDS])
        reached = caller.waitForBytesWritten(ANSWER_MS)
    caller.disconnectFromServer()
    return reached
