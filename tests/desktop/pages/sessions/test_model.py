"""The list as the relay has it, followed over a real line: what is shown, and who is told of what."""

from collections.abc import AsyncIterator

import pytest_asyncio

from desktop.pages.sessions.listing import Filter
from desktop.pages.sessions.model import SessionsModel
from desktop.pages.sessions.queries import PAST_PAGE
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import Done
from relay.protocol.lesson import EndSession
from relay.protocol.sessions import (
    CancelSession,
    CreateSession,
    DeleteSession,
    EditSession,
    Session,
    SessionReply,
    StartSession,
)
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, until


class Told:
    """A model, and what it has told."""

    def __init__(self, relay: QtRelayClient) -> None:
        self.model = SessionsModel(relay)
        self.started: list[str] = []
        self.over: list[str] = []
        self.model.started.connect(self._on_start)
        self.model.over.connect(self.over.append)

    def _on_start(self, session: Session) -> None:
        self.started.append(session.title)

    def titles(self) -> list[tuple[str, list[str]]]:
        """Parts and the titles in them."""
        return [(s.part, [x.title for x in s.sessions]) for s in self.model.sections()]

    async def ready(self) -> "Told":
        """Once the list has been loaded."""
        await until(lambda: self.model.state == "ready" and self.model.taught is not None)
        return self


class Models:
    """Makes models and closes them with the test."""

    def __init__(self) -> None:
        self._made: list[Told] = []

    async def of(self, relay: QtRelayClient) -> Told:
        """A model on a line, loaded."""
        told = Told(relay)
        self._made.append(told)
        return await told.ready()

    def close(self) -> None:
        """Ends them."""
        for told in self._made:
            told.model.close()


@pytest_asyncio.fixture
async def models() -> AsyncIterator[Models]:
    made = Models()
    yield made
    made.close()


async def plan(relay: QtRelayClient, classroom: Classroom, title: str, minutes: int) -> Session:
    command = CreateSession(
        ref=new_ref(), class_id=classroom.class_id, title=title, scheduled_at=relay.now() + minutes * 60_000
    )
    return (await asked(relay, command, SessionReply)).session


async def start(relay: QtRelayClient, session: Session) -> None:
    await asked(relay, StartSession(ref=new_ref(), session=session.id), SessionReply)


async def test_everybody_sees_what_is_live_and_what_comes(classroom: Classroom, models: Models) -> None:
    teacher, student = await classroom.teacher(), await classroom.student("Ana Silva")
    await plan(teacher, classroom, "Waves", 3 * 24 * 60)
    for line, mine in ((teacher, True), (student, False)):
        told = await models.of(line)
        assert told.titles() == [("live", ["Energy"]), ("coming", ["Waves"])]
        assert told.model.teaches is mine
        assert [b.name for b in told.model.classes()] == ["Physics"]
        assert told.model.mine(told.model.sections()[0].sessions[0]) is mine


async def test_a_student_is_told_once_that_a_lesson_has_started(classroom: Classroom, models: Models) -> None:
    teacher, student = await classroom.teacher(), await classroom.student("Ana Silva")
    mine, theirs = await models.of(teacher), await models.of(student)
    assert theirs.started == ["Energy"], "live at first sight"
    waves = await plan(teacher, classroom, "Waves", 5)
    await until(lambda: ("today", ["Waves"]) in theirs.titles() or ("coming", ["Waves"]) in theirs.titles())
    await start(teacher, waves)
    await until(lambda: "Waves" in theirs.started)
    theirs.model.reload()
    await theirs.ready()
    await until(lambda: mine.model.session(waves.id) is not None)
    assert theirs.started == ["Energy", "Waves"]
    assert mine.started == [], "who teaches need not be told"


