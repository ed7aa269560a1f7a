"""What lies between a room's header and its bar: the stage, and one column of all the rest.

While nothing is staged the chat has the middle, and hands and people stand beside it. Everything is placed
here, by size alone, and stays the child of one widget: so nothing loses the keyboard when it moves.
"""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStyle, QWidget

from desktop.features.panel import FloatingPanel, Panel
from desktop.pages.room.handle import Handle
from desktop.pages.room.stage import StageArea
from desktop.pages.room.tabs import Tab, TabBox
from desktop.theme import READABLE, Space, Theme
from desktop.theme.widgets import WhenStill, set_boxed

NARROW = 720
"""In a narrower window the stage is above the rest."""
LOW = 460
"""Where there is less height between header and bar (at a text scale of 1: in a window of 560), stage and
card are behind tabs."""
COLUMN, BESIDE_CHAT = 360, 320
"""The width of the column (at a text scale of 1) beside a stage, and beside the chat."""
LEAST_COLUMN, LEAST_STAGE = 260, 300
CARD = 0.45
"""The largest part of the height that the card takes."""
GAP = Space.S
STAGE = "stage"
"""The key of the tab that the stage is behind."""

Look = Literal["both", "stage", "column"]
"""What this person wants to see: stage and column, or one of them alone."""


