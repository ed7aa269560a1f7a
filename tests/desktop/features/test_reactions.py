"""Reactions: one button while it is open, six signs, and a row over the stage that moves nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.features.reactions import ReactButton, ReactionsRow, entries, own, row
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.presented import PresentedStage
from desktop.theme import Theme
from relay.protocol.lesson import SessionEnded, TeacherCameBack, TeacherWentAway
from relay.protocol.mutes import ChatMuted, ChatUnmuted
from relay.protocol.reactions import React, Reactions, ReactionsSet, SetReactions, Sign
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers, pick
from tests.desktop.pages.room.test_shape import controls, on_bar

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
CAN = ("replies", "stage", "private", "moments", "reactions")
SWITCH = "Students can react"


async def lesson(*, teaches: bool, on: bool = True) -> Stand:
    stand = Stand(can=CAN) if teaches else Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva", "Ben Okafor"])
    if on:
        await stand.tell(ReactionsSet(by=TEACHER, on=True))
    return stand


async def shown(stand: Stand, counts: dict[Sign, int]) -> None:
    """The class has reacted."""
    await stand.room.receive(Reactions(session=SESSION, counts=counts))


def asked_for(stand: Stand) -> bool:
    """What was sent last is that reactions are on."""
    asked = stand.last
    assert isinstance(asked, SetReactions)
    return asked.on


def react(page: RoomPage, key: Qt.Key) -> None:
    """By the keyboard alone."""
    button = part(page, ReactButton)
    button.button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button.button, Qt.Key.Key_Return)
    assert button.menu is not None
    assert button.menu.isVisible()
    QTest.keyClick(button.menu, key)


def places(page: RoomPage) -> dict[QWidget, QRect]:
    return {one: one.geometry() for one in page.side.parts()}


async def test_a_teacher_lets_students_react_and_no_more(open_room: Open) -> None:
    stand = await lesson(teaches=True, on=False)
    page = open_room(stand.room)
    assert SWITCH in offers(page, "more")
    assert "React" not in offers(page, "more")
    pick(page, "more", SWITCH)
    assert asked_for(stand)
    await stand.tell(ReactionsSet(by=TEACHER, on=True, ref=stand.last.ref))
    assert "React" in offers(page, "more")
    assert on_bar(page) == ["Show", "Mute chat", "More", "End lesson"], "a teacher's bar stays as it is"
    pick(page, "more", SWITCH)
    assert not asked_for(stand)
    old = Stand()
    await old.start(["Ana Silva"])
    assert SWITCH not in offers(open_room(old.room), "more")


async def test_a_student_has_one_button_while_it_is_open(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, short in (("SHOWN_MS", 100), ("PAUSE_MS", 20)):
        monkeypatch.setattr(own, name, short)
    stand = await lesson(teaches=False, on=False)
    page = open_room(stand.room)
    panel = part(page, ReactButton)
    assert not panel.isVisible()
    await stand.tell(ReactionsSet(by=TEACHER, on=True))
    assert on_bar(page) == ["Raise hand", "React", "Leave"]
    assert len(controls(page)) == 3, controls(page)
    await until(page.isActiveWindow)
    wide = panel.button.width()
    react(page, Qt.Key.Key_2)
    assert stand.wire.sent[-1] == React(session=SESSION, sign="clap")
    assert panel.menu is not None
    assert not panel.menu.isVisible()
    assert panel.button.text() == "Clapping", "one's own sign, as long as others see it"
    assert "in a moment" in panel.button.accessibleDescription()
    for _ in range(2):
        QTest.keyClick(panel.button, Qt.Key.Key_Return)
        assert not panel.menu.isVisible()
    page.activateWindow()
    await until(page.isActiveWindow)
    assert panel.button.hasFocus(), "and not where one writes"
    await until(lambda: "in a moment" not in panel.button.accessibleDescription())
    await until(lambda: panel.button.text() == "React")
    assert panel.button.width() == wide
    react(page, Qt.Key.Key_Escape)
    assert stand.wire.sent[-1] == React(session=SESSION, sign="clap"), "Esc shows nothing"
    await stand.tell(ReactionsSet(by=TEACHER, on=False))
    assert not panel.isVisible()


async def test_it_says_why_one_can_not_react(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    button = part(open_room(stand.room), ReactButton).button
    for before, after, why in (
        (ChatMuted(account=account(0)), ChatUnmuted(account=account(0)), "lets you write"),
        (TeacherWentAway(limit=600_000), TeacherCameBack(), "teacher is back"),
    ):
        await stand.tell(before)
        assert not button.isEnabled()
        assert why in button.accessibleDescription()
        await stand.tell(after)
        assert button.isEnabled()
    stand.room.interrupt()
    part(button.window(), ReactButton).refresh()
    assert "online" in button.accessibleDescription()


async def test_the_row_is_over_the_stage_and_moves_nothing(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row, "SHOWN_MS", 300)
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    seen = part(page, ReactionsRow)
    field = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    await until(page.isActiveWindow)
    field.setFocus()
    QTest.keyClicks(field, "half a sen")
    for stage in ("", "people"):
        await stand.tell(StageSet(kind=stage, by=TEACHER))
        before = places(page)
        assert not seen.isVisible()
        await shown(stand, {"clap": 3, "slower": 1})
        assert seen.isVisible()
        await shown(stand, {"clap": 9})
        assert seen.counts == {"clap": 12, "slower": 1}
        assert seen.accessibleName() == "Clapping: 12, Slower: 1"
        assert places(page) == before
        ground = page.side.ground.geometry()
        assert ground.contains(seen.geometry())
        assert (seen.y() > ground.center().y()) == bool(stage), "the newest messages are at the lower edge"
        assert field.hasFocus()
        assert field.toPlainText() == "half a sen"
        await until(lambda: not seen.isVisible())


@pytest.mark.parametrize(
    "over", [ReactionsSet(on=False), SessionEnded(reason="teacher", figures=SessionStats())]
)
async def test_nothing_is_left_when_it_is_over(open_room: Open, over: ReactionsSet | SessionEnded) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    await shown(stand, {"heart": 1})
    assert part(page, ReactionsRow).isVisible()
    await stand.tell(over)
    await shown(stand, {"heart": 1})
    assert not part(page, ReactionsRow).isVisible()


async def test_in_a_narrow_window_with_large_text_all_six_are_seen(open_room: Open, theme: Theme) -> None:
    theme.apply("dark", 2.0)
    stand = await lesson(teaches=False)
    page = open_room(stand.room, 400, 720)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    await shown(stand, {"thumbs_up": 128, "clap": 64, "heart": 32, "laugh": 16, "surprised": 8, "slower": 4})
    seen = part(page, ReactionsRow)
    assert page.side.ground.geometry().contains(seen.geometry())
    assert len(seen._lines) > 1
    before = list(seen.placed())
    assert [(sign, count) for sign, count, *_ in before] == list(seen.counts.items())
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for (*_, sign, words), (*_, mirrored, moved) in zip(before, seen.placed(), strict=True):
        assert sign.left() == seen.width() - mirrored.right()
        assert moved.right() < mirrored.left()
        assert sign.right() < words.left()


async def test_who_presents_has_it_too_and_a_teacher_hears_it_once(
    open_room: Open, notices: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(entries, "announce", lambda _, words: said.append(words))
    monkeypatch.setattr(entries, "SHOWN_MS", 30)
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page.presenting.toggle()
    for _ in range(3):
        await shown(stand, {"laugh": 4, "thumbs_up": 1})
    view = part(page, PresentedStage)
    (large,) = view.findChildren(ReactionsRow)
    assert large.isVisible()
    assert large.counts == {"thumbs_up": 3, "laugh": 12}
    await until(lambda: said)
    assert said == ["Reactions: Thumbs up: 3, Laughing: 12"]
    assert not notices.held
    page.presenting.toggle()


async def test_a_teacher_reacts_from_more(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    entry = next(one for one in page._panels.menu_entries() if one.under == "React")
    assert entry.label == "Thumbs up"
    entry.do()
    entry.do()
    sent = [word for word in stand.wire.sent if isinstance(word, React)]
    assert sent == [React(session=SESSION, sign="thumbs_up")], "the second came too soon"