async def test_a_filter_hides_no_start(classroom: Classroom, models: Models) -> None:
    teacher, student = await classroom.teacher(), await classroom.student("Ana Silva")
    told = await models.of(student)
    told.model.set_filter(Filter(shown=frozenset(["ended"]), text="nothing like it"))
    await until(lambda: told.titles() == [])
    await start(teacher, await plan(teacher, classroom, "Waves", 5))
    await until(lambda: "Waves" in told.started)
    assert told.titles() == []


async def test_whatever_is_shown_the_whole_list_is_heard_of_once_the_line_is_up(
    classroom: Classroom, models: Models
) -> None:
    """By it is forgotten what was hidden, erased or taken away meanwhile."""
    student = await classroom.student("Ana Silva")
    told = await models.of(student)
    told.model.set_filter(Filter(text="nothing like it"))
    await until(lambda: told.titles() == [])
    before = student.cache.as_of
    student.cache.sessions.clear()
    told.model.on_welcome()
    await until(lambda: student.cache.as_of > before)
    assert student.cache.sessions.keys() == {classroom.session}
    assert told.titles() == [], "what is shown stays so"


async def test_whoever_is_inside_is_not_told(classroom: Classroom, models: Models) -> None:
    student = await classroom.student("Ana Silva")
    told = Told(student)
    told.model.inside.add(classroom.session)
    await told.ready()
    assert told.started == []
    told.model.close()


async def test_the_end_is_told_too(classroom: Classroom, models: Models) -> None:
    student = await classroom.student("Ana Silva")
    told = await models.of(student)
    room = await classroom.teacher_room()
    room.send(EndSession(ref=new_ref(), session=classroom.session))
    await until(lambda: told.over == [classroom.session])
    assert told.titles() == [("past", ["Energy"])]


async def test_changes_of_others_come_by_themselves(classroom: Classroom, models: Models) -> None:
    teacher, student = await classroom.teacher(), await classroom.student("Ana Silva")
    told = await models.of(student)
    waves = await plan(teacher, classroom, "Waves", 24 * 60 * 9)
    await until(lambda: ("coming", ["Waves"]) in told.titles())
    edit = EditSession(ref=new_ref(), session=waves.id, revision=waves.revision, title="Waves and light")
    await asked(teacher, edit, SessionReply)
    await until(lambda: ("coming", ["Waves and light"]) in told.titles())
    await asked(teacher, CancelSession(ref=new_ref(), session=waves.id), SessionReply)
    await until(lambda: ("past", ["Waves and light"]) in told.titles())
    await asked(teacher, DeleteSession(ref=new_ref(), session=waves.id), Done)
    await until(lambda: told.titles() == [("live", ["Energy"])])


async def test_the_past_comes_in_pages_and_all_that_is_to_come_at_once(
    classroom: Classroom, models: Models
) -> None:
    teacher = await classroom.teacher()
    for number in range(PAST_PAGE + 3):
        session = await plan(teacher, classroom, f"Old {number:02}", -number - 1)
        await asked(teacher, CancelSession(ref=new_ref(), session=session.id), SessionReply)
    for number in range(4):
        await plan(teacher, classroom, f"New {number}", 24 * 60 * (number + 2))
    told = await models.of(teacher)
    assert [len(found) for _, found in told.titles()] == [1, 4, PAST_PAGE]
    assert told.model.more_to_come
    told.model.more()
    await until(lambda: not told.model.loading_more)
    assert told.titles()[-1] == ("past", [f"Old {number:02}" for number in range(PAST_PAGE + 3)])
    assert not told.model.more_to_come


async def test_the_list_stays_while_the_relay_is_away_and_is_asked_for_again(
    classroom: Classroom, models: Models
) -> None:
    student = await classroom.student("Ana Silva")
    told = await models.of(student)
    await classroom.process.kill()
    await until(lambda: student.state.kind != "connected")
    assert told.titles() == [("live", ["Energy"])]
    before = told.model.as_of
    await classroom.process.start()
    await until(lambda: told.model.as_of > before)
    assert told.titles() == [("live", ["Energy"])]
    assert told.started == ["Energy"]
