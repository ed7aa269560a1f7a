"""The attendance of a class over a term: the grid, corrections and excuses, files, and a relay away."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.pages.attendance import AttendancePage
from desktop.pages.attendance.grid_model import STRIP, SUM, AttendanceGrid, GridCell
from desktop.pages.attendance.rules_dialog import RulesDialog
from desktop.pages.attendance.student_dialog import StudentDialog
from desktop.parts.attendance import LessonStrips, RecordDialog, marks
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.pictures.view import PictureView
from desktop.theme.widgets import Dialog, Label
from relay.protocol.accounts import Account
from relay.protocol.attendance import Day
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.colours import colours_of
from tests.desktop.pages.conftest import Show
from tests.desktop.pdf import text_of
from tests.desktop.terms import LENGTH, Term, term_on

LEFT, RETURN = Qt.MouseButton.LeftButton, Qt.Key.Key_Return
NAMES = ["Ana Silva", "Ben Okoro", "Chloé Martin"]


def one_of_each(student: int, lesson: int) -> str:
    """Of two lessons: Ana is there, Ben is late once and Chloé lost and then missing."""
    return {(1, 0): "late", (2, 0): "lost", (2, 1): "away"}.get((student, lesson), "")


async def opened(term: Term, theme: Theme, say: Sentences, show: Show[AttendancePage]) -> AttendancePage:
    teacher = await term.teacher()
    page = show(AttendancePage(teacher, theme, say, term.classroom.class_id, "10b"))
    await until(lambda: page.model.state == "ready")
    return page


def statuses(page: AttendancePage) -> list[list[str]]:
    """By row, as they are shown."""
    grid = page.grid
    cells = [[grid.cell(row, column) for column in (1, 2)] for row in range(grid.rowCount())]
    return [[cell.verdict.status for cell in row if cell] for row in cells]


def said(page: AttendancePage) -> list[str]:
    """Where there is nothing to show."""
    return [label.text() for label in page.body.empty.findChildren(Label)]


def dialog_of(page: QWidget, kind: type[Dialog]) -> Dialog:
    found = page.findChild(kind)
    assert isinstance(found, kind)
    return found


async def test_a_grid_of_students_and_lessons(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        assert page.windowTitle() == "Attendance · 10b"
        assert statuses(page) == [["present", "present"], ["late", "present"], ["lost", "never_came"]]
        assert [page.grid.index(row, SUM).data() for row in range(3)] == ["2 of 2", "2 of 2", "1 of 2"]
        late = page.grid.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert late.startswith("Ben Okoro, ")
        assert "late, 13 min" in late
        assert "Stayed to the end." in late
        lost = page.grid.index(2, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "connection lost 3×, 7 min" in lost
        began = datetime.now() - timedelta(minutes=2 * LENGTH)
        today = began.date() == datetime.now().date()  # not so soon after midnight
        assert page.missing.title.text() == ("Missing today: 1" if today else "yesterday, missing: 1")
        assert [one.name.text() for one in page.missing.named] == ["Chloé Martin"]


async def test_below_the_last_name_is_nothing_but_the_card(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 1, one_of_each) as term:
        page = await opened(term, theme, say, show)
        names = page.view.names
        below = names.viewport().rect().adjusted(0, names.length(), 0, 0)
        assert below.height() > 100
        place = QRect(names.viewport().mapTo(page, below.topLeft()), below.size())
        assert {QColor.fromRgba(one).name() for one in colours_of(page.grab(place).toImage())} == {
            theme.colours.surface
        }


async def test_strips_show_when_each_was_there(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 1, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.view.setFocus()
        page.view.setCurrentIndex(page.grid.index(1, 1))
        await until(lambda: page.grid.strips is not None)
        assert page.view.currentIndex() == page.grid.index(1, 1), "what comes later takes nothing away"
        column = page.grid.strips_column
        assert not page.view.isColumnHidden(column)
        assert [page.grid.index(row, column).data() for row in range(3)] == [
            "",
            "late, 13 min",
            "connection lost 3×, 7 min",
        ]
        rows = [page.grid.index(row, column).data(STRIP)[1] for row in range(3)]
        assert [[span.style for span in row.spans] for row in rows] == [
            ["bar"],
            ["bar"],
            ["bar", "crossed", "bar", "crossed", "bar", "crossed", "bar"],
        ]
        page.view.wanted.emit(2, 1)
        dialog = dialog_of(page, RecordDialog)
        await until(lambda: bool(dialog.findChildren(PictureView)))
        (picture,) = dialog.findChildren(PictureView)
        assert picture.accessibleName() == "When Chloé Martin was there"
        assert "15" in picture.accessibleDescription()
        page.window().resize(420, 720)
        await until(lambda: page.view.isColumnHidden(column))


async def test_an_admins_look_at_strips_is_no_reason_to_read_what_was_said(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 1, one_of_each) as term:
        page = await opened(term, theme, say, show)
        assert page.relay.welcome is not None
        lesson = page.lessons[0]
        page.relay.welcome.you = Account(new_ref(), "Ada Admin", "admin")
        strips = LessonStrips(page.relay, lesson, page)
        strips.start(term.classroom.class_id)
        assert strips._log.state == "idle"


async def test_it_is_put_on_paper(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path / "school", NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        file = tmp_path / "attendance.pdf"
        page.paper.write(file)
        await until(lambda: not page.paper.busy)
        told = text_of(file.read_bytes())
        assert told.startswith("Attendance·10b")
        assert "Chloé" in told
        assert "Nnevercame" in told, "what the letters mean"


def test_no_status_is_told_by_its_colour_alone(theme: Theme) -> None:
    signs = [(mark.icon, mark.letter) for mark in marks().values()]
    assert len(set(signs)) == len(signs)
    assert len({mark.words for mark in marks().values()}) == len(signs)
    letters = [mark.letter for mark in marks().values() if mark.letter]
    assert len(set(letters)) == len(letters)


async def test_a_cell_is_opened_by_the_keyboard_and_corrected_with_a_reason(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.view.setFocus()
        page.view.setCurrentIndex(page.grid.index(0, 1))
        QTest.keyClick(page.view, Qt.Key.Key_Down)
        QTest.keyClick(page.view, RETURN)
        dialog = dialog_of(page, RecordDialog)
        assert isinstance(dialog, RecordDialog)
        assert dialog.heading.text() == "Ben Okoro"
        assert dialog.choice.currentText() == "As measured: late, 13 min"
        assert not dialog.save.isEnabled(), "nothing is said yet"
        dialog.choice.choose("present")
        dialog.reason.setText("Helped in the office")
        QTest.keyClick(dialog.reason, RETURN)
        await until(lambda: statuses(page)[1] == ["present", "present"])
        told = page.grid.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Came at" in told, "what was measured stays beside it"
        assert "Corrected to “present” by Ms Lee" in told
        assert "Helped in the office" in told
        await until(lambda: page.findChild(RecordDialog) is None)
        page.view.wanted.emit(1, 1)
        dialog = dialog_of(page, RecordDialog)
        assert isinstance(dialog, RecordDialog)
        assert (dialog.choice.value, dialog.reason.text()) == ("present", "Helped in the office")
        dialog.choice.choose("measured")
        QTest.mouseClick(dialog.save, LEFT)
        await until(lambda: statuses(page)[1] == ["late", "present"])


async def test_a_correction_of_one_lesson_leaves_the_day_excused(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, lambda student, _: "away" if student == 2 else "") as term:
        page = await opened(term, theme, say, show)
        first, last = (lesson.started_at for lesson in page.model.lessons)
        await page.model.excuse_days(term.students[2], [Day(first, last + 1)], "A trip")
        assert statuses(page)[2] == ["excused", "excused"]
        page.view.wanted.emit(2, 2)
        dialog = dialog_of(page, RecordDialog)
        assert isinstance(dialog, RecordDialog)
        dialog.choice.choose("late")
        QTest.mouseClick(dialog.save, LEFT)
        await until(lambda: statuses(page)[2][1] == "late")
        found = await page.model.read()
        assert [one.account for one in found.excused_days] == [term.students[2]]


async def test_what_could_not_be_sent_stays_in_the_dialog(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.view.wanted.emit(1, 1)
        dialog = dialog_of(page, RecordDialog)
        assert isinstance(dialog, RecordDialog)
        dialog.choice.choose("excused")
        dialog.reason.setText("At the dentist")
        await page.relay.close()
        QTest.mouseClick(dialog.save, LEFT)
        await until(dialog.banner.isVisible)
        assert dialog.isVisible()
        assert dialog.reason.text() == "At the dentist"
        assert statuses(page)[1] == ["late", "present"]


async def test_who_is_missing_is_excused_with_one_click(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.only_missing.click()
        assert [page.view.isRowHidden(row) for row in range(3)] == [True, True, False]
        page.only_missing.click()
        QTest.mouseClick(page.missing.named[0].button, LEFT)
        await until(lambda: statuses(page)[2] == ["lost", "excused"])
        assert page.missing.title.text() == "Excused: 1"
        QTest.mouseClick(page.missing.named[0].button, LEFT)
        await until(lambda: statuses(page)[2] == ["lost", "never_came"])


async def test_days_are_excused_beforehand_and_taken_back(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.view.wanted.emit(2, SUM)
        dialog = dialog_of(page, StudentDialog)
        assert isinstance(dialog, StudentDialog)
        assert dialog.sums.text() == "connection lost, counts as present: 1 · never came: 1"
        dialog.first.date.setDate(dialog.first.date.date().addDays(1))
        assert dialog.last.value == dialog.first.value, "never before the first"
        dialog.last.date.setDate(dialog.last.date.date().addDays(2))
        dialog.reason.setText("A trip")
        QTest.mouseClick(dialog.save, LEFT)
        await until(lambda: len(dialog.excused) == 3)
        assert {one.note.reason for one in dialog.excused} == {"A trip"}
        assert dialog.reason.text() == ""
        assert statuses(page)[2] == ["lost", "never_came"], "from tomorrow on"
        await page.model.take_back_day(term.students[2], dialog.excused[1].since)
        assert len(dialog.excused) == 2
        dialog.last.date.setDate(dialog.first.date.date().addDays(69))
        QTest.mouseClick(dialog.save, LEFT)
        await until(lambda: len(dialog.excused) == 70)


async def test_the_rules_of_the_class_are_its_teachers(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        QTest.mouseClick(page.rules, LEFT)
        dialog = dialog_of(page, RulesDialog)
        assert isinstance(dialog, RulesDialog)
        assert (dialog.late.value, dialog.early.value, dialog.present.value) == (5, 5, 60)
        dialog.late.set_value(15)
        QTest.mouseClick(dialog.save, LEFT)
        await until(lambda: statuses(page)[1] == ["present", "present"])


async def test_it_is_saved_as_a_table_that_spreadsheets_read(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    names = ["=cmd()", "Ben Okoro", "Chloé Martin"]
    async with term_on(tmp_path / "school", names, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        QTest.mouseClick(page.csv, LEFT)
        dialog = page.findChild(QFileDialog)
        assert isinstance(dialog, QFileDialog)
        assert Path(dialog.selectedFiles()[0]).name == "Attendance · 10b.csv"
        dialog.reject()
        file = tmp_path / "attendance.csv"
        await page.saver.write(file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "by which spreadsheets tell UTF-8"
        assert file.stat().st_mode & 0o077 == 0
        head, *rows = csv.reader(file.read_text("utf-8-sig").splitlines())
        assert [row[0] for row in rows] == ["'=cmd()", "Ben Okoro", "Chloé Martin"]
        assert len(head) == 1 + 2 * 3 + 7
        assert [rows[1][1], rows[1][2]] == ["late", "32"]
        assert rows[2][head.index("never came")] == "1"
        assert page.banner.isVisible()
        (tmp_path / "no").write_text("a file")
        await page.saver.write(tmp_path / "no" / "attendance.csv")
        assert "Saved" not in page.banner.text


async def test_without_a_relay_what_was_read_is_there_with_its_time(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        await page.relay.close()
        await until(page.offline.isVisible)
        assert page.offline.text.startswith("Offline, as of ")
        assert statuses(page)[1] == ["late", "present"]
        assert page.csv.isEnabled()
        assert not page.rules.isEnabled()


async def test_a_class_without_lessons_says_so(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 0) as term:
        teacher = await term.teacher()
        page = show(AttendancePage(teacher, theme, say, term.classroom.class_id, "10b"))
        await until(lambda: page.model.state == "ready")
        assert "No lesson in this time" in said(page)
        page.body.empty.acted.emit()
        await until(lambda: "This class has had no lesson yet" in said(page))
        assert not page.csv.isEnabled()


async def test_lessons_of_a_chosen_time_alone(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 14) as term:
        page = await opened(term, theme, say, show)
        assert len(page.grid.lessons) == 14
        page.filters.period.choose("weeks")
        await until(lambda: len(page.grid.lessons) == 10)
        page.filters.period.choose("range")
        first, last = page.filters.days
        first.date.setDate(last.date.date())
        await until(lambda: len(page.grid.lessons) < 10)
        assert {lesson.id for lesson in page.grid.lessons} <= set(term.sessions[-1:])


@pytest.mark.rare  # it is about speed alone
async def test_a_large_class_is_judged_only_where_one_looks(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Student {number:03}" for number in range(150)]
    async with term_on(tmp_path, names, 30) as term:
        judged: list[GridCell] = []
        judge = AttendanceGrid._judged
        page = await opened(term, theme, say, show)
        assert len(page.grid.lessons) == 30, "in several pages"

        def counted(grid: AttendanceGrid, *about: object) -> GridCell:
            judged.append(judge(grid, *about))  # type: ignore[arg-type]
            return judged[-1]

        monkeypatch.setattr(AttendanceGrid, "_judged", counted)
        page.model.changed.emit()  # as after any answer
        page.view.viewport().repaint()
        shown = page.view.viewport().height() // page.view.rowHeight(0) + 2
        assert 0 < len(judged) <= 150 + 30 * shown, "rows in sight, and who is missing in the last lesson"
        assert len(page.findChildren(QWidget)) < 200, "no widget for a cell"


async def test_the_whole_grid_is_copied_guarded(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, ["=cmd()", "Ben Okoro", "Chloé Martin"], 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        page.view.setFocus()
        QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        assert lines[1] == ["'=cmd()", "2 of 2", "present", "present"]


async def test_what_a_colleague_corrects_is_seen(
    tmp_path: Path, theme: Theme, say: Sentences, show: Show[AttendancePage]
) -> None:
    async with term_on(tmp_path, NAMES, 2, one_of_each) as term:
        page = await opened(term, theme, say, show)
        other = await opened(term, theme, say, show)
        await other.model.correct(term.sessions[0], term.students[1], "present", "")
        await until(lambda: statuses(page)[1] == ["present", "present"])
