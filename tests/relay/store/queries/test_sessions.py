"""Finding sessions, against a model: every filter, the order, and paging while the list grows."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import CancelSession, ListSessions, Session, SessionList, SessionReply, shown_as
from relay.school import Member
from relay.shared.ids import new_ref
from relay.store.folding import fold
from tests.examples import many
from tests.relay.schoolhouse import SchoolHouse, open_school

STATUSES = ("scheduled", "live", "ended", "cancelled")
TITLES = ("Fractions", "ÜBUNG Nr. 1", "Quadrados é fácil", "100% _done_", "Straße")


class Term:
    """A term of two classes, two teachers and sessions of every kind."""

    house: SchoolHouse
    askers: list[Member]
    class_ids: list[str]
    sessions: list[Session]
    seen: dict[str, set[str]]
    """By account, the classes whose sessions it may see."""

    @classmethod
    async def make(cls, house: SchoolHouse) -> "Term":
        """Everything is scheduled within a few milliseconds, so that many share their time."""
        term = cls()
        term.house, term.sessions = house, []
        admin, bo, eve = await house.admin(), await house.teacher("Bo Bérg"), await house.teacher("Eve")
        first = await house.school_class(bo, "7b Chemie", ["Ana"])
        second = await house.school_class(eve, "8a", ["Cy"])
        students = [s for c in (first, second) for s in c.students]
        ana, cy = [await house.signed_in(s.username, s.code) for s in students]
        nobody = await house.teacher("Nobody")
        term.askers = [admin, bo, eve, ana, cy, nobody]
        term.class_ids = [first.id, second.id]
        everything = {first.id, second.id}
        visible = [everything, {first.id}, {second.id}, {first.id}, {second.id}, set[str]()]
        term.seen = {asker.account.id: may for asker, may in zip(term.askers, visible, strict=True)}
        number = 0
        for status in STATUSES:
            for teacher, school_class in ((bo, first), (eve, second)):
                for title in TITLES:
                    number += 1
                    at = house.clock.now() + number * 7 % 5 - 2
                    session = await house.session(teacher, school_class.id, title, scheduled_at=at)
                    term.sessions.append(await term.bring_to(teacher, session, status))
        return term

    async def bring_to(self, teacher: Member, session: Session, status: str) -> Session:
        """A session in this status."""
        if status in ("live", "ended"):
            await self.house.started(teacher, session)
        if status == "ended":
            await self.house.happen(session.id, SessionEnded(reason="teacher", figures=SessionStats()))
        if status == "cancelled":
            await self.house.ask(teacher, CancelSession(ref=new_ref(), session=session.id), SessionReply)
        found = await self.house.school.session(session.id)
        assert found is not None
        return found

    def expected(self, asker: Member, command: ListSessions) -> list[Session]:
        """What a list of all sessions says."""
        now = self.house.clock.now()

        def fits(session: Session) -> bool:
            said = (session.title, session.description, session.class_name, session.teacher_name)
            return (
                session.class_id in self.seen[asker.account.id]
                and command.class_id in (None, session.class_id)
                and (not command.shown or shown_as(session, now) in command.shown)
                and (command.since is None or session.scheduled_at >= command.since)
                and (command.until is None or session.scheduled_at <= command.until)
                and all(any(word in fold(text) for text in said) for word in fold(command.text).split())
            )

        found = sorted(filter(fits, self.sessions), key=lambda s: (s.scheduled_at, s.id), reverse=True)
        return sorted(found, key=lambda session: session.status != "live")

    async def listed(self, asker: Member, command: ListSessions) -> list[Session]:
        """What the school lists, page by page."""
        found: list[Session] = []
        while True:
            reply = await self.house.ask(asker, command, SessionList)
            assert len(reply.sessions) <= command.limit
            found += reply.sessions
            assert len(found) <= len(self.sessions) + 2
            if not reply.cursor:
                return found
            assert len(reply.sessions) == command.limit
            command = msgspec.structs.replace(command, cursor=reply.cursor)


@asynccontextmanager
async def open_term() -> AsyncIterator[Term]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_school(Path(folder) / "data") as house:
            yield await Term.make(house)


words = st.sampled_from(
    (
        "",
        "frac",
        "FRAC",
        "übung",
        "ubung",
        "É fácil",
        "%",
        "_",
        "strasse",
        "7B",
        "chemie",
        "berg eve",
        "eve 8a",
    )
)
shown = st.lists(st.sampled_from(("upcoming", "overdue", "live", "ended", "cancelled")), max_size=3)
around = st.none() | st.integers(-3, 3)
searches = st.fixed_dictionaries(
    {
        "asker": st.integers(0, 5),
        "class_id": st.none() | st.integers(0, 1),
        "shown": shown,
        "since": around,
        "until": around,
        "text": words,
        "limit": st.sampled_from((1, 2, 7, 50, 200)),
    }
)


@pytest.mark.hypothesis
def test_lists_agree_with_the_model() -> None:
    """One term, many searches: the term is made once because its sign-ins take real time."""
    with asyncio.Runner() as runner:
        opened = open_term()
        term = runner.run(opened.__aenter__())
        try:

            @settings(max_examples=many(120), deadline=None)
            @given(searches)
            def check(search: dict[str, Any]) -> None:
                asker = term.askers[search.pop("asker")]
                now = term.house.clock.now()
                chosen = search["class_id"]
                search["class_id"] = None if chosen is None else term.class_ids[chosen]
                for bound in ("since", "until"):
                    search[bound] = None if search[bound] is None else now + search[bound]
                command = ListSessions(ref=new_ref(), **search)
                assert runner.run(term.listed(asker, command)) == term.expected(asker, command)

            check()
        finally:
            runner.run(opened.__aexit__(None, None, None))


@pytest.fixture
async def term(house: SchoolHouse) -> Term:
    return await Term.make(house)


async def test_the_searches_of_the_model_find_something(term: Term) -> None:
    counts = {
        text: len(await term.listed(term.askers[0], ListSessions(ref=new_ref(), text=text)))
        for text in ("frac", "ubung", "%", "strasse", "7b", "eve 8a", "berg eve")
    }
    assert counts == {
        "frac": 8,
        "ubung": 8,
        "%": 8,
        "strasse": 8,
        "7b": 20,
        "eve 8a": 20,
        "berg eve": 0,
    }


async def test_live_first_then_the_newest(term: Term) -> None:
    found = await term.listed(term.askers[0], ListSessions(ref=new_ref(), limit=9))
    assert len(found) == 40
    assert [session.status for session in found[:10]] == ["live"] * 10
    times = [session.scheduled_at for session in found[10:]]
    assert times == sorted(times, reverse=True)


async def test_a_list_goes_on_where_it_was_whatever_is_added(term: Term) -> None:
    bo = term.askers[1]
    before = term.expected(bo, ListSessions(ref=new_ref()))
    first = await term.house.ask(bo, ListSessions(ref=new_ref(), limit=12), SessionList)
    for days in (-1, 1):
        at = term.house.clock.now() + days * 86_400_000
        await term.house.session(bo, term.class_ids[0], "Added", scheduled_at=at)
    rest = await term.listed(bo, ListSessions(ref=new_ref(), cursor=first.cursor))
    told = [session for session in first.sessions + rest if session.title != "Added"]
    assert told == before
    assert [session.title for session in rest].count("Added") == 1


@pytest.mark.attack
@pytest.mark.parametrize("cursor", ["rubbish", "é", "AAAA", "MSAxIDEgMQ=="])
async def test_a_cursor_that_is_none(house: SchoolHouse, cursor: str) -> None:
    command = ListSessions(ref=new_ref(), cursor=cursor)
    assert await house.refused(await house.admin(), command) == "bad_value"
