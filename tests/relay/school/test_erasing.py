"""Erasing one person: not a word of theirs is left in the file, what was counted is, and others read anew."""

import asyncio
import typing
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from relay.clock import Clock
from relay.protocol.accounts import Done, LogIn
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.admission import PersonWaits
from relay.protocol.base import Event
from relay.protocol.catalog import words
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.classes import ClassReply, GetClass
from relay.protocol.hiding import HideMessage, MessageKept, MessageShown, SaidMessage, ShowMessage
from relay.protocol.lesson import SessionEnded
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.people import Comer, Goer, People, PeopleCame, PeopleWent
from relay.protocol.personal import (
    ERASED,
    OfNobody,
    belongings,
    quotes,
    texts_of,
    without,
    without_quotes,
)
from relay.protocol.polls import PollOpened, ResultsShown, Tally
from relay.protocol.questions import AskingShown, QuestionShown, UnnamedAsked
from relay.protocol.renaming import PersonRenamed, RenamePerson
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import GetSession, ListSessions, SessionDetails, SessionList
from relay.room import Room, RoomLimits
from relay.school import OWNER
from relay.server.replay import replay
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.patience import until
from tests.relay.cli.test_cli import command, done
from tests.relay.client import NotAccepted
from tests.relay.doorstep import open_door
from tests.relay.inside import in_lesson, school_inside
from tests.relay.process import school
from tests.relay.schoolhouse import SchoolHouse, student_account
from tests.relay.store.test_backups import chat_of, content_of, lesson, post


def texts(kind: type[Struct]) -> set[str]:
    """The fields of a Struct that hold any text, also inside what it holds."""
    found = set()
    for name, hint in typing.get_type_hints(kind, include_extras=True).items():
        if name in ("seq", "at", "by", "ref", "moderation"):
            continue
        plain = getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint
        marks = getattr(hint, "__metadata__", ())
        of_nobody = any(getattr(mark, "pattern", None) or isinstance(mark, OfNobody) for mark in marks)
        if plain is str and not of_nobody:
            found.add(f"{kind.__name__}.{name}")
        for inner in (plain, *typing.get_args(plain)):
            one = getattr(inner, "__origin__", inner)
            of_ids = any(getattr(mark, "pattern", None) for mark in getattr(inner, "__metadata__", ()))
            if typing.get_origin(plain) is list and one is str and not (of_nobody or of_ids):
                found.add(f"{kind.__name__}.{name}")
            if isinstance(inner, type) and issubclass(inner, Struct):
                found |= texts(inner)
            assert inner is not dict, f"{kind.__name__}.{name}: say here how to look into it"
    return found


def declared(kind: type[Struct]) -> set[str]:
    found = {f"{kind.__name__}.{name}" for name in (*dict(belongings(kind)), *quotes(kind))}
    for hint in typing.get_type_hints(kind).values():
        for inner in (hint, *typing.get_args(hint)):
            if isinstance(inner, type) and issubclass(inner, Struct):
                found |= declared(inner)
    return found


@pytest.mark.parametrize("event", words(Event), ids=lambda event: event.__name__)
def test_every_text_in_an_event_says_whose_it_is(event: type[Event]) -> None:
    """Without it a person could not be erased. A text that nobody wrote is marked by OfNobody."""
    assert texts(event) <= declared(event)


@pytest.mark.parametrize("event", words(Event), ids=lambda event: event.__name__)
def test_an_event_says_whether_it_quotes(event: type[Event]) -> None:
    assert event.quotes == bool(quoting(event))


def quoting(kind: type[Struct]) -> set[str]:
    found = {f"{kind.__name__}.{name}" for name in quotes(kind)}
    for hint in typing.get_type_hints(kind).values():
        for inner in (hint, *typing.get_args(hint)):
            if isinstance(inner, type) and issubclass(inner, Struct):
                found |= quoting(inner)
    return found


