"""Plans: kept for a class or one of its lessons, read by who teaches it, changed by their author."""

import json
from typing import Any

import pytest
from msgspec import Raw

from relay.protocol.accounts import Done
from relay.protocol.base import Command
from relay.protocol.class_deletion import ClassDeleted, DeleteClass
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.plans import (
    DeletePlan,
    GetPlan,
    GetPlans,
    LessonPlan,
    PlanItem,
    PlanList,
    PlanReply,
    PlanSaved,
    SavePlan,
)
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import CancelSession, DeleteSession, SessionReply
from relay.school import Member
from relay.school.plans import fits
from relay.shared.ids import new_ref
from tests.relay.schoolhouse import SchoolHouse

pytestmark = pytest.mark.asyncio

QUIZ = {"question": " Which? ", "options": ["Red\u0007", "Blue"], "solution": {"choices": [1]}}
CLEAN = {"question": "Which?", "options": ["Red", "Blue"], "solution": {"choices": [1]}}


def item(draft: dict[str, Any], kind: str = "poll") -> PlanItem:
    return PlanItem(kind=kind, draft=Raw(json.dumps(draft).encode()))


async def save(
    house: SchoolHouse,
    who: Member,
    class_id: str,
    *drafts: dict[str, Any],
    title: str = "Energy",
    **more: str,
) -> str:
    """Its id."""
    items = [item(draft) for draft in drafts]
    command = SavePlan(ref=new_ref(), class_id=class_id, title=title, items=items, **more)
    return (await house.ask(who, command, PlanSaved)).plan


async def listed(house: SchoolHouse, who: Member, class_id: str) -> list[LessonPlan]:
    return (await house.ask(who, GetPlans(ref=new_ref(), class_id=class_id), PlanList)).plans


async def read(house: SchoolHouse, who: Member, class_id: str, plan: str) -> LessonPlan:
    return (await house.ask(who, GetPlan(ref=new_ref(), class_id=class_id, plan=plan), PlanReply)).plan


def drafts(plan: LessonPlan) -> list[dict[str, Any]]:
    return [json.loads(bytes(one.draft)) for one in plan.items]


async def test_what_is_saved_is_read_clean_and_in_order(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    plan = await save(house, bo, seven.id, QUIZ, {"preset": "understood"}, title=" Energy ")
    kept = await read(house, bo, seven.id, plan)
    assert (kept.title, kept.author, kept.author_name) == ("Energy", bo.account.id, "Bo Berg")
    assert [one.kind for one in kept.items] == ["poll", "poll"]
    assert drafts(kept) == [CLEAN, {"preset": "understood"}]
    (head,) = await listed(house, bo, seven.id)
    assert (head.id, head.items, head.count, head.saved_at) == (plan, [], 2, house.clock.now())


async def test_it_is_saved_again_in_its_place_and_the_last_stands_first(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    first = await save(house, bo, seven.id, QUIZ)
    house.clock.seconds += 60
    second = await save(house, bo, seven.id, title="Heat")
    assert [plan.title for plan in await listed(house, bo, seven.id)] == ["Heat", "Energy"]
    house.clock.seconds += 60
    assert await save(house, bo, seven.id, title="Energy 2", plan=first) == first
    assert [plan.id for plan in await listed(house, bo, seven.id)] == [first, second]
    assert (await read(house, bo, seven.id, first)).items == []


async def test_who_teaches_the_class_reads_it_and_only_its_author_changes_it(house: SchoolHouse) -> None:
    bo, cy, di = [await house.teacher(name) for name in ("Bo Berg", "Cy Dahl", "Di Ek")]
    seven = await house.school_class(bo, "7b", ["Ana"])
    await house.store.write(lambda: house.store.classes.put(seven.id, cy.account.id, "teacher"))
    plan = await save(house, bo, seven.id, QUIZ)
    assert drafts(await read(house, cy, seven.id, plan)) == [CLEAN]
    change = SavePlan(ref=new_ref(), class_id=seven.id, plan=plan, title="Mine", items=[])
    delete = DeletePlan(ref=new_ref(), class_id=seven.id, plan=plan)
    for command in (change, delete):
        assert await house.refused(cy, command) == "not_allowed"
    ana = await house.signed_in("ana", seven.students[0].code)
    asked: list[Command] = [change, delete, GetPlans(ref=new_ref(), class_id=seven.id)]
    for one in asked:
        assert await house.refused(ana, one) == "not_allowed"
        assert await house.refused(di, one) == "not_found"
    others = await house.school_class(cy, "8a")
    elsewhere = GetPlan(ref=new_ref(), class_id=others.id, plan=plan)
    assert await house.refused(cy, elsewhere) == "no_such_plan", "it is of another class"
    await house.ask(await house.admin(), delete, Done)
    assert await listed(house, bo, seven.id) == []
    assert await house.refused(bo, delete) == "no_such_plan"
    assert await house.refused(bo, change) == "no_such_plan"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (item({"preset": "yes_no"}, "of a newer program"), "bad_value"),
        (PlanItem(kind="poll", draft=Raw(b"7")), "bad_value"),
        (item({"preset": "no such"}), "bad_value"),
        (item({"question": "?", "options": ["a"]}), "bad_value"),
        (item({"question": "?", "options": ["a", "a"]}), "same_option_twice"),
        (item({"question": "?" * 501, "kind": "text"}), "too_long"),
        (item({"question": " ", "kind": "text"}), "empty"),
    ],
)
async def test_what_does_not_fit_is_refused_as_it_would_be_in_the_room(
    house: SchoolHouse, sent: PlanItem, code: str
) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    command = SavePlan(ref=new_ref(), class_id=seven.id, title="Energy", items=[sent])
    assert await house.refused(bo, command) == code
    nameless = SavePlan(ref=new_ref(), class_id=seven.id, title=" ", items=[])
    assert await house.refused(bo, nameless) == "empty"
    assert await listed(house, bo, seven.id) == []


