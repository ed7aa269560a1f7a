"""What ink lays over a sheet: what is told, what is on its way, what others draw, and one's own pen."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QWidget

from desktop.features.ink.choice import ToolChoice
from desktop.features.ink.describing import describe_marks
from desktop.features.ink.keys import add_keys
from desktop.features.ink.live import LiveInk, PageKey
from desktop.features.ink.outgoing import Sending
from desktop.features.ink.own import OwnInk
from desktop.features.ink.page_ink import touches
from desktop.features.ink.painting import paint_shape, shape_of
from desktop.features.ink.pen import REACH, Corners, FreeStroke, LiveTeller, Met, Moving, Rubbing, Work
from desktop.features.ink.picture import InkPicture
from desktop.features.ink.signs import paint_frame, paint_name, paint_waiting
from desktop.features.ink.text_editor import TextEditor
from desktop.features.ink.tools import InkTools
from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, PenSample, Sheet, SheetLayer
from relay.protocol.base import Event
from relay.protocol.ink import (
    Drawing,
    InkDrawn,
    InkMoved,
    InkRestored,
    InkRubbedOut,
    Look,
    Mark,
    PageCleared,
    encode_points,
)

KEPT_PAGES = 4
"""Whose pictures are kept, so that turning back to them paints nothing."""
HALF_SEEN = 0.45
"""How strong a mark is that waits for the connection."""
DESCRIBE_MS = 1_000


class InkLayer(SheetLayer):
    """The ink of one sheet."""

    def __init__(
        self, sheet: Sheet, context: PanelContext, own: OwnInk, live: LiveInk, choice: ToolChoice
    ) -> None:
        super().__init__(sheet)
        self._sheet, self._context = sheet, context
        self._own, self._live, self._choice = own, live, choice
        self._page = PageOnSheet()
        self._scale = 0.0
        self._pictures: OrderedDict[PageKey, InkPicture] = OrderedDict()
        self._work: Work | None = None
        self._teller: LiveTeller | None = None
        self.selected: list[int] = []
        self._waiting: list[Sending] = []
        self._editor: TextEditor | None = None
        self._tools: InkTools | None = None
        self._describing = QTimer(self, singleShot=True, interval=DESCRIBE_MS)
        self._describing.timeout.connect(self.described)
        add_keys(self, sheet, choice)
        own.changed.connect(self._show_own)
        live.changed.connect(self._on_live)
        choice.changed.connect(self._on_choice)

    # the page

    @property
    def key(self) -> PageKey:
        return self._page.deck, self._page.page

    @property
    def picture(self) -> InkPicture:
        """Of the page that is seen."""
        return self._pictures[self.key]

    @property
    def own(self) -> OwnInk:
        return self._own

    @property
    def board(self) -> bool:
        """Whether the page is dark."""
        return self._page.ground == "dark"

    def set_page(self, page: PageOnSheet) -> None:
        if self._page.page:
            self._let_go()
        self._page = page
        if not page.page:
            return
        kept = self._pictures.get(self.key)
        if kept is None or kept.ink.page.height() != page.height:
            kept = self._pictures[self.key] = InkPicture(page.height, board=self.board, parent=self)
            kept.changed.connect(self._on_picture)
            kept.show_marks(self._own.marks(self.key))
        self._pictures.move_to_end(self.key)
        while len(self._pictures) > KEPT_PAGES:
            self._pictures.popitem(last=False)[1].deleteLater()
        kept.set_scale(self._scale)
        self._show_own()
        self.show_rights()
        self.described.emit()

    def set_scale(self, pixels: float) -> None:
        self._scale = pixels
        if self._page.page:
            self.picture.set_scale(pixels)
        if self._editor is not None:
            self._editor.settle()

    def forget(self) -> None:
        """What is told was replaced."""
        for picture in self._pictures.values():
            picture.deleteLater()
        self._pictures.clear()
        self.set_page(self._page)

    def take(self, events: Sequence[Event]) -> None:
        """Events were taken into the memories."""
        for event in events:
            match event:
                case InkDrawn() | InkRubbedOut() | InkMoved() | PageCleared() | InkRestored():
                    if (picture := self._pictures.get((event.deck, event.page))) is not None:
                        self._follow(picture, event)
        if self._page.page:
            self.picture.work()
            self._show_own()
        self._describing.start()

    def _follow(
        self, picture: InkPicture, event: InkDrawn | InkRubbedOut | InkMoved | PageCleared | InkRestored
    ) -> None:
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
        if self._page.page and self.sender() is self.picture:
            self.changed.emit(part)

    def _on_live(self, part: QRectF) -> None:
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
        shifted = self._own.shifted(self.key)
        hidden = self._own.hidden(self.key) | shifted.keys()
        if isinstance(self._work, Rubbing):
            hidden |= {one for one in self._work.met if isinstance(one, int)}
        if isinstance(self._work, Moving):
            hidden |= set(self._work.numbers)
        if self._editor is not None:
            hidden |= set(self.selected)
        self.picture.hide_marks(hidden)
        self.picture.work()

    # painting

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        if not self._page.page:
            return
        painter.save()
        self.picture.paint(painter, clip)
        painter.restore()
        self._paint_waiting(painter, clip)
        for mark in self._elsewhere():
            if (shape := shape_of(mark)) is not None:
                paint_shape(painter, shape, board=self.board)
        for live in self._live.on(self.key):
            if live.shape is not None and live.shape.box.intersects(clip):
                paint_shape(painter, live.shape, board=self.board)
        if self._work is not None:
            self._work.paint(painter, clip, board=self.board)
        for number in self.selected:
            if self._editor is None and (shape := self.picture.ink.shape(number)) is not None:
                way = self._work.way if isinstance(self._work, Moving) else QPointF()
                paint_frame(painter, shape.box.translated(way), self._context.theme)
        for author, tip in self._live.signed(self.key).items():
            paint_name(painter, tip, self._context.name(author), self._context.theme)

    def _paint_waiting(self, painter: QPainter, clip: QRectF) -> None:
        """Lighter, and with a word, while there is no connection."""
        rubbed = self._work.met if isinstance(self._work, Rubbing) else set[Met]()
        opacity = HALF_SEEN if self._own.waits() else 1.0
        for sending in self._waiting:
            shape = None if sending.own in rubbed else sending.shape
            if shape is not None and shape.box.intersects(clip):
                paint_shape(painter, shape, board=self.board, opacity=opacity)
        if self._waiting and self._own.waits():
            words = self.tr("Waits for the connection")
            paint_waiting(painter, self._sheet.sight.view, words, self._context.theme)

    def _elsewhere(self) -> Iterator[Mark]:
        """Marks that are being moved, or whose moving is not told yet, where they will be."""
        ways = {number: QPointF(*way) for number, way in self._own.shifted(self.key).items()}
        if isinstance(self._work, Moving):
            for number in self._work.numbers:
                ways[number] = ways.get(number, QPointF()) + self._work.way
        marks = self._own.marks(self.key)
        for number, way in ways.items():
            if (mark := marks.get(number)) is not None:
                across, down = mark.across + round(way.x()), mark.down + round(way.y())
                yield Mark(mark.author, mark.look, mark.points, mark.pressure, mark.text, across, down)

    # the pen

    def takes_pen(self) -> bool:
        return self._choice.tool is not None and bool(self._page.page) and self._own.may_draw()

    def cursor(self) -> QCursor | None:
        shapes = {"text": Qt.CursorShape.IBeamCursor, "move": Qt.CursorShape.OpenHandCursor}
        return QCursor(shapes.get(self._choice.tool or "", Qt.CursorShape.CrossCursor))

    def press(self, sample: PenSample) -> None:
        if self._editor is not None:
            self._editor.end()
        self._select([])
        tool = "eraser" if sample.eraser else self._choice.tool
        if tool == "eraser":
            self._work = Rubbing(self._hits, sample)
        elif tool == "move":
            self._select([number for number in self._hits(sample.at) if isinstance(number, int)][:1])
            self._work = Moving(self.selected, sample)
        elif tool != "text":
            look = self._choice.look()
            self._teller = LiveTeller(look, self._tell_live, self)
            free = look.tool in ("pen", "marker")
            self._work = (FreeStroke if free else Corners)(look, self._teller, sample)
            grown = look.width
            self.changed.emit(QRectF(sample.at, sample.at).adjusted(-grown, -grown, grown, grown))
        self._hide()

    def move(self, sample: PenSample) -> None:
        work = self._work
        if work is None:
            return
        part = work.move(sample)
        if isinstance(work, FreeStroke) and work.is_long:
            self._draw(work.look, work.strokes)
            work.go_on()
        if isinstance(work, Rubbing | Moving):
            self._hide()
            self.changed.emit(QRectF())
        elif not part.isEmpty():
            self.changed.emit(part)

    def release(self, sample: PenSample) -> None:
        """What was drawn stays; without the right to draw any more it is gone."""
        work = self._work
        if work is not None:
            self.move(sample)
        self._work = None
        if self._teller is not None:
            self._teller.end()
            self._teller.deleteLater()
            self._teller = None
        if not self._own.may_draw():
            self._hide()
            self.changed.emit(QRectF())
        elif isinstance(work, FreeStroke | Corners):
            self._draw(work.look, work.strokes)
        elif isinstance(work, Rubbing):
            numbers = [one for one in work.met if isinstance(one, int)]
            self._own.erase(self.key, numbers, [one for one in work.met if not isinstance(one, int)])
            self._hide()
        elif isinstance(work, Moving):
            self._own.move(self.key, work.numbers, *work.distance)
            self._hide()
        elif self._choice.tool == "text" and not sample.eraser:
            self._write(sample.at)

    def _let_go(self) -> None:
        """The page goes: what is half done ends, and what was gathered leaves."""
        if self._editor is not None:
            self._editor.end()
        self._work = None
        self.selected = []
        self._own.outgoing.flush()

    def _draw(self, look: Look, strokes: Iterable[tuple[str, str]]) -> None:
        me = self._context.me
        if marks := [Mark(me, look, points, pressure) for points, pressure in strokes]:
            self._own.draw(self.key, marks)
        else:
            self.changed.emit(QRectF())

    def _hits(self, at: QPointF) -> Iterator[Met]:
        """What one may touch there, the uppermost first."""
        for sending in reversed(self._waiting):
            if sending.shape is not None and touches(sending.shape, at, REACH):
                yield sending.own
        marks = self._own.marks(self.key)
        for number in self.picture.ink.hit(at, REACH):
            if self.picture.is_shown(number) and self._own.may_touch(marks[number]):
                yield number

    def _select(self, numbers: list[int]) -> None:
        if numbers != self.selected:
            self.selected = numbers
            self.changed.emit(QRectF())

    def erase_selected(self) -> None:
        """Takes off what is selected."""
        numbers, self.selected = self.selected, []
        self._own.erase(self.key, numbers)

    def _tell_live(self, stroke: int, part: int, look: Look, points: str) -> None:
        room, (deck, page) = self._context.room, self.key
        room.send_moment(
            Drawing(
                session=room.session_id,
                deck=deck,
                page=page,
                stroke=stroke,
                part=part,
                look=look,
                points=points,
            )
        )

    # texts

    def _write(self, at: QPointF) -> None:
        """Edits a text of one's own that is there, or begins one."""
        marks = self._own.marks(self.key)
        texts = [n for n in self._hits(at) if isinstance(n, int) and marks[n].look.tool == "text"]
        look, text, place = self._choice.look(), "", at
        shape = self.picture.ink.shape(texts[0]) if texts else None
        if shape is not None and marks[texts[0]].author == self._context.me:
            self.selected = texts[:1]
            look, text, place = shape.look, shape.text, shape.box.topLeft()
        self._editor = TextEditor(self._sheet, look, place, text, board=self.board)
        self._editor.finished.connect(self._written)
        self._hide()

    def _written(self, text: str) -> None:
        editor, self._editor = self._editor, None
        number, self.selected = next(iter(self.selected), 0), []
        if editor is None:
            return
        place = encode_points([(round(editor.at.x()), round(editor.at.y()))])
        mark = Mark(self._context.me, editor.look, place, text=text)
        if number and not text:
            self._own.erase(self.key, [number])
        elif number and text != editor.before:
            self._own.change(self.key, number, mark)
        elif text and not number:
            self._own.draw(self.key, [mark])
        self._hide()
        self.changed.emit(QRectF())

    # its tools, and what is said of it

    def tools(self, parent: QWidget) -> QWidget | None:
        self._tools = InkTools(self._context, self, self._choice, parent)
        return self._tools

    def set_upright(self, upright: bool) -> None:
        if self._tools is not None:
            self._tools.set_upright(upright)

    def show_rights(self) -> None:
        """Who may draw may be others by now, and the connection another."""
        self.pen_changed.emit()
        self.changed.emit(QRectF())
        if self._tools is not None:
            self._tools.refresh(board=self.board)

    def _on_choice(self) -> None:
        self._select([])
        self.pen_changed.emit()

    def describe(self) -> str:
        return describe_marks(self._own.marks(self.key), self._context.name)
