"""Asking the school from the command line: the relay that runs, or alone when none does."""

import asyncio
import socket
import time
from typing import TypeVar

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.base import Command, Reply
from relay.protocol.catalog import encode, read_from_relay
from relay.protocol.refusals import Refusal, Refused
from relay.school import OWNER, School
from relay.shared.control_line import control_line
from relay.store import Store
from relay.store.errors import FolderInUse
from relay.store.sqlite import SqliteEngine

PATIENCE = 5.0
"""Seconds to wait for a relay that holds the folder but does not listen yet."""
ANSWER_SECONDS = 120.0
OTHER_VERSION = "The relay that runs is of another version than this command line."

R = TypeVar("R", bound=Reply)


class Failed(Exception):
    """It could not be done; the message is a sentence (or several lines) for the person who asked."""


class RefusedBySchool(Failed):
    """The school said no. ``code`` and ``detail`` are those of the refusal."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(sentence(code, detail))
        self.code, self.detail = code, detail


def ask(settings: Settings, command: Command, kind: type[R]) -> R:
    """Have a command carried out as the owner of the data folder; raises Failed or StoreError.

    ``kind``: of the answer.
    """
    reply = _answer(settings, command)
    if isinstance(reply, Refused):
        raise RefusedBySchool(reply.code, reply.detail)
    if not isinstance(reply, kind):
        raise Failed(OTHER_VERSION)
    return reply


def _answer(settings: Settings, command: Command) -> Reply | None:
    deadline = time.monotonic() + PATIENCE
    while True:
        line = control_line(settings.data, ANSWER_SECONDS)
        if line is not None:
            return _over(line, command)
        try:
            return asyncio.run(_alone(settings, command))
        except FolderInUse as in_use:
            if time.monotonic() > deadline:
                raise Failed(f"{in_use} It does not answer.") from None
            # A relay that is just starting listens in a moment.
            time.sleep(0.1)


def _over(line: socket.socket, command: Command) -> Reply | None:
    with line, line.makefile("rb") as answers:
        try:
            line.sendall(encode(command) + b"\n")
            answer = answers.readline()
        except OSError as error:
            raise Failed(f"The relay does not answer: {error}.") from None
        if not answer:
            raise Failed("The relay stopped before it had answered. Please ask again.")
        word = read_from_relay(answer)
        return word if isinstance(word, Reply) else None


async def _alone(settings: Settings, command: Command) -> Reply:
    clock = Clock()
    store = Store.open(SqliteEngine(settings.data), clock)
    school = None
    try:
        store.start(asyncio.get_running_loop())
        school = School(store, clock, settings)
        return await school.answer(OWNER, command)
    except Refusal as refusal:
        return refusal.answer(command.ref)
    finally:
        if school is not None:
            await school.close()
        await store.close()


def sentence(code: str, detail: str) -> str:
    said = {
        "name_taken": f"The user name {detail} is taken.",
        "not_found": f"There is no {detail}.",
        "empty": f"The {detail} is empty.",
        "too_long": f"The {detail} is too long.",
        "bad_value": f"That can't be taken: {detail}.",
        "not_allowed": f"That is not allowed: {detail}.",
        "disk_low": "The disk is almost full; nothing was changed.",
        "busy": "The relay is busy; please try again in a moment.",
        "clock_doubted": "This computer's clock has jumped, so nothing was removed. Put it right, or say by "
        "`confirm-clock` that it is.",
        "unknown_type": "The relay that runs does not know this command; it is of another version.",
    }
    return said.get(code, f"The relay refused: {code} {detail}".strip() + ".")
