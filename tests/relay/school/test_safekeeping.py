"""How long things are kept, and the list of who did what."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from relay.protocol.accounts import Done, LoggedIn, SignInFirst
from relay.protocol.admin import AccountReply, AddTeacher, RenewCode
from relay.protocol.classes import ClassReply, MakeClass, RemoveStudent
from relay.protocol.hands import RaiseHand
from relay.protocol.lesson import SessionEnded
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import AllowBack, PersonRemoved, RemovePerson
from relay.protocol.personal import ERASED
from relay.protocol.safekeeping import (
    AUDIT_DAYS,
    KEEP_DAYS,
    ErasePerson,
    GetKeeping,
    Keeping,
    Notes,
    OldRemoved,
    PersonErased,
    ReadNotes,
    RemoveOld,
    SetKeeping,
)
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import (
    CreateSession,
    DeleteSession,
    ListSessions,
    SessionChanged,
    SessionList,
    SessionReply,
    StartSession,
)
from relay.school import OWNER, Member
from relay.school.audit import ENTER_ROOM, READ_LOG
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.relay.cli.test_cli import command, done
from tests.relay.client import PASSWORD, NotAccepted
from tests.relay.doorstep import open_door
from tests.relay.inside import school_inside
from tests.relay.process import school
from tests.relay.schoolhouse import SchoolHouse, student_account
from tests.relay.store.test_backups import lesson, post

DAY = 24 * 3600.0


async def keeping(house: SchoolHouse, asker: Member) -> tuple[int, int]:
    reply = await house.ask(asker, GetKeeping(ref=new_ref()), Keeping)
    return reply.days, reply.due


async def notes(house: SchoolHouse, asker: Member, **more: object) -> list[str]:
    command = ReadNotes(ref=new_ref(), **more)  # type: ignore[arg-type]
    return [act.what for act in (await house.ask(asker, command, Notes)).notes]


async def test_two_years_after_its_end_a_session_goes_with_all_that_was_said(house: SchoolHouse) -> None:
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics", ["Ana"])
    old, never, called_off = [await house.session(teacher, made.id, title) for title in "abc"]
    await house.started(teacher, old)
    house.clock.seconds += 10 * DAY
    await house.happen(old.id, SessionEnded(reason="teacher", figures=SessionStats()))
    live = await house.started(teacher, await house.session(teacher, made.id, "d"))
    house.clock.seconds += (KEEP_DAYS - 5) * DAY
    assert await keeping(house, admin) == (KEEP_DAYS, 2), "those that never took place count from their day"
    late = await house.session(teacher, made.id, "e")
    house.clock.seconds += 6 * DAY
    assert await keeping(house, admin) == (KEEP_DAYS, 3)
    house.changes.clear()
    reply = await house.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)
    assert reply.sessions == 3
    assert {(change[1], change[2]) for change in house.changes} == {
        (s.id, 0) for s in (old, never, called_off)
    }
    assert student_account(made, "Ana").id in house.changes[0][3]
    listed = await house.ask(admin, ListSessions(ref=new_ref()), SessionList)
    assert [s.id for s in listed.sessions] == [live.id, late.id]
    assert await house.store.log.head(old.id) == 0
    assert await house.store.log.head(live.id) == 1
    assert await keeping(house, admin) == (KEEP_DAYS, 0)


async def test_the_school_says_how_long(house: SchoolHouse) -> None:
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics")
    await house.session(teacher, made.id)
    house.clock.seconds += 40 * DAY
    tried = await house.ask(admin, SetKeeping(ref=new_ref(), days=30, dry_run=True), Keeping)
    assert (tried.days, tried.due) == (30, 1)
    assert await keeping(house, admin) == (KEEP_DAYS, 0)
    await house.ask(admin, SetKeeping(ref=new_ref(), days=30), Keeping)
    assert await keeping(house, admin) == (30, 1)
    house.clock.seconds += 4_000 * DAY
    await house.ask(admin, SetKeeping(ref=new_ref(), days=0), Keeping)
    assert await keeping(house, admin) == (0, 0), "for ever"
    assert (await house.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)).sessions == 0
    for asked in (SetKeeping(ref=new_ref(), days=1), RemoveOld(ref=new_ref()), ReadNotes(ref=new_ref())):
        assert await house.refused(teacher, asked) == "not_allowed"


async def test_answers_acts_and_devices_are_not_kept_longer(house: SchoolHouse) -> None:
    """Their age is told by the relay's time, and not by a ref that a client made."""
    await house.admin()
    house.clock.seconds += (KEEP_DAYS + 181) * DAY
    await house.ask(OWNER, AddTeacher(ref=new_ref(), name="Tea"), AccountReply)
    before = await house.store.read(lambda: counts(house))
    assert min(before) > 0
    await house.ask(OWNER, RemoveOld(ref=new_ref()), OldRemoved)
    answers, acts, tokens = await house.store.read(lambda: counts(house))
    assert answers == 2, "those of this day are left"
    assert acts == 2
    assert tokens == 0


