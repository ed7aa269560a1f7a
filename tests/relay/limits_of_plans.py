"""Up to the limits of plans, and one further."""

from pathlib import Path

from msgspec import Raw

from relay.protocol.plans import MOST_ITEMS, MOST_PLANS, PLAN_BYTES, PlanItem, PlanSaved, SavePlan
from relay.shared.ids import new_ref
from tests.relay.client import SchoolOfTests
from tests.relay.inside import code_of, school_inside

PRESET = b'{"preset":"yes_no"}'


def item(draft: bytes = PRESET) -> PlanItem:
    return PlanItem(kind="poll", draft=Raw(draft))


def save(made: SchoolOfTests, items: list[PlanItem]) -> SavePlan:
    return SavePlan(ref=new_ref(), class_id=made.class_id, title="Energy", items=items)


async def plans(folder: Path) -> str:
    async with school_inside(folder, frames_per_second=0) as (_, made):
        lee = await made.teacher()
        for _ in range(MOST_PLANS):
            await lee.ask(save(made, [item()]), PlanSaved)
        return await code_of(lee.ask(save(made, [item()]), PlanSaved))


async def items(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(save(made, [item()] * MOST_ITEMS), PlanSaved)
        return await code_of(lee.ask(save(made, [item()] * (MOST_ITEMS + 1)), PlanSaved))


async def plans_bytes(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        space = PLAN_BYTES // 2 - len(b"poll") - len(PRESET)
        drafts = [PRESET.replace(b":", b":" + b" " * size) for size in (space, space + 1)]
        await lee.ask(save(made, [item(drafts[0])] * 2), PlanSaved)
        return await code_of(lee.ask(save(made, [item(drafts[0]), item(drafts[1])]), PlanSaved))


TRIES = {"plans": plans, "items": items, "plan's bytes": plans_bytes}
