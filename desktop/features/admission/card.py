"""How students join, small and beside the chat: kept by the teacher for as long as they come one by one."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.clipboard import copy_exactly
from desktop.features.admission.door import open_to_codes
from desktop.features.admission.link import LinkPanel
from desktop.features.admission.waiters import WaitersLine
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme import Space, hbox
from desktop.theme.widgets import BigCode, Button, Card, IconButton, Label
from relay.protocol.admission import Admission
from relay.protocol.people import People
from relay.protocol.stage import Stage

KEPT = "join"
"""By this name the page keeps it open."""
LARGEST = 34
"""The height of the code's letters."""


class JoinButton(Panel):
    """Opens and closes the card, from the header. Sends nothing."""

    subject, place, order = "admission", "header", 30

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        name = self.tr("How students join")
        self.button = IconButton(context.theme, "user-plus", name, size=32, checkable=True, parent=self)
        self.button.clicked.connect(lambda: toggle(context))
        context.page.kept_changed.connect(self.refresh)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        return self.context.leads

    def refresh(self) -> None:
        self.button.setChecked(self.context.page.keeps(KEPT))
        self.changed.emit()


class JoinCardPanel(LinkPanel):
    """The code, how many are in, and who waits, each in its place. Sends Admit and ChangeDoor."""

    subject, place, order = "admission", "card", 90

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._kept = context.page.keeps(KEPT)
        context.page.kept_changed.connect(self._on_kept)
        self._looked = False
        context.room.caught_up_changed.connect(self._look_who_came)
        self.refresh()
        self._look_who_came()

    def furnish(self) -> None:
        context, theme = self.context, self.context.theme
        self.card = Card(theme, self.heading(), icon="user-plus", tight=True, parent=self)
        self.close_button = IconButton(theme, "x", self.tr("Close"), size=28, parent=self.card)
        self.close_button.clicked.connect(lambda: context.page.keep(KEPT, False))
        self.here = Label("", "muted", parent=self.card)
        self.card.add_trailing(self.here)
        self.card.add_trailing(self.close_button)
        self.code = BigCode(theme, "", largest=LARGEST)
        self.make = Button(theme, self.tr("Make a code"), icon="key", small=True)
        self.make.clicked.connect(lambda: open_to_codes(context.room))
        self._code = QStackedWidget(self.card)
        self._code.addWidget(self.code)
        self._without = QWidget()
        hbox(1, self.make, 1, on=self._without)
        self._code.addWidget(self._without)
        self.waiters = WaitersLine(theme, context.room, self.card)
        words = self.tr("Show large")
        self.show_all = Button(theme, words, icon="monitor-up", small=True, parent=self.card)
        self.show_all.clicked.connect(lambda: context.set_stage("join"))
        self.copy = IconButton(theme, "copy", self.tr("Copy link"), size=32, parent=self.card)
        self.copy.clicked.connect(self._on_copy)
        self.door = IconButton(theme, "door-open", self.tr("Who may come in…"), size=32, parent=self.card)
        self.door.clicked.connect(context.page.show_how_to_join)
        self.card.body.addWidget(self._code)
        self.card.body.addWidget(self.waiters)
        self.card.body.addLayout(hbox(self.show_all, 1, self.copy, self.door, gap=Space.S))
        self.add(self.card)

    def _look_who_came(self) -> None:
        """Opens by itself once, where nobody has come yet: their teacher is about to tell them how."""
        context, room = self.context, self.context.room
        if self._looked or not room.caught_up:
            return
        self._looked = True
        anybody = any(person.role == "student" for person in context.memory(People).everybody.values())
        if context.leads and not anybody and context.memory(Admission).codes:
            context.page.keep(KEPT, True)

    def _on_kept(self) -> None:
        """Turned to when it is opened, and not when something else is kept."""
        before, self._kept = self._kept, self.context.page.keeps(KEPT)
        if self.wanted() and not before:
            self.context.page.turn_to(self)

    def wanted(self) -> bool:
        """While what it says is not on the stage already."""
        context = self.context
        return context.leads and context.page.keeps(KEPT) and context.memory(Stage).kind != "join"

    def menu_entries(self) -> list[MenuEntry]:
        context = self.context
        if not (context.leads and context.can("stage")):
            return []  # with nothing to show there is no menu *Show*
        words, kept = self.tr("The code beside the chat"), context.page.keeps(KEPT)
        return [MenuEntry("show", words, "user-plus", lambda: toggle(context), "Ctrl+J", checked=kept)]

    def refresh(self) -> None:
        if self.wanted():  # else it is brought up to date when it is shown
            self._show_now()
        self.changed.emit()

    def _show_now(self) -> None:
        self.make_ready()
        self.link.read()
        self.code.set_code(self.link.code)
        self._code.setCurrentWidget(self.code if self.link.code else self._without)
        self.here.setText(self.headcount.words())
        self.waiters.refresh()
        self.show_all.setEnabled(self.context.can("stage"))
        self.copy.setEnabled(bool(self.link.text))

    def _on_copy(self) -> None:
        copy_exactly(self.link.text)
        self.copy.say_briefly("", "check")


def toggle(context: PanelContext) -> None:
    """Opens the card, or closes it."""
    context.page.keep(KEPT, not context.page.keeps(KEPT))
