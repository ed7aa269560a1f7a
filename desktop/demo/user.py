"""One person of the demo at their own window: looks, clicks and types as a person would."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desktop.app import App
from desktop.features.panel.sheet import Sheet
from desktop.pages.room import RoomPage
from desktop.qt_client import QtRoomClient

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

PATIENCE = 30.0
"""Seconds a person waits for something to appear before the demo fails."""
LOOK_SECONDS = 0.02
ACTIVE_SECONDS = 1.0
"""So long a window may take to become the active one."""


class NothingHappened(Exception):
    """What should have come did not come; the message says what, and at whose window."""


class DemoUser:
    """Somebody with a running program. Everything goes through visible, enabled controls."""

    def __init__(self, name: str, app: App, pictures: Path, pause: float = 0) -> None:
        """``pause``: seconds after each action, so that people can follow with their eyes."""
        self.name, self.app, self._pictures, self._pause = name, app, pictures, pause

    @property
    def room(self) -> QtRoomClient | None:
        """The room that this person's window shows, if it shows one."""
        page = self.app.window.page
        return page.context.room if isinstance(page, RoomPage) else None

    def lesson(self) -> str:
        """The id of the lesson that this person's window shows."""
        if self.room is None:
            raise NothingHappened(f"{self.name} is in no lesson")
        return self.room.session_id

    def can(self, subject: str) -> bool:
        """Whether the relay of that lesson has this subject; an older one may not."""
        return self.room is not None and self.room.offers(subject)

    def relay(self) -> tuple[int, str]:
        """Port and pin of the first relay that this program knows."""
        known = self.app.settings.now.relays[0]
        return known.port, known.pin

    async def until(self, true: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not true():  # noqa: ASYNC110  # a person looks; nothing tells them to
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            self.picture("failed")
            raise NothingHappened(f"{self.name}: {what}") from None

    async def sees(self, text: str) -> None:
        """Wait until these words can be read somewhere in the window."""
        await self.until(lambda: self.reads(text), f"did not see “{text}”")

    async def misses(self, text: str) -> None:
        """Wait until these words can be read nowhere in the window."""
        await self.until(lambda: not self.reads(text), f"still sees “{text}”")

    def reads(self, text: str) -> bool:
        """Whether these words can be read somewhere in the window now."""
        return any(text in words for words in self.words())

    async def is_told(self, text: str) -> None:
        """Wait until a screen reader says this behind the name of something: what stands on a page, say."""
        await self.until(lambda: self.tells(text), f"is not told “{text}”")

    def tells(self, text: str) -> bool:
        """Whether it does now."""
        return any(text in widget.accessibleDescription() for widget in self._widgets(QWidget))

    async def click(self, name: str) -> None:
        """Click the button with these words, or with this accessible name, once it is there."""
        button = await self._find(name, QAbstractButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=_middle(button))
        await asyncio.sleep(self._pause)

    async def fill(self, name: str, text: str) -> None:
        """Type into the field with this accessible name or placeholder."""
        field = await self._find(name, QLineEdit, QPlainTextEdit)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        await asyncio.sleep(self._pause)

    async def write(self, name: str, text: str) -> None:
        """Go on typing in a field, after what is in it."""
        field = await self._find(name, QLineEdit, QPlainTextEdit)
        field.setFocus()
        QTest.keyClicks(field, text)
        await asyncio.sleep(self._pause)

    async def paste(self, name: str, text: str) -> None:
        """Paste several lines into a field."""
        field = await self._find(name, QPlainTextEdit)
        field.setFocus()
        field.insertPlainText(text)
        await asyncio.sleep(self._pause)

    async def choose(self, name: str, words: str) -> None:
        """Choose from a list that drops down, with the keyboard."""
        combo = await self._find(name, QComboBox)
        combo.setFocus()
        # By its place: letters typed soon after others would go on with that search.
        QTest.keyClick(combo, Qt.Key.Key_Home)
        while combo.currentText() != words and combo.currentIndex() < combo.count() - 1:
            QTest.keyClick(combo, Qt.Key.Key_Down)
        await self.until(lambda: combo.currentText() == words, f"could not choose “{words}”")
        await asyncio.sleep(self._pause)

    async def say(self, text: str, field: str = "Message to everyone") -> None:
        """Write something, and send it."""
        await self.fill(field, text)
        await self.press("Return")

    async def save_as(self, name: str) -> Path:
        """Save under this name, beside the pictures, in the dialog that asks where."""
        field = await self._find_in_dialog()
        file = self._fresh(name)
        await self._give(field, file)
        return file

    async def open_file(self, name: str, write: Callable[[Path], None]) -> None:
        """Choose a file of this name, which `write` makes beside the pictures, in a dialog."""
        field = await self._find_in_dialog()
        file = self._fresh(name)
        write(file)
        await self._give(field, file)

    async def _give(self, field: QLineEdit, file: Path) -> None:
        """As if pasted: of what is typed letter by letter Qt may keep a folder on the way as chosen, too."""
        field.setFocus()
        field.selectAll()
        field.insert(str(file))
        QTest.keyClick(field, Qt.Key.Key_Return)
        await asyncio.sleep(self._pause)

    async def pick(self, button: str, *entries: str) -> None:
        """Open the menu of a button, and click an entry, perhaps in a menu within."""
        await self._go_through(lambda: self.click(button), entries)

    async def pick_at(self, view: str, row: str, *entries: str) -> None:
        """Open the menu of the row of a list that has these words, and click an entry of it."""

        async def ask() -> None:
            shown, index = await self._find_row(view, row)
            shown.scrollTo(index)
            at = shown.visualRect(index).center()
            where, port = shown.viewport().mapToGlobal(at), shown.viewport()
            asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
            QApplication.sendEvent(port, asked)
            await asyncio.sleep(self._pause)

        await self._go_through(ask, entries)

    async def click_at(self, view: str, row: str) -> None:
        """Click the row of a list that has these words."""
        shown, index = await self._find_row(view, row)
        shown.scrollTo(index)
        port, at = shown.viewport(), shown.visualRect(index).center()
        QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
        await asyncio.sleep(self._pause)

    async def drag(self, view: str, row: str, onto: str) -> None:
        """Drag one row of a list onto another."""
        shown, index = await self._find_row(view, row)
        _, other = await self._find_row(view, onto)
        start, end = shown.visualRect(index).center(), shown.visualRect(other).center()
        await self._move_pressed(shown.viewport(), start, start + (end - start) / 2, end)

    async def draw(self, name: str, *places: tuple[float, float]) -> None:
        """Press on the part with this name and go from place to place; 1 is its width, and its height.

        Of a sheet it is its page: what is beside that is nothing to draw on.
        """
        part = await self._find(name, QWidget)
        room = part.sight.page if isinstance(part, Sheet) else QRectF(part.rect())
        on = (QPointF(room.x() + x * room.width(), room.y() + y * room.height()) for x, y in places)
        await self._move_pressed(part, *(place.toPoint() for place in on))

    async def _move_pressed(self, part: QWidget, *places: QPoint) -> None:
        """From the first of them to the last, with the button held down."""
        QTest.mousePress(part, Qt.MouseButton.LeftButton, pos=places[0])
        for at in places[1:]:
            QTest.mouseMove(part, at)
            await asyncio.sleep(self._pause / 10)
        QTest.mouseRelease(part, Qt.MouseButton.LeftButton, pos=places[-1])
        await asyncio.sleep(self._pause)

    async def press(self, keys: str) -> None:
        if (shortcut := self._shortcut(keys)) and not await self._is_active():
            shortcut.activated.emit()  # it listens in an active window alone
            return
        target = QApplication.focusWidget()
        if target is None or target.window() is not self.app.window:
            # the window is not the active one yet; the part of it that was used last gets the keys then
            target = cast("QWidget | None", self.app.window.focusWidget()) or self.app.window
        QTest.keySequence(target, QKeySequence(keys))
        await asyncio.sleep(self._pause)

    async def look_up(self, notice: str) -> None:
        """Turn to the window, where this notice was for somebody who looks elsewhere."""
        if await self._is_active():
            await self.misses(notice)

    async def is_shown(self, kind: str, words: str, *, times: int = 1) -> None:
        """Wait until this is on the stage: in a low window that is behind a tab, and a line leads there.

        ``times``: so often these words are to be read, where they also stand elsewhere.
        """
        told = f"Now shown: {kind}"

        def there() -> bool:
            return sum(words in said and told not in said for said in self.words()) >= times

        await self.until(lambda: there() or self.reads(told), f"is not told of “{words}”")
        if self.reads(told):
            await self.click("Look")
            await self.misses(told)
        await self.until(there, f"is not shown “{words}”")

    async def put_away(self, notice: str) -> None:
        """Close this notice, if it has not gone by itself."""
        if self.reads(notice):
            await self.click("Close")

    async def _is_active(self) -> bool:
        """Turns to the window; some desktops let no program bring its own forward."""
        self.come_to_the_front()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ACTIVE_SECONDS):
                while not self.app.window.isActiveWindow():  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_SECONDS)
        return self.app.window.isActiveWindow()

    def _shortcut(self, keys: str) -> QShortcut | None:
        at = cast("QWidget | None", self.app.window.focusWidget())
        return next(
            (
                one
                for one in self.app.window.findChildren(QShortcut)
                if one.isEnabled() and one.key() == QKeySequence(keys) and hears(one, at)
            ),
            None,
        )

    def come_to_the_front(self) -> None:
        """Turn to this window, as everybody does who uses something in it."""
        self.app.window.activateWindow()
        self.app.window.raise_()

    def picture(self, stage: str) -> Path:
        """Of the window, with the dialogs that are open over it."""
        file = self._pictures / f"{stage} - {self.name}.png"
        window = self.app.window
        picture = window.grab()
        with QPainter(picture) as painter:
            for dialog in self._widgets(QDialog):
                painter.drawPixmap(window.mapFromGlobal(dialog.pos()), dialog.grab())
        picture.save(str(file))
        return file

    async def _find(self, name: str, *kinds: type[W]) -> W:
        """The last visible, enabled widget with this name: what was opened last is in front."""
        self.come_to_the_front()

        def usable() -> list[W]:
            widgets = (w for kind in kinds for w in self._widgets(kind))
            return [w for w in widgets if w.isEnabled() and name in _names(w)]

        return await self._last(usable, f"found nothing named “{name}” to use")

    async def _last(self, look: Callable[[], list[T]], what: str) -> T:
        """Looks until there is something, and gives the last of it."""
        found: list[T] = []

        def is_there() -> bool:
            found[:] = look()
            return bool(found)

        await self.until(is_there, what)
        return found[-1]

    def _fresh(self, name: str) -> Path:
        """Where nothing of an earlier demo is: Qt would ask whether to replace it, and nobody is there."""
        file = self._pictures / name
        file.unlink(missing_ok=True)
        return file

    async def _find_in_dialog(self) -> QLineEdit:
        return await self._last(
            lambda: [line for one in self._widgets(QFileDialog) for line in one.findChildren(QLineEdit)],
            "was not asked where to save",
        )

    async def _find_row(self, view: str, words: str) -> tuple[QAbstractItemView, QModelIndex]:
        """The last row with these words of the list with this name."""
        shown = await self._find(view, QAbstractItemView)
        return shown, await self._last(
            lambda: [index for index, said in _rows(shown) if words in said],
            f"found no “{words}” in “{view}”",
        )

    async def _go_through(self, ask: Callable[[], Awaitable[None]], entries: Sequence[str]) -> None:
        """Click these entries, each in the menu that the one before has opened; `ask` opens the first.

        A menu has what could be done as it was opened: one without the first entry is opened anew.
        """
        await ask()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self._entries(entries[0]):
                    await asyncio.sleep(LOOK_SECONDS)
                    if (menus := list(self._widgets(QMenu))) and not self._entries(entries[0]):
                        menus[0].close()
                        await ask()
        for entry in entries:
            menu, at = await self._last(partial(self._entries, entry), f"found no “{entry}” in a menu")
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)
            await asyncio.sleep(self._pause)

    def _entries(self, name: str) -> list[tuple[QMenu, QPoint]]:
        """Where to click for it, in the menus that are open."""
        return [
            (menu, menu.actionGeometry(action).center())
            for menu in self._widgets(QMenu)
            for action in menu.actions()
            if action.text().partition("\t")[0] == name
        ]

    def rows(self, view: str) -> list[str]:
        """What the rows of the list with this name say, from top to bottom."""
        shown = next((one for one in self._widgets(QAbstractItemView) if one.accessibleName() == view), None)
        return [said for _, said in _rows(shown)] if shown is not None else []

    def cells(self, table: str) -> list[list[str]]:
        """What the cells of the table with this name say, row by row."""
        return [
            [str(model.index(row, n).data(Qt.ItemDataRole.DisplayRole)) for n in range(model.columnCount())]
            for model in self._models(table)
            for row in range(model.rowCount())
        ]

    def headings(self, table: str) -> list[str]:
        """What the columns of the table with this name are called."""
        across = Qt.Orientation.Horizontal
        return [
            str(model.headerData(n, across))
            for model in self._models(table)
            for n in range(model.columnCount())
        ]

    def _models(self, table: str) -> Iterator[QAbstractItemModel]:
        return (one.model() for one in self._widgets(QTableView) if one.accessibleName() == table)

    def _widgets(self, kind: type[W]) -> Iterator[W]:
        return (w for w in below(self.app.window) if isinstance(w, kind) and w.isVisible())

    def words(self) -> Iterator[str]:
        """Everything that can be read in the window now."""
        for widget in self._widgets(QWidget):
            if isinstance(widget, QLabel | QAbstractButton):
                yield widget.text()
            elif isinstance(widget, QTableView | QListView):
                yield from (said for _, said in _rows(widget))
            yield widget.accessibleName()


