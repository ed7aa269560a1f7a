"""The open class: its roster, and the buttons for what one does with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.pages.classes.model import ClassesModel
from desktop.pages.classes.roster import RosterRows, RosterTable
from desktop.parts.loading import LoadingBody
from desktop.parts.tasks import Say
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Banner, Button, Card, ElidedLabel, FlowRow, IconButton
from relay.protocol.classes import Student

TINY = 300
"""Below this width, times the text scale, buttons show their icons alone."""


class ClassCard(Card):
    """Shows the model's open class. What is wanted of it goes out as signals."""

    back_wanted = Signal()
    lesson_wanted = Signal()
    add_wanted = Signal()
    codes_wanted = Signal(list)
    """Account ids; an empty list: all who have not signed in yet."""
    slips_wanted = Signal()
    copy_wanted = Signal()
    remove_wanted = Signal(object)
    delete_wanted = Signal()
    rename_wanted = Signal(object)
    """The Student; None: the class."""
    attendance_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self, theme: Theme, model: ClassesModel, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.theme, self.model, self._say = theme, model, say
        self.roster = RosterRows(model.code, self)
        self._shown: tuple[object, ...] = ()
        self.starting = False
        """Whether a lesson is being started: a second click makes no second one."""
        self.back = IconButton(theme, "arrow-left", self.tr("All classes"), parent=self)
        self.name = ElidedLabel("", "title", parent=self)
        self.now = Button(theme, self.tr("Start a lesson now"), "primary", icon="play", parent=self)
        self.add = Button(theme, self.tr("Add students"), icon="user-plus", parent=self)
        self.codes = Button(theme, self.tr("New codes"), icon="key", parent=self)
        self.slips = Button(theme, self.tr("Slips to print"), icon="printer", parent=self)
        self.copy = Button(theme, self.tr("Copy all"), icon="copy", parent=self)
        self.delete = IconButton(theme, "trash-2", self.tr("Delete the class…"), parent=self)
        self.delete.clicked.connect(self.delete_wanted)
        self.rename = IconButton(theme, "pencil", self.tr("Rename the class"), parent=self)
        self.attendance = Button(theme, self.tr("Attendance"), icon="calendar", parent=self)
        self.plan = Button(theme, self.tr("Prepare polls"), icon="circle-help", parent=self)
        self.chosen_name = ElidedLabel("", "strong", parent=self)
        self.other_name = Button(theme, self.tr("Rename"), icon="pencil", small=True, parent=self)
        self.code = Button(theme, self.tr("New code"), icon="key", small=True, parent=self)
        self.remove = Button(theme, self.tr("Remove"), icon="user-x", small=True, parent=self)
        self.note = Banner(theme, "info", parent=self)
        self.table = RosterTable(theme, self.roster, self)
        self.contents = LoadingBody(theme, "users", self.table, on=self)
        self.empty = self.contents.empty
        self._lay_out()
        self.back.clicked.connect(self.back_wanted)
        self.now.clicked.connect(self.lesson_wanted)
        self.add.clicked.connect(self.add_wanted)
        self.codes.clicked.connect(self._on_codes)
        self.slips.clicked.connect(self.slips_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.rename.clicked.connect(lambda: self.rename_wanted.emit(None))
        self.other_name.clicked.connect(self.table.rename)
        self.table.rename_wanted.connect(self.rename_wanted)
        self.attendance.clicked.connect(self.attendance_wanted)
        self.plan.clicked.connect(self.plan_wanted)
        self.code.clicked.connect(self.table.renew)
        self.remove.clicked.connect(self.table.remove)
        self.empty.acted.connect(self._on_empty)
        self.table.renew_wanted.connect(self.codes_wanted)
        self.table.remove_wanted.connect(self.remove_wanted)
        self.table.chosen.connect(self._show_buttons)
        model.changed.connect(self.refresh)
        theme.changed.connect(self._fit)
        self.refresh()

    def _lay_out(self) -> None:
        first = hbox(self.back, (self.name, 1), self.rename, self.delete, gap=Space.S)
        buttons = FlowRow(parent=self)
        buttons.add(self.now, self.attendance, self.plan, self.add, self.slips, self.copy, self.codes)
        column = vbox(first, buttons, self.note, (self.contents, 1), gap=Space.S)
        self.chosen = QWidget(self)
        for_one = FlowRow(parent=self.chosen)
        for_one.add(self.other_name, self.code, self.remove)
        vbox(self.chosen_name, for_one, on=self.chosen, gap=Space.S)
        column.addWidget(self.chosen)
        self.body.addLayout(column)

    def refresh(self) -> None:
        """Shows the class as it is now."""
        model = self.model
        self.name.setText(model.open.name if model.open else "")
        students = model.students()
        shown = tuple((s.id, s.name, s.username, s.signed_in, model.code(s)) for s in students)
        if shown != self._shown:  # the choice in the table stays where nothing is new
            self._shown = shown
            self.roster.show_rows(students)
        if model.roster_state == "loading" and not students:
            self.contents.setCurrentWidget(self.contents.waiting)
        elif model.roster_state == "failed":
            title = self.tr("The class could not be loaded")
            self.empty.set("triangle-alert", title, self._say(model.failure), self.tr("Try again"))
            self.contents.setCurrentWidget(self.empty)
        elif not students:
            self.empty.set(
                "users",
                self.tr("Nobody is in this class yet"),
                self.tr("Paste a list of names: each student gets a user name and a one-time code."),
                self.tr("Add students"),
            )
            self.contents.setCurrentWidget(self.empty)
        else:
            self.contents.setCurrentWidget(self.table)
        self._show_buttons()
        self._show_note(students)

    def _show_buttons(self) -> None:
        model, students = self.model, self.model.students()
        waiting = [s for s in students if not s.signed_in]
        self.attendance.setVisible(bool(students) and model.tells_attendance)
        self.plan.setVisible(model.open is not None and model.keeps_plans)
        for button in (self.now, self.add, self.slips, self.copy, self.codes):
            button.setVisible(bool(students))
        self.now.setEnabled(model.online and not self.starting)
        self.add.setEnabled(model.online)
        self.codes.setEnabled(model.online and bool(waiting))
        self.slips.setEnabled(any(model.code(s) for s in students))
        self.table.may_rename = model.may_rename
        for button in (self.rename, self.other_name):
            button.setVisible(model.may_rename)
            button.setEnabled(model.online)
        self.delete.setVisible(model.may_delete)
        self.delete.setEnabled(model.online)
        student = self.table.student
        self.chosen.setVisible(student is not None)
        if student is not None:
            self.chosen_name.setText(student.name)
            self.code.setEnabled(model.online)
            self.remove.setEnabled(model.online)
            self.other_name.setAccessibleName(self.tr("Rename {name}").format(name=student.name))
            self.code.setAccessibleName(self.tr("New code for {name}").format(name=student.name))
            self.remove.setAccessibleName(self.tr("Remove {name}").format(name=student.name))

    def _show_note(self, students: list[Student]) -> None:
        model = self.model
        coded = [s for s in students if model.code(s)]
        without = [s for s in students if not s.signed_in and not model.code(s)]
        self.note.setVisible(bool(coded or without))
        if coded:
            self.note.set(
                "warn",
                self.tr(
                    "A lesson's own code is enough to join it. These are for students who shall keep an "
                    "account: print or copy them before you sign out or close Schoolbell."
                ),
                icon="key",
            )
        elif without:
            told = self.tr("Not signed in yet: {count}. Whoever has lost a code gets a new one here.")
            self.note.set("info", told.format(count=len(without)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Icons alone where there is hardly any room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        tiny = self.width() < self.theme.px(TINY)
        words = (
            (self.now, self.tr("Start a lesson now")),
            (self.add, self.tr("Add students")),
            (self.attendance, self.tr("Attendance")),
            (self.plan, self.tr("Prepare polls")),
            (self.slips, self.tr("Slips to print")),
            (self.copy, self.tr("Copy all")),
            (self.codes, self.tr("New codes")),
        )
        for button, text in words:
            button.setAccessibleName(text)
            button.setText("" if tiny else text)

    def _on_codes(self) -> None:
        self.codes_wanted.emit([])

    def _on_empty(self) -> None:
        if self.model.roster_state == "failed" and self.model.open is not None:
            self.model.choose(self.model.open.id)
        else:
            self.add_wanted.emit()
