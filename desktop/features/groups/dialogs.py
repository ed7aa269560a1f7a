"""The dialogs about groups: how large they are to be, and into which somebody goes."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.groups.words import group_name
from desktop.theme import Theme
from desktop.theme.widgets import Choice, FormRow, Label, NumberField, Segmented, WritingDialog
from relay.protocol.groups import MOST_GROUPS, how_many

AT_FIRST = {"count": 4, "size": 4}
LARGEST = 500


class SizeDialog(WritingDialog):
    """Says what will come of it, of those who are here now."""

    def __init__(
        self, theme: Theme, here: int, make: Callable[[int, int], str], parent: QWidget | None
    ) -> None:
        """``make``: is given how many groups, or of how many; gives a sentence if it can't be done now."""
        super().__init__(theme, parent, width=420)
        self._here, self._make = here, make
        self.set_title(self.tr("Make groups"))
        self.by = Segmented(
            theme,
            self.tr("How large"),
            [("count", self.tr("Number of groups")), ("size", self.tr("Students in each"))],
            parent=self,
        )
        self.number = NumberField(theme, 1, MOST_GROUPS)
        self.comes = Label("", "muted", wrap=True, parent=self)
        self.body.addWidget(self.by)
        self.body.addWidget(FormRow(theme, self.tr("How many"), self.number, parent=self))
        self.body.addWidget(self.comes)
        self.add_text(self.tr("Chance decides who is in which. Who comes later joins the smallest group."))
        self.go = self.add_submit(self.tr("Make groups"))
        self.by.chosen.connect(self._turn)
        self.number.changed.connect(self._show)
        self._turn("count")
        self.focus_first(self.number)

    def submit(self) -> None:
        self.accept_unless(self._make(*self._asked()))

    def _asked(self) -> tuple[int, int]:
        value = self.number.spin.value()
        return (value, 0) if self.by.value == "count" else (0, value)

    def _turn(self, by: str) -> None:
        self.number.spin.setMaximum(MOST_GROUPS if by == "count" else LARGEST)
        self.number.spin.setValue(AT_FIRST[by])
        self._show()

    def _show(self) -> None:
        """The sizes that the relay will make, which differ by one at most."""
        whole = QLocale().toString
        self.go.setEnabled(self._here > 0)
        if not self._here:
            self.comes.setText(self.tr("No student is here yet."))
            return
        groups = how_many(self._here, *self._asked())
        size, larger = divmod(self._here, groups)
        sizes = self.tr("{size} or {larger}").format(size=whole(size), larger=whole(size + 1))
        words = self.tr("Students here: {here}. Groups: {groups}, of {sizes}.")
        self.comes.setText(
            words.format(here=whole(self._here), groups=whole(groups), sizes=sizes if larger else whole(size))
        )


class MoveDialog(WritingDialog):
    """Chooses another group for one student."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        groups: Mapping[int, int],
        own: int,
        move: Callable[[int], None],
        parent: QWidget | None,
    ) -> None:
        """``groups``: how many are in each, by number; ``own``: in which they are, or 0."""
        super().__init__(theme, parent, width=440)
        self.set_title(self.tr("Another group"))
        self._move = move
        words, whole = self.tr("{group} · {count}"), QLocale().toString
        options = [
            (str(number), words.format(group=group_name(number), count=whole(count)))
            for number, count in groups.items()
        ]
        self.group = Choice(theme, options)
        self.group.choose(str(own))
        self.add_text(name)
        self.body.addWidget(FormRow(theme, self.tr("Group"), self.group, parent=self))
        self.add_submit(self.tr("Move"))
        self.focus_first(self.group)

    def submit(self) -> None:
        if self.group.value:
            self._move(int(self.group.value))
        self.accept()
