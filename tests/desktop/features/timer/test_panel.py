"""A timer in the room: started by a teacher, a chip for all, told at its end to whom it concerns."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu

from desktop.client import LineState
from desktop.features.panel.finding import say_missed
from desktop.features.timer import TimerEntries, TimerPanel, news
from desktop.features.timer.beat import SEEN_MS
from desktop.features.timer.chip import ChipButton
from desktop.features.timer.dialog import TimerDialog
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.sounds import Sounds
from desktop.theme import Theme
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import SetStage, StageSet
from relay.protocol.timer import (
    LONGEST_SECONDS,
    AddTime,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    StopTimer,
    TimeAdded,
    TimerEnded,
    TimerPaused,
    TimerResumed,
    TimerStarted,
    TimerStopped,
)
from tests.desktop.classroom import until
from tests.desktop.features.stand import START, TEACHER, asking, part
from tests.desktop.features.test_chat_rules import offered
from tests.desktop.features.timer.timed import (
    CAN,
    chip,
    lesson,
    pass_seconds,
    pass_time,
    reads,
    shows,
    started,
)
from tests.desktop.pages.room.test_shape import controls

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


@pytest.fixture
def sounds(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sounds, list[str]]]:
    """Sounds of a computer without a player, and which were to be heard."""
    keeper = QObject()
    made, heard = Sounds(players=(), parent=keeper), list[str]()
    play = made.play

    def note(name: str) -> None:
        heard.append(name)
        play(name)  # type: ignore[arg-type]

    monkeypatch.setattr(made, "play", note)
    yield made, heard
    made.close()
    keeper.deleteLater()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    words: list[str] = []
    monkeypatch.setattr(news, "announce", lambda _, text: words.append(text))
    return words


def menu_of(page: RoomPage) -> dict[str, bool]:
    """What the chip offers, and whether it can be done now."""
    with_menu = part(page, TimerPanel).make_menu()
    found = {action.text(): action.isEnabled() for action in with_menu.actions() if action.text()}
    with_menu.deleteLater()
    return found


def choose(page: RoomPage, words: str) -> None:
    menu = part(page, TimerPanel).make_menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.deleteLater()


class TestStarting:
    async def test_four_at_once_and_another_instead_of_the_one_that_runs(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        assert not part(page, TimerPanel).isVisible(), "nothing takes no pixel"
        five = offered(page)["Timer"]
        assert [one.text() for one in five] == ["1 minute", "2 minutes", "5 minutes", "10 minutes", "Other…"]
        five[2].trigger()
        five[2].trigger()
        sent = [word for word in stand.wire.sent if isinstance(word, StartTimer)]
        assert [(one.seconds, one.label) for one in sent] == [(300, "")], "once"
        await stand.tell(TimerStarted(by=TEACHER, time=300_000, ref=sent[0].ref))
        await shows(page, "5:00")
        assert "Another timer" in offered(page)

    async def test_by_keys_with_words_and_back_again_when_refused(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        offered(page)["Timer"][-1].trigger()
        dialog = await asking(page, TimerDialog)
        assert isinstance(dialog, TimerDialog)
        await until(dialog.minutes.spin.hasFocus)
        QTest.keyClicks(dialog.minutes.spin, "25")
        QTest.keyClick(dialog.minutes.spin, Qt.Key.Key_Tab)
        await until(dialog.label.hasFocus)
        QTest.keyClicks(dialog.label, " group work ")
        QTest.keyClick(dialog.label, Qt.Key.Key_Tab)
        QTest.keyClick(dialog.large, Qt.Key.Key_Space)
        QTest.keyClick(dialog.label, Qt.Key.Key_Return)
        start, stage = stand.wire.sent[-2:]
        assert isinstance(start, StartTimer)
        assert (start.seconds, start.label) == (1500, "group work")
        assert isinstance(stage, SetStage)
        assert stage.kind == "timer"
        await stand.refuse(start, "too_many_timers")
        again = await asking(page, TimerDialog)
        assert isinstance(again, TimerDialog)
        assert (again.minutes.value, again.label.text()) == (25, "group work")
        assert again.banner.isVisible()
        again.submit()
        page.presenting.toggle()
        start = next(one for one in reversed(stand.wire.sent) if isinstance(one, StartTimer))
        await stand.refuse(start, "too_many_timers")
        assert not [one for one in page.findChildren(TimerDialog) if one.isVisible()], (
            "not over the stage alone"
        )
        page.presenting.stop()
        (told,) = [one for one in notices.held if one.key.startswith("timer refused")]
        notices.do(told.key, "again")
        again = await asking(page, TimerDialog)
        assert isinstance(again, TimerDialog)
        assert (again.minutes.value, again.label.text()) == (25, "group work")

    @pytest.mark.parametrize("teaches", [True, False])
    async def test_what_is_not_to_be_had_is_not_offered(self, teaches: bool, open_room: Open) -> None:
        """By an older relay, or by a student."""
        can = tuple(one for one in CAN if one != "timer") if teaches else CAN
        page = open_room((await lesson(teaches=teaches, can=can)).room)
        assert not {"Timer", "Another timer"} & {*offered(page)}

    async def test_offline_it_is_said_and_nothing_is_kept_for_later(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await started(stand)
        stand.wire.set_line(LineState("offline", START))
        offered(page)["Another timer"][0].trigger()
        assert [one.title for one in notices.held] == ["You are offline. Start it once you are back online."]
        assert not stand.room.waiting
        form = part(page, TimerEntries).form()
        form.submit()
        assert form.banner.isVisible()
        assert [words for words, enabled in menu_of(page).items() if enabled] == ["Show large"]


class TestTheChip:
    async def test_a_teacher_prolongs_pauses_and_stops_by_it(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        number = await started(stand, 300, "group work")
        await shows(page, "5:00 · group work")
        await until(page.isActiveWindow)
        chip(page).setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(chip(page), Qt.Key.Key_Return)
        (shown,) = [menu for menu in part(page, TimerPanel).findChildren(QMenu) if menu.isVisible()]
        QTest.keyClick(shown, Qt.Key.Key_Down)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        assert isinstance(stand.last, AddTime)
        assert (stand.last.timer, stand.last.seconds) == (number, 60)
        await stand.tell(TimeAdded(timer=number, time=360_000, ref=stand.last.ref))
        await shows(page, "6:00 · group work")
        choose(page, "Pause")
        assert isinstance(stand.last, PauseTimer)
        await stand.tell(TimerPaused(timer=number, ref=stand.last.ref))
        pass_time(stand, page, 30)
        await shows(page, "6:00 · Paused")
        assert chip(page).accessibleName() == "Timer “group work”: paused, 6 minutes left"
        choose(page, "Go on")
        assert isinstance(stand.last, ResumeTimer)
        await stand.refuse(stand.last, "timer_not_paused")
        assert not stand.room.waiting, "a colleague was faster"
        await stand.tell(TimerResumed(timer=number))
        choose(page, "Show large")
        assert isinstance(stand.last, SetStage)
        assert stand.last.kind == "timer"
        await stand.tell(StageSet(kind="timer", by=TEACHER, ref=stand.last.ref))
        assert "Take off the stage" in menu_of(page)
        choose(page, "Stop")
        stop, off = stand.wire.sent[-2:]
        assert isinstance(stop, StopTimer)
        assert isinstance(off, SetStage)
        assert off.kind == ""
        await stand.tell(TimerStopped(timer=number, ref=stop.ref))
        await shows(page, "")

    async def test_it_has_no_more_than_the_longest(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await started(stand, LONGEST_SECONDS - 59)
        assert not menu_of(page)["Add a minute"]

    async def test_a_student_reads_it_and_has_nothing_to_press(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        before = controls(page)
        await started(stand, 300, "group work")
        await shows(page, "5:00 · group work")
        assert controls(page) == before
        assert not part(page, TimerPanel).findChildren(QAbstractButton)
        assert chip(page).focusPolicy() == Qt.FocusPolicy.NoFocus

    async def test_each_second_begins_when_the_relay_says_so_and_only_while_it_is_seen(
        self, open_room: Open
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await started(stand, 300)
        beat = part(page, TimerPanel)._beat
        assert beat is not None
        stand.wire.time += 1_300
        beat.follow()
        await shows(page, "4:59")
        assert beat._next.interval() == 700, "to the moment of 4:58, however late this one was"
        stand.wire.time += 699
        beat.follow()
        assert (reads(page), beat._next.interval()) == ("4:59", 1)
        page.hide()
        assert not beat._next.isActive()
        stand.wire.time += 2_001
        page.show()
        await shows(page, "4:56")
        await until(beat._next.isActive)
        await stand.tell(TimerPaused(timer=stand.upto))
        await until(lambda: not beat._next.isActive())

    async def test_who_has_little_room_sees_what_is_left(self, open_room: Open, theme: Theme) -> None:
        for scale, teaches in ((1.0, True), (1.0, False), (2.0, True), (2.0, False)):
            theme.apply("dark", scale)
            stand = await lesson(teaches=teaches)
            page = open_room(stand.room, 400, 720)
            number = await started(stand, 600, "group work on a rope that is long")
            await shows(page, "10:00")
            await until(partial(is_whole, page))
            pass_time(stand, page, 600)
            await stand.tell(TimerEnded(timer=number))
            await shows(page, "Time is up" if scale == 1 else "0:00")
            await until(partial(is_whole, page))
            assert chip(page).toolTip() == "Timer “group work on a rope that is long”: time is up"


def is_whole(page: RoomPage) -> bool:
    """Nothing of the chip is cut or covered, and it is in its header."""
    made = chip(page)
    at = made.rect().translated(made.mapTo(page.header, QPoint()))
    return made.width() >= made.minimumSizeHint().width() and page.header.rect().contains(at)


class TestTheEnd:
    @pytest.mark.parametrize("teaches", [True, False])
    async def test_it_is_heard_by_teachers_and_told_outside_to_who_looks_elsewhere(
        self,
        teaches: bool,
        open_room: Open,
        notices: Notifications,
        sounds: tuple[Sounds, list[str]],
        said: list[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        stand = await lesson(teaches=teaches)
        page = open_room(stand.room, sounds=sounds[0])
        await until(page.isActiveWindow)
        number = await started(stand, 60, "group work")
        pass_time(stand, page, 60)
        await shows(page, "0:00 · group work")
        await stand.tell(TimerEnded(timer=number))
        await shows(page, "Time is up · group work")
        assert sounds[1] == (["timer"] if teaches else [])
        assert said[-1] == "Time is up: group work"
        assert notices.held == []
        await stand.tell(TimeAdded(timer=number, time=120_000))
        await shows(page, "1:00 · group work")
        page.hide()
        await stand.tell(TimerEnded(timer=number))
        assert [(one.title, one.body) for one in notices.held] == [("Time is up", "group work")]
        stand.wire.time += SEEN_MS
        page.show()
        await until(part(page, TimerPanel).isHidden)  # it has nothing more to say
        monkeypatch.setattr(page, "in_front", lambda: True)  # without a screen no window is active again
        page._tick()
        assert notices.held == []

    async def test_who_comes_late_sees_what_is_left_and_hears_nothing_of_before(
        self, open_room: Open, sounds: tuple[Sounds, list[str]], said: list[str]
    ) -> None:
        stand = await lesson(teaches=True)
        first = await started(stand, 60)
        await stand.tell(TimerEnded(timer=first))
        await started(stand, 300)
        stand.wire.time += 60_000
        page = open_room(stand.room, sounds=sounds[0])
        await shows(page, "4:00")
        assert (sounds[1], said) == ([], [])

    async def test_a_lesson_that_is_over_has_no_timer(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await started(stand)
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert not part(page, TimerPanel).isVisible()

    def test_of_what_was_missed_only_the_end_is_told(self) -> None:
        told = [TimerStarted(time=60_000), TimerEnded(timer=1), TimerEnded(timer=3)]
        assert say_missed(told) == ["the end of a timer"]


class TestScreenReaders:
    async def test_they_are_told_at_half_a_minute_and_ten_seconds_before_the_end(
        self, open_room: Open, said: list[str]
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await started(stand, 300, "group work")
        for _ in pass_seconds(stand, page, 299):
            pass
        assert said == [
            "Timer “group work”: 5 minutes",
            "2 minutes 30 seconds left",
            "1 minute left",
            "10 seconds left",
        ]

    async def test_its_name_does_not_change_every_second(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await started(stand, 120)
        names = []
        for _ in pass_seconds(stand, page, 119):
            names.append(chip(page).accessibleName())
        assert isinstance(chip(page), ChipButton)
        assert list(dict.fromkeys(names)) == [
            "Timer: at most 2 minutes left",
            "Timer: at most 1 minute left",
            *(f"Timer: at most {n} seconds left" for n in (50, 40, 30, 20, 10)),
        ]

    async def test_offline_nothing_is_said_that_may_be_false(self, open_room: Open, said: list[str]) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await started(stand, 120)
        said.clear()
        pass_time(stand, page, 1)
        stand.wire.set_line(LineState("offline", START))
        for _ in pass_seconds(stand, page, 130):
            pass
        assert said == []
        await shows(page, "0:00")
