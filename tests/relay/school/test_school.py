"""The school as a whole: handlers are found by themselves, in whichever file a subject has them."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from relay import school
from relay.handed.people import Enrolled
from relay.protocol.accounts import Done
from relay.protocol.classes import AddStudents, ClassReply
from relay.school import declared
from relay.server.relay import RelayServer
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.inside import relay_inside, school_inside
from tests.relay.schoolhouse import open_school

SUBJECT = """
from relay.handed.people import Enrolled
from relay.handed.people import Enrolled
from relay.protocol.accounts import Done
from relay.protocol.classes import AddStudents, ClassReply
from relay.protocol.base import Command
from relay.school.authorising import Who
from relay.school.requests import handles


class AddThumb(Command, kw_only=True):
    what: str


class Thumbs:
    def __init__(self, database):
        self._connection = database.connection()

    def add(self, what):
        self._connection.execute("INSERT INTO meta VALUES (?, 'up')", (what,))


@handles(AddThumb, Who.TEACHERS)
async def add_thumb(request):
    store = request.store

    def add():
        store.queries(Thumbs).add(request.command.what)
        return Done(ref=request.command.ref)

    return await request.write(add)
"""


def add_subject(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (folder / "trial_handlers.py").write_text(text, "utf-8")
    monkeypatch.setattr(school, "__path__", [*school.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, "relay.school.trial_handlers", raising=False)
    importlib.invalidate_caches()


async def test_a_new_subject_is_asked_and_reaches_its_own_queries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more").mkdir()
    add_subject(tmp_path / "more", monkeypatch, SUBJECT)
    async with open_school(tmp_path / "data") as house:
        kind: Any = next(command for command in declared() if command.__name__ == "AddThumb")
        teacher = await house.teacher("Tea")
        await house.ask(teacher, kind(ref=new_ref(), what="thumb"), Done)
        assert await house.store.read(lambda: house.store.meta.get("thumb")) == "up"
        assert await house.refused(None, kind(ref=new_ref(), what="another")) == "not_signed_in"


def test_a_command_with_two_handlers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = SUBJECT.replace("handles(AddThumb", "handles(MakeClass")
    add_subject(tmp_path, monkeypatch, "from relay.protocol.classes import MakeClass\n" + again)
    with pytest.raises(ValueError, match=r"MakeClass has two handlers, one in relay\.school\.trial_handlers"):
        declared()


HANDED = """
from relay.school.handover import hands_over


@hands_over
def titles(store, session):
    return {"title": session.title, "class": [one.name for one in store.classes.roster(session.class_id)]}
"""


async def test_what_a_new_subject_hands_to_rooms_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more").mkdir()
    add_subject(tmp_path / "more", monkeypatch, HANDED)
    async with open_school(tmp_path / "data") as house:
        teacher = await house.teacher("Tea")
        made = await house.school_class(teacher, "Physics", ["Ana", "Bo"])
        session = await house.session(teacher, made.id, "Energy")
        handed = list(await house.school.handed_to(session.id))
        assert {"title": "Energy", "class": ["Ana", "Bo"]} in handed
        assert Enrolled(2) in handed
        assert list((await house.school.place_in(session.id, teacher.account)).handed) == handed
        assert await house.school.handed_to(new_ref()) == ()


async def test_a_room_knows_its_class_before_anybody_comes(tmp_path: Path) -> None:
    """When the lesson has just begun, and when the relay was started again; later whenever somebody comes."""
    async with school_inside(tmp_path, "Ana", "Bo") as (server, made):
        teacher = await made.teacher()
        session = await made.live(teacher)
        await until(lambda: server.rooms.is_live(session))
        assert enrolled(server, session) == 2
        more = AddStudents(ref=new_ref(), class_id=made.class_id, names=["Cy"])
        await teacher.ask(more, ClassReply)
        await teacher.enter(session)
        assert enrolled(server, session) == 3
    async with relay_inside(tmp_path) as (again, _):
        assert enrolled(again, session) == 3


def enrolled(server: RelayServer, session: str) -> int:
    live = server.rooms.get(session)
    assert live is not None
    of_class = live.room.handed(Enrolled)
    assert of_class is not None
    return of_class.students
