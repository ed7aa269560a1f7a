"""Who was removed or not let in and has an account, and tries the lesson's code instead."""

from relay.protocol.accounts import LoggedIn, SignInFirst
from relay.protocol.admission import PersonAdmitted, PersonTurnedAway
from relay.protocol.people import Comer, PeopleCame, PersonAllowedBack, PersonRemoved
from relay.shared.ids import new_ref
from tests.relay.doorstep import Doorstep, refused
from tests.relay.schoolhouse import PASSWORD


async def test_a_pupil_who_was_put_out_does_not_come_back_by_code(door: Doorstep) -> None:
    """Neither from the same device, nor in their own name without being asked about."""
    student = next(s for s in door.school_class.students if s.name == "Ana Silva")
    command = SignInFirst(
        ref=new_ref(), username="ana.silva", code=student.code, password=PASSWORD, device_key="Ana's key"
    )
    await door.house.ask(None, command, LoggedIn)
    came = PeopleCame(people=[Comer(student.id, "Ana Silva", "student")])
    out, away = PersonRemoved(account=student.id), PersonTurnedAway(account=student.id)
    back, admitted = PersonAllowedBack(account=student.id), PersonAdmitted(account=student.id)
    await door.house.happen(door.lesson.id, came)
    for put_out, let_in in ((out, back), (away, admitted)):
        await door.house.happen(door.lesson.id, put_out)
        assert await refused(door.come("Ben", device_key="Ana's key")) == "removed"
        assert await refused(door.come("Ana Silva", device_key="Ana's key")) == "removed"
        again = await door.come("Ana Silva", device_key=f"another key {put_out}")
        place = await door.house.school.place_in(door.lesson.id, again.account)
        assert place.lesson_pass is not None
        assert place.lesson_pass.taken, "the teacher has to be asked"
        await door.house.happen(door.lesson.id, PersonRemoved(account=again.account.id))
        await door.house.happen(door.lesson.id, let_in)
        assert (await door.come("Ben", device_key="Ana's key")).account.name.startswith("Ben")


async def test_a_computer_may_be_free_for_the_next_child(door: Doorstep) -> None:
    await door.set()
    tom = await door.come("Gil", device_key="the lab's key")
    came = PeopleCame(people=[Comer(tom.account.id, "Gil", "student", "guest")])
    await door.house.happen(door.lesson.id, came, PersonRemoved(account=tom.account.id, computer_free=True))
    assert (await door.come("Ben", device_key="the lab's key")).account.id != tom.account.id
    await door.house.happen(door.lesson.id, PersonAllowedBack(account=tom.account.id))
    await door.house.happen(door.lesson.id, PersonRemoved(account=tom.account.id))
    assert await refused(door.come("Eve", device_key="the lab's key")) == "removed"
    await door.house.happen(door.lesson.id, PersonAllowedBack(account=tom.account.id))
    assert (await door.come("Eve", device_key="the lab's key")).account.name == "Eve"
