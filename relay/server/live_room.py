"""One live room: what is decided in it is stored and then told, and it is looked at when something is due."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial

from relay.delivery import Delivery, Sender
from relay.presence import Asker, Departure
from relay.protocol.accounts import Done
from relay.protocol.base import MomentSum, Reply, RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.limits import MOMENTS_TOLD
from relay.protocol.log import Audience
from relay.protocol.refusals import Refused
from relay.room import Room, Step
from relay.rules import Look, Rulebook, subject_of
from relay.server.commit_queue import CommitQueue
from relay.server.counters import Counters
from relay.server.subscribers import Subscribers
from relay.shared.token_bucket import TokenBucket


class LiveRoom:
    """A room and what follows it."""

    def __init__(
        self,
        room: Room,
        rulebook: Rulebook,
        commits: CommitQueue,
        delivery: Delivery,
        tally: Counters,
        ended: Callable[["LiveRoom"], None],
    ) -> None:
        """``ended`` is called once the session's end has been committed and told."""
        self.room, self.over = room, not room.live
        self.subscribers = Subscribers(room.session, delivery)
        self.moments_told = TokenBucket(MOMENTS_TOLD, MOMENTS_TOLD)
        """How many writes students' moments may cost here."""
        self.sums: dict[tuple[type[MomentSum], Audience], MomentSum] = {}
        """What moments have added up to and is about to be told."""
        self._rulebook, self._commits, self._tally, self._ended = rulebook, commits, tally, ended
        self._timer: asyncio.TimerHandle | None = None

    def carry_out(self, asker: Asker, command: RoomCommand, sender: Sender) -> None:
        """Carry out one command of a person. Everything it says waits behind what it depends on."""
        outcome = self._rulebook.carry_out(self.room, asker, command)
        for step in outcome.steps:
            self._commits.append(step.entries)
        if not (outcome.in_log and asker.device in self.subscribers.by_device):
            self._reply(sender, outcome.answer)
        elif outcome.in_log != subject_of(command) and outcome.in_log not in sender.can:
            self._reply(sender, Done(ref=command.ref))  # of a subject that the asker's program may not know
        self._run_effects(outcome.steps, sender)
        if outcome.look:
            self._take(outcome.look)

    def depart(self, account: str, device: str, departure: Departure) -> None:
        """A connection ended."""
        self.subscribers.forget(device)
        self.room.presence.depart(account, device, departure)
        self.look()

    def hand(self, *handed: object) -> None:
        """The school tells the room something."""
        self.room.hand(*handed)
        self.look()

    def reopen(self, alive_until: int) -> None:
        """The relay was down; ``alive_until``: when it was last known to run (ms UTC)."""
        self._store([self._rulebook.reopen(self.room, alive_until)])

    def look(self) -> None:
        """Let the watches see what has come due, and come back when they want to look again."""
        if not self.over:
            self._take(self._rulebook.look(self.room))

    def close(self) -> None:
        """Nothing comes due any more, and nobody is told anything."""
        self._stop_timer()
        self.subscribers.forget_all()

    def _take(self, look: Look) -> None:
        self._stop_timer()
        self._store(look.steps)
        if look.again_in is not None and not self.over:
            self._timer = asyncio.get_running_loop().call_later(max(look.again_in, 0.001), self.look)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _store(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self._commits.append(step.entries)
            self._run_effects([step])

    def _run_effects(self, steps: Iterable[Step], sender: Sender | None = None) -> None:
        """Each once its step is committed and told; whom it puts out is told nothing later of that commit."""
        for step in steps:
            for after, effect in step.effects:
                at_once, in_turn = self.subscribers.take_in(effect, sender)
                if at_once and step.entries and after >= step.entries[0].seq:
                    self._commits.before_delivery(step.entries[after - step.entries[0].seq], at_once)
                elif at_once:
                    self._commits.after_commit(at_once)
                if in_turn:
                    self._commits.after_commit(in_turn)
        if not self.room.live and not self.over:
            self.over = True
            self._commits.after_commit(partial(self._ended, self))

    def _reply(self, sender: Sender, reply: Reply) -> None:
        """A reply leaves once all it may rest on is safe, with what else that commit tells its asker."""
        if isinstance(reply, Refused):
            self._tally.refused(reply)
        sender.expect_reply()
        self._commits.after_commit(partial(sender.write_reply, encode(reply)))
