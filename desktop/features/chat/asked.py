"""What the messages of a chat have to do with each other."""

from collections.abc import Callable, Sequence

from desktop.features.chat.kinds import is_coming_or_going, is_hidden
from relay.protocol.base import ChatLine
from relay.protocol.questions import Standing

StandingOf = Callable[[int], Standing]
"""What has become of the question with a number."""


class Asked:
    """What the messages of a list have to do with each other: questions and answers, replies, who is back."""

    def __init__(self, standing: StandingOf | None = None) -> None:
        """``standing``: what has become of questions, by who knows of more than messages."""
        self._standing = standing
        self._said: dict[int, ChatLine] = {}
        self._known: set[str] = set()
        self._back: set[tuple[int, str]] = set()
        """Comings by number and account of those who had been here before."""
        self._questions: dict[int, ChatLine] = {}
        self._answered: set[int] = set()

    def take(self, messages: Sequence[ChatLine]) -> list[int]:
        """Takes in more messages; gives the questions that they answered."""
        news: list[int] = []
        for message in messages:
            if message.kind != "system":
                self._said[message.id] = message
            elif is_coming_or_going(message):
                self._meet(message)
            if is_hidden(message):
                continue
            if message.kind == "question":
                self._questions[message.id] = message
            elif message.answers and message.answers not in self._answered:
                self._answered.add(message.answers)
                news += [message.answers] if self.is_answered(message.answers) else []
        return news

    def _meet(self, message: ChatLine) -> None:
        if message.line == "came":
            self._back.update((message.id, one) for one in message.accounts if one in self._known)
        self._known.update(message.accounts)

    def is_back(self, number: int, account: str) -> bool:
        """Whether one who came by this line had been here before."""
        return (number, account) in self._back

    def message(self, number: int) -> ChatLine | None:
        """Somebody's words with this number, if they were among the messages."""
        return self._said.get(number)

    def question(self, number: int) -> ChatLine | None:
        """The question with this number, if it was among the messages."""
        return self._questions.get(number)

    @property
    def answered(self) -> set[int]:
        """The numbers of questions that somebody has answered in writing."""
        return set(self._answered)

    def is_answered(self, number: int) -> bool:
        """Whether the question with this number is answered, in writing or by word of mouth."""
        return self._standing_of(number) == "answered"

    def open(self) -> list[ChatLine]:
        """Questions that are open, the oldest first; none that was put off or aside."""
        return [q for number, q in self._questions.items() if self._standing_of(number) == "open"]

    def _standing_of(self, number: int) -> Standing:
        if self._standing is not None:
            return self._standing(number)
        return "answered" if number in self._answered else "open"
