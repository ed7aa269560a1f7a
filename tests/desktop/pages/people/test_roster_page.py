"""A roster as it is imported: seen line by line, carried out when wanted, and nothing lost when it can't."""

import asyncio
import time
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.people import RosterPage
from desktop.pages.people.preview import NAME, WHAT
from desktop.parts.columns import KnownColumns
from desktop.parts.roster_words import remarked, what_becomes, why_not
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, Dialog
from relay.protocol.accounts import ClassBadge, LoggedIn, SignInFirst
from relay.protocol.classes import ClassReply, GetClass
from relay.protocol.people_admin import ListPeople, PeopleList, Problem, RosterOutcome
from relay.shared.ids import new_ref
from relay.shared.rosters import NotARoster, Remark
from relay.shared.rosters.problems import RemarkKind, Why
from tests.desktop.classroom import PASSWORD, Classroom, asked, until
from tests.desktop.pages.conftest import Show
from tests.patience import PATIENCE
from tests.relay.shared.rosters.test_rosters import FILES, bundle

LEFT = Qt.MouseButton.LeftButton


async def opened(page: RosterPage, file: Path) -> RosterPage:
    page.open(file)
    await until(lambda: page.bringing.state in ("ready", "failed") and not page.bringing.busy)
    return page


def told(page: RosterPage) -> list[tuple[str, str]]:
    rows = range(page.preview.rowCount())
    return [(page.preview.index(n, NAME).data(), page.preview.index(n, WHAT).data()) for n in rows]


async def students(line: QtRelayClient, class_id: str) -> list[str]:
    reply = await asked(line, GetClass(ref=new_ref(), class_id=class_id), ClassReply)
    return [student.name for student in reply.school_class.students]


def page_for(line: QtRelayClient, theme: Theme, say: Sentences, classroom: Classroom) -> RosterPage:
    return RosterPage(line, theme, say, {}, [ClassBadge(classroom.class_id, "Physics")])


async def test_a_file_is_seen_line_by_line_and_then_carried_out(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker", "Zoe")
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text(
        "Klasse;Benutzername;Vorname;Name\nPhysics;ana.silva;Ana;Lima\nPhysics;;Zoe;\nPhysics;;Max;Ek\n"
    )
    page = show(page_for(line, theme, say, classroom))
    assert page.empty.isVisible()
    brought: list[bool] = []
    page.brought.connect(lambda: brought.append(True))
    await opened(page, file)
    assert told(page) == [
        ("Max Ek", "new · joins Physics"),
        ("Ana Lima", "until now Ana Silva"),
        ("Tom Becker", "missing: take out?"),
        ("Zoe", "as before"),
    ]
    assert await students(line, classroom.class_id) == ["Ana Silva", "Tom Becker", "Zoe"]
    assert not page.slips.isVisible()
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "done")
    assert await students(line, classroom.class_id) == ["Ana Lima", "Max Ek", "Tom Becker", "Zoe"]
    assert brought == [True]
    (one,) = page.bringing.coded()
    visitor = await classroom.line()
    first = SignInFirst(ref=new_ref(), username=one.username, code=one.code, password=PASSWORD)
    assert (await asked(visitor, first, LoggedIn)).you.name == "Max Ek"
    assert page.slips.isVisible()
    assert [slip.name for slip in page.saver.slips()] == ["Max Ek"]
    again = await opened(page, file)
    assert [what for _, what in told(again)] == ["missing: take out?", "as before", "as before", "as before"]
    assert not page.bring.isEnabled()


async def test_nobody_is_taken_out_who_is_not_ticked_and_asked_about(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker", "Zoe")
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text("name,class\nZoe,Physics\n")
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    page.table.setCurrentIndex(page.preview.index(0, WHAT))
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert [one.account.name for one in page.preview.going()] == ["Ana Silva"]
    page.everybody.setChecked(True)
    assert len(page.preview.going()) == 2
    page.everybody.setChecked(False)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: [d for d in page.findChildren(Dialog) if d.isVisible()])
    dialog = next(d for d in page.findChildren(Dialog) if d.isVisible())
    assert await students(line, classroom.class_id) == ["Ana Silva", "Tom Becker", "Zoe"]
    QTest.mouseClick(next(b for b in dialog.findChildren(Button) if b.text() == "Import and take out"), LEFT)
    await until(lambda: page.bringing.state == "done")
    assert await students(line, classroom.class_id) == ["Tom Becker", "Zoe"]
    assert "taken out of a class: 1" in page.banner.text
    assert dict(told(page)) == {"Ana Silva": "taken out", "Tom Becker": "missing, stays", "Zoe": "as before"}


