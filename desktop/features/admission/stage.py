"""How students join, on the stage: both codes for the projector, and to students that they are shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.features.admission.door import open_to_codes
from desktop.features.admission.headcount import Headcount, students_here
from desktop.features.admission.link import LinkPanel
from desktop.features.admission.poster import JoinPoster, NameChips
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Button, Card, Label


class JoinStage(LinkPanel):
    """Shows a teacher the Admission memory's code; without one it can be made here. Sends ChangeDoor."""

    subject, place, kind, order = "admission", "stage", "join", 20

    def furnish(self) -> None:
        theme = self.context.theme
        self.card = Card(theme, parent=self)
        self.poster = JoinPoster(theme, self.card)
        self.make = Button(theme, self.tr("Make a code"), "primary", icon="key", parent=self.card)
        self.make.clicked.connect(self._make_code)
        self.card.body.addWidget(self.poster, 1)
        self.card.body.addWidget(self.make, 0, Qt.AlignmentFlag.AlignHCenter)
        self.add(self.card)
        self.refresh()

    def wanted(self) -> bool:
        """Only to those who know the code."""
        return self.context.teaches

    def refresh(self) -> None:
        if not self.ready:
            return
        room, link = self.context.room, self.link
        link.read()
        self.make.setVisible(not link.code)
        nowhere = self.tr("This computer is in no network right now.")
        self.poster.show_code(link.text, link.code, link.addresses or nowhere)
        self.poster.show_people(students_here(room), self.headcount.words())

    def menu_entries(self) -> list[MenuEntry]:
        return self.context.stage_entries(self.kind, self.heading(), "user-plus")

    def _make_code(self) -> None:
        open_to_codes(self.context.room)


class JoinNotice(Panel):
    """Says to students what their teacher shows, and who is in; they have no code to see."""

    subject, place, kind = "admission", "stage", "join"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._headcount = Headcount(context.room)

    def furnish(self) -> None:
        theme = self.context.theme
        self.card = Card(theme, parent=self)
        self.says = Label(self.tr("Your teacher shows how to join"), "title", wrap=True, parent=self.card)
        self.names = NameChips(theme, self.card)
        self.here = Label("", "heading", parent=self.card)
        for label in (self.says, self.here):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.card.body.addWidget(self.says)
        self.card.body.addWidget(self.here)
        self.card.body.addWidget(self.names, 1)
        self.add(self.card)
        self.refresh()

    def refresh(self) -> None:
        if self.ready:
            self.names.show_names(students_here(self.context.room))
            self.here.setText(self._headcount.words())

    def heading(self) -> str:
        return self.tr("How to join")

    def wanted(self) -> bool:
        """To all but those who see the code itself."""
        return not self.context.teaches
