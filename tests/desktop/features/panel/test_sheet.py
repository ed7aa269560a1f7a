"""A sheet: where its page is, what of it is painted anew, and whose the pen is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.features.panel.sheet import PageOnSheet, PenSample, Sheet, SheetLayer
from desktop.features.panel.sheet_sight import SheetSight
from desktop.theme import Theme
from relay.protocol.slides import WIDTH, View
from tests.desktop.classroom import until

PAGE = PageOnSheet(5, 1, 12_000)
"""Four to three."""


class Notes(SheetLayer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, int, int]] = []
        self.samples: list[PenSample] = []
        self.painted: list[QRectF] = []
        self.pages: list[PageOnSheet] = []
        self.takes = False
        self.scale = 0.0

    def set_page(self, page: PageOnSheet) -> None:
        self.pages.append(page)

    def set_scale(self, pixels: float) -> None:
        self.scale = pixels

    def paint(self, painter: QPainter, clip: QRectF) -> None:
        self.painted.append(clip)
        painter.fillRect(QRectF(0, 0, 1_000, 1_000), QColor("#ff0000"))

    def takes_pen(self) -> bool:
        return self.takes

    def press(self, sample: PenSample) -> None:
        self._keep("press", sample)

    def move(self, sample: PenSample) -> None:
        self._keep("move", sample)

    def release(self, sample: PenSample) -> None:
        self._keep("release", sample)

    def hover(self, sample: PenSample | None) -> None:
        if sample is None:
            self.told.append(("gone", 0, 0))
        else:
            self._keep("hover", sample)

    def put_pen_down(self) -> None:
        self.takes = False
        self.pen_changed.emit()

    def describe(self) -> str:
        return "a red box"

    def _keep(self, name: str, sample: PenSample) -> None:
        self.samples.append(sample)
        self.told.append((name, round(sample.at.x() / 10) * 10, round(sample.at.y() / 10) * 10))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def sheet(theme: Theme, notes: Notes, qapp: QApplication) -> Iterator[Sheet]:
    """The page stands in the middle of it, 40 units a pixel."""
    made = Sheet(theme)
    made.add_layers([notes])
    made.resize(500, 300)
    made.show_page(PAGE, "Page 1 of 3", picture=None, words="Page 1 is coming…")
    made.show()
    yield made
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(made, QEvent.Type.DeferredDelete)


def pen(sheet: Sheet, kind: QEvent.Type, at: QPoint, pressure: float = 1.0) -> QTabletEvent:
    """A pen of a tablet does something on the sheet."""
    event = QTabletEvent(
        kind,
        QPointingDevice.primaryPointingDevice(),
        QPointF(at),
        QPointF(sheet.mapToGlobal(at)),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
    )
    QApplication.sendEvent(sheet, event)
    return event


def test_a_page_is_whole_in_the_middle(sheet: Sheet) -> None:
    assert sheet.sight.page == QRectF(50, 0, 400, 300)
    assert sheet.units_at(QPointF(50, 300)) == QPointF(0, 12_000)


def test_what_comes_closer_stays_under_the_pointer() -> None:
    sight = SheetSight()
    sight.room, sight.height = QSizeF(500, 300), 12_000
    at = QPointF(150, 100)
    held = sight.units_at(at)
    sight.view = sight.zoomed_by(2, at)
    assert sight.view.width == 8_000
    assert (sight.units_at(at) - held).manhattanLength() < 2


def test_no_view_goes_beyond_the_page() -> None:
    sight = SheetSight()
    sight.room, sight.height = QSizeF(500, 300), 12_000
    sight.view = sight.zoomed_by(4, QPointF(0, 0))
    assert sight.view == View(0, 0, 4_000)
    sight.view = sight.panned_by(-100_000, -100_000)
    assert sight.view == View(12_000, 9_000, 4_000)
    assert sight.zoomed_by(0.1) == View(0, 0, WIDTH)
    assert sight.zoomed_by(100).width == WIDTH // 16


async def test_only_what_a_layer_changed_is_painted_anew(sheet: Sheet, notes: Notes) -> None:
    await until(lambda: notes.painted)
    notes.painted.clear()
    notes.changed.emit(QRectF(4_000, 4_000, 400, 400))
    await until(lambda: notes.painted)
    (clip,) = notes.painted
    assert clip.width() < 1_000
    assert clip.contains(QRectF(4_000, 4_000, 400, 400))


def test_the_picture_is_below_the_layers_and_as_large_as_the_page(sheet: Sheet) -> None:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    sheet.show_page(PAGE, "Page 1 of 3", picture=picture)
    seen = sheet.grab().toImage()
    at = {point: seen.pixelColor(*point).name() for point in ((55, 5), (445, 295), (20, 150))}
    assert at[55, 5] == "#ff0000"
    assert at[445, 295] == "#00ff00"
    assert at[20, 150] not in ("#ff0000", "#00ff00")


def test_a_page_that_is_zoomed_shows_that_part_of_its_picture(sheet: Sheet) -> None:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    painter = QPainter(picture)
    painter.fillRect(400, 300, 400, 300, QColor("#0000ff"))
    painter.end()
    sheet.show_page(PAGE, "Page 1 of 3", picture=picture)
    sheet.set_view(View(8_000, 6_000, 8_000))
    assert sheet.grab().toImage().pixelColor(250, 150).name() == "#0000ff"


def test_the_mouse_draws_for_the_layer_that_takes_the_pen(sheet: Sheet, notes: Notes) -> None:
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    assert all(name in ("hover", "gone") for name, *_ in notes.told)
    notes.takes = True
    notes.told.clear()
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    QTest.mouseMove(sheet, QPoint(200, 150))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert notes.told[:2] == [("gone", 0, 0), ("press", 4_000, 4_000)]
    assert notes.told[-1] == ("release", 6_000, 6_000)
    assert not any(sample.is_pen for sample in notes.samples)


def test_of_two_that_take_the_pen_the_later_has_it(sheet: Sheet, notes: Notes) -> None:
    other = Notes()
    sheet.add_layers([other])
    for later, earlier in ((notes, other), (other, notes), (notes, other)):
        later.takes = True
        later.pen_changed.emit()
        assert (later.takes, earlier.takes) == (True, False)
        assert sheet.layer_for_pen() is later
        later.pen_changed.emit()
        assert later.takes, "told again it keeps it"


def test_while_a_pen_is_down_the_mouse_is_not_heard(sheet: Sheet, notes: Notes) -> None:
    notes.takes = True
    event = pen(sheet, QEvent.Type.TabletPress, QPoint(150, 100), 0.25)
    assert event.isAccepted()
    notes.told.clear()
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    assert notes.told == []
    pen(sheet, QEvent.Type.TabletMove, QPoint(200, 100), 0.5)
    pen(sheet, QEvent.Type.TabletRelease, QPoint(200, 100), 0.0)
    assert notes.told == [("move", 6_000, 4_000), ("release", 6_000, 4_000)]
    assert [sample.pressure for sample in notes.samples[-3:]] == [0.25, 0.5, 0.0]
    assert notes.samples[-1].is_pen


def test_another_page_ends_the_stroke(sheet: Sheet, notes: Notes) -> None:
    notes.takes = True
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    sheet.show_page(PAGE._replace(page=2), "Page 2 of 3", picture=None)
    assert notes.told[-1][0] == "release"
    assert notes.pages[-1].page == 2
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    assert notes.told[-1][0] == "release"
    assert len([name for name, *_ in notes.told if name == "release"]) == 1


def test_without_a_pen_a_page_that_is_zoomed_is_pulled(sheet: Sheet) -> None:
    wished: list[View] = []
    sheet.view_wished.connect(wished.append)
    sheet.view_wished.connect(sheet.set_view)
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    QTest.mouseMove(sheet, QPoint(200, 100))
    assert wished == []
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    sheet.set_view(View(4_000, 3_000, 8_000))
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    QTest.mouseMove(sheet, QPoint(200, 100))
    assert sheet.view == View(3_000, 3_000, 8_000)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier])
def test_the_wheel_zooms_with_ctrl_alone(sheet: Sheet, held: Qt.KeyboardModifier) -> None:
    wished: list[View] = []
    sheet.view_wished.connect(wished.append)
    at = QPointF(250, 150)
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(sheet, wheel)
    assert [view.width for view in wished] == (
        [round(WIDTH / 1.25)] if held == Qt.KeyboardModifier.ControlModifier else []
    )


def test_a_screen_reader_has_the_page_and_what_lies_on_it(sheet: Sheet) -> None:
    assert sheet.accessibleName() == "Page 1 of 3"
    assert sheet.accessibleDescription() == "Page 1 is coming…\na red box"
    sheet.show_page(PAGE, "Page 1 of 3", picture=None, words="Coming", text="Pulleys")
    assert sheet.accessibleDescription() == "Pulleys\na red box"


def test_layers_know_how_large_a_unit_is(sheet: Sheet, notes: Notes) -> None:
    assert notes.scale == pytest.approx(sheet.devicePixelRatioF() / 40)
    sheet.set_view(View(0, 0, 8_000))
    assert notes.scale == pytest.approx(sheet.devicePixelRatioF() / 20)
