"""One process per profile: a second start asks the first to show its window, hands it its link, and ends.

What is handed over is two lines: the link, and the window system's token for coming before the person.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOCK_NAME = "in-use.lock"
LONGEST_SOCKET_PATH = 100
"""Unix allows about 107 bytes."""
ANSWER_MS = 2000
LONGEST_WORDS = 5000
"""Bytes; what a second start hands over beyond that is nothing of ours."""


class OnlyOne(QObject):
    """Holds a profile."""

    asked_to_show = Signal(str)
    """Somebody started the program again; with the token of that click, or nothing."""
    asked_to_open = Signal(str)
    """The link that it was started with."""

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _socket_name(profile)
        self._lock = QLockFile(str(profile / LOCK_NAME))
        self._lock.setStaleLockTime(0)  # stale only when its process is gone
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def take(self) -> bool:
        """Holds the profile if nobody else does; the folder must exist."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)  # what a crash left behind: the lock says that nobody listens
        self._server.listen(self._name)  # without it a second start still ends, only unseen
        return True

    def release(self) -> None:
        """Lets go of the profile."""
        self._server.close()
        self._lock.unlock()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                self._read(socket)
                continue
            socket.disconnected.connect(lambda socket=socket: self._read(socket))
            QTimer.singleShot(ANSWER_MS, socket, socket.abort)  # who says nothing holds nothing

    def _read(self, socket: QLocalSocket) -> None:
        """What was handed over, once it is all there."""
        words = bytes(socket.read(LONGEST_WORDS).data()).decode(errors="replace")
        socket.deleteLater()
        link, _, token = words.partition("\n")
        self.asked_to_show.emit(token)
        if link:
            self.asked_to_open.emit(link)


def hand_over(profile: Path, link: str = "", token: str = "") -> bool:
    """Asks whoever holds the profile to show the window, and to open a link; False if nobody listens.

    Needs no loop and no application, so that a second start is over before the program has been read.
    """
    socket = QLocalSocket()
    socket.connectToServer(_socket_name(profile))
    reached = socket.waitForConnected(ANSWER_MS)
    if reached and (link or token):
        words = " ".join(link.split()) + "\n" + "".join(token.split())
        socket.write(words.encode(errors="replace")[:LONGEST_WORDS])
        reached = socket.waitForBytesWritten(ANSWER_MS)
    socket.disconnectFromServer()
    return reached


def _socket_name(profile: Path) -> str:
    """A socket in the profile where paths may be that long, otherwise a name made from it."""
    inside = profile.resolve() / "show.sock"
    if os.name == "posix" and len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return str(inside)
    name = "schoolbell-" + hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:24]
    return str(Path(tempfile.gettempdir()) / name) if os.name == "posix" else name
