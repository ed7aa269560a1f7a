"""Classes as a teacher uses them: real widgets on a real relay."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.address import read_address
from desktop.client import RefusedByRelay
from desktop.pages.classes import ClassesPage
from desktop.pages.classes.add_students import AddStudentsDialog
from desktop.pages.classes.names import PastedName
from desktop.parts.name_dialog import NameDialog
from desktop.parts.slip_sheet import DOWN
from desktop.parts.slips.drawing import SchoolAddress, draw_slip, slip, write_pdf
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, Label
from relay.protocol.accounts import LoggedIn, SignInFirst
from relay.protocol.classes import Student
from relay.protocol.lesson import EndSession, Lesson
from relay.protocol.sessions import GetSession, SessionDetails
from relay.shared.ids import new_ref
from tests.desktop.classroom import PASSWORD, Classroom, asked, until
from tests.desktop.features.stand import asking, press
from tests.desktop.pages.conftest import Show

LEFT = Qt.MouseButton.LeftButton


async def loaded(page: ClassesPage) -> ClassesPage:
    await until(lambda: page.model.state == "ready" and page.model.roster_state == "ready")
    return page


def student(page: ClassesPage, name: str) -> Student:
    return next(s for s in page.model.students() if s.name == name)


def choose(page: ClassesPage, name: str) -> None:
    row = next(n for n, s in enumerate(page.model.students()) if s.name == name)
    page.card.table.selectRow(row)


async def add(page: ClassesPage, text: str) -> AddStudentsDialog:
    page.add_students()
    dialog = await asking(page, AddStudentsDialog)
    assert isinstance(dialog, AddStudentsDialog)
    dialog.names.setPlainText(text)
    dialog.read()
    return dialog


async def test_a_class_is_made_and_filled_and_a_student_signs_in(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    QTest.mouseClick(page.new, LEFT)
    naming = await asking(page, NameDialog)
    assert isinstance(naming, NameDialog)
    QTest.mouseClick(naming.save, LEFT)
    assert naming.row.error == "Give the class a name."
    QTest.keyClicks(naming.name, "Biology")
    QTest.keyClick(naming.name, Qt.Key.Key_Return)
    await until(lambda: page.model.open is not None and page.model.open.name == "Biology")
    await until(page.card.empty.isVisible)
    QTest.mouseClick(page.card.empty.action, LEFT)
    dialog = await asking(page, AddStudentsDialog)
    assert isinstance(dialog, AddStudentsDialog)
    dialog.names.setPlainText("Ana Silva\nTom <b>Becker</b>")
    dialog.submit()
    assert not dialog.busy, "is that a name?"
    dialog.columns.check.setChecked(True)
    dialog.submit()
    await until(lambda: len(page.model.students()) == 2)
    ana = student(page, "Ana Silva")
    code = page.model.code(ana)
    assert code
    assert code in page.card.roster.words(ana)
    assert [page.list.item(n).text() for n in range(page.list.count())] == ["Biology · 2", "Physics · 0"]
    visitor = await classroom.line()
    first = SignInFirst(ref=new_ref(), username=ana.username, code=code, password=PASSWORD)
    assert (await asked(visitor, first, LoggedIn)).you.name == "Ana Silva"
    page.model.choose(page.model.open.id if page.model.open else "")
    await until(lambda: student(page, "Ana Silva").signed_in)
    assert page.card.roster.first_sign_in(student(page, "Ana Silva")) == "done"


async def test_the_preview_says_what_would_happen(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    await classroom.add_students("Ana Silva")
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    dialog = await add(page, "Zoe\nAna Silva\nMax\nMax\n" + "W" * 101)
    told = [dialog.preview.index(row, 1).data() for row in range(5)]
    assert told == ["too long: left out", "twice: left out", "new", "new", "in the class already"]
    assert "100" in dialog.row.error
    assert (dialog.send.text(), dialog.send.isEnabled()) == ("Add the other 2", True)
    dialog.names.setPlainText("Zoe\nAna Silva\nMax\nMax")
    dialog.read()
    assert (dialog.send.text(), dialog.new_count()) == ("Add", 2)
    dialog.twins.setChecked(True)
    assert dialog.new_count() == 3
    QTest.mouseClick(dialog.send, LEFT)
    await until(lambda: len(page.model.students()) == 4)
    assert sorted(s.name for s in page.model.students()) == ["Ana Silva", "Max", "Max", "Zoe"]


async def test_what_is_not_certain_is_asked(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    await classroom.add_students("Zoë Ng")
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    dialog = await add(page, "Ana\tSilva\nTom\tBecker")
    assert [line.name for line in dialog.preview.rows] == ["Silva Ana", "Becker Tom"]
    assert not dialog.send.isEnabled()
    assert dialog.columns.isVisible()
    assert [choice.value for choice in dialog.columns.choices] == ["family", "given"]
    dialog.columns.choices[0].choose("given")
    dialog.columns.choices[1].choose("family")
    assert [line.name for line in dialog.preview.rows] == ["Ana Silva", "Tom Becker"]
    assert dialog.send.isEnabled(), "who chose the columns has looked at them"
    dialog.names.appendPlainText("Zoe\tNg")
    dialog.read()
    assert dialog.preview.rows[0] == PastedName("Zoe Ng", "like", "Zoë Ng")
    assert not dialog.send.isEnabled()
    dialog.columns.check.setChecked(True)
    QTest.mouseClick(dialog.send, LEFT)
    await until(lambda: len(page.model.students()) == 4)
    again = await add(page, "Mia\tWolf\nBo\tEk")
    assert [choice.value for choice in again.columns.choices] == ["given", "family"], "remembered"
    assert not again.send.isEnabled(), "but nothing says that it is so again"
    again.names.setPlainText("Klasse 7b\nMia Wolf\nBo Ek")
    again.read()
    assert [line.name for line in again.preview.rows] == ["Mia Wolf", "Bo Ek"]
    again.columns.first.choose("0")
    assert [line.name for line in again.preview.rows] == ["Klasse 7b", "Mia Wolf", "Bo Ek"]
    again.names.clear()
    again.reject()


async def test_names_stay_when_the_relay_does_not_answer(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    teacher = await classroom.teacher()
    page = await loaded(show(ClassesPage(teacher, theme, say)))
    dialog = await add(page, "Zoe\nMax")
    await teacher.close()
    dialog.submit()
    await until(dialog.banner.isVisible)
    assert dialog.names.toPlainText() == "Zoe\nMax"
    assert not dialog.names.isReadOnly()
    dialog.reject()
    press(await asking(dialog), "Close")
    await until(lambda: not page.findChildren(AddStudentsDialog))


async def test_three_hundred_names_go_in_parts(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    dialog = await add(page, "\n".join(f"Kim {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)))
    assert dialog.new_count() == 300
    dialog.submit()
    await until(lambda: len(page.model.students()) == 300 and not page.findChildren(AddStudentsDialog))
    assert all(page.model.code(s) for s in page.model.students()), "codes of every part are kept"


async def test_new_codes_replace_old_ones(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    (await add(page, "Ana Silva\nTom Becker")).submit()
    await until(lambda: len(page.model.students()) == 2)
    ana, tom = student(page, "Ana Silva"), student(page, "Tom Becker")
    before = {s.id: page.model.code(s) for s in (ana, tom)}
    choose(page, "Ana Silva")
    QTest.mouseClick(page.card.code, LEFT)
    await until(lambda: page.model.code(ana) != before[ana.id])
    assert page.model.code(tom) == before[tom.id]
    QTest.mouseClick(page.card.codes, LEFT)
    press(await asking(page), "Make new codes")
    await until(lambda: page.model.code(tom) != before[tom.id])
    visitor = await classroom.line()
    old = SignInFirst(ref=new_ref(), username=tom.username, code=before[tom.id], password=PASSWORD)
    with pytest.raises(RefusedByRelay, match="wrong_code"):
        await visitor.ask(old, LoggedIn)


async def test_a_student_is_removed_after_a_question(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    (await add(page, "Ana Silva\nTom Becker")).submit()
    await until(lambda: len(page.model.students()) == 2)
    assert not page.card.remove.isVisible()
    choose(page, "Ana Silva")
    QTest.mouseClick(page.card.remove, LEFT)
    press(await asking(page), "Keep")
    assert len(page.model.students()) == 2
    page.card.table.setFocus()
    QTest.keyClick(page.card.table, Qt.Key.Key_Delete)
    await until(lambda: [d for d in page.findChildren(Dialog) if d.isVisible()])
    press(await asking(page), "Remove")
    await until(lambda: [s.name for s in page.model.students()] == ["Tom Becker"])


async def test_the_list_is_copied_and_slips_are_saved(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage], tmp_path: Path
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    dialog = await add(page, "Ana Silva\nTom <b>Becker</b>")
    dialog.columns.check.setChecked(True)
    dialog.submit()
    await until(lambda: len(page.model.students()) == 2)
    QTest.mouseClick(page.card.copy, LEFT)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["Name", "User name", "First sign-in"]
    assert lines[1] == ["Ana Silva", "ana.silva", page.model.code(student(page, "Ana Silva"))]
    slips = page.saver.slips()
    assert [one.name for one in slips] == ["Ana Silva", "Tom <b>Becker</b>"]
    facts = dict(slips[0].facts)
    assert facts["Address"] == f"127.0.0.1:{classroom.process.ready['port']}"
    assert facts["Six words"].split() == classroom.process.ready["words"]
    assert "First time here" in slips[0].to_do
    led = read_address(slips[0].link)
    assert (led.host, led.port) == ("127.0.0.1", classroom.process.ready["port"])
    assert (led.pin, led.secret, led.personal) == (page.relay.pin, "", ""), "nobody's secret"
    target = tmp_path / "Slips.pdf"
    await page.saver.write(target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600, "there are codes in it"
    assert "Slips.pdf" in page.banner.text
    await page.saver.write(tmp_path / "nowhere" / "Slips.pdf")
    assert "folder is not there any more" in page.banner.text


async def test_slips_name_the_addresses_that_students_reach(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    """A relay on the teacher's own computer is not at 127.0.0.1 for anybody else."""
    addresses = ["192.168.1.20", "10.0.0.7:9000", "172.17.0.1"]
    teacher = await classroom.teacher()
    page = await loaded(show(ClassesPage(teacher, theme, say, None, lambda: addresses)))
    (await add(page, "Ana Silva")).submit()
    await until(lambda: len(page.model.students()) == 1)
    (one,) = page.saver.slips()
    assert dict(one.facts)["Address"] == "192.168.1.20 or 10.0.0.7:9000"
    assert read_address(one.link).others == (("10.0.0.7", 9000), ("172.17.0.1", 8443))
    addresses.clear()
    assert dict(page.saver.slips()[0].facts)["Address"] == "your teacher shows it"


