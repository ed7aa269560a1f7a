"""The way into one lesson without an account: its code first, and only then who one is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.joining.names import NameList
from desktop.parts.window_page import WindowPage
from desktop.theme import Space, Theme
from desktop.theme.widgets import (
    Banner,
    BusyButton,
    Button,
    Card,
    Choice,
    CodeField,
    FormRow,
    Label,
    ScrollPage,
    Segmented,
    TextField,
)
from relay.protocol.joincode import clean_code
from relay.protocol.joining import Join, MayJoin, OpenLesson
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref

BLAMES_CODE = frozenset(("wrong_join_code", "join_expired"))
"""Refusals that stand beside the code."""
BLAMES_NAME = frozenset(("guests_not_allowed", "name_taken", "empty", "too_long", "bad_value"))


class JoinPage(WindowPage):
    """Asks for the code, then for the name. `app` asks the relay and tells with `busy`, `idle`, `refuse`."""

    code_given = Signal(int, str)
    """Which of the lessons, and its code in the six symbols that the relay knows."""
    link_given = Signal(str)
    """A whole link stood in the field of the code."""
    joining = Signal(object)
    """A Join, without the device."""
    account_wanted = Signal()
    """The person has an account here, and would rather sign in."""
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        lessons: Sequence[OpenLesson],
        schools: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        choose: bool = True,
    ) -> None:
        """``title``: the school, empty where there are several. ``schools``: then, of each lesson.

        ``choose``: the person chooses one of several lessons first. Otherwise the code finds it.
        """
        super().__init__(parent)
        self._lessons = tuple(lessons)
        self._schools = tuple(schools)
        self._choose_first = choose and len(self._lessons) > 1
        self._may: MayJoin | None = None
        self.setWindowTitle(self.tr("Join a lesson"))
        scroll = ScrollPage(theme, 460, fills=self)
        column = scroll.column
        unnamed = self.tr("Which lesson?") if self._choose_first else self.tr("Join a lesson")
        self.heading = Label(title or unnamed, "display", wrap=True, parent=self)
        self.heading.setHidden({title} == {lesson.class_name for lesson in lessons})  # hosted for it alone
        column.addWidget(self.heading)
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        column.addWidget(self.banner)
        self.code_card = self._make_code_card(theme)
        self.name_card = self._make_name_card(theme)
        column.addWidget(self.code_card)
        column.addWidget(self.name_card)
        self.account = Button(theme, self.tr("I have an account"), "quiet", icon="user", parent=self)
        self.account.setMinimumWidth(120)
        self.account.clicked.connect(self.account_wanted)
        self.account.setVisible(self._choose_first or len(set(self._schools)) < 2)
        column.addWidget(self.account)
        column.addStretch(1)
        self.name_card.hide()
        self.setFocusProxy(self.code)

    def _make_code_card(self, theme: Theme) -> Card:
        card = Card(theme, parent=self)
        words = [(str(number), self._about(number)) for number in range(len(self._lessons))]
        self.lesson = Choice(theme, words, parent=card)
        self._lesson_row = FormRow(theme, self.tr("Lesson"), self.lesson, parent=card)
        self._lesson_row.setVisible(self._choose_first)
        only = Label(words[0][1] if words else "", "title", wrap=True, parent=card)
        only.setVisible(len({word for _, word in words}) == 1)
        self.code = CodeField(theme, name=self.tr("Lesson code"), parent=card)
        hint = self.tr("Six letters and digits. Your teacher shows them.")
        self.code_row = FormRow(theme, self.tr("Lesson code"), self.code, hint=hint, parent=card)
        self.go_on = BusyButton(theme, self.tr("Go on"), icon="log-in", parent=card)
        for widget in (only, self._lesson_row, self.code_row, self.go_on):
            card.body.addWidget(widget)
        card.body.setSpacing(Space.M)
        self.code.textEdited.connect(lambda: self.code_row.set_error(""))
        self.code.returnPressed.connect(self._give_code)
        self.go_on.clicked.connect(self._give_code)
        self.go_on.cancelled.connect(self.cancelled)
        return card

    def _make_name_card(self, theme: Theme) -> Card:
        card = Card(theme, parent=self)
        self._about_lesson = Label("", "title", wrap=True, parent=card)
        ways = (("list", self.tr("I am in this class")), ("guest", self.tr("I am a guest")))
        self.ways = Segmented(theme, self.tr("Who you are"), ways, parent=card)
        self.names = NameList(theme, card)
        self.names_row = FormRow(theme, self.tr("Who are you?"), self.names, parent=card)
        self.name = TextField(theme, max_length=NAME_LENGTH, parent=card)
        self.name_row = FormRow(theme, self.tr("Your name"), self.name, parent=card)
        self._note = Label("", "caption", wrap=True, parent=card)
        self.join = BusyButton(theme, self.tr("Join"), icon="log-in", parent=card)
        for widget in (self._about_lesson, self.ways, self.names_row, self.name_row, self._note, self.join):
            card.body.addWidget(widget)
        card.body.setSpacing(Space.M)
        self.ways.chosen.connect(self._choose)
        self.names.chosen.connect(self._show_note)
        self.names.taken_up.connect(self._join)
        self.name.textEdited.connect(lambda: self.name_row.set_error(""))
        self.name.returnPressed.connect(self._join)
        self.join.clicked.connect(self._join)
        self.join.cancelled.connect(self.cancelled)
        return card

    # what app tells

    def ask_who(self, may: MayJoin, lesson: OpenLesson | None = None) -> None:
        """The code was right, and the relay too: asks who it is. ``lesson``: whose code it is."""
        self._may = may
        self.idle()
        self.setWindowTitle(self.tr("Who are you?"))
        number = self._lessons.index(lesson) if lesson in self._lessons else self.number
        self._about_lesson.setText(self._words_of(number))  # whatever was true before, it is open now
        self.names.show_names(may.names)
        self.ways.setVisible(bool(may.names) and may.guests)
        self._name_hint(may)
        self.code_card.hide()
        self.name_card.show()
        self._choose("list" if may.names else "guest")

    @property
    def number(self) -> int:
        """Which of the lessons is chosen."""
        return int(self.lesson.value or 0)

    @property
    def knows_code(self) -> bool:
        """Whether the code was right, and the name is asked for."""
        return self._may is not None

    def choose_lesson(self, class_name: str, teacher_name: str) -> None:
        """As if the person had chosen it here, if it is one of these."""
        for number, lesson in enumerate(self._lessons):
            if (lesson.class_name, lesson.teacher_name) == (class_name, teacher_name):
                self.lesson.choose(str(number))
                return

    def busy(self, text: str) -> None:
        """The relay is being asked."""
        self.banner.hide()
        (self.join if self.knows_code else self.go_on).set_busy(text)
        self._enable(False)

    def idle(self) -> None:
        """Ready for another try."""
        self.go_on.set_idle()
        self.join.set_idle()
        self._enable(True)

    def refuse(self, code: str, sentence: str) -> None:
        """It did not work, and why: beside the field where there is one to blame."""
        self.idle()
        if not self.knows_code and code in BLAMES_CODE:
            self.code_row.set_error(sentence)
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            self.code.selectAll()
        elif self.knows_code and code in BLAMES_NAME and self.name_row.isVisible():
            self.name_row.set_error(sentence)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.name.selectAll()
        else:
            self.banner.set("danger", sentence, closable=True)

    def start_over(self, code: str, sentence: str) -> None:
        """What the code had opened is shut again: asks for the code once more, and says why."""
        self._may = None
        self.setWindowTitle(self.tr("Join a lesson"))
        self.name_card.hide()
        self.code_card.show()
        self.code.clear()
        self.refuse(code, sentence)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def gone(self) -> None:
        """Leaves no code behind in a field."""
        self.code.clear()

    # what the person does

    def give(self, code: str) -> None:
        """As if this code had been typed, when a link brought it; goes on if nothing is to be chosen."""
        self.code.setText(code)
        if not self._choose_first:
            self._give_code()

    def _give_code(self) -> None:
        if self.go_on.busy:
            return
        if "://" in self.code.text():
            self.link_given.emit(self.code.text())
            return
        code = clean_code(self.code.text())
        if not code:
            self.code_row.set_error(self._code_problem())
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.code_row.set_error("")
        self.code_given.emit(self.number, code)

    def _code_problem(self) -> str:
        if not self.code.text().strip():
            return self.tr("Type the lesson code first.")
        return self.tr("A code has six symbols, and never I, L, O, 0 or 1. Look at it once more.")

    def _choose(self, way: str) -> None:
        if way != self.ways.value:
            self.ways.choose(way)  # comes back here
            return
        by_list = way == "list"
        self.names_row.setVisible(by_list)
        self.name_row.setVisible(not by_list)
        self._show_note()
        first = self.names if by_list else self.name
        self.setFocusProxy(first)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_note(self) -> None:
        may = self._may
        if may is None:
            return
        name = self.names.name if self.names_row.isVisibleTo(self) else None
        if name is not None and name.taken:
            text = self.tr(
                "This name is in use already. If that was not you on this computer, your teacher is asked"
                " before you come in."
            )
        elif may.waiting:
            text = self.tr("Your teacher is asked before you come in.")
        elif self.names_row.isVisibleTo(self) or not may.guests:
            text = self.tr("Your teacher sees that you came with a code, and confirms your name.")
        else:
            text = self.tr("Everyone in the lesson sees this name.")
        self._note.setText(text)
        self.names_row.set_error("")

    def _name_hint(self, may: MayJoin) -> None:
        if may.names:
            hint = self.tr("You are shown as a guest.")
        elif may.guests:
            hint = self.tr("As your class knows you. If you are not on the class list you join as a guest.")
        else:
            hint = self.tr("Exactly as it stands on the list of the class.")
        self.name_row.set_hint(hint)

    def _join(self) -> None:
        may = self._may
        if may is None or self.join.busy:
            return
        if self.names_row.isVisibleTo(self):
            chosen = self.names.name
            if chosen is None:
                self.names_row.set_error(self.tr("Choose your name first."))
                return
            self.joining.emit(Join(ref=new_ref(), ticket=may.ticket, name_id=chosen.id))
            return
        name = clean_name(self.name.text())
        if not name:
            self.name_row.set_error(self.tr("Please fill this in."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.joining.emit(Join(ref=new_ref(), ticket=may.ticket, name=name))

    def _enable(self, on: bool) -> None:
        for part in (self.lesson, self.code, self.ways, self.names, self.name, self.account):
            part.setEnabled(on)

    def _about(self, number: int) -> str:
        """A lesson in a few words, and whether it was locked when the relay was asked."""
        about = self._words_of(number)
        return self.tr("{lesson}, locked").format(lesson=about) if self._lessons[number].locked else about

    def _words_of(self, number: int) -> str:
        """The class and who teaches."""
        lesson = self._lessons[number]
        words = self.tr("{class_name} · {teacher}")
        about = words.format(class_name=lesson.class_name, teacher=lesson.teacher_name)
        if number < len(self._schools) and self._schools[number] != lesson.class_name:  # hosted for it alone
            about = self.tr("{lesson} ({school})").format(lesson=about, school=self._schools[number])
        return about
