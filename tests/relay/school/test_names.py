"""Under which names people come in by code: chosen, typed, taken, made safe, and looked at twice."""

import pytest

from relay.protocol.accounts import LoggedIn
from relay.protocol.admission import (
    PersonTurnedAway,
)
from relay.protocol.joining import (
    Join,
)
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.sessions import GetSession, SessionDetails
from relay.school import Member
from relay.shared.ids import new_ref
from relay.store.queries.joining import LessonPass
from tests.relay.by_code import ticket
from tests.relay.doorstep import CODE, PIN, Doorstep, refused
from tests.relay.schoolhouse import student_account

pytestmark = pytest.mark.asyncio


async def pass_of(door: Doorstep, asker: Member) -> LessonPass:
    place = await door.house.school.place_in(door.lesson.id, asker.account)
    assert place.lesson_pass is not None
    return place.lesson_pass


class TestNames:
    async def test_the_list_is_shown_only_where_the_teacher_shows_it(self, door: Doorstep) -> None:
        may = await ticket(door.visitor().ask, door.lesson.id, CODE, PIN)
        assert (may.names, may.names_shown, may.guests, may.waiting) == ([], False, True, False)
        await door.set(names_shown=True, guests=False, waiting="all")
        may = await ticket(door.visitor().ask, door.lesson.id, CODE, PIN)
        assert [(name.name, name.taken) for name in may.names] == [
            ("Ana Silva", False),
            ("Tom Sawyer", False),
            ("Zoë Ng", False),
        ]
        assert (may.names_shown, may.guests, may.waiting) == (True, False, True)
        accounts = {student.id for student in door.school_class.students}
        assert not accounts & {name.id for name in may.names}

    async def test_a_chosen_name_is_claimed(self, door: Doorstep) -> None:
        await door.set(names_shown=True, guests=False)
        visitor = door.visitor()
        may = await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        ana = next(name for name in may.names if name.name == "Ana Silva")
        made = await visitor.ask(Join(ref=new_ref(), ticket=may.ticket, name_id=ana.id), LoggedIn)
        real = student_account(door.school_class, "Ana Silva")
        assert (made.you.name, made.you.role) == ("Ana Silva", "student")
        assert made.you.id != real.id
        place = await door.house.school.place_in(door.lesson.id, made.you)
        assert place.role == "student"
        assert place.lesson_pass is not None
        assert (place.lesson_pass.standing, place.lesson_pass.claims) == ("claimed", real.id)
        assert not place.lesson_pass.taken
        again = await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        assert [name.name for name in again.names if name.taken] == ["Ana Silva"]
        # Its stand-in of the first ticket means nothing with the second.
        stale = Join(ref=new_ref(), ticket=again.ticket, name_id=ana.id)
        assert await refused(visitor.ask(stale, LoggedIn)) == "not_found"

    async def test_no_choosing_from_a_list_that_is_not_shown(self, door: Doorstep) -> None:
        await door.set(names_shown=True)
        visitor = door.visitor()
        may = await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        await door.set(names_shown=False)
        command = Join(ref=new_ref(), ticket=may.ticket, name_id=may.names[0].id)
        assert await refused(visitor.ask(command, LoggedIn)) == "not_found"

    @pytest.mark.parametrize("typed", ["Ana Silva", "  ana   SILVA ", "Ａｎａ Silva", "Ana\u202e Silva"])
    async def test_a_typed_name_of_the_roster_is_claimed(self, door: Doorstep, typed: str) -> None:
        await door.set(guests=False)
        asker = await door.come(typed)
        found = await pass_of(door, asker)
        assert (asker.account.name, found.standing, found.looks_like) == ("Ana Silva", "claimed", "")

    @pytest.mark.parametrize(("typed", "like"), [("Ána Silva", "Ana Silva"), ("Zoe Ng", "Zoë Ng")])
    async def test_who_is_only_like_somebody_waits_for_the_teacher(
        self, door: Doorstep, typed: str, like: str
    ) -> None:
        await door.set(guests=False)
        asker = await door.come(typed)
        found = await pass_of(door, asker)
        assert (asker.account.name, found.standing, found.looks_like) == (typed, "claimed", like)
        real = await door.come(like, device_key="r" * 32)
        assert (await pass_of(door, real)).looks_like == ""

    async def test_who_came_under_a_name_of_the_class_is_not_absent(self, door: Doorstep) -> None:
        asker = await door.come("Ana Silva")
        get = GetSession(ref=new_ref(), session=door.lesson.id)
        before = (await door.house.ask(door.teacher, get, SessionDetails)).absent
        await door.house.happen(
            door.lesson.id, PeopleCame(people=[Comer(asker.account.id, "Ana Silva", "student", "claimed")])
        )
        after = (await door.house.ask(door.teacher, get, SessionDetails)).absent
        assert [person.name for person in before] == ["Ana Silva", "Tom Sawyer", "Zoë Ng"]
        assert [person.name for person in after] == ["Tom Sawyer", "Zoë Ng"]

    async def test_a_name_that_is_taken_is_for_the_teacher_to_decide(self, door: Doorstep) -> None:
        assert not (await pass_of(door, await door.come("Ana Silva"))).taken
        assert (await pass_of(door, await door.come("Ana Silva"))).taken

    async def test_a_name_whose_owner_is_here_is_taken(self, door: Doorstep) -> None:
        ana = student_account(door.school_class, "Ana Silva")
        await door.house.happen(door.lesson.id, PeopleCame(people=[Comer(ana.id, ana.name, "student")]))
        assert (await pass_of(door, await door.come("Ana Silva"))).taken

    async def test_a_claim_that_was_thrown_out_is_not_in_the_way(self, door: Doorstep) -> None:
        false = await door.come("Ana Silva")
        await door.house.happen(door.lesson.id, PersonTurnedAway(account=false.account.id))
        assert not (await pass_of(door, await door.come("Ana Silva"))).taken

    async def test_guests(self, door: Doorstep) -> None:
        ben, second = await door.come("Ben"), await door.come("BEN")
        assert (ben.account.name, second.account.name) == ("Ben", "BEN 2")
        assert (await pass_of(door, ben)).standing == "guest"
        await door.set(guests=False)
        assert await refused(door.come("Cleo")) == "guests_not_allowed"

    @pytest.mark.parametrize("unseen", "\u200b\u200c\u200d\u2060\u3164\uffa0\u034f\u2800\ufe0f\U000e0041\xad")
    async def test_what_is_not_seen_makes_no_other_name(self, door: Doorstep, unseen: str) -> None:
        asker = await door.come(f"Ana{unseen} {unseen}Silva{unseen}")
        assert (asker.account.name, (await pass_of(door, asker)).standing) == ("Ana Silva", "claimed")
        ben, same = await door.come("Ben"), await door.come(f"Be{unseen}n")
        assert (ben.account.name, same.account.name) == ("Ben", "Ben 2")
        assert await refused(door.come(unseen)) == "empty"

    @pytest.mark.parametrize("name", ["", "  ", "\u202e\u200e", "\x00", "x" * 101, "\u0301", "\u200b \u20dd"])
    async def test_names_that_are_none(self, door: Doorstep, name: str) -> None:
        assert await refused(door.come(name)) in ("empty", "too_long")

    @pytest.mark.parametrize(
        ("typed", "like"),
        [
            ("Anа Silva", "Ana Silva"),  # a Cyrillic а
            ("Ana SiIva", "Ana Silva"),  # a capital i
            ("Аnа Sіlvа", "Ana Silva"),
            ("Tοm Sawyer", "Tom Sawyer"),  # a Greek ο
            ("Tom 5awyer", "Tom Sawyer"),
            ("Ana-Silva", "Ana Silva"),
            ("Tom Savvyer", "Tom Sawyer"),
            ("Lena Lee", "Lena Lee"),  # the teacher
            ("LENA LЕЕ", "Lena Lee"),
            ("ꓡena Lee", "Lena Lee"),  # of Lisu
            ("Tom Ꮪawyer", "Tom Sawyer"),  # of Cherokee
            ("Ana Sɪlvɑ", "Ana Silva"),
        ],
    )
    async def test_a_guest_who_looks_like_somebody(self, door: Doorstep, typed: str, like: str) -> None:
        found = await pass_of(door, await door.come(typed))
        assert (found.standing, found.looks_like) == ("guest", like)

    async def test_a_guest_who_looks_like_a_guest(self, door: Doorstep) -> None:
        assert (await pass_of(door, await door.come("Paula"))).looks_like == ""
        assert (await pass_of(door, await door.come("Pаula"))).looks_like == "Paula"

    @pytest.mark.parametrize(
        "name", ["Ann Silva", "Anna Silva", "Tim Sawyer", "Иван", "Ελένη", "李小龍", "محمد"]
    )
    async def test_other_names_are_let_be(self, door: Doorstep, name: str) -> None:
        found = await pass_of(door, await door.come(name))
        assert (found.standing, found.looks_like) == ("guest", "")