def below(thing: QObject) -> Iterator[QObject]:
    """All that belongs to it, in Qt's order.

    ``findChildren`` would have the binding take ``thing`` for the parent of each, and keep what is long gone.
    """
    for child in thing.children():
        yield child
        yield from below(child)


def hears(shortcut: QShortcut, at: QWidget | None) -> bool:
    """Whether it would hear its key with the keyboard there; some stand for the help alone."""
    over, context = shortcut.parent(), shortcut.context()
    if context == Qt.ShortcutContext.WidgetShortcut:
        return over is at
    if context == Qt.ShortcutContext.WidgetWithChildrenShortcut:
        return isinstance(over, QWidget) and at is not None and (over is at or over.isAncestorOf(at))
    return True


def _rows(view: QAbstractItemView) -> Iterator[tuple[QModelIndex, str]]:
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        yield index, str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "")


class DemoUsers(tuple[DemoUser, ...]):
    """Several of them, who look one after the other; a picture is of each of their windows."""

    async def see(self, *texts: str, picture: str = "") -> None:
        """Wait until these words can be read in each of their windows."""
        for person in self:
            for text in texts:
                await person.sees(text)
            if picture:
                person.picture(picture)

    async def miss(self, *texts: str) -> None:
        """Wait until these words can be read in none of their windows."""
        for person in self:
            for text in texts:
                await person.misses(text)

    async def look_up(self, notice: str, picture: str) -> None:
        """Each turns to the window, where this notice was for somebody who looks elsewhere."""
        for person in self:
            await person.look_up(notice)
            person.picture(picture)

    def picture(self, stage: str) -> None:
        """Of each window."""
        for person in self:
            person.picture(stage)


def _names(widget: QWidget) -> set[str]:
    names = {widget.accessibleName()}
    if isinstance(widget, QAbstractButton):
        names.add(widget.text().replace("&", ""))
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        names.add(widget.placeholderText())
    return names


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
