"""The card of the prompt that is open, or was last: made with the first, gone where it is over."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel.context import PanelContext
from desktop.features.panel.panel import Panel
from desktop.theme import Space, drop
from desktop.theme.countdown import minutes
from desktop.theme.widgets import Card, WhenStill, announce
from relay.protocol.base import Event, RoomCommand
from relay.protocol.prompts import (
    NOBODY_MISSING,
    PROMPT_CLOSED,
    ClosePrompt,
    Nudge,
    Nudged,
    PromptOpened,
)

if TYPE_CHECKING:
    from desktop.features.panel.prompts.face import PromptFace
    from desktop.features.panel.prompts.head import PromptHead
    from desktop.features.panel.prompts.ring import Ring


class PromptCard(Panel):
    """Shows prompts of a subject, to teachers and students in their own way."""

    place = "card"
    counts_news = True
    opening: ClassVar[type[PromptOpened]]
    """The event that asks."""
    settling: ClassVar[tuple[type[RoomCommand], ...]] = (ClosePrompt, Nudge)
    so_already: ClassVar[tuple[str, ...]] = (PROMPT_CLOSED.name, NOBODY_MISSING.name)
    """Refused so, those of a teacher need no telling: a colleague was faster, or the last student."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.number = 0
        """Of the prompt that is shown; 0: none."""
        self.face: PromptFace | None = None
        """What is in the card, once there was a prompt."""
        self._head: PromptHead | None = None
        self.card: Card | None = None
        self._ring: Ring | None = None
        self._keys_of: set[bool] = set()
        """For whom there are keys: for who teaches, for who does not."""
        self._opened = self._nudged = 0
        """Prompts of which this has to be told yet, by number."""
        self._when_still = WhenStill(self._show_now, self)
        context.room.waiting_changed.connect(self.refresh)

    # what a subject says

    def current(self) -> int:
        """The prompt that concerns this person now; 0: none."""
        raise NotImplementedError

    def known(self) -> Container[int]:
        """The numbers of the subject's prompts that are there."""
        raise NotImplementedError

    def make_head(self, card: Card) -> "PromptHead":
        """Its upper line, made with the first prompt."""
        raise NotImplementedError

    def make_face(self, card: Card) -> "PromptFace":
        """What is in it for this person's role, made with the first prompt."""
        raise NotImplementedError

    def add_keys(self) -> None:
        """Keys that work in it for this person's role, once it is made for that."""

    def show_number(self, number: int) -> None:
        """Shows the prompt of this number, which is there, in what has been made."""
        raise NotImplementedError

    def name(self) -> str:
        """What is asked, in a few words."""
        raise NotImplementedError

    def nudge_words(self) -> str:
        """What a student is told who is reminded."""
        raise NotImplementedError

    def be_nudged(self) -> None:
        """It is seen whole, whatever was folded."""

    def put_away(self) -> None:
        """It is over for this person."""
        raise NotImplementedError

    # what is shown

    def wanted(self) -> bool:
        return self.number > 0

    def yields(self) -> bool:
        """One that is closed, to what a student has still to do."""
        face = self.face
        return face is not None and not face.teaches and self.is_known() and not face.prompt.open

    def count(self) -> int:
        """Where the card is behind a tab: one that waits for this person."""
        face = self.face
        if face is None or face.teaches or not self.is_known():
            return 0
        return int(face.prompt.open and not face.responded)

    def is_known(self) -> bool:
        """Whether what is shown is still there: the room may have begun anew."""
        return self.number in self.known()

    def refresh(self) -> None:
        """Shows it as it is now, once nobody holds a button down that would move or go."""
        if self.current():
            self._make()
        self._when_still.do()

    def _show_now(self) -> None:
        self.number = self.current()
        if self.face is not None and self.number:
            self.show_number(self.number)
        self.updateGeometry()
        self.changed.emit()
        self._tell()

    def _make(self) -> None:
        """Read and made with the first prompt: many lessons have none."""
        if self.face is not None and self.face.teaches is self.context.teaches:
            return
        if self.card is not None:
            drop(self.box, self.card)
        card = self.card = Card(self.context.theme, tight=True, parent=self)
        self._head, self.face = self.make_head(card), self.make_face(card)
        self._head.away.clicked.connect(self.put_away)
        card.body.addWidget(self._head)
        card.body.addWidget(self.face, 1)
        self.add(card)
        card.show()
        if self._ring is None:
            from desktop.features.panel.prompts.ring import Ring  # noqa: PLC0415

            self._ring = Ring(self.context.theme, self)
        if self.face.teaches not in self._keys_of:
            self._keys_of.add(self.face.teaches)
            self.add_keys()

    def tick(self, now: int) -> None:
        if self.face is None or self._head is None or not self.is_known():
            return
        left = self.face.prompt.left(now) if self.face.prompt.open else None
        self._head.show_left(minutes(left) if left is not None else "")
        self.face.tick()

    # sizes

    @property
    def folded(self) -> bool:
        """Whether its upper line is all of it."""
        return False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self.face is None or self._head is None or self.card is None:
            return 0
        inner, around = _room_in(self.card, width)
        head = max(self._head.sizeHint().height(), self._head.minimumHeight())
        face = 0 if self.folded else self.face.wanted_height(inner)
        return around + head + (Space.S + face if face else 0)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    # what the room tells

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events if live else ():
            if isinstance(event, self.opening):
                self._opened = event.seq
            elif isinstance(event, Nudged) and event.account == self.context.me:
                self._nudged = event.prompt
        if self.face is not None and live:
            self.face.on_events(events)
        self.refresh()

    def refused(self, waiting: PendingCommand) -> bool:
        if not (isinstance(waiting.command, self.settling) and waiting.code in self.so_already):
            return False
        self.context.room.discard(waiting.ref)
        return True

    def _tell(self) -> None:
        """Tells a student what has happened, and takes back what is over."""
        face, number = self.face, self.number
        opened, nudged = self._opened, self._nudged
        self._opened = self._nudged = 0
        if face is None or face.teaches:
            return
        if number and opened == number:
            announce(self, face.spoken())
            self._notify(self.tr("Your teacher asks"), urgent=False)
        if number and nudged == number and face.prompt.open:
            self._remind()
        if not number or not face.prompt.open or face.responded:
            self.withdraw()

    def _remind(self) -> None:
        self.be_nudged()
        self.context.sounds.play("bell")
        if self._ring is not None:
            self._ring.once()
        words = self.nudge_words()
        announce(self, words)
        self.withdraw()
        self._notify(words, urgent=True)

    def _notify(self, title: str, *, urgent: bool) -> None:
        """Outside, to whom the window is not before."""
        if not self.context.page.in_front():
            self.context.notices.tell(self.key, title, self.name(), open=self._come, urgent=urgent)

    def _come(self) -> None:
        self.context.page.come_forward()
        self.context.page.turn_to(self)

    @property
    def key(self) -> str:
        """Of what is told outside."""
        return f"{self.subject}/{self.context.room.session_id}"

    def withdraw(self) -> None:
        """Takes back what was told outside."""
        self.context.notices.withdraw(self.key)

    def seen(self) -> None:
        self.withdraw()


def _room_in(card: QWidget, width: int) -> tuple[int, int]:
    """How wide what is in a card of this width is, and how much of its height the card takes itself."""
    margins, layout = card.contentsMargins(), card.layout()
    inner = width - margins.left() - margins.right()
    around = margins.top() + margins.bottom()
    if layout is not None:
        inside = layout.contentsMargins()
        inner -= inside.left() + inside.right()
        around += inside.top() + inside.bottom()
    return inner, around