def test_a_list_of_texts_is_replaced_one_by_one_and_counts_stay() -> None:
    asked = PollOpened(by="A", question="Which?", options=["Red", "Blue"])
    assert without(asked, "B") is asked
    after = without(asked, "A")
    assert (after.question, after.options) == (ERASED, [ERASED, ERASED])
    assert without(after, "A") is after
    shown = ResultsShown(prompt=1, by="A", answered=2, asked=2, tallies=[Tally(count=2, text="Red")])
    assert without(shown, "A") is shown
    assert [tally.text for tally in without_quotes(shown, {"Red"}.__contains__).tallies] == [ERASED]
    assert texts_of(asked, "A") == {"Which?", "Red", "Blue"}
    assert texts_of(asked, "B") == texts_of(shown, "A") == set()


def test_only_what_belongs_to_the_person_is_replaced() -> None:
    came = PeopleCame(people=[Comer("A", "Ana", "student"), Comer("B", "Bo", "student")])
    after = without(came, "A")
    assert [c.name for c in after.people] == [ERASED, "Bo"]
    assert [c.name for c in came.people] == ["Ana", "Bo"]
    assert without(after, "A") is after
    said = MessagePosted(by="A", text="secret", name="Ana", seq=7, at=8, ref="r")
    assert without(said, "B") is said
    assert without(said, "A") == MessagePosted(by="A", text=ERASED, name=ERASED, seq=7, at=8, ref="r")


async def test_not_a_word_is_left_in_the_file(house: SchoolHouse) -> None:
    """Not in log, answers, attendance, sessions or free pages; whatever was counted is as before."""
    admin = await house.admin()
    teacher = await house.teacher("Teodora Tester")
    made = await house.school_class(teacher, "Physics", ["Ana Anders", "Bo Berg"])
    ana, bo = student_account(made, "Ana Anders"), student_account(made, "Bo Berg")
    session = await house.started(teacher, await house.session(teacher, made.id))
    await house.happen(
        session.id,
        PeopleCame(people=[Comer(ana.id, ana.name, "student"), Comer(bo.id, bo.name, "student")]),
        MessagePosted(by=ana.id, name=ana.name, text="xylophone of Ana", kind="question"),
        MessagePosted(by=bo.id, name=bo.name, text="bassoon of Bo", answers=3),
        PeopleWent(people=[Goer(ana.id, "left", house.clock.now())]),
        MessagePosted(by=ana.id, name=ana.name, text="y" * 3_000),
    )
    before = await room_of(house, session.id)
    await house.happen(session.id, SessionEnded(reason="teacher", figures=before[LessonStats].stats(1)))
    details = await house.ask(admin, GetSession(ref=new_ref(), session=session.id), SessionDetails)
    epoch = house.store.epoch
    tried = await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id, dry_run=True), PersonErased)
    assert (tried.account.name, tried.events, tried.sessions) == ("Ana Anders", 3, 1)
    assert house.store.epoch == epoch
    erase = ErasePerson(ref=new_ref(), account=ana.id)
    done = await house.ask(admin, erase, PersonErased)
    assert (done.account.name, done.events, done.sessions, done.backups) == (ERASED, 3, 1, 0)
    assert await house.ask(admin, erase, PersonErased) == done, "not the same answer again"
    assert house.store.epoch != epoch
    after = await room_of(house, session.id)
    assert [(m.text, m.name) for m in after[Chat].messages if m.kind != "system"] == [
        (ERASED, ERASED),
        ("bassoon of Bo", "Bo Berg"),
        (ERASED, ERASED),
    ]
    assert after[People].name_of(ana.id) == ERASED
    assert after[LessonStats] == before[LessonStats]
    assert after.head == before.head + 1
    now = await house.ask(admin, GetSession(ref=new_ref(), session=session.id), SessionDetails)
    assert now.figures == details.figures
    names = {a.account: a.name for a in now.attendance}
    assert names == {ana.id: ERASED, bo.id: "Bo Berg"}
    for told, was in zip(now.attendance, details.attendance, strict=True):
        assert (told.joined_at, told.present, told.lost) == (was.joined_at, was.present, was.lost)
    roster = await house.ask(teacher, GetClass(ref=new_ref(), class_id=made.id), ClassReply)
    assert [s.name for s in roster.school_class.students] == ["Bo Berg"]
    content = await everything_in(house)
    for gone in (b"Ana Anders", b"ana.anders", b"xylophone", b"y" * 20):
        assert gone not in content, gone
    assert b"bassoon of Bo" in content


