"""Coming in by code, on a real database: which lessons, guessing, and an account that is good for one."""

import asyncio

import pytest

from relay.protocol.accounts import Done, LoggedIn, LogIn, LogOut
from relay.protocol.admission import (
    CodeChanged,
    DoorSet,
    PersonAdmitted,
    PersonTurnedAway,
)
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.joining import (
    BeginJoin,
    Join,
    JoinBegun,
    ListOpenLessons,
    MayJoin,
    OpenLessons,
    ProveJoin,
)
from relay.protocol.limits import WRONG_CODES, WRONG_CODES_WAIT
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.people import Comer, NameConfirmed, PeopleCame, PersonAllowedBack, PersonRemoved
from relay.protocol.sessions import (
    DeleteSession,
    GetSession,
    ListSessions,
    SessionDetails,
    SessionList,
)
from relay.school import pake_exchanges as joins
from relay.school.pake_exchanges import (
    EXCHANGE_SECONDS,
    GRID,
    TICKET_SECONDS,
)
from relay.shared.ids import new_ref
from tests.relay.by_code import CodeNotKnown, OneTry, begin, come, ticket
from tests.relay.doorstep import CODE, PIN, Doorstep, refused

pytestmark = pytest.mark.asyncio


class TestWhichLessons:
    async def test_only_live_ones_whose_door_takes_codes(self, door: Doorstep) -> None:
        async def found() -> list[tuple[str, str, bool]]:
            reply = await door.visitor().ask(ListOpenLessons(ref=new_ref()), OpenLessons)
            return [(lesson.class_name, lesson.teacher_name, lesson.locked) for lesson in reply.lessons]

        await door.house.session(door.teacher, door.school_class.id, "planned")
        assert await found() == [("7B", "Lena Lee", False)]
        await door.set(locked=True)
        assert await found() == [("7B", "Lena Lee", True)]
        await door.set(codes=False)
        assert await found() == []
        await door.set()
        await door.end()
        assert await found() == []

    async def test_no_door_no_exchange(self, door: Doorstep) -> None:
        visitor = door.visitor()
        attempt = OneTry(CODE, PIN, door.lesson.id)
        planned = await door.house.session(door.teacher, door.school_class.id, "planned")
        for session in (planned.id, new_ref()):
            command = BeginJoin(ref=new_ref(), session=session, message=attempt.message)
            assert await refused(visitor.ask(command, JoinBegun)) == "codes_not_taken"
        await door.set(codes=False)
        command = BeginJoin(ref=new_ref(), session=door.lesson.id, message=attempt.message)
        assert await refused(visitor.ask(command, JoinBegun)) == "codes_not_taken"
        await door.set(locked=True)
        assert await refused(visitor.ask(command, JoinBegun)) == "lesson_locked"
        await door.set()
        rubbish = BeginJoin(ref=new_ref(), session=door.lesson.id, message=bytes(33))
        assert await refused(visitor.ask(rubbish, JoinBegun)) == "bad_value"
        assert not door.guessed


