"""What one does with questions, as commands; what has not left yet is replaced by what is wanted later."""

from desktop.features.panel import PanelContext
from desktop.features.questions.items import BoardItem
from relay.protocol.questions import (
    ApproveQuestion,
    MarkQuestion,
    Questions,
    SetMeToo,
    Standing,
    TurnDownQuestion,
    WithdrawQuestion,
)


class QuestionActions:
    """Sends all commands of the board but the asking."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._before: dict[int, Standing] = {}
        """What questions were before this person marked them."""

    def do(self, item: BoardItem, act: str) -> None:
        """Does this with it."""
        room = self._context.room
        match act:
            case "answered" | "dismissed" | "open":
                self._mark(item.number, act)
            case "later":
                self._mark(item.number, "open" if item.standing == "later" else "later")
            case "undo":
                self.undo(item.number)
            case "answer":
                self._context.panels.answer(item.number)
            case "me_too":
                self._press(item)
            case "show":
                room.send(ApproveQuestion(**room.head(), asking=item.number))
            case "turn_down":
                room.send(TurnDownQuestion(**room.head(), asking=item.number))
            case "withdraw":
                room.send(WithdrawQuestion(**room.head(), asking=item.asking))
            case "discard":
                room.discard(item.ref)

    def undo(self, number: int) -> None:
        """The question is again what it was before this person marked it."""
        self._mark(number, self._before.pop(number, "open"))

    def _mark(self, number: int, standing: Standing) -> None:
        room, now = self._context.room, self._context.memory(Questions).standing(number)
        if standing in ("answered", "dismissed"):
            self._before[number] = now if now in ("open", "later") else "open"
        room.take_back(MarkQuestion, lambda one: one.question == number)
        sent = any(one.question == number for one in room.asked_of(MarkQuestion))
        if sent or standing != now:
            room.send(MarkQuestion(**room.head(), question=number, standing=standing))

    def _press(self, item: BoardItem) -> None:
        """Whoever takes back what has not left yet says nothing."""
        room = self._context.room
        number, pressed = item.number, not item.pressed
        if not room.take_back(SetMeToo, lambda one: one.question == number):
            room.send(SetMeToo(**room.head(), question=number, pressed=pressed))
