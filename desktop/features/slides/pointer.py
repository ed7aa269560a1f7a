"""Pointing at a place of the page that is shown: a dot where somebody points, while they do."""

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QPainter, QPen

from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, PenSample, SheetLayer
from desktop.features.slides.decks import deck_of, staged_number
from relay.protocol.base import Moment
from relay.protocol.slides import TALLEST, WIDTH, Pointed
from relay.protocol.stage import Stage

AROUND, WITHIN = 180, 110
"""Units: half of the halo, and of the dot."""
EVERY_MS, STAYS_MS = 80, 3_000
"""How often it is told where one points; and how long a dot stays of which nothing is heard."""


class PointerLayer(SheetLayer):
    """Shows who points, and tells where this person does, if they have switched that on and may."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._page = PageOnSheet()
        self.on = False
        """This person points."""
        self._dots: dict[str, QPointF] = {}
        """By account."""
        self._own: QPointF | None = None
        self._told: QPointF | None = None
        self._tell = QTimer(self, interval=EVERY_MS)
        self._tell.timeout.connect(self._tell_own)
        self._stale = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._stale.timeout.connect(self._forget)
        context.room.moment.connect(self._on_moment)

    def switch(self, on: bool) -> None:
        """Points from now on, or no more."""
        if on != self.on:
            self.on = on
            if not on:
                self._point_at(None)
            self.pen_changed.emit()

    def set_page(self, page: PageOnSheet) -> None:
        self._page = page
        self._point_at(None)
        self._forget()

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        colour = QColor(self._context.theme.colours.danger)
        halo = QColor(colour)
        halo.setAlphaF(0.25)
        for at in self._dots.values():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawEllipse(at, AROUND, AROUND)
            painter.setPen(QPen(QColor(self._context.theme.colours.paper), 20))
            painter.setBrush(colour)
            painter.drawEllipse(at, WITHIN, WITHIN)

    def takes_pen(self) -> bool:
        return self.on

    def put_pen_down(self) -> None:
        self.switch(False)

    def cursor(self) -> QCursor | None:
        return QCursor(Qt.CursorShape.CrossCursor)

    def press(self, sample: PenSample) -> None:
        self._point_at(sample.at)

    def move(self, sample: PenSample) -> None:
        self._point_at(sample.at)

    def hover(self, sample: PenSample | None) -> None:
        self._point_at(None if sample is None else sample.at)

    # one's own

    def _point_at(self, at: QPointF | None) -> None:
        at = at if self.on and at is not None and self._is_within(at) else None
        self._own = at
        self._set(self._context.me, at)
        if at is not None and not self._tell.isActive():
            self._tell_own()
            self._tell.start()

    def _tell_own(self) -> None:
        """Where it is now; once it is away that is told, and nothing more."""
        own, before, self._told = self._own, self._told, self._own
        if own == before:
            if own is None:
                self._tell.stop()
            return
        context = self._context
        if not self._may(self._page):
            return
        at = own or before
        assert at is not None
        pointed = Pointed(
            session=context.room.session_id,
            deck=self._page.deck,
            page=self._page.page,
            x=round(at.x()),
            y=round(at.y()),
            away=own is None,
        )
        context.room.send_moment(pointed)
        context.room.moment.emit(replace(pointed, by=context.me))  # to the room's other sheets

    def _may(self, page: PageOnSheet) -> bool:
        """Whether this person may point there: it is what everybody is shown."""
        context = self._context
        deck = deck_of(context, page.deck)
        holds = context.leads or context.memory(Stage).holder == context.me
        return holds and page.deck == staged_number(context) and deck is not None and deck.page == page.page

    def _is_within(self, at: QPointF) -> bool:
        return 0 <= at.x() <= WIDTH and 0 <= at.y() <= min(self._page.height, TALLEST)

    # the others'

    def _on_moment(self, moment: Moment) -> None:
        if not isinstance(moment, Pointed) or (self.on and moment.by == self._context.me):
            return
        if (moment.deck, moment.page) != (self._page.deck, self._page.page):
            return
        if moment.deck != staged_number(self._context):
            return
        self._set(moment.by, None if moment.away else QPointF(moment.x, moment.y))
        self._stale.start()

    def _forget(self) -> None:
        for account in list(self._dots):
            if account != self._context.me or self._own is None:
                self._set(account, None)

    def _set(self, account: str, at: QPointF | None) -> None:
        before = self._dots.pop(account, None)
        if at is not None:
            self._dots[account] = at
        for place in (before, at):
            if place is not None and before != at:
                wide = AROUND + 20
                self.changed.emit(QRectF(place.x() - wide, place.y() - wide, 2 * wide, 2 * wide))
