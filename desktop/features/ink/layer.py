"""What ink lays over a sheet: what is told, what is on its way, what others draw, and one's own pen."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QWidget

from desktop.features.ink.choice import ToolChoice
from desktop.features.ink.describing import describe_marks
from desktop.features.ink.hand import PenHand
from desktop.features.ink.keys import InkKeys
from desktop.features.ink.live import OthersInk, PageKey
from desktop.features.ink.outgoing import Sending
from desktop.features.ink.own import OwnInk
from desktop.features.ink.painting import paint_shape, shape_of
from desktop.features.ink.picture import InkPicture
from desktop.features.ink.signs import paint_frame, paint_name, paint_waiting
from desktop.features.ink.tools import InkTools
from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, PenSample, Sheet, SheetLayer
from relay.protocol.base import Event
from relay.protocol.ink import InkDrawn, InkMark, InkMoved, InkRestored, InkRubbedOut, PageCleared

KEPT_PAGES = 4
"""Whose pictures are kept, so that turning back to them paints nothing."""
HALF_SEEN = 0.45
"""How strong a mark is that waits for the connection."""
DESCRIBE_MS = 1_000
"""A screen reader is told what is new on a page no more often."""
InkChange = InkDrawn | InkMoved | InkRestored | InkRubbedOut | PageCleared


class InkLayer(SheetLayer):
    """The ink of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        context: PanelContext,
        own: OwnInk,
        live: OthersInk,
        choice: ToolChoice,
        layers: Sequence["InkLayer"],
    ) -> None:
        """``layers``: those of all sheets of the room, this among them once it is made."""
        super().__init__(sheet)
        self._sheet, self._context = sheet, context
        self._own, self._live, self._choice = own, live, choice
        self._layers = layers
        self._page = PageOnSheet()
        self._scale = 0.0
        self._pictures: OrderedDict[PageKey, InkPicture] = OrderedDict()
        self._waiting: list[Sending] = []
        self._tools: InkTools | None = None
        self._describing = QTimer(self, singleShot=True, interval=DESCRIBE_MS)
        self._describing.timeout.connect(self.described)
        self.hand = PenHand(sheet, context, own, choice)
        self.hand.painted.connect(self._on_painted)
        self.hand.hiding.connect(self._hide)
        self._keys = InkKeys(sheet, self.hand)
        own.changed.connect(self._show_own)
        live.changed.connect(self._paint_again)
        choice.changed.connect(self.show_rights)

    # the page

    @property
    def key(self) -> PageKey:
        return self._page.deck, self._page.page

    @property
    def picture(self) -> InkPicture | None:
        """Of the page that is seen."""
        return self._pictures.get(self.key)

    def set_page(self, page: PageOnSheet) -> None:
        self._page = page
        self.hand.set_page(page, self._take_picture() if page.page else None)
        self._show_own()
        self.show_rights()
        self.described.emit()

    def _take_picture(self) -> InkPicture:
        """That of the page, kept or made."""
        picture = self._pictures.get(self.key)
        if picture is None or picture.ink.page.height() != self._page.height:
            board = self._page.ground == "dark"
            picture = self._pictures[self.key] = InkPicture(self._page.height, board=board, parent=self)
            picture.changed.connect(self._on_picture)
            picture.show_marks(self._own.marks(self.key))
        self._pictures.move_to_end(self.key)
        while len(self._pictures) > KEPT_PAGES:
            self._pictures.popitem(last=False)[1].deleteLater()
        picture.set_scale(self._scale)
        return picture

    def set_scale(self, pixels: float) -> None:
        self._scale = pixels
        if self.picture is not None:
            self.picture.set_scale(pixels)
        self.hand.settle()

    def forget(self) -> None:
        """What is told was replaced."""
        for picture in self._pictures.values():
            picture.deleteLater()
        self._pictures.clear()
        self.set_page(self._page)

    def take(self, events: Sequence[Event]) -> None:
        """Events were taken into the memories."""
        changes = [event for event in events if isinstance(event, InkChange)]
        for event in changes:
            if (picture := self._pictures.get((event.deck, event.page))) is not None:
                self._change(picture, event)
        if changes:
            self._show_own()
            self._describing.start()

    def _change(self, picture: InkPicture, event: InkChange) -> None:
        marks = self._own.marks((event.deck, event.page))
        match event:
            case InkDrawn():
                first = event.seq * 64
                numbers = range(first, first + len(event.points))
                picture.add({number: marks[number] for number in numbers if number in marks})
            case InkRubbedOut():
                for number in event.marks:
                    picture.remove(number)
            case InkMoved():
                for number in event.marks:
                    if number in marks:
                        picture.put_again(number, marks[number])
            case _:
                picture.show_marks(marks)

    def _on_picture(self, part: QRectF) -> None:
        if self.sender() is self.picture:
            self.changed.emit(part)

    def _on_painted(self, part: QRectF) -> None:
        """One's hand is seen on each sheet with this page."""
        for layer in self._layers:
            if layer.key == self.key:
                layer.changed.emit(part)

    def _paint_again(self, part: QRectF) -> None:
        if self._page.page:
            self.changed.emit(part)

    # what is one's own and not told yet

    def _show_own(self) -> None:
        """Shows anew what waits, and hides what will be gone or elsewhere."""
        if not self._page.page:
            return
        before, self._waiting = self._waiting, list(self._own.outgoing.on(self.key))
        for sending in {*before} ^ {*self._waiting}:
            if sending.shape is not None:
                self.changed.emit(sending.shape.box)
        self._hide()
        if self._own.waits() and self._waiting:
            self.changed.emit(QRectF())

    def _hide(self) -> None:
        if (picture := self.picture) is not None:
            shifted = self._own.shifted(self.key)
            picture.hide_marks(self._own.hidden(self.key) | shifted.keys() | self.hand.hidden)
            picture.work()

    # painting

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        if (picture := self.picture) is None:
            return
        painter.save()
        picture.paint(painter, clip)
        painter.restore()
        self._paint_waiting(painter, clip)
        for mark in self._elsewhere():
            if (shape := shape_of(mark)) is not None:
                paint_shape(painter, shape, board=self.hand.board)
        for live in self._live.on(self.key):
            if live.shape is not None and live.shape.box.intersects(clip):
                paint_shape(painter, live.shape, board=self.hand.board)
        for layer in self._layers:
            if layer.key == self.key and layer.hand.work is not None:
                layer.hand.work.paint(painter, clip, board=self.hand.board)
        self._paint_signs(painter, picture)

    def _paint_signs(self, painter: QPainter, picture: InkPicture) -> None:
        theme = self._context.theme
        if self.hand.editor is None:
            shifted = self._own.shifted(self.key)
            for number in self.hand.selected:
                if (shape := picture.ink.shape(number)) is not None:
                    way = self.hand.way + QPointF(*shifted.get(number, (0, 0)))
                    paint_frame(painter, shape.box.translated(way), theme)
        for author, tip in self._live.signed(self.key).items():
            paint_name(painter, tip, self._context.name(author), theme)
        if self._waiting and self._own.waits():
            paint_waiting(painter, self._sheet.sight.view, self.tr("Waits for the connection"), theme)

    def _paint_waiting(self, painter: QPainter, clip: QRectF) -> None:
        """Lighter while there is no connection."""
        rubbed = self.hand.rubbed
        opacity = HALF_SEEN if self._own.waits() else 1.0
        for sending in self._waiting:
            shape = None if sending.own in rubbed else sending.shape
            if shape is not None and shape.box.intersects(clip):
                paint_shape(painter, shape, board=self.hand.board, opacity=opacity)

    def _elsewhere(self) -> Iterator[InkMark]:
        """Marks that are being moved, or whose moving is not told yet, where they will be."""
        ways = {number: QPointF(*way) for number, way in self._own.shifted(self.key).items()}
        if not self.hand.way.isNull() or self.hand.hidden:
            for number in self.hand.selected if self.hand.editor is None else ():
                ways[number] = ways.get(number, QPointF()) + self.hand.way
        marks = self._own.marks(self.key)
        for number, way in ways.items():
            if (mark := marks.get(number)) is not None:
                across, down = mark.across + round(way.x()), mark.down + round(way.y())
                yield InkMark(mark.author, mark.look, mark.points, mark.pressure, mark.text, across, down)

    # the pen

    def takes_pen(self) -> bool:
        return self.hand.takes_pen()

    def put_pen_down(self) -> None:
        self._choice.take(None)

    def cursor(self) -> QCursor | None:
        shapes = {"text": Qt.CursorShape.IBeamCursor, "move": Qt.CursorShape.OpenHandCursor}
        return QCursor(shapes.get(self._choice.tool or "", Qt.CursorShape.CrossCursor))

    def press(self, sample: PenSample) -> None:
        self.hand.press(sample)

    def move(self, sample: PenSample) -> None:
        self.hand.move(sample)

    def release(self, sample: PenSample) -> None:
        self.hand.release(sample)

    def cancel(self) -> None:
        self.hand.cancel()

    # its tools, and what is said of it

    def tools(self, parent: QWidget) -> QWidget | None:
        self._tools = InkTools(self._context.theme, self.hand, parent)
        self._tools.refresh(teaches=self._context.teaches)
        return self._tools

    def set_upright(self, upright: bool) -> None:
        if self._tools is not None:
            self._tools.set_upright(upright)

    def show_rights(self) -> None:
        """Who may draw may be others by now, and the tool or the connection another."""
        self.pen_changed.emit()
        self._keys.follow()
        if self._tools is not None:
            self._tools.refresh(teaches=self._context.teaches)
        self._paint_again(QRectF())

    def describe(self) -> str:
        return describe_marks(self._own.marks(self.key), self._context.name)