class TestGuessing:
    async def test_a_wrong_code_is_seen_by_both_sides(self, door: Doorstep) -> None:
        visitor = door.visitor()
        with pytest.raises(CodeNotKnown):
            await ticket(visitor.ask, door.lesson.id, "AAAAAA", PIN)
        begun, own = await begin(visitor.ask, door.lesson.id, "AAAAAA", PIN)
        assert begun.proof != own.relay
        prove = ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=own.client)
        assert await refused(visitor.ask(prove, MayJoin)) == "wrong_join_code"
        assert await refused(visitor.ask(prove, MayJoin)) == "join_expired", "an exchange takes one proof"
        door.house.school.visit_over(visitor.visit)
        assert door.guessed == [door.lesson.id] * 2

    async def test_what_the_relay_shows_is_not_what_it_wants_to_see(self, door: Doorstep) -> None:
        """A proof that was heard can't be sent back."""
        visitor = door.visitor()
        begun, _ = await begin(visitor.ask, door.lesson.id, "AAAAAA", PIN)
        prove = ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=begun.proof)
        assert await refused(visitor.ask(prove, MayJoin)) == "wrong_join_code"

    async def test_giving_up_is_a_wrong_guess(self, door: Doorstep) -> None:
        """Whoever begins learns from the relay's proof whether the code was right."""
        visitor = door.visitor()
        await begin(visitor.ask, door.lesson.id, "AAAAAA", PIN)
        door.house.school.visit_over(visitor.visit)
        assert door.guessed == [door.lesson.id]

    async def test_one_connection_guesses_five_times_and_waits(self, door: Doorstep) -> None:
        visitor = door.visitor()
        for _ in range(WRONG_CODES):
            await begin(visitor.ask, door.lesson.id, "AAAAAA", PIN)
            door.house.school.visit_over(visitor.visit)
        assert len(door.guessed) == WRONG_CODES
        assert await refused(begin(visitor.ask, door.lesson.id, CODE, PIN)) == "slow_down"
        door.house.clock.seconds += WRONG_CODES_WAIT
        await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        assert visitor.visit.wrong == 0

    async def test_the_right_code_costs_nothing(self, door: Doorstep) -> None:
        visitor = door.visitor()
        for _ in range(WRONG_CODES + 2):
            await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        assert not door.guessed

    async def test_no_answer_tells_how_long_it_took(self, door: Doorstep) -> None:
        asked = asyncio.get_running_loop().time()
        await begin(door.visitor().ask, door.lesson.id, CODE, PIN)
        assert asyncio.get_running_loop().time() - asked >= GRID

    async def test_a_code_that_is_tried_at_other_lessons_first_is_held_against_nobody(
        self, door: Doorstep
    ) -> None:
        """Whoever types a code does not say of which lesson it is."""
        others = [await self._another(door, f"{number}{number}2222") for number in (3, 4, 5)]
        visitor = door.visitor()
        for other in others:
            with pytest.raises(CodeNotKnown):
                await ticket(visitor.ask, other, CODE, PIN)
        assert (await ticket(visitor.ask, door.lesson.id, CODE, PIN)).guests
        door.house.school.visit_over(visitor.visit)
        assert not door.guessed
        assert door.house.school.wrong_guesses_from(visitor.visit.address) == 0

    async def test_who_finds_no_lesson_has_guessed_at_all_of_them(self, door: Doorstep) -> None:
        others = [await self._another(door, f"{number}{number}2222") for number in (3, 4, 5)]
        visitor = door.visitor()
        for lesson in (*others, door.lesson.id):
            with pytest.raises(CodeNotKnown):
                await ticket(visitor.ask, lesson, "AAAAAA", PIN)
        door.house.school.visit_over(visitor.visit)
        assert sorted(door.guessed) == sorted([*others, door.lesson.id])
        assert door.house.school.wrong_guesses_from(visitor.visit.address) == 4

    async def test_who_knows_one_code_does_not_guess_at_another_for_ever(
        self, door: Doorstep, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(joins, "TRIES_FORGIVEN", 2)
        other = await self._another(door, "332222")
        for _ in range(3):
            visitor = door.visitor()
            with pytest.raises(CodeNotKnown):
                await ticket(visitor.ask, other, "AAAAAA", PIN)
            await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        assert door.guessed == [other]

    async def _another(self, door: Doorstep, code: str) -> str:
        """Another lesson of the same class, open at the same time."""
        session = await door.house.session(door.teacher, door.school_class.id, code)
        other = await door.house.started(door.teacher, session)
        await door.house.happen(other.id, DoorSet(codes=True, code=code))
        return other.id

    async def test_a_code_that_was_changed_is_wrong_from_then_on(self, door: Doorstep) -> None:
        visitor = door.visitor()
        begun, own = await begin(visitor.ask, door.lesson.id, CODE, PIN)
        with_ticket = await ticket(door.visitor().ask, door.lesson.id, CODE, PIN)
        await door.house.happen(door.lesson.id, CodeChanged(code="222222"))
        prove = ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=own.client)
        assert await refused(visitor.ask(prove, MayJoin)) == "wrong_join_code"
        late = Join(ref=new_ref(), ticket=with_ticket.ticket, name="Ben")
        assert await refused(visitor.ask(late, LoggedIn)) == "wrong_join_code"
        with pytest.raises(CodeNotKnown):
            await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        await ticket(door.visitor().ask, door.lesson.id, "222222", PIN)

    async def test_a_lesson_has_its_own_code(self, door: Doorstep) -> None:
        other = await door.house.started(
            door.teacher, await door.house.session(door.teacher, door.school_class.id, "other")
        )
        await door.house.happen(other.id, DoorSet(codes=True, code="222222"))
        with pytest.raises(CodeNotKnown):
            await ticket(door.visitor().ask, other.id, CODE, PIN)
        await ticket(door.visitor().ask, other.id, "222222", PIN)

    async def test_a_ticket_does_not_last(self, door: Doorstep) -> None:
        may = await ticket(door.visitor().ask, door.lesson.id, CODE, PIN)
        door.house.clock.seconds += TICKET_SECONDS + 1
        command = Join(ref=new_ref(), ticket=may.ticket, name="Ben")
        assert await refused(door.visitor().ask(command, LoggedIn)) == "join_expired"
        forged = Join(ref=new_ref(), ticket="forged", name="Ben")
        assert await refused(door.visitor().ask(forged, LoggedIn)) == "join_expired"
        assert EXCHANGE_SECONDS < TICKET_SECONDS


