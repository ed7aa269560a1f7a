"""One's own hand on one sheet: what its pen does there, what is selected, and the text being written."""

from collections.abc import Container, Iterable, Iterator

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from desktop.features.ink.choice import ToolChoice
from desktop.features.ink.live import PageKey
from desktop.features.ink.own import OwnInk
from desktop.features.ink.page_ink import touches
from desktop.features.ink.painting import FREE
from desktop.features.ink.pen import REACH, Corners, FreeStroke, LiveTeller, Met, Moving, PenWork, Rubbing
from desktop.features.ink.picture import InkPicture
from desktop.features.ink.text_editor import TextEditor
from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, PenSample, Sheet
from relay.protocol.ink import InkMark, LiveInk, MarkLook, encode_points


class PenHand(QObject):
    """Draws, rubs out, moves and writes on the page that is seen."""

    painted = Signal(QRectF)
    """This part is to be painted anew, in units of the page; an empty one: all of it."""
    hiding = Signal()
    """Other marks than before are hidden while the hand is at work."""

    def __init__(self, sheet: Sheet, context: PanelContext, own: OwnInk, choice: ToolChoice) -> None:
        super().__init__(sheet)
        self.own, self.choice = own, choice
        self._sheet, self._context = sheet, context
        self._page = PageOnSheet()
        self._picture: InkPicture | None = None
        self.work: PenWork | None = None
        self._teller: LiveTeller | None = None
        self.selected: list[int] = []
        self.editor: TextEditor | None = None
        choice.changed.connect(self._select_none)

    @property
    def key(self) -> PageKey:
        return self._page.deck, self._page.page

    @property
    def board(self) -> bool:
        """Whether the page is dark."""
        return self._page.ground == "dark"

    def set_page(self, page: PageOnSheet, picture: InkPicture | None) -> None:
        """The page goes: what is half done ends, and what was gathered leaves."""
        if self.editor is not None:
            self.editor.end()
        self._stop()
        self.selected = []
        self.own.outgoing.flush()
        self._page, self._picture = page, picture

    def takes_pen(self) -> bool:
        return self.choice.tool is not None and self._picture is not None and self.own.may_draw()

    @property
    def hidden(self) -> set[int]:
        """Marks that are not seen in their place just now."""
        match self.work:
            case Rubbing(met=met):
                return {one for one in met if isinstance(one, int)}
            case Moving(numbers=numbers):
                return set(numbers)
        return set(self.selected) if self.editor is not None else set()

    @property
    def rubbed(self) -> set[Met]:
        """What the eraser has met."""
        return self.work.met if isinstance(self.work, Rubbing) else set()

    @property
    def way(self) -> QPointF:
        """How far what is selected is being moved."""
        return self.work.way if isinstance(self.work, Moving) else QPointF()

    # what keys and buttons do

    def undo(self) -> None:
        self.own.undo(self.key)

    def redo(self) -> None:
        self.own.redo(self.key)

    def clear(self) -> None:
        self.own.clear(self.key)

    def erase_selected(self) -> None:
        """Takes off what is selected."""
        numbers, self.selected = self.selected, []
        self.own.erase(self.key, numbers)

    # the pen

    def press(self, sample: PenSample) -> None:
        if self.editor is not None:
            self.editor.end()
        self._select([])
        tool = "eraser" if sample.eraser else self.choice.tool
        if tool == "eraser":
            self.work = Rubbing(self._hits, sample)
        elif tool == "move":
            self._select(
                [number for number in self._hits(sample.at, sample.at) if isinstance(number, int)][:1]
            )
            self.work = Moving(self.selected, self._box_of(self.selected), sample)
        elif tool != "text":
            look = self.choice.look()
            self._teller = LiveTeller(look, self._tell_live, self)
            self.work = (FreeStroke if look.tool in FREE else Corners)(look, self._teller, sample)
            grown = look.width
            self.painted.emit(QRectF(sample.at, sample.at).adjusted(-grown, -grown, grown, grown))
        self.hiding.emit()

    def move(self, sample: PenSample) -> None:
        work = self.work
        if work is None:
            return
        part = work.move(sample)
        if isinstance(work, FreeStroke) and work.is_long:
            self._draw(work.look, work.strokes)
            work.go_on()
        if isinstance(work, Rubbing | Moving):
            self.hiding.emit()
        if not part.isEmpty():
            self.painted.emit(part)

    def release(self, sample: PenSample) -> None:
        """What was done stays; without the right to draw any more it does not."""
        self.move(sample)
        work = self._stop()
        if not self.own.may_draw():
            self.painted.emit(QRectF())
        elif isinstance(work, FreeStroke | Corners):
            self._draw(work.look, work.strokes)
        elif isinstance(work, Rubbing):
            numbers = [one for one in work.met if isinstance(one, int)]
            self.own.erase(self.key, numbers, [one for one in work.met if not isinstance(one, int)])
        elif isinstance(work, Moving):
            self.own.move(self.key, work.numbers, *work.distance)
        elif self.choice.tool == "text" and not sample.eraser:
            self._write(sample.at)
        self.hiding.emit()

    def cancel(self) -> None:
        """What the pen has begun is dropped."""
        self._stop()
        self.hiding.emit()
        self.painted.emit(QRectF())

    def _stop(self) -> PenWork | None:
        work, self.work = self.work, None
        if self._teller is not None:
            self._teller.end()
            self._teller.deleteLater()
            self._teller = None
        return work

    def _draw(self, look: MarkLook, strokes: Iterable[tuple[str, str]]) -> None:
        me = self._context.me
        if marks := [InkMark(me, look, points, pressure) for points, pressure in strokes]:
            self.own.draw(self.key, marks)
        else:
            self.painted.emit(QRectF())

    def _hits(self, at: QPointF, to: QPointF, met: Container[Met] = ()) -> Iterator[Met]:
        """What one may touch on this way and is not met yet, the uppermost first."""
        for sending in reversed(list(self.own.outgoing.on(self.key))):
            if sending.own in met or sending.shape is None:
                continue
            if touches(sending.shape, at, to, REACH):
                yield sending.own
        marks, picture = self.own.marks(self.key), self._picture
        if picture is not None:
            for number in picture.ink.hit(at, REACH, to, met):
                if picture.is_shown(number) and self.own.may_touch(marks[number]):
                    yield number

    def _box_of(self, numbers: list[int]) -> QRectF:
        box = QRectF()
        shapes = map(self._picture.ink.shape, numbers) if self._picture is not None else ()
        for shape in filter(None, shapes):
            box |= shape.box
        return box

    def _select(self, numbers: list[int]) -> None:
        if numbers != self.selected:
            self.selected = numbers
            self.painted.emit(QRectF())

    def _select_none(self) -> None:
        self._select([])

    def _tell_live(self, stroke: int, part: int, look: MarkLook, points: str) -> None:
        room, (deck, page) = self._context.room, self.key
        room.send_moment(
            LiveInk(
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

    def settle(self) -> None:
        """The page has another size on the screen."""
        if self.editor is not None:
            self.editor.settle()

    def _write(self, at: QPointF) -> None:
        """Edits a text of one's own that is there, or begins one."""
        marks = self.own.marks(self.key)
        numbers = (number for number in self._hits(at, at) if isinstance(number, int))
        own = [n for n in numbers if marks[n].text and marks[n].author == self._context.me]
        look, text, place = self.choice.look(), "", at
        shape = self._picture.ink.shape(own[0]) if own and self._picture is not None else None
        if shape is not None:
            self.selected = own[:1]
            look, text, place = shape.look, shape.text, shape.box.topLeft()
        self.editor = TextEditor(self._sheet, look, place, text, board=self.board)
        self.editor.finished.connect(self._written)

    def _written(self, text: str) -> None:
        editor, self.editor = self.editor, None
        number, self.selected = next(iter(self.selected), 0), []
        if editor is None:
            return
        place = encode_points([(round(editor.at.x()), round(editor.at.y()))])
        mark = InkMark(self._context.me, editor.look, place, text=text)
        if number and not text:
            self.own.erase(self.key, [number])
        elif number and text != editor.before:
            self.own.change(self.key, number, mark)
        elif text and not number:
            self.own.draw(self.key, [mark])
        self.hiding.emit()
        self.painted.emit(QRectF())
