"""The buttons of a row of the board."""

from functools import partial

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.features.questions.items import Act, BoardItem
from desktop.theme import Space, Theme
from desktop.theme.widgets import Button, FlowRow, IconButton, Kind

ME_TOO_HEIGHT = 48
LEAST_WIDTH = 100
NAMED = 60
"""So many letters of a question are in the name of a button."""


class MeTooButton(Button):
    """The one thing that a student does with another's question, large enough for any thumb."""

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self.theme.target(ME_TOO_HEIGHT)))


class YieldingButton(Button):
    """One whose words are cut where there is no room for them."""

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.target(LEAST_WIDTH), super().minimumSizeHint().height())


class RowButtons(FlowRow):
    """Those that are offered; each is made when it is for the first time."""

    acted = Signal(str)
    """One was pressed: what one wants to do."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(gap=Space.XS, parent=parent)
        self._theme = theme
        self._made: dict[Act, Button] = {}
        self._policy = Qt.FocusPolicy.NoFocus

    def show_acts(self, wanted: tuple[Act, ...], item: BoardItem) -> None:
        """Offers these."""
        for act in wanted:
            if act not in self._made:
                button = self._made[act] = self._make(act)
                button.setFocusPolicy(self._policy)
                button.clicked.connect(partial(self._on_click, act))
                if act == "undo":  # never where the button was that is undone: clicks come in twos
                    self.add_at_end(button)
                else:
                    self.add(button)
        for act, button in self._made.items():
            button.setVisible(act in wanted)
            self._describe(act, button, item)
        self.setVisible(bool(wanted))

    def button(self, act: Act) -> Button | None:
        """The one for this, if it is offered."""
        found = self._made.get(act)
        return found if found is not None and not found.isHidden() else None

    def shown(self) -> list[Button]:
        """Those that are offered, in their order."""
        return [button for button in self._made.values() if not button.isHidden()]

    def set_reachable(self, reachable: bool) -> None:
        """Whether Tab comes to them."""
        self._policy = Qt.FocusPolicy.TabFocus if reachable else Qt.FocusPolicy.NoFocus
        for button in self._made.values():
            button.setFocusPolicy(self._policy)

    def _on_click(self, act: Act, _checked: bool = False) -> None:
        self.acted.emit(act)

    def _make(self, act: Act) -> Button:
        if act == "menu":
            return IconButton(self._theme, "ellipsis", "", size=32, parent=self)
        if act == "me_too":
            button: Button = MeTooButton(self._theme, self._words(act), icon="thumbs-up", parent=self)
        else:
            kind: Kind = "primary" if act in ("show", "answer") else "secondary"
            button = Button(self._theme, self._words(act), kind, small=True, parent=self)
        button.setCheckable(act in ("me_too", "later"))
        button.set_tip(self._tip(act))
        return button

    def _tip(self, act: Act) -> str:
        """What it does, where its words do not say all; with its key on the board."""
        tips: dict[Act, str] = {
            "answered": self.tr("Takes it off the board; its asker is told ({key})").format(key="A"),
            "later": self.tr("Keeps it on the board, below those that are open ({key})").format(key="L"),
            "me_too": self.tr("You want to know it too. Classmates see how many do, teachers also who."),
        }
        return tips.get(act, "")

    def _words(self, act: Act) -> str:
        words: dict[Act, str] = {
            "answered": self.tr("Answered"),
            "later": self.tr("Later"),
            "open": self.tr("Open again"),
            "undo": self.tr("Undo"),
            "answer": self.tr("Answer"),
            "show": self.tr("Show everyone"),
            "turn_down": self.tr("Turn down"),
            "edit": self.tr("Write it again"),
            "discard": self.tr("Discard"),
            "withdraw": self.tr("Take back"),
            "me_too": self.tr("Me too"),
            "menu": self.tr("More"),
        }
        return words[act]

    def _describe(self, act: Act, button: Button, item: BoardItem) -> None:
        """Screen readers are told which question it is about."""
        words, short = self._words(act), " ".join(item.text[:NAMED].split())
        named = self.tr("{action}: {question}").format(action=words, question=short)
        if isinstance(button, IconButton):
            button.set_name(named)
            return
        if act == "me_too":
            button.setChecked(item.pressed)
            count = QLocale().toString(item.me_too)
            button.keep_room_for(
                self.tr("{words} · {count}").format(words=words, count=QLocale().toString(99))
            )
            words = self.tr("{words} · {count}").format(words=words, count=count) if item.me_too else words
            button.setText(words)
        elif act == "later":
            button.setChecked(item.standing == "later")
        button.setAccessibleName(named)
