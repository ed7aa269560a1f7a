"""A chat of ten thousand lines is put through what people do with it, in the program itself."""

import asyncio
import gc
import time

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.demo.user import DemoUser
from desktop.features.chat import ChatPanel, ChatView
from desktop.pages.room import RoomPage
from relay.protocol.chat import Chat
from relay.protocol.hiding import HideMessage
from relay.protocol.people import NameConfirmed
from relay.shared.ids import new_ref
from tests.bench.desktop_side import Order, Report
from tests.bench.desktop_watch import Watch, go, in_the_lesson, resident, until

WHEEL_STEPS = 200
WHEEL = 120
COLUMN = 300
"""How wide the chat is made, in pixels."""
SOUGHT = "metres"


async def history(person: DemoUser, order: Order, report: Report) -> None:
    """Opens a lesson with a long history, and does with it what people do; then opens it from the disk."""
    await person.sees(order.lesson)
    report.figures["resident, list of sessions"] = resident()
    watch = Watch(report)
    await go()
    began = time.perf_counter()
    async with watch.over("opening"):
        chat = await _opened(person, order, began, report)
    report.figures["resident, in the lesson"] = resident()
    await _look(person, chat, watch, report)
    await _change(chat, watch)
    page = person.app.window.page
    assert isinstance(page, RoomPage)
    page.done.emit()
    await person.sees(order.lesson)
    async with watch.over("opening again"):
        await _opened(person, order, time.perf_counter(), Report())


async def _opened(person: DemoUser, order: Order, began: float, report: Report) -> ChatPanel:
    room = await in_the_lesson(person, order)
    report.figures["caught up"] = time.perf_counter() - began
    page = person.app.window.page
    assert isinstance(page, RoomPage)
    (chat,) = page.findChildren(ChatPanel)
    await until(lambda: len(chat.view.messages.all) >= order.count and chat.view.settled)
    report.figures["shown"] = time.perf_counter() - began
    assert len(room.memories[Chat].messages) >= order.count
    return chat


async def _look(person: DemoUser, chat: ChatPanel, watch: Watch, report: Report) -> None:
    """What changes nothing but how it looks."""
    view, theme, page = chat.view, chat.context.theme, person.app.window.page
    assert isinstance(page, RoomPage)
    async with watch.over("scrolling"):
        await _scroll(view, report)
    wide = view.width()
    began = time.perf_counter()
    async with watch.over("another width"):
        page.side.set_column(COLUMN)
        await until(lambda: view.width() != wide and view.settled)
    report.figures["another width"] = time.perf_counter() - began
    await watch.at("another window", lambda: person.app.window.resize(700, 640), lambda: view.settled)
    await watch.at("other colours", lambda: theme.apply("dark", 1.0), lambda: view.settled)
    await watch.at("larger text", lambda: theme.apply("dark", 1.5), lambda: view.settled)
    await watch.at("usual text", lambda: theme.apply("light", 1.0), lambda: view.settled)
    search = chat.search
    await watch.at("search opened", search.open, search.isVisible)
    await watch.at("search", lambda: search.field.setText(SOUGHT), search.hits.text)
    assert len(search.found) > len(view.messages.all) // 10
    await watch.at("search on", lambda: search.step(-1))
    await watch.at("search closed", search.close_search)
    field = chat.composer.input
    await watch.at("emoji", field.open_picker)
    picker = field.picker
    assert picker is not None
    await watch.at("emoji found", lambda: picker.field.setText("heart"))
    picker.close()


async def _change(chat: ChatPanel, watch: Watch) -> None:
    """What changes old lines: a message near the beginning is hidden, and a name is confirmed."""
    room, view = chat.context.room, chat.view
    memory = room.memories[Chat]
    message = next(line for line in memory.messages[len(memory.messages) // 100 :] if line.kind == "chat")

    def hide() -> None:
        room.send(HideMessage(ref=new_ref(), session=room.session_id, message=message.id))

    def hidden() -> bool:
        row = view.lines.row_of(message.id)
        return bool(view.lines.line(row).hidden)

    await watch.at("hiding", hide, hidden)
    confirmed = NameConfirmed(account=message.author, seq=room.upto, at=room.now())
    await watch.at("confirming", lambda: room.told.emit([confirmed], True), lambda: view.settled)
    await watch.at("garbage", gc.collect)


async def _scroll(view: ChatView, report: Report) -> None:
    """Turns the wheel through the whole list, and paints at each step."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    frames = []
    for n in range(WHEEL_STEPS):
        began = time.perf_counter()
        if n % 2:
            bar.setValue(bar.maximum() - bar.maximum() * n // WHEEL_STEPS)
        else:
            _turn_wheel(view)
        view.viewport().repaint()
        frames.append(time.perf_counter() - began)
        await asyncio.sleep(0)
    report.figures["scrolling: slowest frame"] = max(frames)
    report.figures["scrolling: middle frame"] = sorted(frames)[len(frames) // 2]


def _turn_wheel(view: ChatView) -> None:
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, WHEEL),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
