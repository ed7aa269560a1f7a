"""Keeping what teachers have prepared for a class; who may read and change it."""

from collections.abc import Callable

from msgspec import Raw

from relay.protocol.accounts import Done
from relay.protocol.base import Reply
from relay.protocol.catalog import UNREADABLE, subjects
from relay.protocol.plans import (
    MOST_PLANS,
    NO_SUCH_PLAN,
    TOO_MANY_PLANS,
    DeletePlan,
    GetPlan,
    GetPlans,
    LessonPlan,
    PlanItem,
    PlanList,
    PlanReply,
    PlanSaved,
    SavePlan,
    need_room,
)
from relay.protocol.refusals import BAD_VALUE, NOT_ALLOWED, NOT_FOUND, Refusal
from relay.school.authorising import Who
from relay.school.names import need_name
from relay.school.requests import Request, handles, reads, writes
from relay.shared.ids import new_id
from relay.store.queries.plans import PlanQueries

ALSO_CAN = ("plans",)
FitDraft = Callable[[bytes], bytes]


def fits() -> dict[str, FitDraft]:
    """By kind, what reads and cleans a draft; a subject declares its own as ``PLANNED`` beside its words."""
    return {kind: fit for module in subjects() for kind, fit in getattr(module, "PLANNED", {}).items()}


@handles(SavePlan, Who.CLASS_TEACHERS)
async def save_plan(request: Request[SavePlan]) -> Reply:
    command, store = request.command, request.store
    title, items = need_name(command.title, "title"), fit_items(command.items)

    def save() -> PlanSaved:
        plans = store.queries(PlanQueries)
        if command.session:
            session = store.sessions.get(command.session)
            if session is None or session.class_id != command.class_id:
                raise Refusal(NOT_FOUND)
        if command.plan:
            if _need_plan(plans, command.class_id, command.plan).author != request.account.id:
                raise Refusal(NOT_ALLOWED)
        elif plans.count(command.class_id) >= MOST_PLANS:
            raise Refusal(TOO_MANY_PLANS)
        plan = LessonPlan(
            id=command.plan or new_id(),
            class_id=command.class_id,
            session=command.session,
            author=request.account.id,
            title=title,
            items=items,
            count=len(items),
            saved_at=request.now(),
        )
        plans.put(plan)
        return PlanSaved(ref=command.ref, plan=plan.id, saved_at=plan.saved_at)

    return await request.write(save)


@reads(GetPlans, Who.CLASS_TEACHERS)
def get_plans(request: Request[GetPlans]) -> PlanList:
    found = request.store.queries(PlanQueries).of_class(request.command.class_id)
    return PlanList(ref=request.command.ref, plans=found[:MOST_PLANS])


@reads(GetPlan, Who.CLASS_TEACHERS)
def get_plan(request: Request[GetPlan]) -> PlanReply:
    command, plans = request.command, request.store.queries(PlanQueries)
    return PlanReply(ref=command.ref, plan=_need_plan(plans, command.class_id, command.plan))


@writes(DeletePlan, Who.CLASS_TEACHERS)
def delete_plan(request: Request[DeletePlan]) -> Done:
    command, store = request.command, request.store
    plans = store.queries(PlanQueries)
    plan = _need_plan(plans, command.class_id, command.plan)
    if plan.author != request.account.id and request.account.role != "admin":
        raise Refusal(NOT_ALLOWED)
    plans.delete(plan.id)
    return Done(ref=command.ref)


def fit_items(items: list[PlanItem]) -> list[PlanItem]:
    """As they are kept. Raises Refusal: `plan_too_long`, `bad_value`, or what a subject says of its draft."""
    need_room(items)
    known, made = fits(), []
    for item in items:
        if item.kind not in known:
            raise Refusal(BAD_VALUE, detail="kind")
        try:
            made.append(PlanItem(kind=item.kind, draft=Raw(known[item.kind](bytes(item.draft)))))
        except UNREADABLE:
            raise Refusal(BAD_VALUE, detail="draft") from None
    return made


def _need_plan(plans: PlanQueries, school_class: str, plan: str) -> LessonPlan:
    found = plans.get(plan)
    if found is None or found.class_id != school_class:
        raise Refusal(NO_SUCH_PLAN)
    return found
