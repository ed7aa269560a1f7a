"""Polls that were prepared stand in Ask: the next is one key away, and those that were asked are marked."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.features.polls.planned import PLAN_KIND, drafts_of
from desktop.pages.room import RoomPage
from relay.protocol.accounts import Done
from relay.protocol.plans import DeletePlan, PlanItem, PlanSaved, SavePlan
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import Polls
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, until
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def item(draft: PollDraft) -> PlanItem:
    return PlanItem(kind=PLAN_KIND, draft=msgspec.Raw(msgspec.json.encode(draft)))


async def prepare(classroom: Classroom, *questions: str, session: str = "") -> None:
    items = [item(PollDraft(question=question, kind="text")) for question in questions]
    save = SavePlan(ref=new_ref(), class_id=classroom.class_id, session=session, title="Polls", items=items)
    await asked(await classroom.teacher(), save, PlanSaved)


async def test_the_next_is_asked_by_one_key_and_then_the_one_after_it(
    classroom: Classroom, open_room: Open
) -> None:
    await prepare(classroom, "Of the class?")
    await prepare(classroom, "Why?", "How?", session=classroom.session)
    lee = open_room(await classroom.teacher_room())
    polls = lee.context.memory(Polls).polls
    await until(lambda: "Next: Why?" in offers(lee, "ask"))
    await until(lee.isActiveWindow)
    QTest.keyClick(lee.window().focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    menu = lee.menus["ask"].menu_shown
    await until(menu.isVisible)
    QTest.keyClicks(menu, "6")
    await until(lambda: [poll.question for poll in polls.values()] == ["Why?"])
    await until(lambda: "Next: How? · closes “Why?”" in offers(lee, "ask"))
    marked = {entry.label: entry.checked for entry in lee.menus["ask"]._entries if entry.under}
    assert marked == {"1. Why?": True, "2. How?": False, "3. Of the class?": False}
    pick(lee, "ask", "Next: How? · closes “Why?”")
    await until(lambda: len(polls) == 2)
    await until(lambda: any(label.startswith("Next: Of the class?") for label in offers(lee, "ask")))


async def test_what_another_page_of_the_program_saves_or_deletes_is_followed_at_once(
    classroom: Classroom, open_room: Open
) -> None:
    """Nobody comes back to the room between, and nothing asks again and again."""
    lee = open_room(await classroom.teacher_room())
    relay = lee.context.room.relay
    await until(lambda: relay.now() and "A poll of my own…" in offers(lee, "ask"))
    items = [item(PollDraft(question="Why?", kind="text"))]
    save = SavePlan(ref=new_ref(), class_id=classroom.class_id, title="Polls", items=items)
    plan = (await asked(relay, save, PlanSaved)).plan
    await until(lambda: "Next: Why?" in offers(lee, "ask"))
    more = [*items, item(PollDraft(question="How?", kind="text"))]
    again = SavePlan(ref=new_ref(), class_id=classroom.class_id, plan=plan, title="Polls", items=more[::-1])
    await asked(relay, again, PlanSaved)
    await until(lambda: "Next: How?" in offers(lee, "ask"))
    await asked(relay, DeletePlan(ref=new_ref(), class_id=classroom.class_id, plan=plan), Done)
    await until(lambda: not any(label.startswith("Next") for label in offers(lee, "ask")))


async def test_a_student_is_not_told_what_is_prepared(classroom: Classroom, open_room: Open) -> None:
    await prepare(classroom, "Why?")
    ana = open_room(await classroom.student_room("Ana"))
    lee = open_room(await classroom.teacher_room())
    await until(lambda: "Next: Why?" in offers(lee, "ask"))
    assert not ana.menus["ask"].isVisible()


def test_what_can_not_be_read_here_is_left_out() -> None:
    newer = PlanItem(kind=PLAN_KIND, draft=msgspec.Raw(b'{"question": "Why?", "kind": "sketch"}'))
    other = PlanItem(kind="check", draft=msgspec.Raw(b"{}"))
    mine = PollDraft(question="Why?", kind="text")
    assert drafts_of([newer, other, item(mine)]) == [mine]