async def test_no_admin_empties_the_audit_list(house: SchoolHouse) -> None:
    """Neither by keeping things for a day, nor by removing lessons; after two years entries go by age."""
    admin = await house.admin()
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics", ["Ana"])
    session = await house.started(teacher, await house.session(teacher, made.id))
    ana = student_account(made, "Ana").id
    await house.happen(session.id, PersonRemoved(account=ana, by=teacher.account.id))
    await house.happen(session.id, SessionEnded(reason="teacher", figures=SessionStats()))
    await house.ask(admin, RenewCode(ref=new_ref(), username="tea"), AccountReply)
    before = await notes(house, admin)
    assert {"person_removed", "renew_code", "add_students", "add_teacher"} <= set(before)
    house.clock.seconds += 364 * DAY
    await house.ask(admin, SetKeeping(ref=new_ref(), days=1), Keeping)
    await house.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)
    await house.ask(admin, SetKeeping(ref=new_ref(), days=0), Keeping)
    assert await notes(house, admin) == ["set_keeping", "remove_old", "set_keeping", *before]
    assert await house.store.read(lambda: house.store.sessions.get(session.id)) is None
    house.clock.seconds += (AUDIT_DAYS - 363) * DAY
    await house.ask(OWNER, RemoveOld(ref=new_ref()), OldRemoved)
    assert await notes(house, OWNER) == ["remove_old", "set_keeping", "remove_old", "set_keeping"]


@pytest.mark.sqlite_file
async def test_the_audit_list_knows_who_it_was_and_forgets_the_erased(tmp_path: Path) -> None:
    """Who came by code is known by name when the lesson is gone, until the owner of the name is erased."""
    async with open_door(tmp_path / "data") as door:
        house = door.house
        ana = student_account(door.school_class, "Ana Silva")
        by_code, guest = await door.come("Ana Silva"), await door.come("Gil")
        for one in (by_code, guest):
            await house.happen(
                door.lesson.id, PersonRemoved(account=one.account.id, by=door.teacher.account.id)
            )
        await door.end()
        await house.ask(door.teacher, DeleteSession(ref=new_ref(), session=door.lesson.id), Done)
        named = await names(house)
        assert ("person_removed", "Lena Lee", "Ana Silva", "claimed") in named
        assert ("person_removed", "Lena Lee", "Gil", "guest") in named
        entries = len(named)
        for account in (ana.id, door.teacher.account.id):
            await house.ask(OWNER, ErasePerson(ref=new_ref(), account=account), PersonErased)
        named = await names(house)
        assert len(named) == entries + 2
        assert ("person_removed", ERASED, ERASED, "claimed") in named
        assert ("person_removed", ERASED, "Gil", "guest") in named
        await house.school.close()
        await house.store.close()
        content = (house.store.folder / DATABASE_FILE).read_bytes()
        assert b"Lena" not in content
        assert b"Ana Silva" not in content


async def names(house: SchoolHouse) -> list[tuple[str, str, str, str]]:
    """Of every entry: what, by whom, to whom, and how they were known."""
    found = await house.ask(OWNER, ReadNotes(ref=new_ref(), limit=200), Notes)
    return [(a.what, a.by_name, a.account_name, a.account_standing) for a in found.notes]