class RoomBody(QWidget):
    """Places the panels of a room."""

    turned = Signal()
    """Other panels are seen."""
    column_chosen = Signal(int)
    """The person has made the column this wide."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strips: list[Panel] = []
        self._cards: list[Panel] = []
        self._tabbed: list[Panel] = []
        self._floating: list[FloatingPanel] = []
        self._column = 0
        self._kind = ""
        self._recent: list[str] = []
        """Keys of the tabs that were chosen, the last first."""
        self._recent_beside: list[str] = []
        self._seen: set[QWidget] = set()
        self.look: Look = "both"
        self.ground = QWidget(self)
        """Where messages may stand: on the stage, or where the chat is read; never where one writes."""
        self.ground.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._main = TabBox(theme, self.tr("Parts of the room"), self)
        self._beside = TabBox(theme, self.tr("Beside the chat"), self)
        self._handle = Handle(theme, self)
        self.stage = StageArea(theme, self)
        self._main.chosen.connect(self._on_chosen)
        self._beside.chosen.connect(self._on_chosen_beside)
        self._handle.pulled.connect(self._on_pulled)
        self._handle.let_go.connect(lambda: self.column_chosen.emit(self._column))
        self._still = WhenStill(self._place, self)
        theme.changed.connect(self.arrange)

    def put(self, panels: Sequence[Panel]) -> None:
        """Has these panels, once; made inside it."""
        self._strips = [panel for panel in panels if panel.place == "strip"]
        self._cards = [panel for panel in panels if panel.place == "card"]
        self._tabbed = [panel for panel in panels if panel.place == "tab"]
        self._floating = [panel for panel in panels if isinstance(panel, FloatingPanel)]

    # what is asked of it

    def show_kind(self, kind: str) -> None:
        """This is staged, or nothing."""
        self._kind = kind
        self.arrange()

    def choose(self, panel: Panel) -> None:
        """Brings a panel behind a tab into sight."""
        if self.look == "stage":
            self.look = "both"
        key = _key(panel)
        if any(button.tab.key == key for button in self._beside.buttons) and self._beside.isVisible():
            self._on_chosen_beside(key)
        else:
            self._on_chosen(key)

    def choose_stage(self) -> None:
        """Brings what everybody is shown into sight."""
        if self.look == "column":
            self.look = "both"
        if self.narrow and self.stage.shown and not self._is_on_top():
            self._on_chosen(STAGE)
        else:
            self._place()

    def set_look(self, look: Look) -> None:
        """Shows stage or column alone, if there is a stage; asked for what is so already, both again.

        Who has put the stage away is not shown the next one either.
        """
        self.look = "both" if look == self.look or not self.stage.shown else look
        self.arrange()

    def set_column(self, width: int) -> None:
        """How wide the column beside the stage is; 0: as wide as it is for everybody."""
        self._column = width
        self._place()

    @property
    def column(self) -> int:
        return self._column

    @property
    def narrow(self) -> bool:
        """The stage is above the rest, not beside it."""
        return self.width() < max(NARROW - 2 * Space.M, self._theme.px(NARROW - 80))

    @property
    def low(self) -> bool:
        """There is not height enough for all."""
        return self.height() < self._theme.px(LOW)

    @property
    def tabs(self) -> list[str]:
        """What stands on the tabs that are in sight."""
        boxes = [box for box in (self._main, self._beside) if not box.isHidden()]
        return [button.tab.heading for box in boxes for button in box.buttons]

    def parts(self) -> list[QWidget]:
        """What is in sight, in the order in which one goes through it."""
        panels = (*self._strips, *self._cards, *self._tabbed)
        return [one for one in (self.stage, *panels, *_feet(self._tabbed)) if not one.isHidden()]

    @property
    def boxes(self) -> list[QWidget]:
        """The rows of tabs that are in sight."""
        return [box.row for box in (self._main, self._beside) if not box.isHidden()]

    def tab(self, heading: str) -> QWidget:
        """The tab that says this."""
        buttons = [*self._main.buttons, *self._beside.buttons]
        return next(button for button in buttons if button.tab.heading == heading)

    # when it places anew

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A panel needs more or less room, or all is mirrored."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.arrange()
        return super().event(event)

    def arrange(self) -> None:
        """Places everything, once nobody holds a button down or has a menu open."""
        self._still.do()

    def _on_chosen(self, key: str) -> None:
        self._recent = [key, *(one for one in self._recent if one != key)]
        self._place()

    def _on_chosen_beside(self, key: str) -> None:
        self._recent_beside = [key, *(one for one in self._recent_beside if one != key)]
        self._place()

    def _on_pulled(self, x: int) -> None:
        here = x if self.isRightToLeft() else self.width() - x
        most = self.width() - LEAST_STAGE - GAP
        self._column = max(LEAST_COLUMN, min(here - GAP // 2, most))
        self._place()

    # placing

    def _place(self) -> None:
        if not self._tabbed:
            return  # it is being made
        self.stage.show_kind(self._kind)
        if not self.stage.shown and self.look == "stage":
            self.look = "both"
        without = self.look == "column" and not self._at_end
        whole, shown = self.rect(), set[QWidget]()
        behind = self.narrow and bool(self.stage.shown) and not self._is_on_top()
        on_stage = bool(self.stage.shown) and not behind and not without
        cards = [panel for panel in self._cards if panel.wanted()]
        card = min(cards, key=lambda panel: panel.yields(), default=None)
        tabs = [panel for panel in self._tabbed if panel.wanted()]
        self._forget_all_but(tabs)
        if on_stage and self.look == "stage":
            self._show(self.stage, whole, shown)
        elif self.narrow:
            top = self._stage_on_top(whole, shown) if on_stage else whole
            self._put_column(top, card, tabs, shown, stage_too=behind and not without)
        elif on_stage:
            left, right = self._split(whole, COLUMN, shown)
            self._show(self.stage, left, shown)
            self._put_column(right, card, tabs, shown)
        else:
            left, right = self._split(whole, BESIDE_CHAT, shown)
            middle = [panel for panel in tabs if not panel.beside]
            self._fill(self._main, left, middle, self._recent, shown, readable=True)
            others = [panel for panel in tabs if panel.beside]
            self._put_strips_and(right, card, others, shown)
        self.stage.set_boxed(behind)
        on_top = self.narrow and on_stage and self.look != "stage"  # low there: messages would hide it
        if self.stage in shown and not on_top:
            clear = self.stage.clear_part
            self.ground.setGeometry(QRect(clear.mapTo(self, QPoint()), clear.size()))
        self._hide_all_but(shown)
        for floating in self._floating:  # over messages at the upper edge: the newest are at the lower one
            floating.keep_to(self.ground.geometry(), above=on_top or self.stage not in shown)

    def _forget_all_but(self, tabs: Sequence[Panel]) -> None:
        """A tab that was gone and comes back takes nobody away from what they are at."""
        gone = {_key(panel) for panel in self._tabbed if panel not in tabs}
        self._recent = [key for key in self._recent if key not in gone]
        self._recent_beside = [key for key in self._recent_beside if key not in gone]

    @property
    def _at_end(self) -> bool:
        """What is shown is how the lesson came out."""
        return not self._kind and self.stage.shown == "stage"

    def _is_on_top(self) -> bool:
        """Whether in a narrow window the stage is above the rest, and not behind a tab."""
        return self.stage.shown == "stage" and not self.low

    def _stage_on_top(self, whole: QRect, shown: set[QWidget]) -> QRect:
        """The stage above, as high as a film of its width needs; gives what is left."""
        high = min(self.stage.height_at(whole.width()), whole.height() // 2)
        self._show(self.stage, QRect(0, 0, whole.width(), high), shown)
        return whole.adjusted(0, high + GAP, 0, 0)

    def _split(self, whole: QRect, usual: int, shown: set[QWidget]) -> tuple[QRect, QRect]:
        """What is before the handle, and the column behind it."""
        wide = whole.width()
        most = max(wide - self._theme.px(LEAST_STAGE), wide * 45 // 100)
        column = min(self._column or self._theme.px(usual), most)
        left = whole.adjusted(0, 0, -column - GAP, 0)
        self._show(self._handle, QRect(left.right() + 1, 0, GAP, whole.height()), shown)
        return left, whole.adjusted(wide - column, 0, 0, 0)

    def _put_column(
        self,
        rect: QRect,
        card: Panel | None,
        tabs: list[Panel],
        shown: set[QWidget],
        *,
        stage_too: bool = False,
    ) -> None:
        """Hands, card, and the tabs with where one writes."""
        behind: list[Panel] = [card] if card is not None and self.low else []
        for one in behind:
            set_boxed(one, True)
        least = self._least(self._main, [*tabs, *behind], self._recent, rect.width())
        rest = self._strips_and_card(rect, None if behind else card, least, shown)
        self._fill(self._main, rest, [*tabs, *behind], self._recent, shown, stage_too=stage_too)

    def _put_strips_and(
        self, rect: QRect, card: Panel | None, tabs: list[Panel], shown: set[QWidget]
    ) -> None:
        """Beside the chat: hands, card, and people."""
        least = self._least(self._beside, tabs, self._recent_beside, rect.width())
        rest = self._strips_and_card(rect, card, least, shown)
        if tabs and rest.height() >= min(least, rect.height()):
            self._fill(self._beside, rest, tabs, self._recent_beside, shown)

    def _strips_and_card(self, rect: QRect, card: Panel | None, least: int, shown: set[QWidget]) -> QRect:
        """Puts them from the top, as high as they need and as what is below can spare; gives what is left."""
        card_least = card.minimumSizeHint().height() + GAP if card is not None else 0
        for strip in self._strips:
            if not strip.wanted():
                continue
            strip.fit(self.height(), folded=card is not None or self.low or self.narrow)
            spare = rect.height() - least - card_least - GAP
            high = min(_height(strip, rect.width()), spare)
            if high >= strip.minimumSizeHint().height():
                self._show(strip, QRect(rect.left(), rect.top(), rect.width(), high), shown)
                rect = rect.adjusted(0, high + GAP, 0, 0)
        if card is not None:
            set_boxed(card, False)
            most = min(int(self.height() * min(card.most, CARD)), rect.height() - least - GAP)
            high = min(_height(card, rect.width()), max(most, card_least - GAP))
            self._show(card, QRect(rect.left(), rect.top(), rect.width(), high), shown)
            rect = rect.adjusted(0, high + GAP, 0, 0)
        return rect

    def _fill(
        self,
        box: TabBox,
        rect: QRect,
        panels: Sequence[Panel],
        recent: Sequence[str],
        shown: set[QWidget],
        *,
        stage_too: bool = False,
        readable: bool = False,
    ) -> None:
        """Puts a box with these panels, and the chosen one into it."""
        tabs = [Tab(_key(one), one.heading(), one.count(), one.counts_news) for one in panels]
        if stage_too:
            own = self.stage.panel
            heading = own.heading() if own is not None and self.stage.shown == "wall" else self.tr("Stage")
            tabs.append(Tab(STAGE, heading))
        chosen = _chosen([tab.key for tab in tabs], panels, recent)
        box.show_tabs(tabs, chosen)
        self._show(box, rect, shown)
        inner = box.content(rect.width(), rect.height()).translated(rect.topLeft())
        spare = max(0, (inner.width() - self._theme.px(READABLE)) // 2) if readable else 0
        for foot in _feet(panels):
            high = _height(foot, inner.width() - 2 * spare)
            self._show(foot, inner.adjusted(spare, inner.height() - high, -spare, 0), shown)
            inner = inner.adjusted(0, 0, 0, -high - GAP if high else 0)
        box.set_foot(inner.bottom() + 1 - rect.top())
        inside = next((one for one in panels if _key(one) == chosen), None)
        if inside is None or inside.place == "card":  # what has a frame of its own elsewhere
            inner = inner.adjusted(1 - Space.M, 0, Space.M - 1, 0)
        elif not inside.wide:
            inner = inner.adjusted(spare, 0, -spare, 0)
        self._show(inside or self.stage, inner, shown)
        # set once: moving it there and back would paint all anew
        if box is self._main and (self.stage not in shown or (self.narrow and inside is not None)):
            self._set(self.ground, inner)

    def _least(self, box: TabBox, panels: Sequence[Panel], recent: Sequence[str], width: int) -> int:
        """The height without which something in a box would be cut: where one writes, say."""
        chosen = _chosen([_key(panel) for panel in panels], panels, recent)
        inside = sum(panel.minimumSizeHint().height() for panel in panels if _key(panel) == chosen)
        feet = sum(_height(foot, width - 2 * Space.M) + GAP for foot in _feet(panels))
        return box.around(width) + inside + feet

    def _show(self, widget: QWidget, rect: QRect, shown: set[QWidget]) -> None:
        self._set(widget, rect)
        shown.add(widget)

    def _set(self, widget: QWidget, rect: QRect) -> None:
        """Mirrored where people read from right to left."""
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), rect))

    def _hide_all_but(self, shown: set[QWidget]) -> None:
        parts = (self.stage, self._main, self._beside, self._handle)
        panels = (*self._strips, *self._cards, *self._tabbed)
        for widget in (*parts, *panels, *_feet(self._tabbed)):
            if widget.isHidden() is (widget in shown):
                widget.setVisible(widget in shown)
        if shown != self._seen:
            self._seen = shown
            self.turned.emit()


def _key(panel: Panel) -> str:
    return type(panel).__name__


def _chosen(keys: Sequence[str], panels: Sequence[Panel], recent: Sequence[str]) -> str:
    """What was chosen last and is there; at first what takes most of the height."""
    if found := next((key for key in recent if key in keys), ""):
        return found
    first = max(panels, key=lambda panel: panel.stretch, default=None)
    return _key(first) if first is not None else next(iter(keys), "")


def _height(widget: QWidget, width: int) -> int:
    """How high it would like to be at this width."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()


def _feet(panels: Sequence[Panel]) -> list[QWidget]:
    return [foot for panel in panels if (foot := panel.foot) is not None]
