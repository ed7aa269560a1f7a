"""The dialog about QR slips: how long they are good, a sheet to print, and taking them back."""

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.passes.saver import Lasting
from desktop.theme import Theme
from desktop.theme.tokens import Tone
from desktop.theme.widgets import Banner, Choice, Dialog, FormRow


class PassesDialog(Dialog):
    """Asks; whoever opens it does it, and says with `tell` how it went."""

    sheet_wanted = Signal(str)
    """A sheet with new codes; for how long, as one of `Lasting`."""
    taking_back = Signal(str)
    """All of these codes are to be void; the sentence to say when they are."""

    def __init__(
        self, theme: Theme, parent: QWidget, who: str, *, one: bool = False, printing: bool = True
    ) -> None:
        """``who``: a class, or ``one`` person, or how many people. ``printing``: students reach the relay."""
        super().__init__(theme, parent, width=500)
        self._who, self._one = who, one
        self.set_title(self.tr("QR slip") if one else self.tr("QR slips"))
        self.banner = Banner(theme, parent=self)
        self.body.addWidget(self.banner)
        if one:
            text = self.tr(
                "{who} gets a slip to print. Its QR picture signs in nobody else, and only once. A QR slip "
                "made before is void then."
            )
        else:
            text = self.tr(
                "{who}: each student gets a slip of their own, to print and cut. Its QR picture signs in "
                "this one student, once. QR slips made before are void then."
            )
        self.add_text(text.format(who=who))
        self.lasting = Choice(
            theme,
            (
                ("minutes", self.tr("For 10 minutes")),
                ("today", self.tr("Until midnight today")),
                ("open", self.tr("Until I take them back")),
            ),
            parent=self,
        )
        self.lasting.setMinimumWidth(160)  # Qt would keep the width of the longest, however narrow it is
        self.lasting.choose("today")
        self.lasting.chosen.connect(self._show_hint)
        label = self.tr("It can be used") if one else self.tr("They can be used")
        self._row = FormRow(theme, label, self.lasting, parent=self)
        self.body.addWidget(self._row)
        self.back = self.add_button(self.tr("Take back…"), icon="trash-2")
        self.back.clicked.connect(self._confirm)
        self.add_button(self.tr("Close"), closes="reject")
        self.sheet = self.add_button(self.tr("Save to print…"), "primary", icon="printer", default=True)
        self.sheet.clicked.connect(lambda: self.sheet_wanted.emit(self.lasting.value))
        self.sheet.setEnabled(printing)
        self._printing = printing
        if not printing:
            self.tell(
                self.tr("This computer is in no network right now, so no slip would lead anywhere."), "warn"
            )
        self.focus_first(self.lasting)
        self.finished.connect(self.deleteLater)
        self._show_hint()

    @property
    def chosen(self) -> Lasting:
        """How long the next codes are good."""
        return cast(Lasting, self.lasting.value)

    def tell(self, text: str, tone: Tone) -> None:
        """How it went."""
        self.back.setEnabled(True)
        self.sheet.setEnabled(self._printing)
        self.banner.set(tone, text)

    def _show_hint(self) -> None:
        hints = {
            "minutes": self.tr("From when you save them: for printing right now."),
            "today": self.tr("The slips say so."),
            "open": self.tr("After 30 days they are void in any case. The slips say so."),
        }
        self._row.set_hint(hints[self.chosen])

    def _confirm(self) -> None:
        """Paper that was handed out is of no use then, so it is asked first."""
        dialog = Dialog(self.theme, self)
        if self._one:
            title = self.tr("Take back the QR slip of {who}?").format(who=self._who)
        else:
            title = self.tr("Take back the QR slips: {who}?").format(who=self._who)
        dialog.set_title(title)
        dialog.add_text(
            self.tr("Slips that were printed and not used are void. Whoever has used one stays signed in.")
        )
        no = dialog.add_button(self.tr("Cancel"), closes="reject")
        dialog.add_button(self.tr("Take back"), "danger", closes="accept")
        dialog.focus_first(no)
        dialog.accepted.connect(self._take_back)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_back(self) -> None:
        for button in (self.back, self.sheet):
            button.setEnabled(False)
        if self._one:
            said = self.tr("Taken back: no QR slip of {who} is good any more.")
        else:
            said = self.tr("Taken back: none of these QR slips is good any more. {who}")
        self.taking_back.emit(said.format(who=self._who))