def test_ten_slips_a_page(theme: Theme, tmp_path: Path) -> None:
    school = SchoolAddress("192.168.1.20:8443", ("a", "b", "c", "d", "e", "f"))
    many = [slip("W" * 100, "Physics", "w" * 100, "ABCD-EFGH", school) for _ in range(2 * DOWN * 2 + 1)]
    for rtl in (False, True):
        target = tmp_path / f"{rtl}.pdf"
        write_pdf(target, many, "Physics", theme.font().families(), rtl=rtl)
        assert target.read_bytes().count(b"/Type /Page\n") == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["False.pdf", "True.pdf"]


@pytest.mark.parametrize("rtl", [False, True])
def test_a_long_user_name_is_read_on_a_slip(theme: Theme, rtl: bool) -> None:
    """On several lines: of ten on a page each is 53 mm high, and its letters stay above 2 mm."""
    picture = QImage(1098, 645, QImage.Format.Format_RGB32)
    school = SchoolAddress(
        "192.168.1.20 or 10.0.0.7:9000", ("acrobat",) * 6, "schoolbell://192.168.1.20/#pin=A"
    )
    families = theme.font().families()

    def scale(username: str) -> float:
        painter = QPainter(picture)
        try:
            box = QRectF(picture.rect())
            return draw_slip(
                painter, box, slip("Ana", "7b", username, "ABCD-EFGH", school), families, rtl=rtl
            )
        finally:
            painter.end()

    assert scale("ana.silva") >= 0.9
    assert scale("maximiliana.theodora.von.und.zu.hohenstein.wallersdorf.berleburg") >= 0.75
    assert scale("w" * 100) >= 0.55


