"""Deleting a class: what goes, what stays, and when the rest goes."""

from relay.protocol.class_deletion import ClassDeleted, DeleteClass
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.joining import MakePasses, PassesMade
from relay.protocol.lesson import SessionEnded
from relay.protocol.log import ReadLog
from relay.protocol.safekeeping import Notes, OldRemoved, ReadNotes, RemoveOld
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import GetSession, ListSessions, SessionDetails, SessionList
from relay.school import OWNER
from relay.shared.ids import new_ref
from tests.relay.schoolhouse import SchoolHouse


def delete(class_id: str, *, dry_run: bool = False) -> DeleteClass:
    return DeleteClass(ref=new_ref(), class_id=class_id, dry_run=dry_run)


async def test_what_goes_is_told_first_and_not_while_a_lesson_runs(house: SchoolHouse) -> None:
    bo, cy = await house.teacher("Bo Berg"), await house.teacher("Cy Dahl")
    seven = await house.school_class(bo, "7b", ["Ana", "Tom"])
    live = await house.started(bo, await house.session(bo, seven.id))
    planned = await house.session(bo, seven.id)
    ana = await house.signed_in("ana", seven.students[0].code)
    assert await house.refused(cy, delete(seven.id)) == "not_found"
    assert await house.refused(ana, delete(seven.id)) == "not_allowed"
    assert await house.refused(bo, delete(seven.id, dry_run=True)) == "still_live"
    await house.happen(live.id, SessionEnded(reason="teacher", figures=SessionStats()))
    told = await house.ask(bo, delete(seven.id, dry_run=True), ClassDeleted)
    assert (told.done, told.students, told.planned, told.held) == (False, 2, 1, 1)
    assert await house.store.read(lambda: house.store.classes.size(seven.id)) == 2
    await house.ask(bo, MakePasses(ref=new_ref(), class_id=seven.id), PassesMade)
    house.changes.clear()
    told = await house.ask(bo, delete(seven.id), ClassDeleted)
    assert (told.done, told.students, told.planned, told.held) == (True, 2, 1, 1)
    assert [(changed, session is None) for session, changed, _, _ in house.changes] == [(planned.id, True)]
    assert ana.account.id in house.changes[0][3]
    assert ana.account.id in house.around.welcomed_again[-1]
    for asker in (bo, OWNER):
        assert (await house.ask(asker, ListClasses(ref=new_ref()), ClassList)).classes == []
    assert await house.refused(bo, delete(seven.id)) == "not_found"
    assert await house.store.read(lambda: house.store.accounts.by_username("tom")) is not None
    noted = (await house.ask(await house.admin(), ReadNotes(ref=new_ref()), Notes)).notes
    assert next((n.what, n.detail) for n in noted) == ("delete_class", "7b")


async def test_lessons_that_were_held_stay_for_their_teacher_and_go_by_their_age(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Ana"])
    held = await house.started(bo, await house.session(bo, seven.id))
    await house.happen(held.id, SessionEnded(reason="teacher", figures=SessionStats()))
    ana = await house.signed_in("ana", seven.students[0].code)
    await house.ask(bo, delete(seven.id), ClassDeleted)
    details = await house.ask(bo, GetSession(ref=new_ref(), session=held.id), SessionDetails)
    assert details.session.class_name == "7b"
    assert [one.id for one in (await house.ask(bo, ListSessions(ref=new_ref()), SessionList)).sessions] == [
        held.id
    ]
    assert (await house.ask(ana, ListSessions(ref=new_ref()), SessionList)).sessions == []
    assert await house.refused(ana, ReadLog(ref=new_ref(), session=held.id)) == "not_found"
    again = await house.school_class(bo, "7b")
    assert again.id != seven.id, "the name is free"
    house.clock.seconds += 800 * 24 * 3600
    await house.ask(await house.admin(), RemoveOld(ref=new_ref()), OldRemoved)
    left = await house.store.read(
        lambda: house.store.classes._execute("SELECT id FROM school_class").fetchall()
    )
    assert [row[0] for row in left] == [again.id]


async def test_a_class_without_lessons_goes_whole(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b", ["Ana"])
    await house.session(bo, seven.id)
    await house.ask(bo, delete(seven.id), ClassDeleted)
    left = await house.store.read(
        lambda: house.store.classes._execute("SELECT id FROM school_class").fetchall()
    )
    assert left == []