async def test_an_admin_who_reads_a_lesson_of_others_is_noted(tmp_path: Path) -> None:
    """By reading its log and by coming in, each once an hour; who teaches it is not, nor what is refused."""
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee = await made.teacher()
        command = AddTeacher(ref=new_ref(), name="Mr Poe", username="poe")
        poe_code = (await lee.ask(command, AccountReply)).code
        visitor = await made.client()
        first = SignInFirst(ref=new_ref(), username="poe", code=poe_code, password=PASSWORD)
        poe = await made.client((await visitor.ask(first, LoggedIn)).token)
        theirs = (await poe.ask(MakeClass(ref=new_ref(), name="Art"), ClassReply)).school_class.id
        plan = CreateSession(ref=new_ref(), class_id=theirs, title="Ink", scheduled_at=1, max_participants=9)
        session = (await poe.ask(plan, SessionReply)).session.id
        await poe.ask(StartSession(ref=new_ref(), session=session), SessionReply)
        own = await made.live(lee)
        for reader, lesson_of in ((lee, own), (poe, session)):
            await reader.enter(lesson_of)
            await reader.ask(ReadLog(ref=new_ref(), session=lesson_of), LogPage)
        with pytest.raises(NotAccepted):
            await poe.ask(ReadLog(ref=new_ref(), session=own), LogPage)

        async def read() -> list[tuple[str, str, str]]:
            found = await lee.ask(ReadNotes(ref=new_ref(), limit=200), Notes)
            acts = [(a.what, a.by_name, a.session_title) for a in reversed(found.notes)]
            return [act for act in acts if act[0] in (READ_LOG, ENTER_ROOM)]

        assert await read() == []
        for after in (1, 0, 1):
            await lee.ask(ReadLog(ref=new_ref(), session=session, after=after), LogPage)
        assert await read() == [(READ_LOG, "Ms Lee", "Ink")]
        raised = RaiseHand(ref=new_ref(), session=session)
        with pytest.raises(NotAccepted, match="not_allowed"):
            await lee.do(raised)
        assert len(await read()) == 1, "nothing was shown"
        await lee.enter(session)
        await (await made.teacher()).enter(session)
        assert await read() == [(READ_LOG, "Ms Lee", "Ink"), (ENTER_ROOM, "Ms Lee", "Ink")]


def counts(house: SchoolHouse) -> tuple[int, ...]:
    connection = house.store._database.connection()
    return tuple(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("answer", "noted", "token")
    )