async def test_what_was_asked_without_a_name_goes_wherever_it_was_told_again(house: SchoolHouse) -> None:
    """Also where it was hidden and shown again, which does not say whose it is; the same of others stays."""
    admin, teacher = await house.admin(), await house.teacher("Teodora Tester")
    made = await house.school_class(teacher, "Physics", ["Ana Anders", "Bo Berg"])
    ana, bo = student_account(made, "Ana Anders"), student_account(made, "Bo Berg")
    session = await house.started(teacher, await house.session(teacher, made.id))
    asks = "is a xylophone heavy?"
    again, of_bo = SaidMessage(text=asks), SaidMessage(text=asks, account=bo.id, name=bo.name)
    numbers = {}
    for one in (bo, ana):
        await house.happen(session.id, UnnamedAsked(by=one.id, name=one.name, text=asks), audience=one.id)
        asking = await house.store.log.head(session.id)
        numbers[one.id] = asking + 2
        await house.happen(session.id, AskingShown(asking=asking, question=asking + 2), audience=one.id)
        await house.happen(session.id, QuestionShown(text=asks))
    of_ana = numbers[ana.id]
    hidden = [MessageKept(message=of_ana, said=again), MessageShown(message=of_ana, said=again)]
    await house.happen(
        session.id,
        *hidden,
        MessageShown(message=numbers[bo.id], said=again),
        MessageShown(message=99, said=of_bo, account=bo.id),
    )
    tried = ErasePerson(ref=new_ref(), account=ana.id, dry_run=True)
    assert (await house.ask(admin, tried, PersonErased)).events == 4
    erased = await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    assert erased.events == 4
    await house.happen(session.id, *hidden)  # by a room that was live meanwhile
    erased = await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    assert erased.events == 2
    content = await everything_in(house)
    assert content.count(asks.encode()) == 4, "of Bo"


async def test_a_name_that_was_theirs_before_is_not_left_either(house: SchoolHouse) -> None:
    admin, teacher = await house.admin(), await house.teacher("Teodora Tester")
    made = await house.school_class(teacher, "Physics", ["Ana Anders"])
    ana = student_account(made, "Ana Anders")
    session = await house.started(teacher, await house.session(teacher, made.id))
    came = PeopleCame(people=[Comer(ana.id, ana.name, "student")])
    guest = PersonWaits(account=new_ref(), name="Anna", standing="guest", looks_like=ana.name)
    await house.happen(session.id, came, guest)
    await house.ask(teacher, RenamePerson(ref=new_ref(), account=ana.id, name="Ana Gold"), Done)
    for name in ("Ana Halfway", "Ana Gold"):
        await house.happen(session.id, PersonRenamed(account=ana.id, name=name))
    like = PersonWaits(account=new_ref(), name="Annä", standing="guest", looks_like="Ana Halfway")
    await house.happen(session.id, like)
    await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    content = await everything_in(house)
    for gone in (b"Ana Anders", b"Ana Halfway", b"Ana Gold"):
        assert gone not in content, gone


async def everything_in(house: SchoolHouse) -> bytes:
    """All bytes of the data folder once the database has been closed."""
    await house.school.close()
    await house.store.close()
    return b"".join(file.read_bytes() for file in house.store.folder.iterdir() if file.is_file())


async def room_of(house: SchoolHouse, session: str) -> Room:
    """The room as a relay that has just been started reads it from the log."""
    room = Room(session, house.store.epoch, Clock(), RoomLimits())
    await replay(room, house.store.log)
    return room


