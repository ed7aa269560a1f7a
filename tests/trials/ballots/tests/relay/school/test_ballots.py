"""The trial of a subject with a table of its own: it is filled, read, given to its person, and erased."""

import pytest
from relay.protocol.ballots import BallotList, BallotOpened, KeptVote, ListBallots, VoteGiven

from relay.protocol.accounts import Done
from relay.protocol.lesson import SessionEnded
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import DeleteSession
from relay.shared.ids import new_id
from tests.relay.schoolhouse import SchoolHouse, student_account


@pytest.mark.parametrize("end", ["erase", "delete"])
async def test_votes_are_kept_and_go_with_person_and_session(house: SchoolHouse, end: str) -> None:
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics", ["Ana", "Bo"])
    ana, bo = student_account(made, "Ana"), student_account(made, "Bo")
    session = await house.started(teacher, await house.session(teacher, made.id))
    came = PeopleCame(people=[Comer(one.id, one.name, "student") for one in (ana, bo)])
    votes = [VoteGiven(by=one.id, choice=1) for one in (ana, bo)]
    opened = BallotOpened(by=teacher.account.id, question="Which?", choices=["A", "B"])
    ended = SessionEnded(reason="teacher", figures=SessionStats(counts={"ballots": 1}))
    await house.happen(session.id, came, opened, *votes, ended)

    async def kept() -> list[KeptVote]:
        return (await house.ask(teacher, ListBallots(ref=new_id(), session=session.id), BallotList)).votes

    assert await kept() == sorted([KeptVote(ana.id, 1), KeptVote(bo.id, 1)], key=lambda vote: vote.account)
    admin = await house.admin()
    own = await house.ask(admin, ExportOwnData(ref=new_id(), account=ana.id), OwnData)
    assert [row.table for row in own.rows] == ["ballot_vote"]
    if end == "erase":
        await house.ask(admin, ErasePerson(ref=new_id(), account=ana.id), PersonErased)
        assert await kept() == [KeptVote(bo.id, 1)]
    else:
        await house.ask(teacher, DeleteSession(ref=new_id(), session=session.id), Done)
        rows = await house.store.read(
            lambda: house.store._database.connection().execute("SELECT * FROM ballot_vote").fetchall()
        )
        assert rows == []
