"""A false relay before the school's own gets one guess at the code, and nothing else."""

from pathlib import Path

import pytest

from relay.features.admission import Guessing
from relay.protocol.admission import Admission, SetDoor
from relay.protocol.joining import BeginJoin, JoinBegun, ListOpenLessons, MayJoin, OpenLessons, ProveJoin
from relay.server import RelayServer
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.by_code import CodeNotKnown, OneTry, begin, come
from tests.relay.client import NotAccepted, SchoolOfTests, visiting
from tests.relay.false_relay import FalseRelay, false_relay
from tests.relay.inside import school_inside

pytestmark = [pytest.mark.asyncio, pytest.mark.attack]


@pytest.fixture
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("false")


async def open_lesson(made: SchoolOfTests) -> tuple[str, str]:
    """A live lesson, and its code."""
    teacher = await made.teacher()
    session = await made.live(teacher)
    room = await teacher.enter(session)
    await teacher.do(SetDoor(ref=new_ref(), session=session, codes=True, names_shown=True, guests=True))
    return session, room.memories[Admission].code


async def comes_upon(false: FalseRelay, session: str, code: str) -> None:
    """A pupil who takes the false relay for the school's, and types the code from the board."""
    async with visiting(false.port, false.certificate) as there:
        visitor = await there.client()
        found = await visitor.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        assert [lesson.session for lesson in found.lessons] == [session]
        await come(visitor.ask, session, code, false.pin, "Ana Silva")


def nothing_but_a_guess(false: FalseRelay, code: str) -> None:
    assert false.words == ["list_open_lessons", "begin_join"]
    everything = b"".join(false.heard) + "".join(false.headers).encode()
    for word in (code, code.lower(), "Ana", "Silva", "Bearer", "prove_join"):
        assert word.encode() not in everything


async def test_one_that_guesses(another: Path) -> None:
    session = new_ref()
    async with false_relay(another, session, guess="AAAAAA") as false:
        with pytest.raises(CodeNotKnown):
            await comes_upon(false, session, "K7M2PQ")
        nothing_but_a_guess(false, "K7M2PQ")


async def test_one_that_passes_everything_on(tmp_path: Path, another: Path) -> None:
    """The true relay is behind it, and knows the code; the keys differ, and so do the proofs."""
    async with school_inside(tmp_path / "true", "Ana Silva") as (server, made):
        session, code = await open_lesson(made)
        async with false_relay(another, session, true=made.port) as false:
            with pytest.raises(CodeNotKnown):
                await comes_upon(false, session, code)
            nothing_but_a_guess(false, code)
            await has_noticed(server, session)
        visitor = await made.client()
        await come(visitor.ask, session, code, server.pin, "Ana Silva")


async def test_what_it_hears_is_no_use_later(tmp_path: Path) -> None:
    """What was said when somebody came in, sent again to the true relay, opens nothing."""
    async with school_inside(tmp_path, "Ana Silva") as (server, made):
        session, code = await open_lesson(made)
        visitor, thief = await made.client(), await made.client()
        attempt = OneTry(code, server.pin, session)
        first = BeginJoin(ref=new_ref(), session=session, message=attempt.message)
        begun = await visitor.ask(first, JoinBegun)
        proof = attempt.both(begun.message).client
        await visitor.ask(ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=proof), MayJoin)
        again = await thief.ask(first, JoinBegun)
        assert again.message != begun.message
        for exchange, code_name in ((again.exchange, "wrong_join_code"), (begun.exchange, "join_expired")):
            with pytest.raises(NotAccepted, match=code_name):
                await thief.ask(ProveJoin(ref=new_ref(), exchange=exchange, proof=proof), MayJoin)


async def has_noticed(server: RelayServer, session: str) -> None:
    """A wrong guess was counted."""
    live = server.rooms.get(session)
    assert live is not None
    await until(lambda: live.room.side(Guessing).wrong == 1)


async def test_the_one_guess_that_it_has(another: Path) -> None:
    """One in 887 million; only then it hears more. This shows that the others fail for want of the code."""
    session = new_ref()
    async with false_relay(another, session, guess="K7M2PQ") as false:
        async with visiting(false.port, false.certificate) as there:
            visitor = await there.client()
            begun, own = await begin(visitor.ask, session, "K7M2PQ", false.pin)
            assert begun.proof == own.relay
        assert false.words == ["begin_join"]
