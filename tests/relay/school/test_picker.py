"""How often one was called on is known in the class's next lessons, and goes with what it came from."""

from relay.handed.picker import TurnsOfClass
from relay.protocol.accounts import Account, Done
from relay.protocol.hands import CalledOn
from relay.protocol.people import NameConfirmed
from relay.protocol.sessions import DeleteSession, Session
from relay.school.picker import turns_of_class
from relay.shared.ids import new_ref
from relay.store.tables import erase_rows
from tests.relay.doorstep import Doorstep
from tests.relay.schoolhouse import student_account


async def known(door: Doorstep) -> TurnsOfClass:
    """What the school hands to the lesson's room."""
    store, lesson = door.house.store, door.lesson
    handed: object = await store.read(lambda: turns_of_class(store, lesson))
    assert isinstance(handed, TurnsOfClass)
    return handed


async def call_on(door: Doorstep, *people: Account) -> None:
    for one in people:
        door.house.clock.seconds += 1
        await door.house.happen(door.lesson.id, CalledOn(account=one.id))


async def next_lesson(door: Doorstep) -> Session:
    """Gives the one that is over by it."""
    over = door.lesson
    await door.end()
    planned = await door.house.session(door.teacher, door.school_class.id)
    door.lesson = await door.house.started(door.teacher, planned)
    await door.set()
    return over


async def test_turns_are_known_in_the_next_lessons_and_go_with_those_of_which_they_are(
    door: Doorstep,
) -> None:
    ana, tom, zoe = (
        student_account(door.school_class, name) for name in ("Ana Silva", "Tom Sawyer", "Zoë Ng")
    )
    await call_on(door, ana, ana, tom, door.teacher.account)
    assert await known(door) == TurnsOfClass(), "what happened in this lesson its own log tells"
    first = await next_lesson(door)
    assert await known(door) == TurnsOfClass({ana.id: 2, tom.id: 1}, tom.id)
    await call_on(door, zoe, ana)
    await next_lesson(door)
    assert await known(door) == TurnsOfClass({ana.id: 3, tom.id: 1, zoe.id: 1}, ana.id)
    await door.house.ask(door.teacher, DeleteSession(ref=new_ref(), session=first.id), Done)
    assert await known(door) == TurnsOfClass({ana.id: 1, zoe.id: 1}, ana.id)
    store = door.house.store
    await store.write(lambda: erase_rows(store._database.connection(), ana.id))
    assert await known(door) == TurnsOfClass({zoe.id: 1}, zoe.id)


async def test_who_comes_by_code_has_turns_of_their_own_once_they_are_confirmed(door: Doorstep) -> None:
    ana = student_account(door.school_class, "Ana Silva")
    claims, guest = await door.come("Ana Silva"), await door.come("Gil")
    await call_on(door, claims.account, guest.account)
    await door.house.happen(door.lesson.id, NameConfirmed(account=claims.account.id))
    await call_on(door, claims.account, guest.account)
    await next_lesson(door)
    assert await known(door) == TurnsOfClass({ana.id: 1}, ana.id)
    again = await door.come("Ana Silva")
    assert again.account.id not in (await known(door)).turns
    await door.house.happen(door.lesson.id, NameConfirmed(account=again.account.id))
    assert await known(door) == TurnsOfClass({ana.id: 1, again.account.id: 1}, again.account.id)