async def test_lines_in_the_way_stand_first_and_stop_the_whole(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text("name,class,username\nMax,Physics,\nBo,Biology,\nEve,Physics,a b\n")
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert told(page)[:2] == [("Bo", "there is no class Biology"), ("Eve", "can't be a user name: a b")]
    assert not page.bring.isEnabled()
    assert "2" in page.banner.text
    page.missing.setChecked(True)
    await until(lambda: page.bringing.state == "ready" and told(page)[0][0] == "Eve")
    assert (page.bring.isVisible(), page.others.text()) == (False, "Bring in the other 2")
    file.write_text("name,class,username\nMax,Physics,\nBo,Biology,\nEve,Physics,a.b\n")
    await opened(page, file)
    assert page.bring.isEnabled()
    assert "new classes: 1" in page.summary.text()


async def test_the_others_are_brought_in_without_the_bad_lines(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    await classroom.add_students("Zoe")
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    lines = ("Max,Physics,", f"{'x' * 300},Physics,", "Eve,Physics,a b", '"Tom"x,Physics,', "Ana,Physics,")
    file.write_text("name,class,username\n" + "\n".join(lines))
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert [what for _, what in told(page)][:3] == [
        "Quotes are not closed, or something stands right behind them.",
        "the name is too long",
        "can't be a user name: a b",
    ]
    assert "missing" not in str(told(page)), "whom the bad lines speak of is not known"
    assert (page.others.text(), page.others.isEnabled()) == ("Bring in the other 2", True)
    QTest.mouseClick(page.others, LEFT)
    await until(lambda: page.bringing.state == "done")
    assert await students(line, classroom.class_id) == ["Ana", "Max", "Zoe"]


async def test_columns_are_chosen_looked_at_and_remembered(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file, known = await classroom.teacher(), tmp_path / "list.csv", KnownColumns()
    file.write_text("Foo;Bar;Baz\nAmina;Juma;Physics\nTom;Becker;Physics\n")
    page = RosterPage(line, theme, say, {}, [ClassBadge(classroom.class_id, "Physics")], None, known)
    await opened(show(page), file)
    assert page.columns.isVisible()
    assert not page.bring.isEnabled(), "nobody has looked at it"
    page.columns.check.setChecked(True)
    assert page.bring.isEnabled()
    page.columns.first.choose("1")
    for place, column in enumerate(("given", "family", "school_class")):
        await until(lambda: page.bringing.state == "ready")
        page.columns.choices[place].choose(column)
    await until(lambda: page.bringing.state == "ready" and page.bring.isEnabled())
    assert sorted(told(page)) == [
        ("Amina Juma", "new · joins Physics"),
        ("Tom Becker", "new · joins Physics"),
    ]
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "done")
    file.write_text("Class list\n\nFoo;Bar;Baz\nMia;Wolf;Physics\n")
    await opened(page, file)
    assert ("Mia Wolf", "new · joins Physics") in told(page)
    assert page.bring.isEnabled(), "files of this shape are known"


@pytest.mark.qt_log_ignore("grabbing the keyboard")
async def test_who_is_only_like_somebody_is_asked_about(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    await classroom.add_students("Zoë", "Günter")
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text("name,class\nZoe,Physics\nGunter,Physics\n", "utf-8")
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert told(page) == [
        ("Zoe", "is this Zoë (zoe)? Choose…"),
        ("Gunter", "is this Günter (gunter)? Choose…"),
    ]
    assert not page.bring.isVisible()
    menu = page.table.ask_whom(0)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["It is Zoë (zoe)", "It is somebody new"]
    menu.actions()[1].trigger()
    await until(lambda: page.bringing.state == "ready" and page.preview.rows[0].name == "Gunter")
    menu = page.table.ask_whom(0)
    assert menu is not None
    menu.actions()[0].trigger()
    await until(lambda: page.bringing.ready)
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "done")
    assert sorted(await students(line, classroom.class_id)) == ["Gunter", "Zoe", "Zoë"]


async def test_a_file_without_classes_is_put_into_one(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text("Max\nBo\n")
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert page.school_class.isVisible()
    page.school_class.choose("Physics")
    await until(lambda: page.bringing.state == "ready" and told(page)[0][1] == "new · joins Physics")


async def test_an_old_encoding_is_shown_with_a_warning_and_another_can_be_chosen(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_bytes("name;class\nŁucja Żak;Physics\n".encode("windows-1250"))
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert "not UTF-8" in page.banner.text
    assert page.encoding.value == "windows-1252"
    assert told(page)[0][0] != "Łucja Żak"
    page.encoding.choose("windows-1250")
    await until(
        lambda: page.bringing.state == "ready" and told(page) == [("Łucja Żak", "new · joins Physics")]
    )
    file.write_text("name;class\nŁucja;Physics\n", "utf-8")
    await opened(page, file)
    assert not page.encoding.isVisible()
    assert not page.banner.isVisible()


# Of these, relay/shared/rosters tries each meanwhile.
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "Nobody stands in this file.", marks=pytest.mark.rare),
        pytest.param(b"PK\x03\x04 no zip", "damaged", marks=pytest.mark.rare),
        pytest.param(
            bundle({**FILES, "bomb.csv": b"0" * (30 << 20)}), "far too large", marks=pytest.mark.rare
        ),
        pytest.param(bundle({"../../etc/users.csv": "x"}), "names or folders", marks=pytest.mark.rare),
        pytest.param(b"name\n" + b"x" * 5000, "far longer than any name", marks=pytest.mark.rare),
        pytest.param(b'name,class\n"Ana,Physics\n', "Line 2: Quotes are not closed", marks=pytest.mark.rare),
        (b"\x89PNG\r\n\x1a\n\0\0\0\xff", "not a table"),
    ],
)
async def test_a_file_that_means_harm_is_told_of_and_changes_nothing(
    classroom: Classroom,
    theme: Theme,
    say: Sentences,
    show: Show[RosterPage],
    tmp_path: Path,
    content: bytes,
    sentence: str,
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_bytes(content)
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    assert page.empty.isVisible()
    assert page.bringing.problem is not None
    assert sentence in why_not(page.bringing.problem)
    assert (await asked(line, ListPeople(ref=new_ref()), PeopleList)).total == 1
    file.write_text("name,class\nAna,Physics\n")
    await opened(page, file)
    assert told(page) == [("Ana", "new · joins Physics")]


async def test_a_one_roster_zip_with_what_its_lines_leave_out(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "export.zip"
    file.write_bytes(bundle(FILES))
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    page.missing.setChecked(True)
    await until(lambda: page.bringing.ready)
    assert told(page) == [
        ("Ana Silva", "new · joins Physics, Maths (M1)"),
        ("Min Lee", "until now Ms Lee"),
    ]
    assert "Line 5: enrollments.csv speaks of a class" in page.remarks.text
    assert "… and 1 more." in page.remarks.text
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "done")
    people = (await asked(line, ListPeople(ref=new_ref()), PeopleList)).people
    assert {(p.account.name, p.account.role) for p in people} == {
        ("Ana Silva", "student"),
        ("Min Lee", "admin"),
    }


@pytest.mark.rare
async def test_a_thousand_with_long_names_go_in_parts_and_the_window_lives(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    rows = (f"{'Ж' * 50} {n},Physics,user{n}" for n in range(1000))
    file.write_text("name,class,username\n" + "\n".join(rows), "utf-8")
    page = show(page_for(line, theme, say, classroom))
    page.open(file)
    longest, last = 0.0, time.thread_time()  # of this thread: other programs do not count
    async with asyncio.timeout(PATIENCE):
        while page.bringing.state != "ready":
            await asyncio.sleep(0.001)
            longest, last = max(longest, time.thread_time() - last), time.thread_time()
    assert page.bringing.plan is not None
    assert page.bringing.plan.new == 1000
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "done")
    assert len(page.bringing.coded()) == 1000
    assert longest < 1, f"the window stood still for {longest:.2f} s"


async def test_when_the_line_is_down_nothing_is_lost_and_one_tries_again(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[RosterPage], tmp_path: Path
) -> None:
    line, file = await classroom.teacher(), tmp_path / "list.csv"
    file.write_text("name,class\nAna,Physics\n")
    page = await opened(show(page_for(line, theme, say, classroom)), file)
    await line.close()
    QTest.mouseClick(page.bring, LEFT)
    await until(lambda: page.bringing.state == "failed")
    assert page.banner.text == say("line_down")
    assert told(page) == [("Ana", "new · joins Physics")]


def test_every_reason_and_every_remark_has_its_sentence() -> None:
    """As the types name them; a new one without a sentence fails."""
    for why in get_args(Why):
        assert "{" not in why_not(NotARoster(why, 3, "x"))
    for kind in get_args(RemarkKind):
        assert "{" not in remarked(Remark(kind, 3, "x"))
    for problem in get_args(Problem):
        assert "{" not in what_becomes(RosterOutcome(0, "refused", problem=problem, about="x"))
