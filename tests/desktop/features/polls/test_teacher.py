"""A poll as its teacher has it: who is awaited, what is hidden from whom, what came out, what is rare."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.features.chat import ChatPanel
from desktop.features.panel.prompts.entries import SHORTENED
from desktop.features.polls.stage import PollStage
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.people import Goer, PeopleWent
from relay.protocol.poll_drafts import Solution
from relay.protocol.polls import (
    DiscardPoll,
    HideResults,
    PollAnswered,
    PollKeyed,
    ResultsHidden,
    ResultsShown,
    ShowResults,
)
from relay.protocol.prompts import ClosePrompt, Nudge, Nudged, ProlongPrompt, PromptClosed, PromptProlonged
from relay.protocol.stage import SetStage, StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.polls.asked import answered, card, lesson, opened, teachers
from tests.desktop.features.stand import START, Stand, account, asking, part, press, shown_whole
from tests.desktop.features.test_stage import offers
from tests.desktop.pages.room.test_shape import (
    LAB_PC,
    composer_is_whole,
    controls,
    over_each_other,
    whole_messages,
)

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def read(widget: QWidget) -> str:
    """All words and accessible names in it."""
    inside = [widget, *widget.findChildren(QWidget)]
    return "\n".join(
        f"{one.accessibleName()} {one.text() if isinstance(one, QLabel) else ''}" for one in inside
    )


def entry(page: RoomPage, words: str) -> None:
    """Chooses from the card's menu."""
    menu = card(page).make_menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


