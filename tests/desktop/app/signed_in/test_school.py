"""People and rosters in a whole program: from the menu to a code on a slip."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.classes import ClassesPage
from desktop.pages.people import PeoplePage, RosterPage
from desktop.theme import Theme
from tests.desktop.app.test_app import come_to_the_door, sign_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.program import program


async def test_a_roster_comes_in_and_its_codes_are_there_until_one_signs_out(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Naam;Klas\n=Zoë;Physics\nMax;Biology\n", "utf-8")
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        lee.window.header.people_wanted.emit()
        people = await lee.at(PeoplePage)
        lee.window.header.people_wanted.emit()
        assert len(lee.window.pages) == 2, "it opens once"
        await until(lambda: people.model.state == "ready")
        await lee.click("Import roster")
        roster = await lee.at(RosterPage)
        roster.open(file)
        await lee.sees("Lines that can't be imported: 1")
        roster.missing.setChecked(True)
        await until(lambda: roster.bringing.ready)
        await lee.click("Import")
        await lee.sees("Done. New: 2")
        codes = {one.code for one in roster.bringing.coded()}
        assert len(codes) == 2
        QTest.keyClick(lee.window, Qt.Key.Key_Escape)
        await lee.at(PeoplePage)
        await until(lambda: people.rows.rowCount() == 3)
        lee.window.header.classes_wanted.emit()
        classes = await lee.at(ClassesPage)
        await until(lambda: bool(classes.model.classes))
        biology = next(one for one in classes.model.classes if one.name == "Biology")
        classes.model.choose(biology.id)
        await until(lambda: [s.name for s in classes.model.students()] == ["Max"])
        (student,) = classes.model.coded()
        assert student.code in codes
