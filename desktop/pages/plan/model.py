"""The polls prepared for a class or a lesson, and whether the school's server has them as they are here."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject

from desktop.client import RefusedByRelay
from desktop.features.polls.planned import PLAN_KIND, draft_of, drafts_of
from desktop.parts.loading import RelayModel
from desktop.parts.tasks import NO
from desktop.qt_client import QtRelayClient
from relay.protocol.plans import (
    MOST_ITEMS,
    NO_SUCH_PLAN,
    GetPlan,
    GetPlans,
    LessonPlan,
    PlanItem,
    PlanList,
    PlanReply,
    PlanSaved,
    SavePlan,
)
from relay.protocol.poll_drafts import PollDraft
from relay.shared.ids import new_ref


@dataclass(frozen=True)
class PlanOf:
    """Whose polls: those of a class, or of one of its lessons."""

    class_id: str
    title: str
    """The name of the class or of the lesson."""
    session: str = ""


class PlanModel(RelayModel):
    """The plan of the person here. Each change is sent at once; what was not taken is sent again."""

    def __init__(self, relay: QtRelayClient, plan_of: PlanOf, parent: QObject | None = None) -> None:
        super().__init__(relay, parent)
        self.plan_of = plan_of
        self.drafts: list[PollDraft] = []
        self.unsaved = False
        """Whether there is something here that the school's server does not have."""
        self._plan = ""
        """Its id, once it is kept."""
        self.other_plans: list[LessonPlan] = []
        """Of colleagues, and one's own for other lessons of the class: without their items."""
        self._others: list[PlanItem] = []
        """What else is in it, which stays there."""
        self._saving = False

    @property
    def most(self) -> int:
        """So many polls fit into the plan."""
        return MOST_ITEMS - len(self._others)

    def on_welcome(self) -> None:
        """What was changed meanwhile goes first."""
        if self.unsaved:
            self.save()
        else:
            self.reload()

    def reload(self) -> None:
        """Asks what there is, unless that would take away what is not saved."""
        if not self.unsaved:
            self._tasks.spawn(self._load())

    def change(self, drafts: Sequence[PollDraft]) -> None:
        """Has these from now on."""
        self.drafts, self.unsaved = list(drafts), True
        self.changed.emit()
        self.save()

    def save(self) -> None:
        """Sends what there is, unless that is under way."""
        if self.online and not self._saving:
            self._saving = True
            self._tasks.spawn(self._save())

    def give_up(self) -> None:
        """What is not saved will not be."""
        self.unsaved = False

    async def _load(self) -> None:
        try:
            items = await self._ask()
        except NO as error:
            self.fail(error.code)
        else:
            if not self.unsaved:
                self._others = [item for item in items if draft_of(item) is None]
                self.drafts, self.state, self.failure = drafts_of(items), "ready", ""
        self.changed.emit()

    async def _ask(self) -> list[PlanItem]:
        await self._find()
        if not self._plan:
            return []
        ask = GetPlan(ref=new_ref(), class_id=self.plan_of.class_id, plan=self._plan)
        return (await self.relay.ask(ask, PlanReply)).plan.items

    async def _find(self) -> None:
        """Which the person's own plan is; of several the one that was saved last."""
        whose, me = self.plan_of, self.relay.me
        found = (await self.relay.ask(GetPlans(ref=new_ref(), class_id=whose.class_id), PlanList)).plans
        own = [plan.id for plan in found if me and plan.author == me.id and plan.session == whose.session]
        self._plan = own[0] if own else ""
        self.other_plans = [plan for plan in found if plan.count and plan.id != self._plan]

    async def polls_of(self, plan: LessonPlan) -> list[PollDraft]:
        """What another plan of the class has."""
        ask = GetPlan(ref=new_ref(), class_id=self.plan_of.class_id, plan=plan.id)
        return drafts_of((await self.relay.ask(ask, PlanReply)).plan.items)

    async def _save(self) -> None:
        """Until the school's server has the last of it."""
        try:
            while self.unsaved:
                sent = self.drafts
                await self._send(sent)
                self.unsaved = self.drafts is not sent
            self.failure = ""
        except NO as error:
            self.failure = error.code
        finally:
            self._saving = False
            self.changed.emit()

    async def _send(self, drafts: Sequence[PollDraft]) -> None:
        if not self._plan:
            await self._find()  # it may have been kept, and the answer lost
        try:
            await self._send_as(self._plan, drafts)
        except RefusedByRelay as refused:
            if refused.code != NO_SUCH_PLAN.name or not self._plan:
                raise
            await self._send_as("", drafts)  # it was deleted meanwhile, elsewhere

    async def _send_as(self, plan: str, drafts: Sequence[PollDraft]) -> None:
        whose = self.plan_of
        items = [PlanItem(kind=PLAN_KIND, draft=msgspec.Raw(msgspec.json.encode(one))) for one in drafts]
        command = SavePlan(
            ref=new_ref(),
            class_id=whose.class_id,
            plan=plan,
            session=whose.session,
            title=whose.title,
            items=[*items, *self._others],
        )
        self._plan = (await self.relay.ask(command, PlanSaved)).plan
