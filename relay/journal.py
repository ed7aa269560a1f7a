"""The relay's own log: one line an event of note, for people or for programs, and nothing that is not for it.

What people say, names, tokens and codes are never handed to it. Beyond that, an error of unknown kind is told
by its type and place alone, since its words may quote somebody; what looks like a credential is struck out.
"""

import json
import logging
import math
import queue
import re
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TextIO

from relay.shared.redaction import redacted

MOST_WAITING = 10_000
"""Lines that may wait for whoever reads standard error; more are counted and left out."""
END_SECONDS = 2.0
"""How long the last lines may take to leave at the end."""

_PLAIN = re.compile(r"[\w.:/@+-]+")
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "websocket"}
_OWN_WORDS = (OSError, ssl.SSLError, TimeoutError, MemoryError, ImportError, SyntaxError)
"""Errors whose words are the system's, never a person's."""

Format = Literal["text", "json"]


class Lines(logging.Formatter):
    """One record as one line: ``text`` is name=value, ``json`` an object."""

    def __init__(self, form: Format, own_words: tuple[type[BaseException], ...] = ()) -> None:
        """``own_words``: further kinds of errors whose messages may be told."""
        super().__init__()
        self.converter = time.gmtime
        self._as_json = form == "json"
        self._own_words = _OWN_WORDS + own_words

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: _cleaned(value) for name, value in self._fields(record).items()}
        if self._as_json:
            return json.dumps(fields, ensure_ascii=False)
        return " ".join(f"{name}={_quoted(value)}" for name, value in fields.items())

    def _fields(self, record: logging.LogRecord) -> dict[str, object]:
        when = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        fields: dict[str, object] = {"time": when, "level": record.levelname.lower()}
        fields["what"] = record.getMessage()
        fields |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields["error"], fields["trace"] = self._told(error), _trace(error)
        fields["by"] = record.name
        return fields

    def _told(self, error: BaseException) -> str:
        kinds: list[str] = []
        cause: BaseException | None = error
        while cause is not None and len(kinds) < 4:
            words = f": {cause}" if isinstance(cause, self._own_words) else ""
            kinds.append(type(cause).__name__ + words)
            cause = cause.__cause__
        return " from ".join(kinds)


class JournalHandler(logging.Handler):
    """Takes records on any thread and writes them on its own: whoever reads them slowly holds up nobody."""

    def __init__(self, out: TextIO, lines: Lines) -> None:
        super().__init__()
        self.setFormatter(lines)
        self._out = out
        self._waiting: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._left_out = 0
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
            self._waiting.put_nowait(line)
        except queue.Full:
            self._left_out += 1
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Write what waits, within END_SECONDS."""
        try:
            self._waiting.put(None, timeout=END_SECONDS)
            self._thread.join(END_SECONDS)
        except queue.Full:
            self._left_out += 1
        super().close()

    def _write(self) -> None:
        while (line := self._waiting.get()) is not None:
            if self._left_out:
                line += f"\n{self.formatter and self.formatter.format(self._gap())}"
            try:
                self._out.write(line + "\n")
                if self._waiting.empty():
                    self._out.flush()
            except (OSError, ValueError):  # nobody reads any more
                return

    def _gap(self) -> logging.LogRecord:
        left_out, self._left_out = self._left_out, 0
        text = "%d lines were left out: they are read too slowly"
        return logging.LogRecord(__name__, logging.WARNING, "", 0, text, (left_out,), None)


class Seldom:
    """For what anybody may cause as often as they like: one line a minute because of each of them."""

    def __init__(self, running: Callable[[], float], seconds: float = 60.0, most: int = 1_000) -> None:
        """``most``: so many are told apart within that time; the others share a line."""
        self._running, self._seconds, self._most = running, seconds, most
        self._told: dict[str, tuple[float, int]] = {}
        """By whom it is because of: when a line was written, and how many were left out since."""

    def due(self, because_of: str) -> int | None:
        """How many times since the last line, with this one; None: it is not told now."""
        now = self._running()
        if because_of not in self._told and len(self._told) >= self._most:
            self._told = {one: told for one, told in self._told.items() if now - told[0] < self._seconds}
            if len(self._told) >= self._most:
                because_of = ""
        written, left_out = self._told.get(because_of, (-math.inf, 0))
        due = now - written >= self._seconds
        self._told[because_of] = (now, 0) if due else (written, left_out + 1)
        return left_out + 1 if due else None


def keep_journal(
    level: str, form: Format, own_words: tuple[type[BaseException], ...] = (), out: TextIO | None = None
) -> Callable[[], None]:
    """Begin to write the log to standard error; gives what ends it.

    ``level`` is that of the relay's own lines; libraries tell no more than ``info``, and what reads the
    network no more than warnings, since below that they print what passes through them.
    """
    journal = JournalHandler(out or sys.stderr, Lines(form, own_words))
    root = logging.getLogger()
    root.addHandler(journal)
    root.setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
    logging.getLogger("relay").setLevel(level.upper())
    logging.getLogger("relay.sockets").setLevel(logging.WARNING)

    def end() -> None:
        root.removeHandler(journal)
        journal.close()

    return end


def note_fault(loop: Any, context: dict[str, Any]) -> None:
    """For a loop that meets an error nobody caught: its usual words quote the error and the task."""
    logging.getLogger("relay.loop").error(
        "%s", context.get("message", "a fault"), exc_info=context.get("exception")
    )


def _trace(error: BaseException) -> str:
    places = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{_short(place.filename)}:{place.lineno}:{place.name}" for place in places)


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-2:])


def _cleaned(value: object) -> object:
    if isinstance(value, (int, float)) or value is None:
        return value
    return redacted(str(value))


def _quoted(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
