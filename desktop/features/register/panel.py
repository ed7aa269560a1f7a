"""The class wall: everybody on the roster as a tile that keeps its place, for the teacher alone."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.panel import BriefNotices, MenuEntry, Panel, PanelContext, PersonAction
from desktop.features.panel.action_menu import person_menu
from desktop.features.register.lesson_register import LessonRegister
from desktop.features.register.missing import MissingBar
from desktop.features.register.model import FoundPeople, WallModel, WallPeople
from desktop.features.register.view import WallView
from desktop.notifications import Action
from desktop.theme import Space, hbox
from desktop.theme.widgets import Badge, Button, Card, Dialog, ElidedLabel, EmptyState, TextField, WhenStill
from relay.protocol.base import Event
from relay.protocol.hands import Hands
from relay.protocol.lesson import Lesson
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people import People

SOON_MS = 30
"""What comes within this time is shown together."""
A_CLASS = 35
"""Of a lesson without a roster: places for so many."""
NARROW = 560
"""A narrower wall (at a text scale of 1) says less above it."""


class ClassWall(Panel):
    """Shows People, Hands and the register; sends Excuse, TakeBackExcuse and ArrangeSeats."""

    subject, place, order = "register", "wall", 60

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme = context.theme
        self.register = LessonRegister(context.room, self)
        self.register.changed.connect(self._later)
        self.register.changed.connect(self.changed)
        self.register.failed.connect(self._tell)
        self._notices = BriefNotices(context, "seats")
        self._refused_key = f"register/{context.room.session_id}"
        self._stale = True
        self._made: WallPeople | None = None
        self.card = Card(theme, parent=self)
        self.title = ElidedLabel("", "heading", parent=self.card)
        self.count_badge = Badge(theme, "neutral", parent=self.card)
        self.private = ElidedLabel(self.tr("only you see this"), "muted", parent=self.card)
        self.show_wall = Button(
            theme, self.tr("Show who is here"), small=True, icon="monitor-up", parent=self.card
        )
        self.show_wall.clicked.connect(lambda: context.set_stage("people"))
        self.list_button = Button(theme, self.tr("List"), small=True, parent=self.card)
        self.list_button.setCheckable(True)
        self.list_button.toggled.connect(self._on_list)
        top = hbox(
            self.title, self.count_badge, self.private, 1, self.show_wall, self.list_button, gap=Space.S
        )
        self.missing = MissingBar(theme, self.card)
        self.missing.excused.connect(self._excuse)
        self.missing.all_wanted.connect(self._list_missing)
        self.search = TextField(theme, icon="search", clearable=True, parent=self.card)
        self.search.setPlaceholderText(self.tr("Search people"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.textChanged.connect(self._look)
        self.only_missing = Button(theme, self.tr("Missing"), "chip", parent=self.card)
        self.only_missing.setCheckable(True)
        self.only_missing.toggled.connect(self._look)
        self.model = WallModel(self)
        self.found = FoundPeople(self.model, self)
        self.tiles = WallView(theme, self.found, self.card)
        self.tiles.setAccessibleName(self.tr("Class wall"))
        self.tiles.chosen.connect(self._on_chosen)
        self.tiles.swapped.connect(self._swap)
        self._nobody = EmptyState(theme, "users", "", parent=self.card)
        self._nobody.acted.connect(lambda: context.set_stage("join"))
        self.card.body.addLayout(top)
        self.card.body.addWidget(self.missing)
        self.card.body.addLayout(hbox(self.search, self.only_missing, gap=Space.S))
        self.card.body.addWidget(self._nobody, 1)
        self.card.body.addWidget(self.tiles, 1)
        self.add(self.card)
        self.setFocusProxy(self.tiles)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._when_still = WhenStill(self._show, self)
        self._soon.timeout.connect(self._when_still.do)
        for part in (self.count_badge, self.missing):
            part.hide()  # until it is known who is on it
        self._on_list(False)
        self.refresh()

    def wanted(self) -> bool:
        """To a teacher, until the lesson's end, on a relay that has registers."""
        ended = self.context.memory(Lesson).ended_at > 0
        return self.context.teaches and not ended and self.context.can(self.subject)

    def heading(self) -> str:
        return self.tr("Class")

    def refresh(self) -> None:
        self._later()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Soon shows the memories: any event may have changed a sign on a tile."""
        self._later()

    def tick(self, now: int) -> None:
        """Those who wait have waited longer; the rest stays as it is."""
        if not self.isVisible() or self._made is None or self._stale:
            return
        for row, person in enumerate(self.model.people):
            if person.timed:
                self.model.show_at(row, self._made.again(person, now))
        self.missing.settle()

    def escape(self) -> bool:
        if not (self.search.hasFocus() and self.search.text()):
            return False
        self.search.clear()
        return True

    def gone(self) -> None:
        self.register.close()
        self.context.notices.withdraw(self._refused_key)

    def menu_entries(self) -> list[MenuEntry]:
        """Undoing a seating plan."""
        if not self.wanted() or not self.register.people:
            return []
        label = self.tr("Seat the class by name")
        return [MenuEntry("more", label, "users", self._seat_by_name)]

    def person_actions(self, account: str) -> list[PersonAction]:
        """Excusing who has not come."""
        one = self.register.enrolment(account) if self.context.teaches else None
        everybody = self.context.memory(People).everybody
        if one is None or one.account in everybody or one.came_as in everybody:
            return []
        reason = PersonAction(
            self.tr("Change the reason…") if one.excused else self.tr("Excused, with a reason…"),
            "pencil",
            lambda: self._ask_reason(one.account, one.name, one.reason),
        )
        if one.excused:
            return [
                PersonAction(self.tr("Not excused"), "x", lambda: self._excuse(one.account, False)),
                reason,
            ]
        return [PersonAction(self.tr("Excused"), "check", lambda: self._excuse(one.account, True)), reason]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.context.theme.px(NARROW)
        self.private.setVisible(not narrow)
        self.show_wall.set_compact(narrow)

    # showing

    def _later(self) -> None:
        self._stale = True
        if not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        """Shows everything anew, if it is seen."""
        if not self.isVisible() or not self.wanted():
            return
        context, lesson = self.context, self.context.memory(Lesson)
        self.title.setText(lesson.class_name or lesson.title)
        if not self.register.known:
            return
        self._stale = False
        register = self.register.people
        known = context.memory(People), context.memory(Hands), context.panels.person_badges
        made = WallPeople(register, *known, context.page.usernames)
        self._made = made
        people = made.all(context.room.now())
        current = self.tiles.person(self.tiles.currentIndex())
        self.tiles.plan(len(register) or A_CLASS)
        self.model.show_people(people)
        if current is not None and self.tiles.person(self.tiles.currentIndex()) is None:
            self.tiles.show_current(current.key)
        self.missing.show_people(people)
        self.missing.setVisible(bool(register))
        locale = QLocale()
        words = self.tr("{here} of {all}") if register else "{here}"
        here, expected = sum(person.here for person in people), sum(person.expected for person in people)
        words = words.format(here=locale.toString(here), all=locale.toString(expected))
        self.count_badge.set("neutral", words)
        self.count_badge.show()
        self._say_nobody()

    def _say_nobody(self) -> None:
        empty, searched = self.found.rowCount() == 0, bool(self.search.text())
        if searched:
            self._nobody.set("search", self.tr("Nobody has this name"))
        elif self.only_missing.isChecked():
            self._nobody.set("circle-check", self.tr("Nobody is missing"))
        else:
            joins = self.context.leads and self.context.can("stage")
            self._nobody.set(
                "users", self.tr("Nobody has come yet"), action=self.tr("How students join") if joins else ""
            )
        nobody = empty and self.register.known
        self._nobody.setVisible(nobody)
        self.tiles.setVisible(not nobody)
        anybody = self.model.rowCount() > 0
        self.list_button.setVisible(anybody)
        self.show_wall.setVisible(anybody and self.context.leads and self.context.can("stage"))

    def _on_list(self, on: bool) -> None:
        for part in (self.search, self.only_missing):
            part.setVisible(on)
        if not on:
            self.search.clear()
            self.only_missing.setChecked(False)
        self.tiles.set_list(on)
        self._look()
        if on and self.isVisible():
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        self.found.look_for(self.search.text(), missing=self.only_missing.isChecked())
        self._say_nobody()

    def _list_missing(self) -> None:
        self.list_button.setChecked(True)
        self.only_missing.setChecked(True)

    # what is done

    def popup_menu(self, key: str, where: QPoint) -> QMenu | None:
        """What one may do with a person; gathered from all subjects."""
        row = self.model.row_of(key)
        actions = self.context.panels.person_actions(self.model.people[row].account) if row >= 0 else []
        if not actions:
            return None
        menu = person_menu(self.context.theme, actions, self)
        menu.popup(where)
        return menu

    def _on_chosen(self, key: str, where: QPoint) -> None:
        self.popup_menu(key, where)

    def _excuse(self, account: str, excused: bool) -> None:
        if excused:
            self.register.excuse(account)
        else:
            self.register.take_back(account)

    def _ask_reason(self, account: str, name: str, reason: str) -> None:
        theme = self.context.theme
        dialog = Dialog(theme, self, self.tr("Why is {name} excused?").format(name=name))
        dialog.add_text(self.tr("Only teachers see it, now and in the attendance. It may stay empty."))
        field = TextField(theme, name=self.tr("Reason"), max_length=NAME_LENGTH, parent=dialog)
        field.setText(reason)
        dialog.body.addWidget(field)
        dialog.add_button(self.tr("Cancel"), closes="reject")
        dialog.add_button(self.tr("Excused"), "primary", closes="accept", default=True)
        dialog.focus_first(field)
        dialog.accepted.connect(lambda: self.register.excuse(account, field.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _swap(self, one: str, other: str) -> None:
        order = self._order()
        if one in order and other in order:
            first, second = order.index(one), order.index(other)
            order[first], order[second] = other, one
            self._seat(order)

    def _seat_by_name(self) -> None:
        """At once, and back within a moment: somebody may have made a plan with care."""
        before = self._order()
        self.register.arrange([])
        undo = Action("undo", self.tr("Undo"), lambda: self._seat(before))
        words = self.tr("That holds for all lessons of the class.")
        self._notices.tell(0, self.tr("The class is seated by name"), words, undo)

    def _seat(self, order: Sequence[str]) -> None:
        """Whoever has been seated anew is not put back to what was before that."""
        self._notices.withdraw_all()
        self.register.arrange(order)
        self._show()

    def _order(self) -> list[str]:
        return [enrolment.account for enrolment in self.register.people]

    def _tell(self, code: str) -> None:
        self.context.notices.tell(self._refused_key, self.context.say(code), outside=False)
