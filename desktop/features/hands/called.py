"""Being called on: the loudest moment of a pupil's lesson; all others see in one line who has the word."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext, PersonBadge
from desktop.features.panel.calls import HeardCalls
from desktop.features.panel.loud import LoudBanner
from desktop.theme.widgets import Ribbon
from relay.protocol.base import Event
from relay.protocol.hands import CalledOn, Hands, LowerHand
from relay.protocol.lesson import Lesson
from relay.protocol.people import People


class CalledBanner(Panel):
    """Shows the Hands memory to the one who has the word. Sends LowerHand, and makes the sound."""

    subject, place, order = "hands", "banner", 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._by = ""
        self._shown_call = 0
        self._calls = HeardCalls(self, "called")
        context.room.waiting_changed.connect(self.refresh)
        context.room.caught_up_changed.connect(self.refresh)
        self.refresh()

    def furnish(self) -> None:
        self._offers = self.tr("Lower hand"), self.tr("I am done")
        self.banner = LoudBanner(self.context.theme, *self._offers, parent=self)
        self.banner.button.clicked.connect(self._lower)
        self.add(self.banner)

    def wanted(self) -> bool:
        return self._called_at() > 0

    def refresh(self) -> None:
        called_at = self._called_at()
        if called_at != self._shown_call:
            self._shown_call = called_at
            if called_at:
                self.make_ready()
                words = self.tr("{teacher} calls on you: speak, or write in the chat")
                self.banner.say(words.format(teacher=self._teacher()))
                raised = self.context.memory(Hands).is_raised(self.context.me)
                self.banner.button.setText(self._offers[0 if raised else 1])
            else:
                self.seen()
        if self.ready:
            self.banner.button.setEnabled(not self._lowers())
        self.changed.emit()
        if called_at:
            words, title = self.banner.accessibleName(), self.tr("It is your turn")
            body = self.tr("{teacher} has called on you.").format(teacher=self._teacher())
            self._calls.hear(called_at, words, title, body)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            if isinstance(event, CalledOn) and event.account == self.context.me:
                self._by = event.by
        self.refresh()

    def seen(self) -> None:
        self._calls.withdraw()

    def _called_at(self) -> int:
        """When this person was given the word, if they have it still."""
        word = self.context.memory(Hands).word
        return word.called_at if word is not None and word.account == self.context.me else 0

    def _teacher(self) -> str:
        return (self._by and self.context.name(self._by)) or self.context.memory(Lesson).teacher_name

    def _lowers(self) -> bool:
        return any(one.account is None for one in self.context.room.asked_of(LowerHand))

    def _lower(self) -> None:
        self.context.room.send(LowerHand(**self.context.room.head()))


class WordStrip(Panel):
    """Tells everybody else who has the word. Shows the Hands memory."""

    subject, place, order = "hands", "strip", 5

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        ribbon = Ribbon(context.theme, "mic", parent=self)
        self.says = ribbon.words
        self.add(ribbon)
        self.refresh()

    def wanted(self) -> bool:
        word = self.context.memory(Hands).word
        return word is not None and word.account != self.context.me

    def refresh(self) -> None:
        self._show_word()
        self.speak(self._said(), live=False)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self._show_word()
        self.speak(self._said(), live=live)

    def _said(self) -> str:
        return self.says.text() if self.wanted() else ""

    def _show_word(self) -> None:
        word = self.context.memory(Hands).word
        name = self.context.memory(People).name_of(word.account) if word else ""
        text = self.tr("It is {name}'s turn").format(name=name) if name else ""
        if text != self.says.text():
            self.says.setText(text, name)
        self.changed.emit()

    def person_badges(self, account: str) -> list[PersonBadge]:
        word = self.context.memory(Hands).word
        if word is None or word.account != account:
            return []
        return [PersonBadge("mic", "accent_ink", self.tr("their turn"))]