async def test_narrow_windows_show_one_after_the_other(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    assert page.list_card.isVisible()
    assert page.card.isVisible()
    page.window().resize(400, 720)
    await until(lambda: page.width() == 400)
    assert page.card.isVisible()
    assert not page.list_card.isVisible()
    QTest.mouseClick(page.card.back, LEFT)
    assert page.list_card.isVisible()
    assert not page.card.isVisible()
    page.list.setCurrentRow(0)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    await until(page.card.isVisible)


async def test_everything_that_takes_the_keyboard_has_a_name(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    await classroom.add_students("Ana Silva")
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    choose(page, "Ana Silva")
    await add(page, "Zoe\nzoe")
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            assert face is not None
            assert face.text(QAccessible.Text.Name), widget
    (await asking(page, AddStudentsDialog)).done(0)


async def test_a_lesson_of_the_open_class_starts_with_one_click(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    teacher = await classroom.teacher()
    page = await loaded(show(ClassesPage(teacher, theme, say)))
    started: list[str] = []
    page.lesson_started.connect(started.append)
    QTest.mouseClick(page.card.now, LEFT)
    assert not page.card.now.isEnabled(), "a second click makes no second lesson"
    running = await asking(page, Dialog)  # the classroom has a lesson running
    press(running, "Let both run")
    await until(lambda: started)
    live = await asked(teacher, GetSession(ref=new_ref(), session=started[0]), SessionDetails)
    assert live.session.status == "live"
    assert page.model.open is not None
    assert live.session.class_id == page.model.open.id
    await until(page.card.now.isEnabled)


async def test_names_are_asked_for_as_soon_as_a_class_is_open(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    page = show(ClassesPage(await classroom.teacher(), theme, say))
    page.add_students_soon()
    dialog = await asking(page, AddStudentsDialog)
    assert isinstance(dialog, AddStudentsDialog)
    dialog.names.setPlainText("Nia Roe")
    dialog.submit()
    await until(lambda: any(s.name == "Nia Roe" for s in page.model.students()))
    await until(lambda: not page.findChildren(AddStudentsDialog))


async def test_a_class_and_a_student_have_other_names(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    await classroom.add_students("Ana Slva")
    page = await loaded(show(ClassesPage(await classroom.teacher(), theme, say)))
    QTest.mouseClick(page.card.rename, LEFT)
    dialog = await asking(page, NameDialog)
    assert isinstance(dialog, NameDialog)
    assert dialog.name.text() == "Physics"
    dialog.name.setText("Physics 10b")
    dialog.submit()
    await until(lambda: page.card.name.text() == "Physics 10b")
    assert page.list.item(0).text() == "Physics 10b · 1"
    choose(page, "Ana Slva")
    QTest.mouseClick(page.card.other_name, LEFT)
    await until(lambda: [d for d in page.findChildren(NameDialog) if d.name.text() == "Ana Slva"])
    of_student = await asking(page, NameDialog)
    assert isinstance(of_student, NameDialog)
    of_student.name.setText("Ana Silva")
    of_student.submit()
    await until(lambda: [s.name for s in page.model.students()] == ["Ana Silva"])


async def test_deleting_a_class_says_first_what_goes(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[ClassesPage]
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    teacher = await classroom.teacher()
    page = await loaded(show(ClassesPage(teacher, theme, say)))
    live = await classroom.room(teacher)
    QTest.mouseClick(page.card.delete, LEFT)
    await until(page.banner.isVisible)
    assert "while the lesson is live" in page.banner.text
    live.send(EndSession(ref=new_ref(), session=classroom.session))
    await until(lambda: live.memories[Lesson].ended_at)
    QTest.mouseClick(page.card.delete, LEFT)
    dialog = await asking(page)
    told = "\n".join(label.text() for label in dialog.findChildren(Label))
    assert "Delete Physics?" in told
    assert "2 student(s) stay in the school" in told
    assert "1 lesson(s) that took place stay" in told
    press(dialog, "Delete the class")
    await until(lambda: not page.model.classes)
    assert "Physics is deleted" in page.banner.text