class TestOneLessonAlone:
    async def test_nothing_anywhere_else(self, door: Doorstep) -> None:
        asker = await door.come("Ana Silva")
        other = await door.house.session(door.teacher, door.school_class.id, "other")
        house = door.house
        assert await house.school.role_in(door.lesson.id, asker.account) == "student"
        assert await house.school.role_in(other.id, asker.account) is None
        assert await house.refused(asker, GetSession(ref=new_ref(), session=other.id)) == "not_found"
        assert await house.refused(asker, ReadLog(ref=new_ref(), session=other.id)) == "not_found"
        assert (await house.ask(asker, ListSessions(ref=new_ref()), SessionList)).sessions == []
        assert (await house.ask(asker, ListClasses(ref=new_ref()), ClassList)).classes == []

    async def test_no_password_opens_it(self, door: Doorstep) -> None:
        asker = await door.come("Ben")
        for password in ("", "a good long password"):
            command = LogIn(ref=new_ref(), username=asker.account.username, password=password)
            assert await door.house.refused(None, command) == "wrong_password"

    async def test_nobody_of_the_school(self, door: Doorstep) -> None:
        asker = await door.come("Ben")
        found = await door.house.store.read(door.house.store.accounts.everybody)
        assert asker.account.id not in {account.id for account in found}

    async def test_nothing_is_read_before_one_is_in(self, door: Doorstep) -> None:
        asker = await door.come("Ben")
        read, get = (
            ReadLog(ref=new_ref(), session=door.lesson.id),
            GetSession(ref=new_ref(), session=door.lesson.id),
        )
        assert await door.house.refused(asker, read) == "not_admitted"
        assert await door.house.refused(asker, get) == "not_admitted"
        came = PeopleCame(people=[Comer(asker.account.id, "Ben", "student", "guest")])
        await door.house.happen(door.lesson.id, came)
        assert (await door.house.ask(asker, read, LogPage)).upto > 0
        assert (await door.house.ask(asker, get, SessionDetails)).session.id == door.lesson.id

    async def test_the_class_too_reads_nothing_while_it_waits(self, door: Doorstep) -> None:
        student = next(s for s in door.school_class.students if s.name == "Ana Silva")
        ana = await door.house.signed_in(student.username, student.code)
        read = ReadLog(ref=new_ref(), session=door.lesson.id)
        assert (await door.house.ask(ana, read, LogPage)).upto > 0
        for locked, waiting in ((False, "all"), (True, "off")):
            await door.set(waiting=waiting, locked=locked)  # type: ignore[arg-type]
            assert await door.house.refused(ana, read) == "not_admitted"
        await door.end()
        assert (await door.house.ask(ana, read, LogPage)).upto > 0, "it is the class's own lesson"

    async def test_the_class_too_reads_nothing_once_turned_away(self, door: Doorstep) -> None:
        student = next(s for s in door.school_class.students if s.name == "Ana Silva")
        ana = await door.house.signed_in(student.username, student.code)
        read = ReadLog(ref=new_ref(), session=door.lesson.id)
        await door.house.happen(door.lesson.id, PersonTurnedAway(account=ana.account.id))
        assert await door.house.refused(ana, read) == "turned_away"
        await door.house.happen(door.lesson.id, PersonAdmitted(account=ana.account.id))
        assert (await door.house.ask(ana, read, LogPage)).upto > 0
        await door.house.happen(door.lesson.id, PersonTurnedAway(account=ana.account.id))
        await door.end()
        assert await door.house.refused(ana, read) == "turned_away"

    async def test_it_ends_with_the_lesson(self, door: Doorstep) -> None:
        made = await come(door.visitor().ask, door.lesson.id, CODE, PIN, "Ben")
        asker = await door.house.asker(made.token)
        school = door.house.school
        await door.end()
        assert await refused(door.come("Cleo")) == "codes_not_taken"
        ((lesson, ended_at),) = await school.passes_to_end()
        assert lesson == door.lesson.id
        assert await school.end_passes(lesson, ended_at - 1) == frozenset(), "it has ended again since"
        assert await school.account_of(made.token) is not None
        assert await school.end_passes(lesson, ended_at) == {asker.token_id}
        assert await school.account_of(made.token) is None
        assert await school.passes_to_end() == []

    async def test_who_was_never_let_in_reads_nothing_after_the_end(self, door: Doorstep) -> None:
        await door.set(waiting="all")
        asker = await door.come("Ben")
        read = ReadLog(ref=new_ref(), session=door.lesson.id)
        assert await door.house.refused(asker, read) == "not_admitted"
        await door.end()
        assert await door.house.refused(asker, read) == "not_admitted"

    async def test_it_goes_with_the_lesson(self, door: Doorstep) -> None:
        asker = await door.come("Ben")
        await door.end()
        door.house.revoked.clear()
        await door.house.ask(door.teacher, DeleteSession(ref=new_ref(), session=door.lesson.id), Done)
        store = door.house.store
        assert await store.read(lambda: store.accounts.get(asker.account.id)) is None
        assert door.house.revoked == [{asker.token_id}], "and is signed out at once"

    async def test_one_s_own_name_is_not_taken_for_who_comes_back(self, door: Doorstep) -> None:
        """After leaving, from the device that they came with; for all others it is."""
        await door.set(names_shown=True)
        came = await door.come("Ana Silva", "key of Ana's")
        await door.come("Tom Sawyer", "another's")

        async def taken(device_key: str) -> list[str]:
            may = await ticket(door.visitor().ask, door.lesson.id, CODE, PIN, device_key)
            return [one.name for one in may.names if one.taken]

        assert await taken("") == ["Ana Silva", "Tom Sawyer"]
        assert await taken("a third") == ["Ana Silva", "Tom Sawyer"]
        assert await taken("key of Ana's") == ["Tom Sawyer"]
        back = await door.come("Ana Silva", "key of Ana's")
        assert back.account == came.account

    async def test_the_same_ticket_is_the_same_person(self, door: Doorstep) -> None:
        """The answer to the first was lost with the line."""
        visitor = door.visitor()
        may = await ticket(visitor.ask, door.lesson.id, CODE, PIN)
        first = await visitor.ask(Join(ref=new_ref(), ticket=may.ticket, name="Ben"), LoggedIn)
        second = await door.visitor().ask(Join(ref=new_ref(), ticket=may.ticket, name="Cleo"), LoggedIn)
        assert first.you == second.you
        assert first.token != second.token
        account_of = door.house.school.account_of
        again = Join(ref=new_ref(), ticket=may.ticket, name="Ben", device_key="k" * 32)
        tokens = [(await visitor.ask(again, LoggedIn)).token for _ in range(10)]
        assert [bool(await account_of(token)) for token in tokens] == [False] * 9 + [True]
        for _ in range(3):
            await visitor.ask(Join(ref=new_ref(), ticket=may.ticket, name="Ben"), LoggedIn)
        assert await account_of(first.token) is None, "the oldest that gave no key"
        assert await account_of(second.token)
        ended = frozenset().union(*door.house.revoked)
        assert len(ended) == 10, "whoever is connected with one of them is told"

    async def test_confirmed_is_kept(self, door: Doorstep) -> None:
        asker = await door.come("Ana Silva")
        await door.house.happen(door.lesson.id, NameConfirmed(account=asker.account.id))
        place = await door.house.school.place_in(door.lesson.id, asker.account)
        assert place.lesson_pass is not None
        assert place.lesson_pass.standing == "confirmed"

    async def test_a_device_comes_back_as_whom_it_came(self, door: Doorstep) -> None:
        """Its program was ended, say. Under another name, or with another device, it is somebody else."""
        ana = await door.come("Ana Silva", device_key="k" * 32)
        assert (await door.come("ana silva", device_key="k" * 32)).account == ana.account
        others = [await door.come("Ana Silva", device_key=key) for key in ("l" * 32, "", "")]
        assert len({asker.account.id for asker in (ana, *others)}) == 4
        gil, other = await door.come("Gil", device_key="k" * 32), await door.come("Gil", device_key="l" * 32)
        assert (gil.account.name, other.account.name) == ("Gil", "Gil 2")
        assert (await door.come("Gil", device_key="l" * 32)).account == other.account
        assert (await door.come("Gil 2", device_key="l" * 32)).account == other.account
        assert (await door.come("Gilbert", device_key="l" * 32)).account.name == "Gilbert"

    async def test_who_has_signed_out_left_the_device_to_others(self, door: Doorstep) -> None:
        ana = await door.come("Ana Silva", device_key="k" * 32)
        await door.house.ask(ana, LogOut(ref=new_ref()), Done)
        assert (await door.come("Ana Silva", device_key="k" * 32)).account.id != ana.account.id

    async def test_a_device_that_was_put_out(self, door: Doorstep) -> None:
        asker = await door.come("Ben", device_key="key one")
        out = PersonRemoved(account=asker.account.id)
        for event in (out, PersonTurnedAway(account=asker.account.id)):
            await door.house.happen(door.lesson.id, event)
            assert await refused(door.come("Cleo", device_key="key one")) == "removed"
            assert (await door.come("Dora", device_key="key two")).account.name.startswith("Dora")
            back = PersonAdmitted if isinstance(event, PersonTurnedAway) else PersonAllowedBack
            await door.house.happen(door.lesson.id, back(account=asker.account.id))
            assert (await door.come("Eli", device_key="key one")).account.name.startswith("Eli")

    @pytest.mark.attack
    async def test_made_up_guests_keep_nobody_out(self, door: Doorstep) -> None:
        """Whoever had the code could use up the lesson's passes in seconds: nobody else came in by it."""
        small = await door.house.started(
            door.teacher,
            await door.house.session(door.teacher, door.school_class.id, "small", max_participants=1),
        )
        await door.house.happen(small.id, DoorSet(codes=True, guests=True, code=CODE))
        for _ in range(4):
            await come(door.visitor().ask, small.id, CODE, PIN, "Ben")
        assert (await come(door.visitor().ask, small.id, CODE, PIN, "Cleo")).you.name == "Cleo"
