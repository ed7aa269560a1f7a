"""Classes as a page: the list beside the open class, or one after the other where there is little room."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QListWidgetItem,
    QWidget,
)

from desktop.clipboard import copy_table
from desktop.pages.classes.add_students import AddStudentsDialog
from desktop.pages.classes.class_card import ClassCard
from desktop.pages.classes.model import ClassesModel
from desktop.parts.columns import KnownColumns
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.name_dialog import NameDialog, words_for_class, words_for_person
from desktop.parts.slips import SlipSaver
from desktop.parts.starting import start_now
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Button, Card, ItemList, ask, plain_tip
from relay.protocol.accounts import ClassBadge
from relay.protocol.classes import SchoolClass, Student

NARROW = 680
"""Below this width, times the text scale, list and class stand one after the other."""


class ClassesPage(LoadingPage):
    """Makes classes, fills them, gives out codes for the first sign-in, and starts a lesson."""

    lesson_started = Signal(str)
    """The id of a session that was just started here."""

    attendance_wanted = Signal(str, str)
    """Of a class, by its id and name."""
    plan_wanted = Signal(str, str)
    """What is prepared for a class, by its id and name."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        codes: dict[str, str] | None = None,
        addresses: Callable[[], Sequence[str]] | None = None,
        known: KnownColumns | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``codes``: where new one-time codes are kept by account, so that they outlive this page.

        ``addresses``: what students type to come here; without it, the address this program came by.
        ``known``: what columns of lists were chosen to be before.
        """
        super().__init__(relay, theme, say, self.tr("Classes"), parent)
        self._known = known or KnownColumns()
        self.model = ClassesModel(relay, {} if codes is None else codes, self)
        self.saver = SlipSaver(relay, theme, self.model, self, addresses)
        self._build()
        self.model.changed.connect(self._show)
        theme.follow(self._show)

    def _build(self) -> None:
        theme = self.theme
        self.new = Button(theme, self.tr("New class"), icon="plus", shortcut="Ctrl+N", parent=self)
        self.new.clicked.connect(self.make)
        self.list_card = Card(theme, self.tr("Classes"), parent=self)
        self.list = ItemList(self.list_card)
        self.list.setAccessibleName(self.tr("Classes"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.list_card.body.addWidget(self.list, 1)
        self.list_card.body.addWidget(self.new)
        self.card = ClassCard(theme, self.model, self._say, self)
        self.card.back_wanted.connect(self._on_back)
        self.card.add_wanted.connect(self.add_students)
        self.card.lesson_wanted.connect(self.start_now)
        self.card.codes_wanted.connect(self._on_codes)
        self.card.slips_wanted.connect(self.saver.choose)
        self.card.copy_wanted.connect(self.copy_all)
        self.card.remove_wanted.connect(self._on_remove)
        self.card.rename_wanted.connect(self.rename)
        self.card.delete_wanted.connect(self._on_delete)
        self.card.attendance_wanted.connect(self._on_attendance)
        self.card.plan_wanted.connect(self._on_plan)
        self.both = QWidget(self)
        hbox((self.list_card, 2), (self.card, 5), on=self.both, gap=Space.M)
        self.body = LoadingBody(theme, "school", self.both, on=self)
        self.empty = self.body.empty
        self.empty.acted.connect(self._on_empty)
        vbox(self.banner, (self.body, 1), on=self, gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.L))
        self.setFocusProxy(self.list)

    # what is shown

    @property
    def narrow(self) -> bool:
        """Whether there is room for the list or the class alone."""
        return self.width() < self.theme.px(NARROW)

    def _show(self) -> None:
        model = self.model
        self.new.setEnabled(model.online)
        if model.classes:
            self._show_list()
            if model.open is None and not self.narrow:
                model.choose(model.classes[0].id)
                return
            self.list_card.setVisible(not self.narrow or model.open is None)
            self.card.setVisible(model.open is not None)
            self.card.back.setVisible(self.narrow)
            self.body.setCurrentWidget(self.both)
        elif model.loading:
            self.body.setCurrentWidget(self.body.waiting)
        else:
            self._show_empty()
            self.body.setCurrentWidget(self.empty)

    def _show_list(self) -> None:
        was_blocked = self.list.blockSignals(True)
        wanted = [(c.id, self._words(c)) for c in self.model.classes]
        shown = [
            (i.data(Qt.ItemDataRole.UserRole), i.text())
            for i in map(self.list.item, range(self.list.count()))
        ]
        if shown != wanted:
            self.list.clear()
            for class_id, words in wanted:
                item = QListWidgetItem(words, self.list)
                item.setData(Qt.ItemDataRole.UserRole, class_id)
                item.setToolTip(plain_tip(words))
        chosen = self.model.open.id if self.model.open else ""
        row = next((n for n, c in enumerate(self.model.classes) if c.id == chosen), -1)
        self.list.setCurrentRow(row)
        self.list.blockSignals(was_blocked)

    def _words(self, school_class: SchoolClass) -> str:
        size = self.model.sizes.get(school_class.id, 0)
        return self.tr("{name} · {count}").format(name=school_class.name, count=size)

    def _show_empty(self) -> None:
        if self.model.state == "ready":
            self.empty.set(
                "school",
                self.tr("Make your first class"),
                self.tr("Give it a name, then paste the names of your students."),
                self.tr("New class"),
            )
        else:
            title, code = self.tr("The classes could not be loaded"), self.model.failure or "line_down"
            self.empty.set("triangle-alert", title, self._say(code), self.tr("Try again"))

    # what one can do

    def make(self) -> None:
        """Asks for the name of a new class."""

        async def make(name: str, ref: str, sure: bool) -> None:
            await self.model.make(name, ref)

        NameDialog(self.theme, self._say, words_for_class(), make, parent=self).open()

    def rename(self, student: Student | None = None) -> None:
        """Asks for another name of a student, or of the open class."""
        model, school_class = self.model, self.model.open
        if school_class is None:
            return

        async def give(name: str, ref: str, sure: bool) -> None:
            if student:
                await model.rename_student(student.id, name, ref, sure)
            else:
                await model.rename(school_class.id, name, ref, sure)

        before = student.name if student else school_class.name
        words = words_for_person(before) if student else words_for_class(before)
        NameDialog(self.theme, self._say, words, give, before, self).open()

    def add_students(self) -> None:
        """Asks for the names of students of the open class."""
        school_class = self.model.open
        if school_class is None:
            return
        AddStudentsDialog(
            self.theme,
            self._say,
            school_class.name,
            lambda: [student.name for student in self.model.students()],
            lambda names: self.model.add(school_class.id, names),
            self._known,
            self,
        ).open()

    def add_students_soon(self) -> None:
        """Asks for names as soon as a class is open here."""
        self.model.changed.connect(self._add_when_open)
        self._add_when_open()

    def _add_when_open(self) -> None:
        if self.model.open is not None and self.model.roster_state == "ready":
            self.model.changed.disconnect(self._add_when_open)
            self.add_students()

    def start_now(self) -> None:
        """Starts a lesson of the open class."""
        if self.model.open is not None and not self.card.starting:
            self.banner.hide()
            self._set_starting(True)
            self._tasks.spawn(self.attempt(self._start_now(self.model.open)))

    async def _start_now(self, school_class: SchoolClass) -> None:
        try:
            badge = ClassBadge(school_class.id, school_class.name)
            live = await start_now(self.relay, self.theme, self, badge)
        finally:
            self._set_starting(False)
        if live is not None:
            self.lesson_started.emit(live.id)

    def _set_starting(self, starting: bool) -> None:
        self.card.starting = starting
        self.card.refresh()

    def copy_all(self) -> None:
        """Puts the roster on the clipboard."""
        copy_table(self.card.roster.cells())
        self.tell("ok", self.tr("The list is on the clipboard: paste it into a document or a spreadsheet."))

    def _on_attendance(self) -> None:
        if (school_class := self.model.open) is not None:
            self.attendance_wanted.emit(school_class.id, school_class.name)

    def _on_plan(self) -> None:
        if (school_class := self.model.open) is not None:
            self.plan_wanted.emit(school_class.id, school_class.name)

    def _on_codes(self, accounts: list[str]) -> None:
        if self.model.open is not None:
            self._tasks.spawn(self._renew(self.model.open, accounts))

    async def _renew(self, school_class: SchoolClass, accounts: list[str]) -> None:
        if not accounts:
            waiting = sum(not student.signed_in for student in school_class.students)
            sure = await ask(
                self.theme,
                self,
                self.tr("Make new codes?"),
                self.tr(
                    "Not signed in yet: {count}. All of them get a new code, and codes given out before "
                    "no longer work."
                ).format(count=waiting),
                confirm=self.tr("Make new codes"),
            )
            if not sure:
                return
        self.banner.hide()
        await self.attempt(self.model.renew(school_class.id, accounts))

    def _on_remove(self, student: Student) -> None:
        if self.model.open is not None:
            self._tasks.spawn(self._remove(self.model.open, student))

    async def _remove(self, school_class: SchoolClass, student: Student) -> None:
        text = self.tr(
            "{name} no longer sees the lessons of {class_name}. The account and what was said stay."
        )
        sure = await ask(
            self.theme,
            self,
            self.tr("Remove from the class?"),
            text.format(name=student.name, class_name=school_class.name),
            confirm=self.tr("Remove"),
            cancel=self.tr("Keep"),
            danger=True,
        )
        if sure:
            self.banner.hide()
            await self.attempt(self.model.remove(school_class.id, student.id))

    def _on_delete(self) -> None:
        if self.model.open is not None:
            self._tasks.spawn(self.attempt(self._delete(self.model.open)))

    async def _delete(self, school_class: SchoolClass) -> None:
        """Says what goes before it does."""
        self.banner.hide()
        would = await self.model.delete(school_class.id, dry_run=True)
        said = [
            self.tr("%n student(s) stay in the school, but in this class no more.", "", would.students)
            if would.students
            else "",
            self.tr("%n planned lesson(s) are deleted.", "", would.planned) if would.planned else "",
            self.tr(
                "%n lesson(s) that took place stay for the teachers who held them, until they are as old as "
                "the school keeps lessons. Students see them no more.",
                "",
                would.held,
            )
            if would.held
            else "",
        ]
        sure = await ask(
            self.theme,
            self,
            self.tr("Delete {class_name}?").format(class_name=school_class.name),
            "\n".join(filter(None, said)) or self.tr("Nobody is in it, and it has no lessons."),
            confirm=self.tr("Delete the class"),
            cancel=self.tr("Keep"),
            danger=True,
        )
        if sure:
            await self.model.delete(school_class.id, dry_run=False)
            self.tell("ok", self.tr("{class_name} is deleted.").format(class_name=school_class.name))

    # moving about

    def _on_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.banner.hide()
            self.model.choose(str(item.data(Qt.ItemDataRole.UserRole)))

    def _on_current(self, item: QListWidgetItem | None) -> None:
        """Beside the list the class follows the arrow keys; alone it waits for Enter or a click."""
        if not self.narrow:
            self._on_item(item)

    def _on_back(self) -> None:
        self.model.shut()
        self.list.setFocus()

    def _on_empty(self) -> None:
        if self.model.state == "ready":
            self.make()
        else:
            self.model.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and class beside each other, or one after the other."""
        super().resizeEvent(event)
        self._show()
