"""Where this program writes down what went wrong: a small rotating file in the profile folder.

Never a token, a password or what people said: modules log codes, counts and errors, and what a library might
add is filtered here.
"""

import logging
import logging.handlers
import os
import queue
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from relay.shared.redaction import redacted

FILE_SIZE = 512 * 1024
FILES_KEPT = 3
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_QUIET = ("propagateSizeHints", "does not support raise")
"""What Qt's offscreen platform says about windows."""


class WithoutSecrets(logging.Formatter):
    """Lines in which anything that looks like a secret is struck out, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class Journal:
    """Logging of the whole process into one folder, written by a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "schoolbell.log"
        file = _file_handler(self.path)
        file.setFormatter(WithoutSecrets(FORMAT))
        lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._handler = _Queue(lines)
        self._handler.addFilter(_not_what_passes_by)
        self._listener = logging.handlers.QueueListener(lines, file)
        self._file = file

    def open(self) -> None:
        """From now on everything logged, Qt's messages too, goes into the file."""
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(self._handler)
        logging.getLogger("websockets").setLevel(logging.WARNING)  # at debug level it prints headers
        self._listener.start()
        qInstallMessageHandler(_qt_says)

    def close(self) -> None:
        """Writes what is left; closing twice does nothing."""
        if self._handler not in logging.getLogger().handlers:
            return
        qInstallMessageHandler(None)
        logging.getLogger().removeHandler(self._handler)
        self._listener.stop()
        self._file.close()


def _file_handler(path: Path) -> logging.Handler:
    """Writes into the file; where that can't be, to standard error."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise PermissionError
        return logging.handlers.RotatingFileHandler(
            path, maxBytes=FILE_SIZE, backupCount=FILES_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return logging.StreamHandler() if sys.stderr else logging.NullHandler()


def _not_what_passes_by(record: logging.LogRecord) -> bool:
    """Below warnings, what reads the network prints what passes through it, with words cut in two."""
    return record.levelno >= logging.WARNING or "websockets" not in record.name


class _Queue(logging.handlers.QueueHandler):
    """Hands records on; the writing thread formats them.

    Tracebacks go as text: their frames may hold widgets and painters, which must end here, and soon.
    """

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        record.message = record.getMessage()
        record.msg, record.args = record.message, None
        return record


def _qt_says(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if not any(quiet in text for quiet in _QUIET):
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
