"""Prompts: what the whole class is asked, one at a time; its time, who responded and who did not.

Polls and checks are prompts. Their opening and their responses are events of their own subjects, of the kinds
that stand here; all else of a prompt is said here, once for all of them.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, Milliseconds, Pace, RoomCommand
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.limits import Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.refusals import Refusal, final, need

LONGEST_SECONDS = 3 * 3600
MOST_PROMPTS = 100
LATE_WITHIN_MS = 10 * 60_000
"""So long after its end a response is taken of those whose line was down then; and whoever was not heard of
for so long before its opening is no more expected."""
NUDGE_SECONDS = 20
LIMITS = (
    Limit("prompts", f"{MOST_PROMPTS} prompts (polls and checks) a session", "too_many_prompts"),
    Limit("nudging", f"a nudge in {NUDGE_SECONDS} s", "too_fast", "pace_factor"),
    Limit("late responses", f"a late response within {LATE_WITHIN_MS // 60_000} min", "prompt_closed"),
)

Seconds = Annotated[int, Meta(ge=0, le=LONGEST_SECONDS, description="seconds")]
Why = Literal["teacher", "time", "ended"]


class ClosePrompt(RoomCommand, kw_only=True):
    """A teacher takes no more responses. ``prompt``: its number in the log."""

    prompt: Count


class ProlongPrompt(RoomCommand, kw_only=True):
    """A teacher gives so many seconds more, or with 0 all the time until it is closed.

    One that is closed is opened by it again, unless what came out stands, or another is open.
    """

    prompt: Count
    seconds: Seconds = 0


class Nudge(RoomCommand, kw_only=True):
    """A teacher reminds those who are here and have not responded, and nobody else."""

    prompt: Count
    pace: ClassVar = {"teacher": Pace(1 / NUDGE_SECONDS, 1)}


class PromptOpened(Event, kw_only=True):
    """The class is asked to respond; the event's number is the prompt's.

    ``time``: milliseconds of running time until it closes by itself; 0: a teacher closes it.
    """

    abstract: ClassVar[bool] = True
    missed: ClassVar[bool] = True
    time: Milliseconds = 0


class PromptResponse(Event, kw_only=True):
    """Somebody responded, or responds otherwise than before; told to them and the teachers.

    ``late``: it came after the end, from a line that was down then. ``said_at``: when it was given, if that
    was before.
    """

    abstract: ClassVar[bool] = True
    prompt: Count
    said_at: Milliseconds = 0
    late: bool = False

    def responds(self) -> bool:
        """Whether nothing more is awaited of them."""
        return True


class PromptSettled(Event, kw_only=True):
    """What came out of a prompt stands: it is not opened again, and late responses are not taken any more."""

    abstract: ClassVar[bool] = True
    prompt: Count


class PromptClosed(Event, kw_only=True):
    """No more responses. ``why``: by a teacher, or because its time was over."""

    prompt: Count
    why: Why = "teacher"


class PromptProlonged(Event, kw_only=True):
    """It is open, perhaps again, until it has been open for ``time`` in all; 0: until a teacher closes it."""

    prompt: Count
    time: Milliseconds = 0


class Nudged(Event, kw_only=True):
    """``account``, who has not responded, is reminded; told to them and the teachers."""

    prompt: Count
    account: AccountId

    def due_to(self) -> tuple[()]:
        return ()


class Prompt(Struct):
    """One prompt. Of others' responses a student knows nothing: for them ``responded`` is their own."""

    opened_at: Milliseconds
    time: Milliseconds = 0
    idle: Milliseconds = 0
    """Milliseconds since its opening that do not count: closed, or nothing ran."""
    closed_at: Milliseconds = 0
    why: Why = "teacher"
    responded: dict[AccountId, Milliseconds] = field(default_factory=dict)
    """Who did, and when they last did (the relay's clock)."""
    late: list[AccountId] = field(default_factory=list)
    unaware: list[AccountId] = field(default_factory=list)
    """Students whose line was down when it opened, and is since: they can't know of it."""
    missing: list[AccountId] = field(default_factory=list)
    """Students who were here at its end, and had not responded."""
    cut_off: list[AccountId] = field(default_factory=list)
    """Students whose line was down at its end: they may have responded, and nobody knows."""
    nudged: list[AccountId] = field(default_factory=list)
    settled: bool = False

    @property
    def open(self) -> bool:
        return not self.closed_at

    def ran(self, now: Milliseconds) -> Milliseconds:
        """How long it has been open."""
        return max(0, (self.closed_at or now) - self.opened_at - self.idle)

    def left(self, now: Milliseconds) -> Milliseconds | None:
        """How long it still is; None where no time was set."""
        return max(0, self.time - self.ran(now)) if self.time else None


