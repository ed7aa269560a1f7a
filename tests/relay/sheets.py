"""A subject of tests alone, by whose event a file is named: sheets that are handed out, to all or to one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

import relay.features
from relay.presence import Asker
from relay.protocol import catalog
from relay.protocol.base import Count, Event, Id, RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.log import EVERYBODY, TEACHERS as TO_TEACHERS
from relay.room import Room
from relay.rules import ANYONE, answers

Sheets = Annotated[list[NamedFile], Meta(max_length=10)]


class HandOutSheets(RoomCommand, kw_only=True):
    """``to``: an audience."""

    sheets: Sheets
    to: Id = EVERYBODY


class SheetsHandedOut(Event, kw_only=True):
    """These may be read."""

    sheets: Sheets

    def files(self) -> Iterator[str]:
        for sheet in self.sheets:
            yield sheet.hash


class TakeBackSheets(RoomCommand, kw_only=True):
    """Those of an event, by its number: from now on for teachers alone."""

    handed_out: Count


class SheetsTakenBack(Event, kw_only=True):
    """These may be read no more but by teachers."""

    handed_out: Count

    def narrows(self) -> list[tuple[int, str]]:
        return [(self.handed_out, TO_TEACHERS)]


@answers(TakeBackSheets, ANYONE)
def take_back_sheets(room: Room, asker: Asker, command: TakeBackSheets) -> None:
    """Whosever they are."""
    room.publish(SheetsTakenBack(handed_out=command.handed_out))


@answers(HandOutSheets, ANYONE)
def hand_out_sheets(room: Room, asker: Asker, command: HandOutSheets) -> None:
    """Whatever they are: the core looks at them."""
    room.publish(SheetsHandedOut(sheets=msgspec.structs.replace(command).sheets), to=command.to)


CACHES = (catalog.words, catalog.codes, catalog._decoder, catalog._kinds_of_memory)


@contextmanager
def sheets_known() -> Iterator[None]:
    """While this lasts, clients and relays of this process know the subject."""
    this = sys.modules[__name__]
    subjects, features = catalog.subjects(), relay.features.find()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalog, "subjects", lambda: (*subjects, this))
        patched.setattr(relay.features, "find", lambda: [*features, this])
        _forget()
        try:
            yield
        finally:
            _forget()
    _forget()


def _forget() -> None:
    for cached in CACHES:
        cached.cache_clear()