async def test_one_for_a_lesson_goes_with_it(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven, eight = [await house.school_class(bo, name) for name in ("7b", "8a")]
    lesson = await house.session(bo, seven.id)
    elsewhere = SavePlan(ref=new_ref(), class_id=eight.id, session=lesson.id, title="Energy", items=[])
    assert await house.refused(bo, elsewhere) == "not_found"
    await save(house, bo, seven.id, session=lesson.id, title="For that day")
    await save(house, bo, seven.id, title="For any")
    await house.ask(bo, CancelSession(ref=new_ref(), session=lesson.id), SessionReply)
    assert len(await listed(house, bo, seven.id)) == 2
    await house.ask(bo, DeleteSession(ref=new_ref(), session=lesson.id), Done)
    assert [plan.title for plan in await listed(house, bo, seven.id)] == ["For any"]


async def test_those_of_a_class_go_with_it(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    plan = await save(house, bo, seven.id, QUIZ)
    await house.ask(bo, DeleteClass(ref=new_ref(), class_id=seven.id), ClassDeleted)
    left = await house.store.read(
        lambda: house.store.classes._execute("SELECT count(*) FROM plan WHERE id = ?", (plan,)).fetchone()
    )
    assert left[0] == 0


async def test_its_author_is_given_it_and_erased_with_it(house: SchoolHouse) -> None:
    admin, bo = await house.admin(), await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    await save(house, bo, seven.id, QUIZ)
    mine = await house.ask(bo, ExportOwnData(ref=new_ref(), account=bo.account.id), OwnData)
    rows = [json.loads(bytes(row.row)) for row in mine.rows if row.table == "plan"]
    assert [row["title"] for row in rows] == ["Energy"]
    assert "Which?" in rows[0]["items"]
    await house.ask(admin, ErasePerson(ref=new_ref(), account=bo.account.id), PersonErased)
    assert await listed(house, admin, seven.id) == []


async def test_a_saved_plan_that_is_sent_twice_is_one(house: SchoolHouse) -> None:
    bo = await house.teacher("Bo Berg")
    seven = await house.school_class(bo, "7b")
    command = SavePlan(ref=new_ref(), class_id=seven.id, title="Energy", items=[item(QUIZ)])
    first, second = [await house.ask(bo, command, PlanSaved) for _ in range(2)]
    assert first == second
    assert len(await listed(house, bo, seven.id)) == 1


async def test_every_kind_is_declared_by_its_subject() -> None:
    assert "poll" in fits()
