"""Which poll concerns a person now: the one that is open, or the last as long as it is of use to them."""

from desktop.features.panel import PanelContext
from relay.protocol.lesson import Lesson
from relay.protocol.polls import Polls
from relay.protocol.prompts import Prompts


class CurrentPoll:
    """Remembers what this person has seen open, and put away."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._seen_open: set[int] = set()
        self._put_away: set[int] = set()

    def put_away(self, number: int) -> None:
        """It is not shown any more, unless it is asked once more."""
        self._put_away.add(number)

    def bring_back(self, number: int) -> None:
        """It was put away, and is wanted after all."""
        self._put_away.discard(number)

    def find_put_away(self) -> int:
        """The poll that would be shown, had this person not put it away; -1: there is none."""
        polls, prompts = self._context.memory(Polls).polls, self._context.memory(Prompts).prompts
        last = max(prompts, default=0)
        poll = polls.get(last) if last in self._put_away else None
        return last if poll and (poll.results or not prompts[last].settled) else -1

    def was_seen(self, number: int) -> bool:
        """Whether it was open before this person's eyes."""
        return number in self._seen_open

    def find(self) -> int:
        """Its number; 0: none."""
        context = self._context
        polls, prompts = context.memory(Polls).polls, context.memory(Prompts)
        number = prompts.open or max(prompts.prompts, default=0)
        poll, prompt = polls.get(number), prompts.prompts.get(number)
        if poll is None or prompt is None or poll.discarded or context.memory(Lesson).ended_at:
            return 0
        if prompt.open:
            self._seen_open.add(number)
            self._put_away.discard(number)
            return number
        if number in self._put_away:
            return 0
        if poll.results is not None:
            return number
        concerned = context.teaches or context.me in poll.answers or number in self._seen_open
        return number if concerned and not prompt.settled else 0
