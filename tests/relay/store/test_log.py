"""The log against a model made of lists: random appends, writes, mistakes, reads and restarts."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from relay.clock import Clock
from relay.protocol.hiding import MessageHidden
from relay.protocol.log import TEACHERS, Entry, StoredEvent
from relay.store import Store
from tests.examples import many
from tests.relay.engines import sqlite
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import entry_of, safe, said

T = TypeVar("T")

SESSIONS = [SESSION[:-1] + letter for letter in "ABC"]
session_ids = st.sampled_from(SESSIONS)
texts = st.text(max_size=40)


class Mistake(Exception):
    pass


class LogModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.numbered: dict[str, list[StoredEvent]] = {session: [] for session in SESSIONS}
        self.meta: dict[str, str] = {}
        self.told: list[Entry] = []
        self.asked: list[int] = []
        self.called: list[int] = []
        self.open()

    def run(self, what: Coroutine[None, None, T]) -> T:
        return self.runner.run(what)

    def open(self) -> None:
        self.store = Store.open(sqlite(self.folder), Clock())
        self.store.start(self.runner.get_loop())

    def numbered_entry(self, session: str, text: str) -> Entry:
        entry = said(text, len(self.numbered[session]) + 1, session)
        self.numbered[session].append(StoredEvent(entry.seq, entry.ref, entry.audience, entry.body))
        return entry

    @rule(session=session_ids, several=st.lists(texts, max_size=5))
    def append(self, session: str, several: list[str]) -> None:
        entries = [self.numbered_entry(session, text) for text in several]
        self.store.log.append(entries, lambda entries, times: self.told.extend(entries))

    @rule(session=session_ids, place=st.integers(0, 10), account=st.sampled_from(("", "somebody")))
    def narrow(self, session: str, place: int, account: str) -> None:
        """Beside what goes before it, perhaps in the same transaction."""
        log = self.numbered[session]
        if place < len(log):
            hidden = entry_of(MessageHidden(message=place + 1, account=account), len(log) + 1, session)
            log.append(StoredEvent(hidden.seq, hidden.ref, hidden.audience, hidden.body))
            log[place] = log[place]._replace(audience=account or TEACHERS)
            self.store.log.append([hidden], lambda entries, times: self.told.extend(entries))

    @rule()
    def ask_to_be_called(self) -> None:
        number = len(self.asked)
        self.asked.append(number)
        self.store.log.when_safe(lambda: self.called.append(number))

    @rule(key=st.sampled_from("abc"), value=texts)
    def write(self, key: str, value: str) -> None:
        async def write() -> None:
            await self.store.write(lambda: self.store.meta.put(key, value))

        self.run(write())
        self.meta[key] = value

    @rule(session=session_ids, key=st.sampled_from("abc"))
    def make_a_mistake(self, session: str, key: str) -> None:
        def mistaken() -> None:
            self.store.meta.put(key, "a mistake")
            head = self.store.log.head_within(session)
            self.store.log.append_within([said("a mistake", head + 1, session)])
            raise Mistake

        async def write() -> None:
            try:
                await self.store.write(mistaken)
            except Mistake:
                return
            raise AssertionError("the mistake was swallowed")

        self.run(write())

    @rule(session=session_ids, text=texts)
    def append_within_a_write(self, session: str, text: str) -> None:
        async def write() -> None:
            # What was appended before has its place before, though it may still wait for its commit.
            entry = self.numbered_entry(session, text)
            await self.store.write(lambda: self.store.log.append_within([entry]))

        self.run(write())

    @rule(session=session_ids, after=st.integers(0, 30), events=st.integers(1, 8), size=st.integers(1, 2_000))
    def read(self, session: str, after: int, events: int, size: int) -> None:
        async def read() -> list[StoredEvent]:
            await safe(self.store)
            return await self.store.log.read(session, after, events, size)

        expected = []
        for event in self.numbered[session][after : after + events]:
            expected.append(event)
            if sum(len(e.body) for e in expected) >= size:
                break
        assert self.run(read()) == expected

    @rule()
    def start_again(self) -> None:
        self.run(self.store.close())
        self.open()

    @invariant()
    def all_that_was_asked_is_called_in_order(self) -> None:
        async def settle() -> dict[str, int]:
            await safe(self.store)
            return {session: await self.store.log.head(session) for session in SESSIONS}

        assert self.run(settle()) == {session: len(events) for session, events in self.numbered.items()}
        assert self.called == self.asked

    def teardown(self) -> None:
        async def kept() -> dict[str, str]:
            return await self.store.read(lambda: {key: self.store.meta.get(key) for key in self.meta})

        assert self.run(kept()) == self.meta
        for session in SESSIONS:
            told = [entry.seq for entry in self.told if entry.session == session]
            assert told == sorted(set(told))
        self.run(self.store.close())
        self.runner.close()
        shutil.rmtree(self.folder)


TestLogModel = LogModel.TestCase
TestLogModel.settings = settings(max_examples=many(25), stateful_step_count=25, deadline=None)