class Prompts(Memory):
    """All prompts, the one that is open, and of which students the relay hears now."""

    prompts: dict[int, Prompt] = field(default_factory=dict)
    open: Count = 0
    """The number of the one that is open, or 0."""
    at_end: Count = 0
    """The one that was open when the lesson ended: open again if it goes on."""
    here: dict[AccountId, Milliseconds] = field(default_factory=dict)
    """Students, in the order of their coming, and when that was."""
    lost: dict[AccountId, Milliseconds] = field(default_factory=dict)
    """Students whose line is down, and when the relay last heard from them."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case PromptOpened():
                self.prompts[event.seq] = Prompt(event.at, event.time, unaware=[*self.lost])
                self.open = event.seq
            case PromptResponse() if prompt := self.prompts.get(event.prompt):
                self._respond(prompt, event)
            case PromptSettled() if prompt := self.prompts.get(event.prompt):
                prompt.settled = True
            case PromptClosed() if self.open and self.open == event.prompt:
                self._close(event.at, event.why)
            case PromptProlonged() if prompt := self.prompts.get(event.prompt):
                self._prolong(event.prompt, prompt, event)
            case Nudged() if prompt := self.prompts.get(event.prompt):
                if event.account not in prompt.nudged:
                    prompt.nudged.append(event.account)
            case PeopleCame():
                for one in event.people:
                    self._come(one.account, one.role == "student", event.at)
            case PeopleWent():
                for goer in event.people:
                    self._go(goer.account, goer.how == "lost", goer.last_seen_at or event.at)
            case PersonRemoved():
                self._go(event.account, False, event.at)
            case RelayReopened():
                self._interrupt(event.down_since, event.at)
            case SessionEnded():
                self.at_end = self.open
                if self.open:
                    self._close(event.at, "ended")
            case SessionReopened():
                self._interrupt(event.ended_at, event.at)
                if prompt := self.prompts.get(self.at_end):
                    self._open_again(self.at_end, prompt, event.at)
                self.at_end = 0

    def find(self, number: int) -> Prompt:
        """The prompt of this number; refused `no_such_prompt` if there is none."""
        return need(self.prompts.get(number), NO_SUCH_PROMPT)

    def waiting_for(self, number: int) -> list[AccountId]:
        """Students from whom a response is awaited or was, as far as they are here; for teachers."""
        prompt = self.find(number)
        here = self.here if prompt.open else prompt.missing
        return [account for account in here if account not in prompt.responded]

    def unreachable(self, number: int) -> list[AccountId]:
        """Students who may have responded, and nobody knows: their line is down, or was; for teachers."""
        prompt = self.find(number)
        lost = self._cut_off(prompt) if prompt.open else prompt.cut_off
        return [account for account in lost if account not in prompt.responded]

    def asked(self, number: int) -> int:
        """How many students a response was expected of, or came from; for teachers."""
        waiting = len(self.waiting_for(number)) + len(self.unreachable(number))
        return len(self.find(number).responded) + waiting

    def closing(self, instead_of: int) -> PromptClosed | None:
        """What has to be told before another opens; refused `prompt_still_open`, or `too_many_prompts`.

        ``instead_of``: the prompt that may be closed for it.
        """
        if len(self.prompts) >= MOST_PROMPTS:
            raise Refusal(TOO_MANY_PROMPTS)
        if self.open and self.open != instead_of:
            raise Refusal(PROMPT_STILL_OPEN)
        return PromptClosed(prompt=self.open) if self.open else None

    def comes_late(self, number: int, account: AccountId, said_at: int, now: int) -> bool:
        """Whether a response that comes now is late, and taken; refused `prompt_closed` if it is not taken.

        It is taken of whoever's line was down at the end and not from before the opening, which the relay
        knows by itself, once, until something is shown of it. That they gave it before the end is only their
        word, as it is of anybody who is cut off: what they could not have is what classmates were shown.
        """
        prompt = self.find(number)
        if prompt.open:
            return False
        in_time = 0 < said_at <= prompt.closed_at and now - prompt.closed_at <= LATE_WITHIN_MS
        reached = account in prompt.cut_off and account not in prompt.unaware
        expected = reached and account not in prompt.late
        if prompt.settled or not (in_time and expected):
            raise Refusal(PROMPT_CLOSED)
        return True

    def _respond(self, prompt: Prompt, event: PromptResponse) -> None:
        if event.responds():
            prompt.responded[event.by] = event.at
        else:
            prompt.responded.pop(event.by, None)
        if event.late:
            prompt.late.append(event.by)

    def _close(self, at: int, why: Why) -> None:
        prompt = self.prompts[self.open]
        prompt.closed_at, prompt.why = at, why
        prompt.missing = [account for account in self.here if account not in prompt.responded]
        prompt.cut_off = self._cut_off(prompt)
        self.open = 0

    def _prolong(self, number: int, prompt: Prompt, event: PromptProlonged) -> None:
        prompt.time = event.time
        if not prompt.open:
            self._open_again(number, prompt, event.at)

    def _open_again(self, number: int, prompt: Prompt, at: int) -> None:
        prompt.idle += max(0, at - prompt.closed_at)
        prompt.closed_at, prompt.why = 0, "teacher"
        prompt.missing, prompt.cut_off, prompt.late = [], [], []
        prompt.unaware = [account for account in prompt.unaware if account in self.lost]
        self.open = number

    def _come(self, account: AccountId, is_student: bool, at: int) -> None:
        """Whoever teaches here since is awaited no more."""
        self.lost.pop(account, None)
        if is_student:
            self.here.setdefault(account, at)
        else:
            self.here.pop(account, None)
        prompt = self.prompts.get(self.open)
        if prompt and account in prompt.unaware:
            prompt.unaware.remove(account)

    def _go(self, account: AccountId, lost: bool, last_seen_at: int) -> None:
        was_here = self.here.pop(account, None) is not None
        if not lost:
            self.lost.pop(account, None)
        elif was_here:
            self.lost[account] = last_seen_at
            self._was_cut_off(account, last_seen_at)

    def _cut_off(self, prompt: Prompt) -> list[AccountId]:
        """Those who were heard of not too long before its opening."""
        since = prompt.opened_at - LATE_WITHIN_MS
        return [account for account, heard_at in self.lost.items() if heard_at >= since]

    def _was_cut_off(self, account: AccountId, last_seen_at: int) -> None:
        """A dead line is noticed after it was last heard, perhaps after an end that came meanwhile."""
        for prompt in self.prompts.values():
            if prompt.closed_at > last_seen_at and account not in prompt.cut_off:
                prompt.cut_off.append(account)
                if account in prompt.missing:
                    prompt.missing.remove(account)

    def _interrupt(self, since: int, until: int) -> None:
        """Nobody is here, and the time of the one that is open does not run."""
        for account, came_at in self.here.items():
            heard_at = max(since, came_at)
            self.lost[account] = heard_at
            self._was_cut_off(account, heard_at)
        self.here = {}
        if prompt := self.prompts.get(self.open):
            prompt.idle += max(0, until - max(since, prompt.opened_at))


NO_SUCH_PROMPT = final("no_such_prompt")
PROMPT_CLOSED = final("prompt_closed")
PROMPT_STILL_OPEN = final("prompt_still_open")
"""Another one is open: one thing is asked at a time."""
PROMPT_SETTLED = final("prompt_settled")
"""What came out stands already, so it is not opened again."""
TOO_MANY_PROMPTS = final("too_many_prompts")
NOBODY_MISSING = final("nobody_missing")
