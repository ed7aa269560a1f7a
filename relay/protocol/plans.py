"""Plans: what a teacher has prepared to ask or show in a class's lessons, in order, kept by the school.

A plan is read by all who teach its class, and changed by its author alone.
"""

from typing import Annotated

from msgspec import Meta, Raw, Struct

from relay.protocol.base import (
    AccountId,
    ClassId,
    Command,
    Count,
    Label,
    MaybeId,
    Milliseconds,
    Name,
    Reply,
)
from relay.protocol.limits import DECODED, Limit
from relay.protocol.personal import Of
from relay.protocol.refusals import Refusal, final

MOST_PLANS = 200
MOST_ITEMS = 50
PLAN_BYTES = 32_000
"""Of the items of one plan, so that it fits into a frame."""
LIMITS = (
    Limit("plans", f"{MOST_PLANS} plans a class", "too_many_plans"),
    Limit("items", f"{MOST_ITEMS} items a plan", "plan_too_long"),
    Limit("plan's bytes", f"{PLAN_BYTES:,} bytes of a plan's items", "plan_too_long"),
)


class PlanItem(Struct, kw_only=True):
    """One thing that is prepared. ``kind``: what it is ("poll"); ``draft``: as that subject writes it."""

    kind: Label
    draft: Raw


Items = Annotated[list[PlanItem], Meta(max_length=DECODED * MOST_ITEMS)]


class LessonPlan(Struct, kw_only=True, omit_defaults=True):
    """A plan of a class. ``session``: the one that it is for; empty: for any of the class's.

    ``count``: how many items it has, which a list of plans leaves out.
    """

    id: MaybeId
    class_id: ClassId
    session: MaybeId = ""
    author: AccountId
    author_name: Annotated[Name, Of("author")] = ""
    title: Annotated[Name, Of("author")]
    items: Items = []
    count: Count = 0
    saved_at: Milliseconds = 0


class SavePlan(Command, kw_only=True):
    """A teacher keeps a plan for a class that they teach: a new one, or in place of ``plan`` of their own.

    ``session``: of that class, for which alone it is; it goes with it.
    """

    class_id: ClassId
    plan: MaybeId = ""
    session: MaybeId = ""
    title: Name
    items: Items


class GetPlans(Command, kw_only=True):
    """Asks for the plans of a class, without their items; those who teach it."""

    class_id: ClassId


class GetPlan(Command, kw_only=True):
    """Asks for one plan of a class with its items; those who teach it."""

    class_id: ClassId
    plan: MaybeId


class DeletePlan(Command, kw_only=True):
    """Its author, or an admin, deletes a plan."""

    class_id: ClassId
    plan: MaybeId


class PlanList(Reply, kw_only=True):
    """The plans of a class, what was saved last first."""

    plans: Annotated[list[LessonPlan], Meta(max_length=MOST_PLANS)]


class PlanReply(Reply, kw_only=True):
    """One plan, whole."""

    plan: LessonPlan


class PlanSaved(Reply, kw_only=True):
    """It is kept under this id."""

    plan: MaybeId
    saved_at: Milliseconds


def need_room(items: list[PlanItem]) -> None:
    """Raises Refusal: `plan_too_long`, if a plan has too many items, or they are too large together."""
    size = sum(len(item.kind) + len(bytes(item.draft)) for item in items)
    if len(items) > MOST_ITEMS or size > PLAN_BYTES:
        raise Refusal(PLAN_TOO_LONG)


NO_SUCH_PLAN = final("no_such_plan")
PLAN_TOO_LONG = final("plan_too_long")
TOO_MANY_PLANS = final("too_many_plans")
