"""Thousands of messages: how long the longest single block of the loop is. `make bench` has ten thousand."""

import asyncio
import sys
import time
from collections.abc import Callable

import pytest

from desktop.features.chat import ChatPanel, ChatView
from desktop.pages.room import RoomPage
from desktop.shown_people import ShownPeople
from desktop.theme import Theme
from relay.protocol.base import ChatLine
from relay.protocol.chat import Kind, MessagePosted
from relay.protocol.people import Comer, People, PeopleCame
from tests.desktop.features.stand import START, Stand, account, part
from tests.patience import PATIENCE

MANY = 2_000
BOUND_S = 0.15
"""Of work in one block. Generous: the figures are for reading; the wall clock depends on the machine."""

WORDS = (
    "the",
    "ball",
    "falls",
    "from",
    "twenty",
    "metres",
    "and",
    "nobody",
    "knows",
    "how",
    "fast",
    "it",
    "is",
)


def messages(count: int) -> list[ChatLine]:
    """Messages of one to forty words, every tenth a question."""
    made = []
    for n in range(count):
        text = " ".join(WORDS[(n + k) % len(WORDS)] for k in range(1 + n % 40))
        name = f"Student {n % 30}"
        kind: Kind = "question" if n % 10 == 0 else "chat"
        made.append(ChatLine(n + 1, START + n * 1000, account(n % 30), name, "student", kind, text))
    return made


def guests() -> ShownPeople:
    """All who say something, known as guests."""
    came = PeopleCame(people=[Comer(account(n), f"Student {n}", "student", "guest") for n in range(30)])
    people = People()
    people.apply(came)
    return ShownPeople(lambda: people)


class Longest:
    """Watches how late the loop comes back to a task that only yields: by the clock, and in work done."""

    def __init__(self) -> None:
        self.block = self.work = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Longest":
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        last, worked = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(0)
            now, done = time.perf_counter(), time.thread_time()
            self.block, last = max(self.block, now - last), now
            self.work, worked = max(self.work, done - worked), done


async def settled(view: ChatView) -> float:
    """How long it takes until every row is there and measured."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        while not view.settled:
            await asyncio.sleep(0)
    return time.perf_counter() - began


@pytest.mark.rare
async def test_thousands_of_messages_block_nothing(
    theme: Theme, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    view = ChatView(theme)
    view.resize(360, 600)
    view.show()
    many = messages(MANY)
    figures: dict[str, tuple[Longest, float]] = {}
    async with Longest() as longest:
        view.show_messages(many)
        whole = await settled(view)
    figures["show all"] = (longest, whole)
    assert view.lines.rowCount() == MANY
    assert view.at_bottom
    async with Longest() as longest:
        view.resize(520, 600)
        await asyncio.sleep(0)
        while view.width() != 520:
            await asyncio.sleep(0)
        whole = await settled(view)
    figures["another width"] = (longest, whole)
    header, width = view.verticalHeader(), view.viewport().width()
    sample = range(0, MANY, 97)
    assert all(header.sectionSize(r) == view._delegate.height(view.lines.line(r), width) for r in sample)
    async with Longest() as longest:
        began = time.perf_counter()
        for n in range(50):
            view.add_messages(
                [ChatLine(MANY + n + 1, START, account(1), "Ana", "student", "chat", "one more")]
            )
            await settled(view)
            view.viewport().repaint()
        whole = time.perf_counter() - began
    figures["fifty more, one by one"] = (longest, whole)
    assert view.lines.rowCount() == MANY + 50
    view.messages.people = guests()
    async with Longest() as longest:
        view.people_changed({account(n) for n in range(30)})
        whole = await settled(view)
    figures["everybody known otherwise"] = (longest, whole)
    assert all(view.lines.line(row).known == "guest" for row in range(MANY))
    async with Longest() as longest:
        theme.apply("dark", 1.25)
        whole = await settled(view)
    figures["other colours, and larger"] = (longest, whole)
    assert all(header.sectionSize(r) == view._delegate.height(view.lines.line(r), width) for r in sample)
    view.hide()
    view.deleteLater()
    _report(figures, record_property, capsys)


async def test_known_otherwise_beside_what_else_changes_rows(theme: Theme) -> None:
    """Rows that move while the others are gone through are not forgotten."""
    view = ChatView(theme)
    view.resize(360, 600)
    view.show()
    many = messages(1000)
    hidden = many.pop(3)
    view.show_messages(many)
    await settled(view)
    view.messages.people = guests()
    view.people_changed({account(n) for n in range(30)})
    view._show_known()
    view.messages_changed([hidden])
    view.add_messages([ChatLine(2000, START, account(1), "Ana", "student", "chat", "one more")])
    await settled(view)
    assert [view.lines.line(row).known for row in range(view.lines.rowCount())] == ["guest"] * 1001
    view.hide()
    view.deleteLater()


@pytest.mark.rare
async def test_a_long_catch_up_in_the_room_blocks_nothing(
    open_room: Callable[..., RoomPage],
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(30)])
    chat = part(open_room(stand.room), ChatPanel)
    events = [
        MessagePosted(
            by=m.author, name=m.name, text=m.text, kind="question" if m.kind == "question" else "chat"
        )
        for m in messages(MANY)
    ]
    async with Longest() as longest:
        began = time.perf_counter()
        for start in range(0, MANY, 64):
            await stand.tell(*events[start : start + 64])
            await asyncio.sleep(0)
        await settled(chat.view)
        whole = time.perf_counter() - began
    assert chat.view.lines.rowCount() >= MANY
    _report({"catch up in pages of 64": (longest, whole)}, record_property, capsys)


def _report(
    figures: dict[str, tuple[Longest, float]],
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with capsys.disabled():
        for name, (longest, whole) in figures.items():
            work, wall = longest.work * 1000, longest.block * 1000
            record_property(name, (work, wall, whole))
            line = f"\n  {name}: longest block {work:.0f} ms of work ({wall:.0f} ms), {whole:.2f} s in all"
            sys.stdout.write(line)
    assert all(longest.work < BOUND_S for longest, _ in figures.values())
