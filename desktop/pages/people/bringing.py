"""One roster on its way from a file to the relay: read, handed in, tried, carried out. Knows no widget."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.client import RefusedByRelay
from desktop.parts.columns import KnownColumns
from desktop.parts.slips import Coded
from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRelayClient
from relay.protocol.base import Reply
from relay.protocol.people_admin import (
    BringUpRoster,
    HandInRoster,
    Leaver,
    RemoveStudents,
    RosterPerson,
    RosterPlan,
)
from relay.shared.ids import new_ref
from relay.shared.rosters import Layout, NotARoster, Roster, read_roster
from relay.shared.rosters.unpacking import LARGEST

State = Literal["nothing", "reading", "asking", "ready", "bringing", "done", "failed"]

PATIENCE = 60.0
PART_BYTES = 30_000
"""What one frame may carry: it holds 64 kB, and names may be escaped in it."""
FALLBACK = "windows-1252"
"""What a file that is not UTF-8 is shown as first, with a warning; whoever looks at it may choose another."""


class Bringing(QObject):
    """What is known of the file, and what the relay says of it."""

    changed = Signal()

    def __init__(
        self,
        relay: QtRelayClient,
        codes: dict[str, str],
        known: KnownColumns | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``codes``: where new one-time codes are kept by account. ``known``: columns chosen before."""
        super().__init__(parent)
        self._known = known or KnownColumns()
        self.relay, self._codes = relay, codes
        self.state: State = "nothing"
        self.file: Path | None = None
        self.roster: Roster | None = None
        self.plan: RosterPlan | None = None
        self.problem: NotARoster | None = None
        self.failure = ""
        """A code of the relay, or the system's words why the file can't be read."""
        self.encoding = ""
        self.odd = False
        """The file is not UTF-8: how it is read was chosen, and names may be wrong."""
        self.school_class = ""
        self.make_classes = False
        self.layout: Layout | None = None
        """The columns as somebody chose them."""
        self.looked = False
        """Somebody has looked at what is asked about the file."""
        self.taken_out = 0
        self._content = b""
        self._name = ""
        self._coded: list[Coded] = []
        self._tasks = PageTasks(self)

    @property
    def busy(self) -> bool:
        """Whether to wait for something."""
        return self.state in ("reading", "asking", "bringing")

    @property
    def ready(self) -> bool:
        """Whether there is something to carry out, and nothing in its way."""
        return self._seen and not self.bad

    @property
    def others_ready(self) -> bool:
        """Whether the other lines can be carried out, some being left out."""
        return self._seen and self.bad > 0 and self.others > 0

    @property
    def bad(self) -> int:
        """How many lines can't be carried out."""
        refused = self.plan.refused if self.plan else 0
        return refused + (len(self.roster.left_out) if self.roster else 0)

    @property
    def others(self) -> int:
        """How many people can be brought in."""
        people = len(self.roster.people) if self.roster else 0
        return people - (self.plan.refused if self.plan else 0)

    @property
    def _seen(self) -> bool:
        """Whether the relay has said what it would do, and somebody has looked at what is asked."""
        asked = self.roster is not None and bool(self.roster.asked)
        return self.state == "ready" and self.plan is not None and (self.looked or not asked)

    def title(self) -> str:
        """What the slips are called."""
        return self.file.stem if self.file else ""

    def coded(self) -> list[Coded]:
        """Those who were given a code."""
        return self._coded

    # what one can do

    def open(self, file: Path) -> None:
        """Reads a file, and asks the relay what it would do."""
        self.file, self.encoding, self.odd, self.layout = file, "", False, None
        self._tasks.cancel()
        self.roster = self.plan = None
        self._coded, self.taken_out = [], 0
        self._go("reading")
        self._tasks.spawn(self._open(file))

    def read_as(self, encoding: str) -> None:
        """Reads the same file in another encoding."""
        if encoding != self.encoding and self._content:
            self.encoding = encoding
            self._again()

    def choose_columns(self, layout: Layout) -> None:
        """Reads the same file with these columns."""
        if layout != self.layout:
            self.layout = layout
            self._again()

    def look(self, looked: bool) -> None:
        """Whether somebody has looked at what is asked about the file."""
        if looked != self.looked:
            self.looked = looked
            self.changed.emit()

    def answer(self, place: int, means: str) -> None:
        """Says whom a line means: an account that is only like it, or "new"."""
        if self.roster is not None and self.state == "ready":
            self.roster.people[place].means = means
            self._try_anew()

    def put_in(self, school_class: str) -> None:
        """Into which class they go whose line names none; empty: into none."""
        if school_class != self.school_class:
            self.school_class = school_class
            self._again()

    def make_missing(self, make: bool) -> None:
        """Whether classes that are missing are made."""
        if make != self.make_classes:
            self.make_classes = make
            if self.roster is not None and self.state != "done":
                self._try_anew()

    def try_again(self) -> None:
        """After a failure: once more from the file."""
        if self.file is not None:
            self.open(self.file)

    def bring(self, leavers: Iterable[Leaver]) -> None:
        """Carries out what can be, and takes these people out of the classes they are proposed to leave."""
        if self.ready or self.others_ready:
            self._tasks.spawn(self._bring(list(leavers)))

    # how it is done

    def _go(self, state: State, failure: str = "", problem: NotARoster | None = None) -> None:
        self.state, self.failure, self.problem = state, failure, problem
        self.changed.emit()

    def _try_anew(self) -> None:
        self._tasks.cancel()
        self._go("asking")
        self._tasks.spawn(self._try())

    def _again(self) -> None:
        if self._content and self.state != "done":
            self._tasks.cancel()
            self._go("reading")
            self._tasks.spawn(self._read())

    async def _open(self, file: Path) -> None:
        try:
            self._content = await asyncio.to_thread(_contents, file)
        except NotARoster as problem:
            self._go("failed", problem=problem)
        except OSError as error:
            self._go("failed", error.strerror or str(error))
        else:
            await self._read()

    async def _read(self) -> None:
        self.roster = self.plan = None
        self._go("reading")
        try:
            self.roster = await self._parsed()
        except NotARoster as problem:
            if problem.why != "wrong_encoding" or self.encoding or self._content.startswith(b"PK"):
                self._go("failed", problem=problem)
                return
            self.encoding, self.odd = FALLBACK, True
            await self._read()
            return
        await self._try()

    async def _parsed(self) -> Roster:
        content, encoding, school_class = self._content, self.encoding, self.school_class
        layout, known = self.layout, self._known.chosen
        return await asyncio.to_thread(
            lambda: read_roster(
                content, encoding=encoding, school_class=school_class, layout=layout, known=known
            )
        )

    async def _try(self) -> None:
        self.plan = None
        self._go("asking")
        try:
            self.plan = await self._ask(dry_run=True)
        except NO as error:
            self._go("failed", _code(error))
        else:
            self._go("ready")

    async def _bring(self, leavers: list[Leaver]) -> None:
        roster = self.roster
        assert roster is not None
        self._go("bringing")
        try:
            plan = await self._ask(dry_run=False)
            if not plan.done:  # somebody changed the school meanwhile: look again
                self.plan = plan
                self._go("ready")
                return
            self._known.remember(roster)
            self._keep_codes(roster, plan)
            self.plan = plan
            for school_class in dict.fromkeys(leaver.class_id for leaver in leavers):
                accounts = [one.account.id for one in leavers if one.class_id == school_class]
                command = RemoveStudents(ref=new_ref(), class_id=school_class, accounts=accounts)
                await self.relay.ask(command, Reply, PATIENCE)
                self.taken_out += len(accounts)
        except NO as error:
            self._go("failed", _code(error))
        else:
            self._go("done")

    def _keep_codes(self, roster: Roster, plan: RosterPlan) -> None:
        for outcome in plan.outcomes:
            if outcome.code:
                person = roster.people[outcome.place]
                classes = ", ".join(person.classes)
                self._codes[outcome.account] = outcome.code
                self._coded.append(Coded(person.name, classes, outcome.username, outcome.code))

    async def _ask(self, *, dry_run: bool) -> RosterPlan:
        """Hands in what does not fit in one frame, and asks; handed in anew when the relay has lost it."""
        roster = self.roster
        assert roster is not None
        for attempt in (1, 2):
            self._name = new_ref()
            *parts, last = _parts(roster.people)
            handed_in = 0
            try:
                for part in parts:
                    command = HandInRoster(ref=new_ref(), roster=self._name, first=handed_in, people=part)
                    await self.relay.ask(command, Reply, PATIENCE)
                    handed_in += len(part)
                return await self._plan(roster, last, dry_run)
            except RefusedByRelay as refused:
                if refused.code != "roster_gone" or attempt == 2:
                    raise
        raise AssertionError

    async def _plan(self, roster: Roster, last: list[RosterPerson], dry_run: bool) -> RosterPlan:
        command = BringUpRoster(
            ref=new_ref(),
            roster=self._name,
            size=len(roster.people),
            people=last,
            make_classes=self.make_classes,
            whole=roster.whole,
            dry_run=dry_run,
            skip_refused=True,  # what the button says; a dry run tells of these lines all the same
        )
        return await self.relay.ask(command, RosterPlan, PATIENCE)


def _contents(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)  # what says that it is empty may go on for ever
    if len(content) > LARGEST:
        raise NotARoster("too_large", 0, str(LARGEST >> 20))
    return content


def _parts(people: list[RosterPerson]) -> list[list[RosterPerson]]:
    """The people in frames of fair size; at least one part, the last one perhaps empty."""
    parts: list[list[RosterPerson]] = [[]]
    size = 0
    for person in people:
        size += len(msgspec.json.encode(person))
        if size > PART_BYTES and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(person)
    return parts


def _code(error: Exception) -> str:
    return error.code if isinstance(error, RefusedByRelay) else "line_down"