async def test_what_cannot_be_read_does_not_keep_anybody_from_being_erased(house: SchoolHouse) -> None:
    """An event and an answer that are no JSON, and name the person: nothing is left of either."""
    admin, teacher = await house.admin(), await house.teacher("Tom")
    made = await house.school_class(teacher, "Physics", ["Ana Anders"])
    ana = student_account(made, "Ana Anders")
    session = await house.started(teacher, await house.session(teacher, made.id))
    await house.happen(session.id, MessagePosted(by=ana.id, name=ana.name, text="xylophone"))
    rubbish = b'{"t":"x","name":"Ana Anders","text":"xylophone \\q'

    def spoil() -> None:
        connection = house.store.audit._database.connection()
        connection.execute("UPDATE event SET body = ? WHERE kind = 'message_posted'", (rubbish,))
        connection.execute("UPDATE answer SET reply = ? WHERE account = ?", (rubbish, teacher.account.id))

    await house.store.write(spoil)
    await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)

    def left() -> int:
        connection = house.store.audit._database.connection()
        events = connection.execute("SELECT count(*) FROM event WHERE instr(body, 'xylophone') > 0")
        answers = connection.execute("SELECT count(*) FROM answer WHERE instr(reply, 'xylophone') > 0")
        return int(events.fetchone()[0] + answers.fetchone()[0])

    assert await house.store.read(left) == 0


async def test_a_teacher_is_erased_with_titles_and_found_no_more(house: SchoolHouse) -> None:
    admin = await house.admin()
    teacher = await house.teacher("Teodora Tester")
    made = await house.school_class(teacher, "Physics", ["Bo"])
    session = await house.started(
        teacher, await house.session(teacher, made.id, "Zeppelins", description="by Teodora")
    )
    planned = await house.session(teacher, made.id, "Zeppelins again")
    house.changes.clear()
    await house.ask(admin, ErasePerson(ref=new_ref(), account=teacher.account.id), PersonErased)
    assert house.revoked == [frozenset((teacher.token_id,))]
    assert {change[1] for change in house.changes} == {session.id, planned.id}
    listed = await house.ask(admin, ListSessions(ref=new_ref(), text="zeppelin"), SessionList)
    assert listed.sessions == []
    listed = await house.ask(admin, ListSessions(ref=new_ref()), SessionList)
    assert {(s.title, s.description, s.teacher_name) for s in listed.sessions} == {(ERASED, "", ERASED)}
    assert (await house.refused(None, log_in("teodora.tester"))) == "wrong_password"
    content = await everything_in(house)
    for gone in (b"Teodora", b"teodora", b"Zeppelin", b"zeppelin"):
        assert gone not in content, gone


def log_in(username: str) -> LogIn:
    return LogIn(ref=new_ref(), username=username, password="a good long password")


async def test_who_may_erase_whom(house: SchoolHouse) -> None:
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    me = ErasePerson(ref=new_ref(), account=admin.account.id)
    assert await house.refused(admin, me) == "still_needed"
    assert await house.refused(OWNER, me) == "still_needed", "the last admin"
    assert await house.refused(teacher, me) == "not_allowed"
    assert await house.refused(None, me) == "not_signed_in"
    assert await house.refused(admin, ErasePerson(ref=new_ref(), account=new_ref())) == "not_found"


@pytest.mark.attack
async def test_it_is_told_once_whatever_else_is_being_answered(house: SchoolHouse) -> None:
    """Also where the very same command is carried out twice at once; the log's epoch is the stored one."""
    admin = await house.admin()
    made = await house.school_class(await house.teacher("Tea"), "Physics", ["Ana"])
    others = [asyncio.create_task(house.refused(None, log_in(f"nobody{n}"))) for n in range(20)]
    erase = ErasePerson(ref=new_ref(), account=student_account(made, "Ana").id)
    once, again = await asyncio.gather(
        house.ask(admin, erase, PersonErased), house.ask(admin, erase, PersonErased)
    )
    assert once == again
    assert set(await asyncio.gather(*others)) == {"wrong_password"}
    assert house.around.erased == [frozenset()]
    assert house.store.epoch == await house.store.read(lambda: house.store.meta.get("epoch"))


