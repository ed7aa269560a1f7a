"""What stands on the board, as plain data: questions, and what of one's own is not shown to everybody yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QLocale

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext
from desktop.features.panel.words import waited
from desktop.translating import translate
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.hiding import WITHDRAWN_WITHIN_MS
from relay.protocol.questions import (
    WAITING,
    ApproveQuestion,
    AskUnnamed,
    MarkQuestion,
    Questions,
    SetMeToo,
    Standing,
    TurnDownQuestion,
    UnnamedQuestion,
    WithdrawQuestion,
)

Kind = Literal["question", "held", "own", "unsent"]
"""Of an item: told to everybody; for a teacher to look at; one's own that waits for that; not told yet."""
MINUTE_MS = 60_000


@dataclass(frozen=True)
class BoardItem:
    """One row of the board."""

    key: str
    kind: Kind
    number: int
    """Of a question that in the chat, of what is held that of its asking."""
    text: str
    at: int
    """When it was asked, ms UTC."""
    author: str = ""
    name: str = ""
    mine: bool = False
    private: bool = False
    unnamed: bool = False
    standing: Standing = "open"
    """Once all that waits has been sent."""
    me_too: int = 0
    pressed: bool = False
    """This person wants to know the same, told or not."""
    waits: bool = False
    """What this person has done with it stands here alone: there is no connection."""
    note: str = ""
    """Why it waits."""
    problem: str = ""
    """Why it was refused."""
    ref: str = ""
    """Of what is not told yet."""
    asking: int = 0
    """Of one's own without a name: the number of its asking, as long as it can be taken back."""

    @property
    def is_done(self) -> bool:
        return self.kind == "question" and self.standing not in WAITING

    def about(self, now: int, *, teaches: bool) -> str:
        """Whose it is and since when, in one line."""
        return translate("Questions", " · ").join(self._parts(now, teaches))

    def _parts(self, now: int, teaches: bool) -> Iterator[str]:
        if self.mine:
            yield translate("Questions", "You")
        elif self.name:
            yield self.name
        if self.unnamed and self.mine:
            yield translate("Questions", "without your name")
        elif self.unnamed and self.kind == "question":
            yield (
                translate("Questions", "unnamed for the class")
                if teaches and self.name
                else translate("Questions", "without a name")
            )
        if self.private:
            yield translate("Questions", "only for teachers and admins")
        if self.kind != "unsent":
            age = now - self.at
            yield waited(age) if age >= MINUTE_MS else translate("Questions", "just now")
        if self.standing == "later":
            yield translate("Questions", "comes later")
        if self.mine and self.me_too:
            count = QLocale().toString(self.me_too)
            yield translate("Questions", "me too: {count}").format(count=count)
        if self.note:
            yield self.note

    def spoken(self, now: int, *, teaches: bool) -> str:
        """The whole row for a screen reader."""
        words = [self.text, standing_words(self.standing) if self.kind == "question" else ""]
        if self.me_too and not self.mine:
            count = QLocale().toString(self.me_too)
            words.append(translate("Questions", "me too: {count}").format(count=count))
        words += [self.about(now, teaches=teaches), self.problem]
        return translate("Questions", ", ").join(word for word in words if word)


Act = Literal[
    "answered", "later", "dismissed", "open", "undo", "answer", "show", "turn_down", "edit", "discard",
    "withdraw", "me_too", "menu",
]  # fmt: skip
"""What one may do with an item."""


def acts(item: BoardItem, context: PanelContext, *, settled: bool = False) -> tuple[Act, ...]:
    """What this person may do with it. ``settled``: it has just been marked, and still has its place."""
    knows, leads = context.can("questions"), context.leads
    if item.kind == "held":
        return "show", "turn_down", "menu"
    if item.kind == "unsent":
        return ("edit", "discard") if item.problem and not context.teaches else ("discard",)
    if item.mine:
        return ("withdraw",) if item.asking and not item.is_done else ()
    if leads and item.is_done:
        settled_acts: tuple[Act, ...] = ("undo",) if settled else ("open", "menu")
        return settled_acts if knows else ("menu",)
    if leads:
        return ("answered", "later", "menu") if knows else ("answer", "menu")
    return () if context.teaches or item.is_done or item.private or not knows else ("me_too",)


def standing_words(standing: Standing) -> str:
    """What has become of a question, in a word or two."""
    return {
        "open": translate("Questions", "open"),
        "later": translate("Questions", "comes later"),
        "answered": translate("Questions", "answered"),
        "dismissed": translate("Questions", "put aside"),
    }[standing]


