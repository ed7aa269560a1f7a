"""Handing in a file: from the asker down to the disk, and up to the room by what stands around alone."""

import hashlib
import inspect
from itertools import groupby
from pathlib import Path
from traceback import walk_stack

from relay.handed.files import FilesKept
from relay.protocol.base import Notice
from relay.protocol.files import FileReceived, FileWanted, NamedFile, OfferFile
from relay.school.files import UploadBegun
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.schoolhouse import Listening, open_school

DATA = b"what Ana wrote"
FILE = NamedFile(hash=hashlib.sha256(DATA).hexdigest(), size=len(DATA), kind="")


class InTheRoom(Listening):
    """Everybody is in every room. Of what a room is handed it is kept who of the school called for that."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[list[str]] = []

    def is_in(self, session: str, account: str) -> bool:
        return True

    def hand(self, session: str, *handed: object) -> None:
        super().hand(session, *handed)
        here = inspect.currentframe()  # where walk_stack begins by itself depends on Python
        modules = (str(frame.f_globals["__name__"]) for frame, _ in walk_stack(here))
        self.called.append([name for name, _ in groupby(modules) if name.startswith("relay.school")])


async def test_what_takes_the_pieces_never_calls_what_decides_of_them(tmp_path: Path) -> None:
    around = InTheRoom()
    async with open_school(tmp_path, around=around) as house:
        ada = await house.admin()
        school_class = await house.school_class(ada, "7b")
        session = await house.started(ada, await house.session(ada, school_class.id))
        kept = session.id, FilesKept(ada.account.id, {FILE.hash: FILE})
        around.handed.clear()
        around.called.clear()
        offer = OfferFile(ref=new_ref(), session=session.id, hash=FILE.hash, size=FILE.size, kind="")
        begun, told = await house.ask(ada, offer, UploadBegun), list[Notice]()
        begun.begin(1, told.append)
        begun.upload.take(0, DATA)
        await until(lambda: told)
        assert told == [FileReceived(stream=1, have=FILE.size, kept=True)]
        assert around.handed == [kept]
        again = OfferFile(ref=new_ref(), session=session.id, hash=FILE.hash, size=FILE.size, kind="")
        assert (await house.ask(ada, again, FileWanted)).kept
        assert around.handed == [kept, kept]
        assert around.called == [
            ["relay.school.requests", "relay.school.files"],
            ["relay.school.requests", "relay.school"],
        ]
