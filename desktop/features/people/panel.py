"""The list of participants beside the stage, with a menu for whoever teaches."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from desktop.clipboard import copy_lines
from desktop.features.panel import Panel, PanelContext, PersonAction
from desktop.features.panel.action_menu import person_menu
from desktop.features.people.model import GRACE_MS, ParticipantModel, ParticipantRow, person_of
from desktop.features.people.painting import PersonDelegate
from desktop.theme import Space, Theme
from desktop.theme.widgets import Card, ElidedLabel, Label, TextField, WhenStill
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.people import AllowBack, People, RemovePerson

SEARCH_FROM = 10
"""With so many people one can search."""
SOON_MS = 30
"""What comes within this time is shown together."""


class PeoplePanel(Panel):
    """Shows the People memory, and sends RemovePerson and AllowBack."""

    subject, place, order, stretch, beside = "people", "tab", 35, 2, True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.card = Card(context.theme, flat=True, parent=self)
        self.card.setContentsMargins(0, Space.S, 0, 0)
        self.search = TextField(context.theme, icon="search", clearable=True, parent=self.card)
        self.search.setPlaceholderText(self.tr("Search people"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.textChanged.connect(self.refresh)
        self.search.hide()
        self._nobody = Label("", "muted", wrap=True, parent=self.card)
        self.model = ParticipantModel(self)
        self.list = ParticipantView(context.theme, self.model, self.card)
        self.list.setAccessibleName(self.tr("Participants"))
        self.list.menu_wanted.connect(self.popup_menu)
        for widget in (self.search, self._nobody):
            self.card.body.addWidget(widget)
        self.card.body.addWidget(self.list, 1)
        self.missing = ElidedLabel("", "muted", parent=self.card)
        self.missing.hide()
        self.card.body.addWidget(self.missing)
        self.add(self.card)
        self._told = -1
        """The count that others know."""
        self._when_still = WhenStill(self._show, self)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def heading(self) -> str:
        return self.tr("People")

    def count(self) -> int:
        """Students, as wherever else it is said how many are here."""
        return len(self.context.memory(People).students_here())

    def refresh(self) -> None:
        """Shows the memory, once nobody holds a button down or has a menu open: rows would move."""
        self._when_still.do()

    def _show(self) -> None:
        people = self.context.memory(People)
        everybody, stayed = people.everybody.values(), set(people.at_end)
        now = self.context.room.now()
        me, marks = self.context.me, self.context.panels.person_badges
        self.search.setVisible(len(everybody) >= SEARCH_FROM or bool(self.search.text()))
        words = self.search.text()
        self.list.set_menus(self.context.leads)
        known = self.context.people.standing_of
        names = self.context.names()
        rows = [
            person_of(
                p,
                me,
                now,
                marks(p.account),
                known(p.account),
                names[p.account],
                stayed=p.account in stayed,
            )
            for p in everybody
        ]
        self.list.show_people(rows, words)
        empty = self.model.rowCount() == 0
        self._nobody.setVisible(empty)
        self._nobody.setText(self.tr("Nobody has this name.") if words else self.tr("Nobody has come yet."))
        self.list.setVisible(not empty)
        if (count := self.count()) != self._told:
            self._told = count
            self.changed.emit()

    def show_missing(self, names: Sequence[str]) -> None:
        said = self.tr("Missing: {count} · {names}")
        self.missing.setText(
            said.format(count=QLocale().toString(len(names)), names=self.tr(", ").join(names))
        )
        self.missing.setVisible(bool(names))

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Soon shows the memory: any event may have changed a sign beside a name."""
        if not self._soon.isActive():
            self._soon.start()

    def escape(self) -> bool:
        if not (self.search.hasFocus() and self.search.text()):
            return False
        self.search.clear()
        return True

    def tick(self, now: int) -> None:
        """Those who were awaited after a restart may now count as lost."""
        reopened = self.context.memory(Lesson).reopened_at
        if reopened and GRACE_MS <= now - reopened < GRACE_MS + 3000:
            self.refresh()

    def person_actions(self, account: str) -> list[PersonAction]:
        person = self.context.memory(People).everybody.get(account)
        if not self.context.teaches or person is None or person.role == "teacher":
            return []
        if person.state == "removed":
            return [PersonAction(self.tr("Let come back"), "user-check", lambda: self._allow_back(account))]
        remove = self.tr("Remove from the lesson…")
        return [
            PersonAction(self.tr("Send out, may come back"), "log-out", lambda: self._send_out(account)),
            PersonAction(remove, "user-x", lambda: self._ask_to_remove(account), danger=True),
        ]

    def popup_menu(self, index: QModelIndex, where: QPoint) -> QMenu | None:
        """What one may do with a person; gathered from all subjects."""
        person = self.model.person(index.row())
        actions = self.context.panels.person_actions(person.account)
        if not actions:
            return None
        menu = person_menu(self.context.theme, actions, self)
        menu.popup(where)
        return menu

    def _ask_to_remove(self, account: str) -> None:
        from desktop.features.people.remove_dialog import RemoveDialog  # noqa: PLC0415  # seldom wanted

        chosen = self.context.can("computer_free")  # an older relay keeps the computer out always
        remove = partial(self._remove, account)
        RemoveDialog(self.context.theme, self.context.name(account), remove, self, chosen=chosen).open()

    def _remove(self, account: str, computer_free: bool) -> None:
        room = self.context.room
        room.send(RemovePerson(**room.head(), account=account, computer_free=computer_free))

    def _send_out(self, account: str) -> None:
        room = self.context.room
        room.send(RemovePerson(**room.head(), account=account, may_return=True))

    def _allow_back(self, account: str) -> None:
        room = self.context.room
        room.send(AllowBack(**room.head(), account=account))


class ParticipantView(QListView):
    """The rows. Enter, the menu key, a right click or the three dots open a person's menu."""

    menu_wanted = Signal(QModelIndex, QPoint)

    def __init__(self, theme: Theme, model: ParticipantModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._delegate = model, PersonDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(theme.px(104))
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def sizeHint(self) -> QSize:
        return QSize(200, self.sizeHintForRow(0) * self._model.rowCount())

    def set_menus(self, menus: bool) -> None:
        if menus != self._delegate.menus:
            self._delegate.menus = menus
            self.viewport().update()

    def show_people(self, people: list[ParticipantRow], search: str) -> None:
        """Shows these people, and stays where the list and the keyboard are."""
        current = self.currentIndex()
        account = self._model.person(current.row()).account if current.isValid() else ""
        place = self.verticalScrollBar().value()
        if self._model.show(people, search):
            row = self._model.row_of(account) if account else -1
            if row >= 0:
                self.setCurrentIndex(self._model.index(row))
            self.verticalScrollBar().setValue(place)
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._want_menu(index, self.visualRect(index).center())
        elif event.matches(QKeySequence.StandardKey.Copy):
            copy_lines(str(index.data() or ""))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the row under the pointer, or of the one the keyboard is on."""
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        if index.isValid():
            self._want_menu(index, event.pos() if mouse else self.visualRect(index).center())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if index.isValid() and self._delegate.menus and event.button() == Qt.MouseButton.LeftButton:
            dots = self._delegate.dots(self.visualRect(index), self.isRightToLeft())
            if dots.contains(at):
                self._want_menu(index, dots.bottomLeft())

    def _want_menu(self, index: QModelIndex, at: QPoint) -> None:
        self.menu_wanted.emit(index, self.viewport().mapToGlobal(at))
