"""Looking elsewhere than at the stage: what is shown meanwhile, the way back, and gathering everybody."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.features.panel import BriefNotices, MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Ribbon
from relay.protocol.base import Event, Moment
from relay.protocol.gather import Gather
from relay.protocol.lesson import Lesson
from relay.protocol.stage import Stage, StageSet


class NowShownStrip(Panel):
    """Says to who looks elsewhere what is shown, and leads there. Sends Gather, and follows it.

    Whoever looks elsewhere is never pulled back by what others show.
    """

    subject, place, order = "gather", "strip", 910

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._told = BriefNotices(context, "gathered")
        self._key = f"gather/{context.room.session_id}"
        self._news = False
        """Something else is shown since the stage was in sight last."""
        self._was_wanted = False
        ribbon = Ribbon(context.theme, "eye", self.tr("Look"), parent=self)
        self.says, self.look = ribbon.words, ribbon.action
        self.look.clicked.connect(context.page.look_at_stage)
        self.add(ribbon)
        context.page.look_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        if not self.context.memory(Stage).kind:
            return False
        return self.context.page.looks_elsewhere() or (self._news and not self.context.page.sees_stage())

    def refresh(self) -> None:
        if self.context.page.sees_stage():
            self._news = False
        words, what = self._words(), self._what()
        self.says.setText(words, words.replace(what, "").strip() if what else "")
        if self._was_wanted != self.wanted():
            self._was_wanted = self.wanted()
            self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if not any(isinstance(event, StageSet) for event in events):
            return
        mine = any(isinstance(event, StageSet) and event.by == self.context.me for event in events)
        if mine and live:
            self.context.page.look_at_stage()  # who shows something wants to see it
        self._news = not self.context.page.sees_stage()
        self.refresh()
        self.speak(self._words() if self.wanted() else "", live=live)

    def on_moment(self, moment: Moment) -> None:
        """A teacher's own look is theirs alone, also from another teacher."""
        if not isinstance(moment, Gather) or self.context.teaches:
            return
        self.context.page.look_at_stage()
        if self.context.page.in_front():
            return
        name = self.context.name(moment.by) or self.context.memory(Lesson).teacher_name
        self.context.notices.tell(
            self._key,
            self.tr("{teacher} asks everyone to look").format(teacher=name),
            self._words() if self.context.memory(Stage).kind else self.context.memory(Lesson).title,
            open=self.context.page.come_forward,
        )

    def menu_entries(self) -> list[MenuEntry]:
        """Once something is shown: the class before it, and a look of one's own at the class."""
        if not (self.context.leads and self.context.memory(Stage).kind):
            return []
        own = MenuEntry(
            "more",
            self.tr("Look at the class yourself"),
            "eye",
            self._look_at_class,
            checked=self.context.page.looks_elsewhere(),
        )
        if not self.context.can(self.subject):
            return [own]
        return [MenuEntry("show", self.tr("Gather everyone here"), "megaphone", self._gather), own]

    def seen(self) -> None:
        self.context.notices.withdraw(self._key)

    def is_seen(self) -> bool:
        """What the notice is about is the stage, not this line."""
        return self.context.page.in_front()

    def _words(self) -> str:
        if not (what := self._what()):
            return self.tr("Something else is shown now")
        return self.tr("Now shown: {what}").format(what=what)

    def _what(self) -> str:
        return self.context.panels.stage_heading(self.context.memory(Stage).kind)

    def _look_at_class(self) -> None:
        if self.context.page.looks_elsewhere():
            self.context.page.look_at_stage()
        else:
            self.context.page.look_at("")

    def _gather(self) -> None:
        """Who asks for it sees nothing of it otherwise: the others come to where they are."""
        if self.context.room.send_moment(Gather(session=self.context.room.session_id)):
            self._told.tell(0, self.tr("Everyone was asked to look here"), self._words())
