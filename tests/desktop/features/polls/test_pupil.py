"""A poll as a student has it: answering by click and key, changing it, offline, late, and what came out."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProxyStyle, QStyle

from desktop.client import LineState
from desktop.features.admission import JoinNotice
from desktop.features.chat import ChatPanel
from desktop.features.panel.prompts.ring import RING_MS, Ring
from desktop.features.polls.words import read_number
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.sounds import Sounds
from desktop.window.shortcuts import find_keys_of_parts
from relay.protocol.base import RoomRole
from relay.protocol.chat import Chat
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.poll_drafts import Solution
from relay.protocol.polls import (
    AnswerPoll,
    PollAnswered,
    PollDiscarded,
    PollOpened,
    ResultsHidden,
    ResultsShown,
)
from relay.protocol.prompts import Nudged, PromptClosed
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.polls.asked import CAN, NAMES, answered, card, lesson, opened, pupils
from tests.desktop.features.stand import START, TEACHER, Stand, account, part, shown_whole
from tests.desktop.pages.room.test_shape import composer_is_whole, over_each_other

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


class Still(QProxyStyle):
    """Of a system that is asked for less motion."""

    def styleHint(self, hint: QStyle.StyleHint, *about: Any) -> int:
        still = hint == QStyle.StyleHint.SH_Widget_Animation_Duration
        return 0 if still else super().styleHint(hint, *about)


def waiting(stand: Stand) -> list[AnswerPoll]:
    return [one.command for one in stand.room.waiting if isinstance(one.command, AnswerPoll)]


async def told(stand: Stand) -> None:
    """The relay tells what was answered last."""
    command = stand.last
    assert isinstance(command, AnswerPoll)
    await stand.tell(
        PollAnswered(
            by=account(0),
            ref=command.ref,
            prompt=command.prompt,
            choices=command.choices,
            text=command.text,
            number=command.number,
        )
    )


class TestAnswering:
    async def test_a_click_answers_and_the_card_is_one_line_that_opens_again(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await opened(stand)
        face = pupils(page)
        assert "classmates do not" in face.note.text()
        await until(lambda: all(map(shown_whole, (*face.options[:3], face.note))))
        face.options[1].click()
        assert isinstance(stand.last, AnswerPoll)
        assert stand.last.choices == [1]
        await told(stand)
        assert card(page).head.title.text() == "Understood? · Partly"
        assert not face.isVisible()
        card(page).head.fold.click()
        assert face.isVisible()
        assert [one.isChecked() for one in face.options] == [False, True, False]
        face.options[0].click()
        assert stand.last.choices == [0]

    async def test_by_keys_alone_beside_the_staged_join_page_at_400_px(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        await stand.tell(StageSet(kind="join"))
        page = open_room(stand.room, 400, 720)
        await until(page.isActiveWindow)
        field = part(page, ChatPanel).composer.input
        field.setFocus()
        QTest.keyClicks(field, "half a th")
        await opened(stand)
        await until(lambda: card(page).isVisible() and composer_is_whole(page))
        assert part(page, JoinNotice).isVisible()
        assert not over_each_other(page)
        assert field.hasFocus(), "who writes keeps the keyboard"
        QTest.keyClicks(field, "1")
        assert waiting(stand) == []
        for _ in range(8):
            QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_F6)
            if card(page).isAncestorOf(page.window().focusWidget()):
                break
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_2)
        assert isinstance(stand.last, AnswerPoll)
        assert stand.last.choices == [1]
        await told(stand)
        assert card(page).isAncestorOf(page.window().focusWidget()), "the keyboard stays with the card"
        assert field.toPlainText() == "half a th1"

    @pytest.mark.parametrize(("keys", "place"), [("3", 2), ("A", 0), ("d", 3)])
    async def test_digits_and_letters_choose(self, keys: str, place: int, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        await opened(stand, preset="a_d")
        pupils(page).options[0].setFocus()
        QTest.keyClicks(page.window().focusWidget(), keys)
        assert isinstance(stand.last, AnswerPoll)
        assert stand.last.choices == [place]

    async def test_several_are_ticked_and_enter_sends_them(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        await opened(stand, preset="", kind="many", question="Which are even?", options=["1", "2", "3", "4"])
        face = pupils(page)
        face.options[0].setFocus()
        QTest.keyClicks(face.options[0], "24")
        assert waiting(stand) == []
        assert [one.isChecked() for one in face.options] == [False, True, False, True]
        QTest.keyClick(face.options[0], Qt.Key.Key_Return)
        assert waiting(stand)[0].choices == [1, 3]

    async def test_with_nothing_chosen_or_written_it_says_so_and_sends_nothing(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        for said, words in (
            ({"kind": "many", "options": ["1", "2"]}, "Choose at least one answer."),
            ({"kind": "text"}, "Write your answer first."),
            ({"kind": "number"}, "Write a number, such as 12 or 3.5."),
        ):
            await opened(stand, preset="", question="What?", **said)
            pupils(page).send_button.click()
            assert pupils(page).problem.text() == words
            assert pupils(page).problem.isVisible()
        assert waiting(stand) == []

    async def test_words_and_numbers(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await opened(stand, preset="", question="How heavy?", kind="number", unit="kg")
        face = pupils(page)
        assert face.field.accessibleName() == "How heavy?"
        assert face.note.text().startswith("Your teacher sees your answer, classmates do not.")
        face.field.setText("3,5")
        QTest.keyClick(face.field, Qt.Key.Key_Return)
        assert waiting(stand)[0].number == 3.5
        await told(stand)
        assert card(page).head.title.text() == "How heavy? · 3.5 kg"
        await opened(stand, preset="", question="Why?", kind="text")
        assert face.field.text() == "", "nothing of the poll before stands in it"
        assert "may show it to the class without your name" in face.note.text(), "which is said before"
        face.field.setText("x" * 400)
        assert len(face.field.text()) == 280
        face.send_button.click()
        assert waiting(stand)[0].text == "x" * 280


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12.0), (" 3.5 ", 3.5), ("3,5", 3.5), ("-0,25", -0.25), ("−4", -4.0), ("1 000 000", 1e6),
        ("1,000.5", 1000.5), ("1.000,5", 1000.5), ("1,000,000", 1e6), ("٣٫٥", 3.5), (".5", 0.5), ("", None),
        ("seven", None), ("1e3", None), ("3.5 kg", None), ("-", None), ("9" * 20, None), ("1-2", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written: str, number: float | None) -> None:
    assert read_number(written) == number


async def test_nothing_changes_under_a_button_that_is_held(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    number = await opened(stand)
    face = pupils(page)
    await until(lambda: shown_whole(face.options[1]))
    at = face.options[1].rect().center()
    QTest.mousePress(face.options[1], Qt.MouseButton.LeftButton, pos=at)
    await stand.tell(PollDiscarded(prompt=number))
    assert face.options[1].isVisible()
    QTest.mouseRelease(face.options[1], Qt.MouseButton.LeftButton, pos=at)
    await until(lambda: not card(page).isVisible())


async def test_the_help_has_its_keys(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    await opened(stand)
    listed = find_keys_of_parts(page)["Poll"]
    keys = {(name, key.toString()) for name, key in listed}
    assert {("Answer 1", "1"), ("Answer 1", "A"), ("Answer 3", "3"), ("Answer 3", "C")} <= keys
    assert not [name for name, _ in keys if name == "Answer 4"], "only those of options that there are"


class TestOffline:
    async def test_what_waits_stands_on_the_card_and_is_replaced(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await opened(stand)
        stand.wire.set_line(LineState("reconnecting", START))
        pupils(page).choose(0)
        assert pupils(page).note.text() == "Your answer is sent when you are back online."
        assert pupils(page).options[0].isChecked()
        assert pupils(page).line() == "Yes, waits for the connection"
        pupils(page).choose(2)
        assert [(one.choices, one.said_at) for one in waiting(stand)] == [([2], START)]

    @pytest.mark.parametrize("shown", [False, True])
    async def test_one_that_came_too_late_is_a_sentence_on_the_card(
        self, shown: bool, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        number = await opened(stand, preset="a_d")
        stand.wire.set_line(LineState("reconnecting", START))
        pupils(page).choose(1)
        stand.wire.set_line(LineState("connected", START))
        stand.room.enter()
        await stand.enter(head=stand.upto + 1)
        await stand.tell(PromptClosed(prompt=number))
        if shown:
            await stand.tell(
                ResultsShown(
                    prompt=number, chosen=[3, 0, 0, 0], answered=3, asked=4, solution=Solution(choices=[0])
                )
            )
        await stand.refuse(stand.last, "prompt_closed")
        face = pupils(page)
        assert "Came after the end, not counted: B" in face.result.text()
        assert ("Right: A" in face.result.text()) == shown
        assert face.result.isVisible()
        assert waiting(stand) == []
        assert notices.held == []


class TestAfterwards:
    async def test_own_and_right_answers_are_said_by_signs_and_words(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        number = await opened(stand, preset="a_d")
        await answered(stand, number, 0, 1)
        await stand.tell(
            PromptClosed(prompt=number),
            ResultsShown(prompt=number, chosen=[3, 1, 0, 0], answered=4, asked=4),
        )
        face = pupils(page)
        assert face.bars.accessibleName() == "A: 3. B: 1, your answer. C: 0. D: 0."
        assert face.result.text() == "You answered: B"
        await stand.tell(
            ResultsShown(
                prompt=number,
                chosen=[3, 1, 0, 0],
                answered=4,
                asked=4,
                solution=Solution(choices=[0]),
                explanation="Two ropes carry it.",
            )
        )
        assert face.bars.accessibleName() == "A: 3, right. B: 1, your answer. C: 0. D: 0."
        assert face.result.text() == "You answered: B – not right\nRight: A"
        assert face.explanation.text() == "Two ropes carry it."
        await stand.tell(ResultsHidden(prompt=number))
        assert not card(page).isVisible()

    async def test_it_can_be_put_away_and_the_next_one_comes(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        number = await opened(stand)
        assert not card(page).head.away.isVisible()
        await stand.tell(PromptClosed(prompt=number))
        assert "You did not answer." in pupils(page).result.text()
        card(page).head.away.click()
        await until(card(page).isHidden)
        await opened(stand)
        assert card(page).isVisible()

    async def test_a_discarded_one_is_gone(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        number = await opened(stand)
        await stand.tell(PromptClosed(prompt=number), PollDiscarded(prompt=number))
        assert not card(page).isVisible()

    async def test_who_came_later_reads_that_it_was_before_and_no_zero(self, open_room: Open) -> None:
        stand = Stand(account(9), "Zoe Late", "student", can=("polls", "prompts"))
        await stand.start(NAMES)
        opening = PollOpened(preset="understood", by=TEACHER)
        await stand.tell(opening)
        number = stand.upto
        stand.wire.time += 60_000
        await stand.tell(
            PromptClosed(prompt=number), ResultsShown(prompt=number, chosen=[3, 1, 0], answered=4, asked=4)
        )
        stand.wire.time += 60_000
        await stand.tell(PeopleCame(people=[Comer(account(9), "Zoe Late", "student")]))
        page = open_room(stand.room)
        assert card(page).head.title.text() == "Understood? · before you came"
        card(page).head.fold.click()
        assert pupils(page).result.text() == "This was before you came."

    async def test_who_came_after_the_end_has_nothing_of_one_that_is_not_shown(self, open_room: Open) -> None:
        stand = Stand(account(9), "Zoe Late", "student", can=("polls", "prompts"))
        await stand.start(NAMES)
        number = await opened(stand)
        await stand.tell(PromptClosed(prompt=number))
        await stand.tell(PeopleCame(people=[Comer(account(9), "Zoe Late", "student")]))
        assert not card(open_room(stand.room)).isVisible()


class TestBeingTold:
    async def test_only_who_looks_elsewhere_is_notified_and_no_longer_than_it_is_asked(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        await opened(stand)
        assert notices.held == []
        page.hide()
        number = await opened(stand)
        assert [one.title for one in notices.held] == ["Your teacher asks"]
        await stand.tell(PromptClosed(prompt=number))
        assert notices.held == []

    async def test_a_nudge_sounds_opens_the_card_and_moves_no_keyboard(
        self, open_room: Open, sounds: Sounds, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room, sounds=sounds)
        await until(page.isActiveWindow)
        field = part(page, ChatPanel).composer.input
        field.setFocus()
        heard: list[bool] = []
        sounds.ended.connect(heard.append)
        number = await opened(stand)
        await until(lambda: card(page).isVisible())
        assert heard == []
        await stand.tell(Nudged(prompt=number, account=account(0)))
        await until(lambda: bool(heard))
        assert field.hasFocus()
        assert notices.held == []
        page.hide()
        await stand.tell(Nudged(prompt=number, account=account(0)))
        assert [(one.title, one.urgent) for one in notices.held] == [
            ("Your teacher waits for your answer", True)
        ]

    async def test_a_nudged_card_has_a_ring_for_a_moment_and_none_with_less_motion(
        self, open_room: Open
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        number = await opened(stand)
        ring = part(card(page), Ring)
        await stand.tell(Nudged(prompt=number, account=account(0)))
        assert ring.isVisible()
        assert RING_MS <= 200
        await until(lambda: not ring.isVisible())
        still = Still()
        still.setParent(page)
        ring.setStyle(still)
        await stand.tell(Nudged(prompt=number, account=account(0)))
        assert not ring.isVisible()

    async def test_what_a_screen_reader_says(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await opened(stand, preset="a_d")
        face = pupils(page)
        assert face.accessibleName() == "Poll: A, B, C or D?, 4 options"
        assert [one.accessibleName() for one in face.options] == ["1, A", "2, B", "3, C", "4, D"]
        await opened(stand, preset="", question="How heavy?", kind="number")
        assert face.accessibleName() == "Poll: How heavy?, answer with a number"


async def test_keys_are_those_of_the_role_that_one_has_now(open_room: Open) -> None:
    stand = Stand(account(0), NAMES[0], "teacher", can=CAN)
    await stand.start(NAMES)
    page = open_room(stand.room)
    roles: tuple[RoomRole, ...] = "teacher", "student", "teacher"
    for role in roles:
        if role != stand.role:
            await stand.come_in_as(role, NAMES)
        number = await opened(stand)
        await until(lambda: card(page).isVisible())
        keys = {key.whatsThis() for key in card(page).findChildren(QShortcut) if key.isEnabled()}
        assert ("Who answered what" in keys) is (stand.role == "teacher"), keys
        assert ("Answer 1" in keys) is (stand.role == "student"), keys
        await stand.tell(PromptClosed(prompt=number))


async def test_one_that_was_put_away_folded_is_shown_whole(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    number = await opened(stand)
    await answered(stand, number, 0, 1)
    await stand.tell(PromptClosed(prompt=number))
    assert card(page).folded
    card(page).put_away()
    await until(lambda: not card(page).isVisible())
    line = page.context.memory(Chat).message(number)
    assert line is not None
    show = next(one for one in card(page).message_actions(line) if one.label == "Show the poll")
    show.do()
    await until(card(page).isVisible)
    assert pupils(page).isVisible()