class TestWhoIsAwaited:
    async def test_those_are_named_and_those_whose_connection_is_lost_apart(self, open_room: Open) -> None:
        stand = await lesson(teaches=True, names=[f"Student {number}" for number in range(8)])
        page = open_room(stand.room)
        poll = await opened(stand)
        face = teachers(page)
        assert face.missing.text() == "Waiting for Student 0, Student 1, 6 more"
        await answered(stand, poll, 0, 1)
        await stand.tell(PeopleWent(people=[Goer(account(3), "lost"), Goer(account(4), "left")]))
        assert face.line() == "1 of 7"
        assert card(page).head.counted.text() == "1 of 7"
        assert face.missing.text() == "Waiting for Student 1, Student 2, 3 more"
        assert face.lost.text() == "Connection lost: Student 3"
        assert face.nudge.text() == "Remind 5"
        for number in (1, 2, 5, 6, 7):
            await answered(stand, poll, number, 0)
        assert not face.missing.isVisible()
        assert face.lost.text() == "Connection lost: Student 3"
        assert not face.nudge.isEnabled()

    async def test_a_nudge_is_sent_and_not_again_for_twenty_seconds(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        face = teachers(page)
        face.nudge.click()
        assert isinstance(stand.last, Nudge)
        assert not face.nudge.isEnabled()
        await stand.tell(
            *(Nudged(prompt=poll, account=account(n), ref=stand.last.ref, by=stand.me) for n in range(4))
        )
        stand.wire.time += 19_000
        card(page).tick(stand.wire.time)
        assert not face.nudge.isEnabled()
        stand.wire.time += 2_000
        card(page).tick(stand.wire.time)
        assert face.nudge.isEnabled()

    async def test_a_colleagues_nudge_counts_too(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        await stand.tell(Nudged(prompt=poll, account=account(1), by="01JA0000000000000000000001"))
        assert not teachers(page).nudge.isEnabled()


class TestWhatIsSeen:
    async def test_bars_grow_and_a_click_or_a_key_says_who(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        poll = await opened(stand)
        await answered(stand, poll, 0, 0)
        await answered(stand, poll, 2, 0)
        await answered(stand, poll, 1, 2)
        face = teachers(page)
        assert face.bars.accessibleName() == "Yes: 2. Partly: 0. No: 1."
        assert not face.who.isVisible()
        QTest.mouseClick(face.bars, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        assert face.who.text() == "Yes: Ana Silva, Yusuf Demir"
        face.bars.setFocus()
        QTest.keyClick(face.bars, Qt.Key.Key_Down)
        QTest.keyClick(face.bars, Qt.Key.Key_Return)
        assert face.who.text() == "Partly: nobody"
        QTest.keyClick(face.bars, Qt.Key.Key_W)
        assert face.who.text() == "Yes: Ana Silva, Yusuf Demir\nNo: Ben Okafor"
        QTest.keyClick(face.bars, Qt.Key.Key_W)
        assert not face.who.isVisible()

    async def test_beside_who_answered_late_it_says_so(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        await answered(stand, poll, 0, 0)
        await stand.tell(
            PromptClosed(prompt=poll), PollAnswered(by=account(1), prompt=poll, choices=[0], late=True)
        )
        face = teachers(page)
        face.show_who(0)
        assert face.who.text() == "Yes: Ana Silva, Ben Okafor (late)"
        face.toggle_who()
        assert face.who.text() == "Yes: Ana Silva, Ben Okafor (late)"

    async def test_the_eye_hides_bars_and_names_until_results_are_shown(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        await answered(stand, poll, 0, 0)
        face = teachers(page)
        face.show_who(0)
        card(page).head.eye.click()
        assert [one.isVisible() for one in (face.bars, face.who)] == [False, False]
        assert card(page).head.counted.text() == "1 of 4"
        assert "Ana Silva" not in read(card(page))
        await stand.tell(
            PromptClosed(prompt=poll), ResultsShown(prompt=poll, chosen=[1, 0, 0], answered=1, asked=4)
        )
        assert face.bars.isVisible()

    async def test_what_is_presented_has_no_count_before_results_are_shown(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        await answered(stand, poll, 0, 0)
        await answered(stand, poll, 1, 0)
        await stand.tell(StageSet(kind="poll"))
        page.presenting.toggle()
        view = page.presenting.view
        assert view is not None
        large = part(view, PollStage)
        await until(large.isVisible)
        assert not card(page).isVisible()
        assert large.view.accessibleName() == "Understood? Yes. Partly. No."
        await stand.tell(
            PromptClosed(prompt=poll), ResultsShown(prompt=poll, chosen=[2, 0, 0], answered=2, asked=4)
        )
        assert large.view.accessibleName() == "Understood? Yes: 2. Partly: 0. No: 0."
        page.presenting.stop()

    async def test_answers_in_words_are_counted_together_and_ticked_to_be_shown(
        self, open_room: Open
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand, preset="", question="What do plants make?", kind="text")
        for number, text in enumerate(("oxygen", "Sugar", "sugar!", "rubbish")):
            await stand.tell(PollAnswered(by=account(number), prompt=poll, text=text))
        face = teachers(page)
        assert [tick.text() for tick in face.ticks.values()] == ["oxygen · 1", "Sugar · 2", "rubbish · 1"]
        face.ticks["sugar"].click()
        face.ticks["oxygen"].click()
        face.results.click()
        assert isinstance(stand.last, ShowResults)
        assert stand.last.texts == ["Sugar", "oxygen"]
        card(page)._who()
        assert "Sugar: Ben Okafor, Yusuf Demir" in face.who.text()

    async def test_numbers_are_bars(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand, preset="", question="How heavy?", kind="number", unit="kg")
        for number, value in enumerate((3.5, 3.5, 12.0)):
            await stand.tell(PollAnswered(by=account(number), prompt=poll, number=value))
        assert teachers(page).bars.accessibleName() == "3.5 kg: 2. 12 kg: 1."


class TestWhatOneDoes:
    async def test_close_results_solution_and_away(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand, preset="a_d")
        await stand.tell(PollKeyed(prompt=poll, solution=Solution(choices=[1])))
        face = teachers(page)
        face.close_button.click()
        assert isinstance(stand.last, ClosePrompt)
        await stand.tell(PromptClosed(prompt=poll, ref=stand.last.ref))
        assert not face.close_button.isVisible()
        face.results.click()
        sent = stand.wire.sent[-1]
        assert isinstance(sent, ShowResults)
        assert (sent.prompt, sent.solution, sent.texts) == (poll, False, [])
        shown = ResultsShown(prompt=poll, chosen=[0, 0, 0, 0], answered=0, asked=4, ref=sent.ref)
        await stand.tell(shown)
        assert not face.results.isVisible()
        assert face.right.text() == ""
        face.solution.click()
        assert isinstance(stand.last, ShowResults)
        assert stand.last.solution
        await stand.tell(
            ResultsShown(
                prompt=poll, chosen=[0, 0, 0, 0], answered=0, asked=4, ref=stand.last.ref,
                solution=Solution(choices=[1]),
            )
        )  # fmt: skip
        assert face.right.text() == "Right: B"
        assert not face.solution.isVisible()
        card(page).head.fold.click()
        assert not face.isVisible()
        card(page).head.fold.click()
        face.off.click()
        assert isinstance(stand.last, HideResults)
        await until(card(page).isHidden)
        await stand.tell(ResultsHidden(prompt=poll, ref=stand.last.ref))
        assert not card(page).isVisible()

    async def test_a_key_closes_it_from_the_card_alone(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        poll = await opened(stand)
        field = part(page, ChatPanel).composer.input
        field.setFocus()
        sent = len(stand.wire.sent)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert len(stand.wire.sent) == sent, "whoever writes closes nothing"
        button = teachers(page).close_button
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(stand.last, ClosePrompt)
        assert stand.last.prompt == poll
        await stand.tell(PromptClosed(prompt=poll, ref=stand.last.ref))
        sent = len(stand.wire.sent)
        teachers(page).results.setFocus()
        QTest.keyClick(teachers(page).results, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert not any(isinstance(one, ClosePrompt) for one in stand.wire.sent[sent:])

    async def test_without_a_solution_none_is_offered(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        await stand.tell(
            PromptClosed(prompt=poll), ResultsShown(prompt=poll, chosen=[0, 0, 0], answered=0, asked=4)
        )
        assert not teachers(page).solution.isVisible()

    async def test_what_is_rare_is_in_the_cards_menu(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        entry(page, "Close in a minute")  # it had no end
        assert isinstance(stand.last, ProlongPrompt)
        assert (stand.last.prompt, stand.last.seconds) == (poll, 60)
        await stand.tell(PromptProlonged(prompt=poll, time=60_000, ref=stand.last.ref))
        entry(page, "Add a minute")
        assert isinstance(stand.last, ProlongPrompt)
        entry(page, "Show large")
        assert isinstance(stand.last, SetStage)
        assert stand.last.kind == "poll"
        entry(page, "Discard…")
        press(await asking(page), "Discard")
        await until(lambda: isinstance(stand.last, DiscardPoll))

    async def test_the_time_that_is_left_is_counted_down(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        poll = await opened(stand)
        left = card(page).head.left
        assert not left.isVisible()
        await stand.tell(PromptProlonged(prompt=poll, time=90_000))
        assert (left.text(), left.accessibleName()) == ("1:30", "1:30 left")
        stand.wire.time = START + 31_000
        card(page).tick(stand.wire.time)
        assert left.text() == "0:59"

    async def test_who_comes_back_finds_it_as_it_is(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        poll = await opened(stand)
        await answered(stand, poll, 0, 0)
        await stand.tell(PromptClosed(prompt=poll))
        page = open_room(stand.room)
        assert teachers(page).results.isVisible()
        assert teachers(page).bars.accessibleName() == "Yes: 1. Partly: 0. No: 0."


class TestShape:
    @pytest.mark.parametrize("teaches", [True, False])
    async def test_few_controls_and_the_card_leaves_room_for_the_chat(
        self, teaches: bool, open_room: Open
    ) -> None:
        stand = await lesson(teaches=teaches, names=[f"Student {number}" for number in range(35)])
        for number in (4, 5, 0):
            await stand.raise_hand(number)
        for number in range(12):
            await stand.say(account(20 + number), f"Student {20 + number}", f"I got {number}")
        await stand.tell(StageSet(kind="people"), StageHanded(account=account(7)))
        page = open_room(stand.room, *LAB_PC)
        poll = await opened(stand)
        await answered(stand, poll, 1, 0)
        await until(lambda: card(page).isVisible() and composer_is_whole(page) and whole_messages(page) >= 3)
        assert len(controls(page)) <= (20 if teaches else 14), controls(page)
        assert card(page).height() <= page.side.height() * 0.45
        assert not over_each_other(page)

    @pytest.mark.parametrize("teaches", [True, False])
    async def test_the_longest_one_scrolls_in_itself(
        self, teaches: bool, open_room: Open, theme: Theme
    ) -> None:
        stand = await lesson(teaches=teaches)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room)
        options = [f"{number} " + "w" * 198 for number in range(10)]
        await opened(stand, preset="", question="Why so? " * 62, options=options)
        head = card(page).head
        for scale, size in product((1.0, 2.0), (LAB_PC, (400, 720), (340, 640))):
            if theme.text_scale != scale:
                theme.apply("light", scale)
            page.resize(*size)
            if page.side.low:
                assert "Poll" in page.side.tabs
                page.turn_to(card(page))
            await until(lambda: card(page).isVisible() and shown_whole(card(page)) and shown_whole(head))
            await until(lambda: page.side.low or composer_is_whole(page))
            await until(lambda: not over_each_other(page))
            await until(lambda: head.height() >= head.minimumHeight())
            if teaches and not page.side.low and size != (340, 640):  # there they scroll too
                await until(lambda: shown_whole(teachers(page).nudge) and shown_whole(teachers(page).results))

    async def test_a_long_name_is_cut_where_it_stands_in_a_sentence(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await opened(stand, preset="", question="Why so? " * 62, options=["1", "2"])
        (first, *_) = offers(page, "ask")
        assert len(first) <= len("Yes / No · closes “”") + SHORTENED


async def test_a_whole_hall_of_answers(open_room: Open) -> None:
    stand: Stand = await lesson(teaches=True, names=[f"Student {number}" for number in range(300)])
    page = open_room(stand.room)
    poll = await opened(stand)
    await stand.tell(*(PollAnswered(by=account(n), prompt=poll, choices=[n % 3]) for n in range(298)))
    face = teachers(page)
    assert face.line() == "298 of 300"
    assert face.missing.text() == "Waiting for Student 298, Student 299"
    face.show_who(0)
    assert card(page).height() <= page.side.height() * 0.45