class Board:
    """The items of one room as they are now. They are made when somebody looks: there may be a thousand."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        memory = self._memory = context.memory(Questions)
        asked = context.room.asked
        self._marks = {one.question: one.standing for one in asked if isinstance(one, MarkQuestion)}
        self._presses = {one.question: one.pressed for one in asked if isinstance(one, SetMeToo)}
        self._decided = {one.asking for one in asked if isinstance(one, ApproveQuestion | TurnDownQuestion)}
        self._withdrawn = {one.asking for one in asked if isinstance(one, WithdrawQuestion)}
        self._askings = {one.question: number for number, one in memory.asked.items() if one.question}
        """What was asked without a name, by the number of its question."""
        self._standings = {
            number: self._marks.get(number) or memory.standing(number) for number in sorted(memory.questions)
        }
        self.above: list[BoardItem] = list(self._apart())
        """What is not on everybody's board, first."""

    @property
    def open(self) -> int:
        """How many questions wait to be answered now."""
        return sum(standing == "open" for standing in self._standings.values())

    @property
    def is_filled(self) -> bool:
        """Whether anything stands on it that is not done."""
        return bool(self.above) or any(one in WAITING for one in self._standings.values())

    @cached_property
    def waiting(self) -> list[BoardItem]:
        """The open ones first, by how many want to know the same and by age; then what comes later."""
        waiting = self._items(lambda standing: standing in WAITING)
        return sorted(waiting, key=lambda one: self._memory.rank(one.number, one.standing))

    @cached_property
    def done(self) -> list[BoardItem]:
        """What was answered or put aside, in the order in which it was asked."""
        return [one for one in self._items(lambda standing: standing not in WAITING) if self._is_told_of(one)]

    @cached_property
    def first_of(self) -> dict[str, int]:
        """The number of each person's oldest question that waits, but for those without a name."""
        questions, found = self._memory.questions, dict[str, int]()
        for number, standing in self._standings.items():
            if standing in WAITING and not questions[number].unnamed:
                found.setdefault(questions[number].author, number)
        return found

    def find(self, number: int) -> BoardItem | None:
        """The question with this number, if it stands on the board or is told to be done."""
        standing = self._standings.get(number)
        line = self._context.memory(Chat).message(number) if standing else None
        item = self._question(number, line) if line is not None else None
        return item if item is not None and (standing in WAITING or self._is_told_of(item)) else None

    def _items(self, fits: Callable[[Standing], bool]) -> list[BoardItem]:
        message = self._context.memory(Chat).message
        lines = {number: message(number) for number, standing in self._standings.items() if fits(standing)}
        return [self._question(number, line) for number, line in lines.items() if line is not None]

    def _is_told_of(self, item: BoardItem) -> bool:
        """What was put aside is so for its asker and teachers: classmates' boards just drop it."""
        return item.standing == "answered" or item.mine or self._context.teaches

    def _question(self, number: int, line: ChatLine) -> BoardItem:
        context, memory = self._context, self._memory
        question = memory.questions[number]
        asker = memory.asked.get(self._askings.get(number, 0))
        mine = bool(question.author) and question.author == context.me
        told = context.me in memory.pressed.get(number, ())
        pressed = self._presses.get(number, told)
        name = asker.name if asker else line.name
        changing = pressed is not told or number in self._marks
        return BoardItem(
            f"question {number}",
            "question",
            number,
            line.text,
            asker.at if asker and asker.at else (line.said_at or line.at),
            author=question.author,
            name=context.people.named(question.author, name),
            mine=mine,
            private=question.private,
            unnamed=question.unnamed,
            standing=self._standings[number],
            me_too=memory.me_too.get(number, 0),
            pressed=pressed,
            waits=changing and not context.room.is_in,
            asking=self._askings[number] if mine and asker and self._is_recent(self._askings[number]) else 0,
        )

    def _is_recent(self, number: int) -> bool:
        soon = self._context.room.now() - self._memory.asked[number].at < WITHDRAWN_WITHIN_MS
        return soon and number not in self._withdrawn

    def _apart(self) -> Iterator[BoardItem]:
        """Of one's own what was not sent or is not shown yet; for teachers what waits for them."""
        context = self._context
        for one in context.room.waiting:
            if isinstance(one.command, AskUnnamed):
                yield self._unsent(one, one.command)
        for number, asked in self._memory.asked.items():
            if asked.state not in ("due", "held") or number in self._decided | self._withdrawn:
                continue
            if asked.author == context.me:
                yield self._own(number, asked)
            elif asked.state == "held" and context.leads:
                yield self._held(number, asked)

    def _unsent(self, waiting: PendingCommand, command: AskUnnamed) -> BoardItem:
        refused = waiting.state == "refused"
        note = "" if refused else self._why_waiting(waiting)
        problem = self._context.say(waiting.code) if refused else ""
        return BoardItem(
            f"unsent {waiting.ref}",
            "unsent",
            0,
            command.text,
            waiting.since,
            mine=True,
            unnamed=True,
            note=note,
            problem=problem,
            ref=waiting.ref,
        )

    def _why_waiting(self, waiting: PendingCommand) -> str:
        if not self._context.room.is_in:
            return translate("Questions", "goes out when you are back online")
        if waiting.code == "teacher_away":
            return translate("Questions", "goes out when the teacher is back")
        return translate("Questions", "on its way")

    def _own(self, number: int, asked: UnnamedQuestion) -> BoardItem:
        note = (
            translate("Questions", "waits for the teacher")
            if asked.state == "held"
            else translate("Questions", "on its way")
        )
        return BoardItem(
            f"asked {number}",
            "own",
            number,
            asked.text,
            asked.at,
            author=asked.author,
            mine=True,
            unnamed=True,
            note=note,
            asking=number if self._is_recent(number) else 0,
        )

    def _held(self, number: int, asked: UnnamedQuestion) -> BoardItem:
        return BoardItem(
            f"asked {number}",
            "held",
            number,
            asked.text,
            asked.at,
            author=asked.author,
            name=self._context.people.named(asked.author, asked.name),
            unnamed=True,
            note=translate("Questions", "only teachers see it yet"),
        )