async def test_two_admins_who_erase_each_other_at_once_leave_one(house: SchoolHouse) -> None:
    ada = await house.admin()
    made = await house.ask(OWNER, AddTeacher(ref=new_ref(), name="Bea", admin=True), AccountReply)
    bea = await house.signed_in(made.account.username, made.code)
    tried = await asyncio.gather(
        *(
            house.school.answer(one, ErasePerson(ref=new_ref(), account=other.account.id))
            for one, other in ((ada, bea), (bea, ada))
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in tried) == ["PersonErased", "Refusal"]
    assert len(await house.store.read(house.store.accounts.admins)) == 1


@pytest.mark.sqlite_file
async def test_in_a_lesson_that_goes_on(tmp_path: Path) -> None:
    """Out at once, though she talks; the others are told anew, and nothing is lost of what they say."""
    async with school(tmp_path / "data", "Ana", "Bo") as (relay, made):
        teacher, ana, session = await lesson(made)
        bo = await made.student("Bo")
        await bo.enter(session)
        await post(ana, session, "my secret")
        await post(bo, session, "hello")
        await bo.until(lambda: chat_of(bo, session) == ["my secret", "hello"])
        before = bo.rooms[session]
        page = await teacher.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert b"my secret" in b"".join(map(bytes, page.events)), "and is kept for whoever reads it next"
        reply = await teacher.ask(ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        assert (reply.events, reply.sessions) == (2, 1)
        files = relay.folder.glob  # emptied behind the commit that answers
        await until(lambda: not any(b"my secret" in content_of(f) for f in files(f"{DATABASE_FILE}*")))
        await ana.socket.wait_closed()
        assert ana.socket.close_code == 4401
        with pytest.raises(Exception, match="401"):
            await made.student("Ana")
        await bo.until(lambda: session not in bo.rooms)
        after = await bo.enter(session)
        assert after.epoch != before.epoch
        assert chat_of(bo, session) == [ERASED, "hello"]
        assert after.upto >= before.upto
        await post(bo, session, "on we go")
        await teacher.enter(session)
        assert chat_of(teacher, session) == [ERASED, "hello", "on we go"]
        page = await teacher.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert page.epoch == after.epoch
        assert b"secret" not in b"".join(map(bytes, page.events))
        await relay.kill()
        await relay.start()
        bo = await made.student("Bo")
        bo.rooms[session] = after
        assert (await bo.enter(session)) is after, "told to begin afresh once more than needed"
        assert chat_of(bo, session) == [ERASED, "hello", "on we go"]
        for file in relay.folder.glob(f"{DATABASE_FILE}*"):
            assert b"my secret" not in file.read_bytes()


async def test_what_is_under_way_meanwhile_is_erased_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted before she was locked out, and given to the disk only once somebody waits for that."""
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        teacher, ana, session = await in_lesson(made)
        commits = server.rooms.commits
        submit, after_commit = commits.submit, commits.after_commit

        def waited_for(call: Callable[[], None]) -> None:
            monkeypatch.undo()
            after_commit(call)
            asyncio.get_running_loop().call_soon(submit)

        monkeypatch.setattr(commits, "submit", lambda: None)
        await ana.send(PostMessage(ref=new_ref(), session=session, text="my secret"))
        live = server.rooms.get(session)
        assert live
        await until(lambda: any(line.text == "my secret" for line in live.room[Chat].messages))
        monkeypatch.setattr(commits, "after_commit", waited_for)
        await teacher.ask(ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        page = await teacher.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        log = b"".join(map(bytes, page.events))
        assert b"message_posted" in log
        assert b"secret" not in log


async def test_what_a_room_remembers_is_not_told_again(tmp_path: Path) -> None:
    """It does so until it is over."""
    async with school_inside(tmp_path / "data", "Ana", "Bo") as (_, made):
        teacher, ana, session = await in_lesson(made)
        said = await post(ana, session, "my secret")
        await teacher.ask(ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        await teacher.enter(session)
        await teacher.do(HideMessage(ref=new_ref(), session=session, message=said))
        await teacher.do(ShowMessage(ref=new_ref(), session=session, message=said))
        page = await teacher.ask(ReadLog(ref=new_ref(), session=session), LogPage)
        log = b"".join(map(bytes, page.events))
        assert b"message_shown" in log
        assert b"secret" not in log
        assert b'"Ana"' not in log


@pytest.mark.sqlite_file
async def test_from_the_command_line_and_not_back_with_a_backup(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", "Bo") as (relay, made):
        _, ana, session = await lesson(made)
        await post(ana, session, "my secret")
        out = await done("backup", "--data", relay.folder)
        backup = out.splitlines()[0]
        out = await done("erase", "ana", "--dry-run", "--data", relay.folder)
        assert out == "Nothing was changed; it would be: the name and 2 events in 1 session.\n"
        asked = await command("erase", "ana", "--data", relay.folder)
        assert (asked.code, "Give --yes" in asked.errors) == (1, True)
        await (await made.student("Ana")).close()
        out = await done("erase", "ANA", "--yes", "--data", relay.folder)
        assert "1 backup from before still hold it" in out
        nobody = await command("erase", "ana", "--yes", "--data", relay.folder)
        assert (nobody.code, nobody.errors) == (1, "Nobody has the user name ana.\n")
        only = await command("erase", "lee", "--yes", "--data", relay.folder)
        assert "is the only admin" in only.errors
        await relay.stop()
        assert "Erased again: 1 of" in await done("restore", backup, "--data", relay.folder)
        assert b"my secret" not in (relay.folder / DATABASE_FILE).read_bytes()
        await relay.start()
        with pytest.raises(Exception, match="401"):
            await made.student("Ana")
        bo = await made.student("Bo")
        await bo.enter(session)
        assert chat_of(bo, session) == [ERASED]


async def test_who_came_by_code_in_the_persons_name_is_erased_with_them(tmp_path: Path) -> None:
    async with open_door(tmp_path / "data") as door:
        house, lesson = door.house, door.lesson.id
        ana = student_account(door.school_class, "Ana Silva")
        by_code, tom = await door.come("Ana Silva"), await door.come("Tom Sawyer")
        for one, text in ((by_code.account, "Mondfinsternis"), (tom.account, "Sonnenaufgang")):
            await house.happen(lesson, PeopleCame(people=[Comer(one.id, one.name, "student", "claimed")]))
            await house.happen(lesson, MessagePosted(by=one.id, name=one.name, text=text))
        erased = await house.ask(OWNER, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
        assert (erased.events, erased.sessions) == (2, 1)
        assert by_code.token_id in frozenset().union(*house.revoked)
        details = await house.ask(door.teacher, GetSession(ref=new_ref(), session=lesson), SessionDetails)
        assert sorted(one.name for one in details.attendance) == ["Tom Sawyer", ERASED]
        page = await house.ask(door.teacher, ReadLog(ref=new_ref(), session=lesson), LogPage)
        log = b"".join(bytes(event) for event in page.events)
        assert b"Mondfinsternis" not in log
        assert b"Ana Silva" not in log
        assert b"Sonnenaufgang" in log


async def test_what_is_cut_short_is_done_again(house: SchoolHouse) -> None:
    """A crash after the person was locked out and before the log was gone through."""
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics", ["Ana"])
    ana = student_account(made, "Ana")
    session = await house.started(teacher, await house.session(teacher, made.id))
    await house.happen(session.id, MessagePosted(by=ana.id, name="Ana", text="zither"))
    await house.store.write(lambda: house.store.erasing.erase_account(ana.id))
    reply = await house.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    assert reply.events == 1
    assert b"zither" not in await everything_in(house)


async def test_not_while_refused(tmp_path: Path) -> None:
    """A student may not, and is told so; nothing happens."""
    async with school(tmp_path / "data", "Ana", "Bo") as (_, made):
        ana, bo = await made.student("Ana"), await made.student("Bo")
        with pytest.raises(NotAccepted, match="not_allowed"):
            await ana.ask(ErasePerson(ref=new_ref(), account=bo.me.id), PersonErased)
        assert (await made.student("Bo")).me.name == "Bo"