@pytest.mark.sqlite_file
async def test_the_relay_removes_by_itself_and_says_so(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", remove_old_after_seconds=0) as (relay, made):
        teacher = await made.teacher()
        session, made_at = (await made.planned(teacher)).id, teacher.welcome.now
        await relay.stop()
        with contextlib.closing(sqlite3.connect(relay.folder / DATABASE_FILE)) as database:
            database.execute("UPDATE session SET scheduled_at = 1, updated_at = 1, status = 'cancelled'")
            days = " ".join(str(made_at + day * 86_400_000) for day in range(-7, 0))
            database.execute("INSERT OR REPLACE INTO meta VALUES ('heartbeat_days', ?)", (days,))
            database.commit()
        await relay.start()
        ana = await made.student("Ana")
        asked = ListSessions(ref=new_ref())
        if (await ana.ask(asked, SessionList)).sessions:
            await ana.until(lambda: SessionChanged(session=session, revision=0) in ana.notices)
        assert (await ana.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []


async def test_who_did_what(tmp_path: Path) -> None:
    """Moderation is noted with the event itself, what admins do with its answer; what was refused is not."""
    async with school(tmp_path / "data", "Ana", "Bo") as (relay, made):
        teacher, ana, session = await lesson(made)
        await post(ana, session, "no act")
        await ana.do(RaiseHand(ref=new_ref(), session=session))
        await teacher.do(MuteChat(ref=new_ref(), session=session, account=ana.me.id))
        await teacher.do(UnmuteChat(ref=new_ref(), session=session, account=ana.me.id))
        with pytest.raises(NotAccepted):
            await teacher.do(UnmuteChat(ref=new_ref(), session=session))
        await teacher.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        await teacher.do(AllowBack(ref=new_ref(), session=session, account=ana.me.id))
        renew = RenewCode(ref=new_ref(), username="bo")
        await teacher.ask(renew, AccountReply)
        teacher._replies.clear()
        await teacher.ask(renew, AccountReply)
        with pytest.raises(NotAccepted):
            await teacher.ask(RenewCode(ref=new_ref(), username="nobody"), AccountReply)
        with pytest.raises(NotAccepted, match="not_allowed"):
            await ana.ask(ReadNotes(ref=new_ref()), Notes)
        told = await teacher.ask(ReadNotes(ref=new_ref(), limit=200), Notes)
        acts = [(a.what, a.by_name, a.account_name, a.session_title) for a in reversed(told.notes)]
        assert acts == [
            ("add_students", "Ms Lee", "", ""),
            ("chat_muted", "Ms Lee", "Ana", "Energy"),
            ("chat_unmuted", "Ms Lee", "Ana", "Energy"),
            ("person_removed", "Ms Lee", "Ana", "Energy"),
            ("person_allowed_back", "Ms Lee", "Ana", "Energy"),
            ("renew_code", "Ms Lee", "Bo", ""),
        ]
        await teacher.ask(RemoveStudent(ref=new_ref(), class_id=made.class_id, account=ana.me.id), ClassReply)
        page = await teacher.ask(ReadNotes(ref=new_ref(), limit=3), Notes)
        assert ([a.what for a in page.notes], page.more) == (
            ["remove_student", "renew_code", "person_allowed_back"],
            True,
        )
        assert page.notes[0].class_name == "Physics"
        more = await teacher.ask(ReadNotes(ref=new_ref(), before=page.notes[-1].id, limit=3), Notes)
        assert [a.what for a in more.notes] == ["person_removed", "chat_unmuted", "chat_muted"]
        of_bo = await teacher.ask(ReadNotes(ref=new_ref(), account=told.notes[0].account), Notes)
        assert [a.what for a in of_bo.notes] == ["renew_code"]
        out = await done("audit", "--data", relay.folder)
        assert [line.split("  ")[2] for line in out.splitlines()] == [
            "remove_student",
            *(a.what for a in told.notes),
        ]
        out = await done("audit", "--of", "bo", "--data", relay.folder)
        assert out.splitlines()[0].endswith("  Ms Lee  renew_code  Bo")


async def test_letting_all_write_again_is_one_act_whoever_stays_muted(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", "Bo") as (_, made):
        teacher, ana, session = await lesson(made)
        await post(ana, session, "here")
        await teacher.do(MuteChat(ref=new_ref(), session=session, account=ana.me.id))
        await teacher.do(MuteChat(ref=new_ref(), session=session))
        await teacher.do(UnmuteChat(ref=new_ref(), session=session))
        told = await teacher.ask(ReadNotes(ref=new_ref(), limit=3), Notes)
        acts = [(act.what, act.account_name) for act in reversed(told.notes)]
        assert acts == [("chat_muted", "Ana"), ("chat_muted", ""), ("chat_unmuted", "")]


async def test_from_the_command_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await done("init", "--data", data)
    assert "are kept 730 days after" in await done("keep", "--data", data)
    assert "would be kept 30 days" in await done("keep", "30", "--dry-run", "--data", data)
    assert "are kept for ever" in await done("keep", "forever", "--data", data)
    assert "are kept for ever" in await done("keep", "--data", data)
    assert "are kept 365 days" in await done("keep", "365", "--data", data)
    assert await done("remove-old", "--data", data) == "0 sessions removed.\n"
    for wrong in ("0", "-1", "x", "36501"):
        outcome = await command("keep", "--data", data, "--", wrong)
        assert outcome.code == 1
        assert "is not a number of days" in outcome.errors
    assert [line.split("  ")[1:3] for line in (await done("audit", "--data", data)).splitlines()] == [
        ["command line", "remove_old"],
        ["command line", "set_keeping"],
        ["command line", "set_keeping"],
    ]
