"""Looking elsewhere: nobody is pulled back, everybody is told, and a teacher may gather all."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.features.gather import NowShownStrip
from desktop.features.people import PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.gather import Gather
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import SetStage, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers, on_stage, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
TIGHT = (400, 440)
"""So low that the stage is behind a tab."""


def ana() -> Stand:
    return Stand(account(0), "Ana Silva", "student")


def on_new_relay(stand: Stand) -> Stand:
    """Its relay knows all of this."""
    assert stand.relay.welcome is not None
    stand.relay.welcome.can += ["moments", "gather"]
    return stand


async def test_who_looks_elsewhere_is_told_and_not_pulled_back(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    await stand.tell(StageSet(kind="join", by=TEACHER))
    page = open_room(stand.room)
    strip = part(page, NowShownStrip)
    assert not strip.isVisible()
    page.look_at("people")
    assert isinstance(on_stage(page), PeopleStage)
    assert strip.isVisible()
    assert strip.says.text() == "Now shown: How to join"
    await stand.tell(StageSet(kind="hologram", by=TEACHER))
    assert isinstance(on_stage(page), PeopleStage)
    assert strip.says.text() == "Something else is shown now"
    QTest.mouseClick(strip.look, Qt.MouseButton.LeftButton)
    assert on_stage(page) is page.stage.unknown
    assert not strip.isVisible()


async def test_a_screen_reader_says_what_is_shown_instead_unless_it_was_caught_up(
    open_room: Open, spoken: list[str]
) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    page.look_at("people")
    await stand.tell(StageSet(kind="join", by=TEACHER))
    assert spoken == ["Now shown: How to join"]
    stand.room.interrupt()
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.tell(StageSet(kind="hologram", by=TEACHER))
    assert part(page, NowShownStrip).says.text() == "Something else is shown now"
    assert len(spoken) == 1


async def test_with_the_stage_behind_a_tab_only_news_is_told(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    await stand.tell(StageSet(kind="join", by=TEACHER))
    page = open_room(stand.room, *TIGHT)
    await until(lambda: not page.sees_stage())
    await until(page.isActiveWindow)
    strip = part(page, NowShownStrip)
    assert not strip.isVisible()
    field = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    field.setFocus()
    QTest.keyClicks(field, "half a sen")
    await stand.tell(StageSet(kind="people", by=TEACHER))
    assert strip.isVisible()
    assert strip.says.text() == "Now shown: Who is here"
    assert field.hasFocus()
    assert field.toPlainText() == "half a sen"
    QTest.mouseClick(strip.look, Qt.MouseButton.LeftButton)
    await until(page.stage.isVisible)
    await until(strip.isHidden)


async def test_what_is_shown_is_said_whole_at_twice_the_text_size(open_room: Open, theme: Theme) -> None:
    theme.apply("light", 2.0)
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 400, 720)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    strip = part(page, NowShownStrip)
    await until(strip.isVisible)
    assert strip.says.elided().endswith(" Who is here")
    assert strip.says.elided() != strip.says.text(), "the rest gives way"


async def test_who_has_put_the_stage_away_is_told_of_the_next_one_too(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    strip = part(page, NowShownStrip)
    await until(page.isActiveWindow)
    QTest.keySequence(page, QKeySequence("Shift+F7"))
    await stand.tell(StageSet(kind="people", by=TEACHER))
    await until(page.stage.isVisible)
    QTest.keySequence(page, QKeySequence("Shift+F7"))
    await until(page.stage.isHidden)
    assert not strip.isVisible(), "this one they have seen"
    for kind in ("", "join"):
        await stand.tell(StageSet(kind=kind, by=TEACHER))
        assert not page.stage.isVisible()
    assert strip.isVisible()
    assert strip.says.text() == "Now shown: How to join"
    QTest.mouseClick(strip.look, Qt.MouseButton.LeftButton)
    await until(page.stage.isVisible)
    await until(strip.isHidden)
    QTest.keySequence(page, QKeySequence("Shift+F7"))
    await until(page.stage.isHidden)
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    await until(page.stage.isVisible)


async def test_a_teachers_own_look_is_private_and_ends_with_esc_or_by_showing(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    assert "Look at the class yourself" not in offers(page, "more")
    await stand.tell(StageSet(kind="people", by=TEACHER))
    sent = len(stand.wire.sent)
    pick(page, "more", "Look at the class yourself")
    assert page.looks_elsewhere()
    assert not (page.stage.isVisible() and isinstance(on_stage(page), PeopleStage))
    assert len(stand.wire.sent) == sent
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.looks_elsewhere()
    assert isinstance(on_stage(page), PeopleStage)
    page.look_at("")
    pick(page, "show", "How students join")
    assert isinstance(stand.last, SetStage)
    await stand.tell(StageSet(kind="join", by=TEACHER, ref=stand.last.ref))
    assert not page.looks_elsewhere()


async def test_another_teacher_pulls_nobody_back(open_room: Open) -> None:
    stand = on_new_relay(Stand())
    await stand.start(["Ana Silva"])
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page = open_room(stand.room)
    page.look_at("")
    await stand.tell(StageSet(kind="join", by=account(90)))
    await stand.room.receive(Gather(session=SESSION, by=account(90)))
    assert page.looks_elsewhere()


async def test_gathering_is_offered_once_something_is_shown_and_the_relay_knows_it(
    open_room: Open, notices: Notifications
) -> None:
    old, new = Stand(), on_new_relay(Stand())
    for stand in (old, new):
        await stand.start(["Ana Silva"])
    before, page = open_room(old.room), open_room(new.room)
    assert "Gather everyone here" not in offers(page, "show")
    for stand in (old, new):
        await stand.tell(StageSet(kind="people", by=TEACHER))
    assert "Gather everyone here" not in offers(before, "show")
    pick(page, "show", "Gather everyone here")
    assert new.wire.sent[-1] == Gather(session=SESSION)
    assert notices.held[-1].title == "Everyone was asked to look here"
    assert notices.held[-1].body == "Now shown: Who is here"


@pytest.mark.parametrize("size", [(1280, 760), TIGHT])
async def test_gathered_one_sees_the_stage_and_goes_on_writing(
    open_room: Open, notices: Notifications, size: tuple[int, int]
) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, *size)
    await until(page.isActiveWindow)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page.look_at("join")
    field = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    field.setFocus()
    QTest.keyClicks(field, "half a sen")
    await stand.room.receive(Gather(session=SESSION, by=TEACHER))
    await until(page.sees_stage)
    assert isinstance(on_stage(page), PeopleStage)
    assert field.toPlainText() == "half a sen"
    assert not notices.held


async def test_one_who_is_behind_gets_a_notification_and_no_window_comes_forward(
    open_room: Open, notices: Notifications
) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    forward: list[bool] = []
    page.asked_to_show.connect(lambda: forward.append(True))
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page.look_at("join")
    other = QWidget()
    other.show()
    other.activateWindow()
    await until(lambda: not page.isActiveWindow())
    await stand.room.receive(Gather(session=SESSION, by=TEACHER))
    assert [(one.title, one.body) for one in notices.held] == [
        ("Ms. Lee asks everyone to look", "Now shown: Who is here")
    ]
    assert page.sees_stage()
    assert not forward
    assert not page.isActiveWindow()
    page.activateWindow()
    await until(lambda: not notices.held)
    other.hide()
    other.deleteLater()


@pytest.mark.parametrize("away", [QWidget.showMinimized, QWidget.hide], ids=["minimised", "in the tray"])
async def test_a_window_that_is_not_seen_stays_where_it_is(
    open_room: Open, notices: Notifications, away: Callable[[QWidget], None]
) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page.look_at("join")
    away(page)
    await stand.room.receive(Gather(session=SESSION, by=TEACHER))
    assert [one.title for one in notices.held] == ["Ms. Lee asks everyone to look"]
    assert page.isMinimized() or page.isHidden()
    assert page.sees_stage()
    if page.isMinimized():
        page.showNormal()
        await until(lambda: not notices.held)
