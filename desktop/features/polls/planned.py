"""The polls that were prepared for a lesson, or else for its class: asked for when they change, in order."""

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.features.panel import PanelContext
from relay.protocol.base import Command
from relay.protocol.plans import (
    DeletePlan,
    GetPlan,
    GetPlans,
    LessonPlan,
    PlanItem,
    PlanList,
    PlanReply,
    SavePlan,
)
from relay.protocol.poll_drafts import PollDraft, fit_draft
from relay.protocol.polls import Poll, Polls
from relay.protocol.refusals import Refusal
from relay.shared.ids import new_ref
from relay.shared.tasks import Tasks

AGAIN_MS = 5_000
PLAN_KIND = "poll"
"""What items of a plan are called that are polls."""


def draft_of(item: PlanItem) -> PollDraft | None:
    """The poll that an item of a plan is; None if it is something else, or this program can't read it."""
    if item.kind != PLAN_KIND:
        return None
    try:
        return fit_draft(msgspec.json.decode(bytes(item.draft), type=PollDraft))
    except (msgspec.MsgspecError, Refusal):
        return None


def drafts_of(items: Iterable[PlanItem]) -> list[PollDraft]:
    """The polls among the items of a plan."""
    return [draft for draft in map(draft_of, items) if draft is not None]


class PlannedPolls(QObject):
    """Those of the lesson come first, then those of the class; one's own before those of colleagues."""

    changed = Signal()

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._tasks = context, Tasks()
        self._asked = self._in_front = self._came_back = False
        self._since = 0
        """When they were asked for last; the relay's clock."""
        self.drafts: list[PollDraft] = []
        context.room.relay.done.connect(self._on_done)
        context.page.going.connect(self._tasks.cancel)

    def want(self) -> None:
        """Asks for them, unless that was done."""
        context = self._context
        if not self._asked and context.leads and context.can("plans") and context.room.is_in:
            self._asked, self._since = True, context.relay.now()
            self._tasks.spawn(self._ask())

    def look(self) -> None:
        """Whoever comes back to the lesson may have prepared something more meanwhile."""
        before, self._in_front = self._in_front, self._context.page.in_front()
        self._came_back = self._in_front and (self._came_back or not before)
        if self._came_back and self._context.relay.now() - self._since > AGAIN_MS:
            self._asked = self._came_back = False
            self.want()

    def _on_done(self, command: Command) -> None:
        """Another page of this program prepares polls; an answer that is under way may be older."""
        if isinstance(command, SavePlan | DeletePlan):
            self._tasks.cancel()
            self._asked = False
            self.want()

    def was_asked(self, draft: PollDraft) -> bool:
        """Whether the class was asked this in this lesson."""
        polls = self._context.memory(Polls).polls.values()
        return any(_is_of(draft, poll) for poll in polls if not poll.discarded)

    async def _ask(self) -> None:
        relay, session = self._context.room.relay, self._context.room.session_id
        try:
            details = await relay.details(session)
            class_id = details.session.class_id
            plans = (await relay.ask(GetPlans(ref=new_ref(), class_id=class_id), PlanList)).plans
            drafts: list[PollDraft] = []
            for plan in self._in_order(plans, session):
                ask = GetPlan(ref=new_ref(), class_id=class_id, plan=plan.id)
                drafts += drafts_of((await relay.ask(ask, PlanReply)).plan.items)
        except (RefusedByRelay, LineDown):
            self._asked = False  # with the next occasion
        else:
            if drafts != self.drafts:
                self.drafts = drafts
                self.changed.emit()

    def _in_order(self, plans: Sequence[LessonPlan], session: str) -> list[LessonPlan]:
        """One's own of this lesson and of the class: what a colleague prepared is theirs to ask."""
        own = [plan for plan in plans if plan.author == self._context.me and plan.session in (session, "")]
        return sorted(own, key=lambda plan: not plan.session)


def _is_of(draft: PollDraft, poll: Poll) -> bool:
    asked = (poll.question, poll.preset, poll.kind, poll.options)
    return asked == (draft.question, draft.preset, draft.kind, draft.options)
