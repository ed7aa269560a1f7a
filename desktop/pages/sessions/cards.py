"""A long list of cards that makes only those that are seen: real buttons, quick with thousands of rows."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from desktop.pages.sessions.card import CardContext, SessionCard
from desktop.pages.sessions.rows import MORE, ListRow, RowPositions
from desktop.theme import Space, Theme, in_tab_order
from desktop.theme.widgets.button import Button
from desktop.theme.widgets.label import Label
from relay.protocol.sessions import Session

WIDEST = 860
BEYOND = 200
"""Cards this many pixels outside are made too, so that scrolling shows no gap."""


class CardList(QAbstractScrollArea):
    """Rows of different heights in one column. Only rows in sight are widgets, which are used again."""

    acted = Signal(str, str)
    more_wanted = Signal()

    def __init__(
        self, theme: Theme, around: Callable[[Session], CardContext], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self._around = theme, around
        self._rows = RowPositions()
        self._shown: dict[str, QWidget] = {}
        self._spare: list[SessionCard] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Lessons"))
        self._probe = SessionCard(theme, self.viewport())
        self._probe.hide()
        self._shape = self._probe.shape
        self._more = Button(theme, self.tr("Show older lessons"), parent=self.viewport())
        self._more.hide()
        self._more.clicked.connect(self.more_wanted)
        self.verticalScrollBar().valueChanged.connect(self._place)
        theme.changed.connect(self._restyle)

    # what it shows

    def set_rows(self, rows: Sequence[ListRow], *, more: bool, asking_more: bool) -> None:
        """Shows other rows; what is in sight stays where it is."""
        anchor, offset = self._anchor()
        self._rows.set([*rows, MORE] if more else rows)
        self._more.setText(self.tr("Asking…") if asking_more else self.tr("Show older lessons"))
        self._more.setEnabled(not asking_more)
        self._measure()
        self._return_to(anchor, offset)
        self._place()
        self._refresh()

    @property
    def rows(self) -> list[ListRow]:
        """The rows that were set."""
        return [row for row in self._rows.all if row is not MORE]

    def tick(self, now: int) -> None:
        """Says times again on the cards in sight."""
        for card in self.cards():
            card.tick(now)

    def cards(self) -> list[SessionCard]:
        """The cards that exist now, from the top."""
        found = [
            (self._rows.place(key), card)
            for key, card in self._shown.items()
            if isinstance(card, SessionCard)
        ]
        return [card for _, card in sorted(found, key=lambda pair: pair[0])]

    def card(self, session_id: str) -> SessionCard | None:
        """The card of a session, if it is in sight."""
        found = self._shown.get(session_id)
        return found if isinstance(found, SessionCard) else None

    def reveal(self, session_id: str) -> SessionCard | None:
        """Scrolls so far that a session's card is in sight."""
        place = self._rows.place(session_id)
        if place >= 0:
            self._scroll_to(place)
        return self.card(session_id)

    # measures

    def _width(self) -> int:
        return min(self.viewport().width() - 2 * Space.L, self.theme.px(WIDEST))

    def _measure(self) -> None:
        shape = self._shape = self._probe.measure(self._width())
        heading, more = self.theme.px(36), self._more.sizeHint().height() + 2 * Space.S

        def height(row: ListRow) -> int:
            if row.session is not None:
                return shape.height(row.session.title) + Space.S
            return heading if row.heading else more

        self._rows.measure(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._rows.end + Space.L - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.theme.px(40))

    def _anchor(self) -> tuple[str, int]:
        top = self.verticalScrollBar().value()
        return self._rows.at(top) if top else ("", 0)

    def _return_to(self, key: str, offset: int) -> None:
        place = self._rows.place(key)
        if place >= 0:
            self.verticalScrollBar().setValue(self._rows.tops[place] + offset)

    # widgets

    def _place(self) -> None:
        """Gives each row in sight a widget, and puts it where it belongs."""
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        wanted = self._rows.between(top - BEYOND, top + height + BEYOND)
        focused = self._row_of(QApplication.focusWidget())
        if self._rows.place(focused) >= 0:  # whoever has the keyboard stays, wherever it is
            wanted[focused] = self._rows.place(focused)
        for key in [key for key in self._shown if key not in wanted]:
            self._put_away(self._shown.pop(key))
        left = (self.viewport().width() - self._width()) // 2
        for key, place in wanted.items():
            row, tops = self._rows.all[place], self._rows.tops
            widget = self._shown.get(key) or self._make(row)
            self._shown[key] = widget
            gap = Space.S if row.session else 0
            at = QRect(left, tops[place] - top, self._width(), tops[place + 1] - tops[place] - gap)
            if widget is self._more:
                size = self._more.sizeHint()
                middle = at.center() - QPoint(size.width() // 2, size.height() // 2)
                at = QRect(middle, size)
            if widget.geometry() != at:
                widget.setGeometry(at)
            widget.show()

    def _make(self, row: ListRow) -> QWidget:
        if row.session is not None:
            card = self._spare.pop() if self._spare else self._new_card()
            self._fill(card, row.session)
            return card
        if row.heading:
            label = Label(row.heading, "strong", parent=self.viewport())
            label.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
            label.setContentsMargins(0, 0, 0, Space.S)
            return label
        return self._more

    def _new_card(self) -> SessionCard:
        card = SessionCard(self.theme, self.viewport())
        card.acted.connect(self.acted)
        for stop in (card.primary, card.menu_button):
            stop.installEventFilter(self)
        return card

    def _fill(self, card: SessionCard, session: Session) -> None:
        if card.shape != self._shape:
            card.set_shape(self._shape)
        card.show_session(session, self._around(session))

    def _put_away(self, widget: QWidget) -> None:
        widget.hide()
        if isinstance(widget, SessionCard):
            self._spare.append(widget)
        elif widget is not self._more:
            widget.deleteLater()

    def _refresh(self) -> None:
        """Cards in sight show their session as it is now."""
        for key, widget in self._shown.items():
            row = self._rows.row(key)
            if isinstance(widget, SessionCard) and row.session is not None:
                self._fill(widget, row.session)
            elif isinstance(widget, Label):
                widget.setText(row.heading)

    def _restyle(self) -> None:
        self._measure()
        self._place()
        self._refresh()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other heights in another width."""
        super().resizeEvent(event)
        anchor, offset = self._anchor()
        self._measure()
        self._return_to(anchor, offset)
        self._place()
        if event.oldSize().width() != event.size().width():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Fonts are known now."""
        super().showEvent(event)
        self._restyle()

    # the keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes with Tab goes straight to the first card in sight."""
        super().focusInEvent(event)
        cards = [card for card in self.cards() if card.geometry().bottom() > 0]
        if cards:
            cards[0].enter()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from card to card in the order in which they are seen, and out at the end."""
        here = QApplication.focusWidget()
        key = self._row_of(here)
        if key and here is not None and self._step(key, here, 1 if next else -1):
            return True
        return self._leave(next)

    def _step(self, key: str, here: QWidget, way: int) -> bool:
        index = self._rows.place(key)
        stops = self._stops(index)
        at = stops.index(here) + way if here in stops else -1
        while not (0 <= at < len(stops)):
            index += way
            if not 0 <= index < len(self._rows.all):
                return False
            self._scroll_to(index)
            stops = self._stops(index)
            at = 0 if way > 0 else len(stops) - 1
        reason = Qt.FocusReason.TabFocusReason if way > 0 else Qt.FocusReason.BacktabFocusReason
        self._scroll_to(index)
        stops[at].setFocus(reason)
        return True

    def _stops(self, index: int) -> list[QWidget]:
        widget = self._shown.get(self._rows.all[index].key)
        if isinstance(widget, SessionCard):
            return widget.stops()
        return [self._more] if widget is self._more and self._more.isEnabled() else []

    def _leave(self, forward: bool) -> bool:
        """Gives the keyboard to whoever comes after the list, or before it; its own parts are passed over."""
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        widget: QWidget = self
        while (widget := in_tab_order(widget, forward=forward)) is not self:
            takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
            own = self.isAncestorOf(widget) or widget.isWindow()
            if takes and not own and widget.isVisible() and widget.isEnabled():
                widget.setFocus(reason)
                return True
        return False

    def _row_of(self, widget: QWidget | None) -> str:
        if widget is None or not self.viewport().isAncestorOf(widget):
            return ""
        return next(
            (key for key, shown in self._shown.items() if shown is widget or shown.isAncestorOf(widget)), ""
        )

    def _scroll_to(self, index: int) -> None:
        bar = self.verticalScrollBar()
        above, below = self._rows.span(index)
        if above < bar.value():
            bar.setValue(above)
        elif below > bar.value() + self.viewport().height():
            bar.setValue(below - self.viewport().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A card that gets the keyboard by whatever way comes wholly into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            place = self._rows.place(self._row_of(watched))
            if place >= 0:
                self._scroll_to(place)
        return False
