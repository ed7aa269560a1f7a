"""A poll as its teacher has it: live bars for them alone, who is awaited, and what to do with it."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.prompts.teacher import NudgeButton, PromptActions, awaited, counted
from desktop.features.polls.bars import AnswerBar, Bars
from desktop.features.polls.face import PollFace
from desktop.features.polls.words import HIDDEN, name_of, poll_options, solution_words, tally_words
from desktop.theme import drop, vbox
from desktop.theme.widgets import Button, CheckBox, ElidedLabel, Label, announce
from relay.protocol.base import Event
from relay.protocol.polls import (
    MOST_TALLIES,
    Answer,
    DiscardPoll,
    HideResults,
    Poll,
    ShowResults,
    same_answer,
)


class TeacherFace(PollFace):
    """Sends ClosePrompt, ProlongPrompt, Nudge, ShowResults, HideResults and DiscardPoll."""

    teaches = True

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        theme = context.theme
        self.doing = PromptActions(context)
        self.question = ElidedLabel("", "strong")
        self.bars = Bars(theme, self, opens=True)
        self.bars.chosen.connect(self.show_who)
        self._texts = QWidget()
        self._column = vbox(on=self._texts, gap=0)
        self.ticks: dict[str, CheckBox] = {}
        """Answers in words by what they have in common; ticked are those that will be shown."""
        self._who_of = -1
        self._all_who = False
        self.who = Label("", "muted", wrap=True)
        self.hidden = Label("", "muted", wrap=True)
        self.missing = ElidedLabel("", "caption", parent=self)
        self.lost = ElidedLabel("", "caption", tone="warn", parent=self)
        self.right = Label("", wrap=True)
        for part in (
            self.question, self.hidden, self.bars, self._texts, self.who, self.right,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.fixed.addWidget(self.missing)
        self.fixed.addWidget(self.lost)
        tip = self.tr("Reminds those who are here and have not answered")
        self.nudge = NudgeButton(context, tip, self)
        self.close_button = Button(theme, self.tr("Close"), small=True, parent=self)
        self.close_button.set_tip(self.tr("No more answers (Ctrl+Enter)"))
        self.close_button.clicked.connect(self.close_poll)
        self.again = Button(theme, self.tr("One more minute"), small=True, parent=self)
        self.again.clicked.connect(self.add_minute)
        self.results = Button(theme, self.tr("Show results"), "primary", small=True, parent=self)
        self.results.set_tip(self.tr("Everyone sees what came out; it is closed by that"))
        self.results.clicked.connect(lambda: self.show_results(solution=False))
        self.solution = Button(theme, self.tr("Show solution"), "primary", small=True, parent=self)
        self.solution.clicked.connect(lambda: self.show_results(solution=True))
        self.off = Button(theme, self.tr("Put away"), small=True, parent=self)
        self.off.set_tip(self.tr("Takes the results off everyone's screen"))
        self.foot.add(self.nudge, self.close_button, self.again, self.off, self.results, self.solution)

    # showing

    @property
    def bars_hidden(self) -> bool:
        """Whether others may look at this screen; what everybody is shown hides nothing any more."""
        return self.poll.results is None and self.context.page.keeps(HIDDEN)

    def show_prompt(self, number: int) -> None:
        if number != self.number:
            self.number, self._who_of, self._all_who = number, -1, False
            drop(self._column, *self.ticks.values())
            self.ticks = {}
        poll, prompt, hidden = self.poll, self.prompt, self.bars_hidden
        self.question.say_or_hide(poll.question)
        self.hidden.setText(self.tr("The answers are hidden: others may look at this screen."))
        self.hidden.setVisible(hidden)
        in_words = poll.kind == "text" and poll.results is None
        self.bars.setVisible(not hidden and not in_words)
        self._texts.setVisible(not hidden and in_words)
        if in_words:
            self._show_texts(poll)
        else:
            answered = poll.results.answered if poll.results else len(poll.answers)
            self.bars.show_bars(self._bars(poll), max(1, answered))
        self._say_who()
        right = solution_words(poll) if poll.results and poll.results.solution else ""
        lines = [self.tr("Right: {answer}").format(answer=right)] if right else []
        lines += [poll.results.explanation] if poll.results and poll.results.explanation else []
        self.right.say_or_hide("\n".join(lines))
        missing, lost = awaited(self.context, number) if poll.results is None else ("", "")
        self.missing.say_or_hide(missing)
        self.lost.say_or_hide(lost)
        self._show_buttons(poll, prompt.open)

    def _show_buttons(self, poll: Poll, is_open: bool) -> None:
        shown, asked = poll.results is not None, self.context.room.asked
        known = poll.solution is not None or bool(poll.explanation)
        told = poll.results is not None and (poll.results.solution is not None or poll.results.explanation)
        self.nudge.setVisible(is_open)
        self.close_button.setVisible(is_open)
        self.again.setVisible(not is_open and not shown)
        self.results.setVisible(not shown)
        self.solution.setVisible(shown and known and not told)
        self.off.setVisible(shown)
        shows = any(isinstance(one, ShowResults | HideResults) for one in asked)
        for button in (self.results, self.solution, self.off):
            button.setEnabled(not shows)
        self.tick()

    def tick(self) -> None:
        self.nudge.show_prompt(self.number)

    def _bars(self, poll: Poll) -> list[AnswerBar]:
        results, right = poll.results, poll.results.solution if poll.results else None
        if poll.kind in ("one", "many"):
            chosen = results.chosen if results else poll.chosen()
            good = right.choices if right else []
            return [
                AnswerBar(words, chosen[n], right=n in good) for n, words in enumerate(poll_options(poll))
            ]
        value = right.number if right else None
        return [
            AnswerBar(
                tally_words(tally, poll.unit),
                tally.count,
                right=value is not None and not tally.text and tally.low <= value <= tally.high,
            )
            for tally in (results.tallies if results else poll.tallies())
        ]

    def _show_texts(self, poll: Poll) -> None:
        """Those that say the same are one; more than can be shown at once are not ticked."""
        tallies = poll.tallies()
        for place, tally in enumerate(tallies):
            key = same_answer(tally.text)
            tick = self.ticks.get(key)
            words = self.tr("{answer} · {count}").format(
                answer=tally.text, count=QLocale().toString(tally.count)
            )
            if tick is None:
                tick = self.ticks[key] = CheckBox(self.context.theme, words, parent=self._texts)
                self._column.addWidget(tick)
            else:
                tick.setText(words)
            self._column.removeWidget(tick)
            self._column.insertWidget(place, tick)
        for key in self.ticks.keys() - {same_answer(tally.text) for tally in tallies}:
            gone = self.ticks.pop(key)
            drop(self._column, gone)

    # who answered what

    def show_who(self, place: int) -> None:
        """Who gave one of the answers; asked for once more, nobody."""
        self._all_who = False
        self._who_of = -1 if place == self._who_of else place
        self._say_who(aloud=True)
        self.resized.emit()
        if self._who_of >= 0:
            self.reach(self.who)

    def toggle_who(self) -> None:
        """Who answered what, all of it, or no more."""
        self._who_of, self._all_who = -1, not self._all_who
        self._say_who(aloud=True)
        self.resized.emit()

    def _say_who(self, *, aloud: bool = False) -> None:
        poll = self.poll
        lines = []
        if not self.bars_hidden:
            given = self._given(poll)
            if self._all_who:
                lines = [self._named(words, names) for words, names in given if names]
            elif 0 <= self._who_of < len(given):
                lines = [self._named(*given[self._who_of])]
        self.who.say_or_hide("\n".join(lines))
        if aloud and lines:
            announce(self, self.who.text())

    def _named(self, words: str, names: Sequence[str]) -> str:
        said = self.tr(", ").join(names) if names else self.tr("nobody")
        return self.tr("{answer}: {names}").format(answer=words, names=said)

    def _given(self, poll: Poll) -> list[tuple[str, list[str]]]:
        """Each answer, and who gave it or gave it late, in the order of the bars."""
        names, came_late = self.context.names(), self.prompt.late

        def of(gave: Sequence[tuple[str, Answer]]) -> list[str]:
            known = [(account, names.get(account, "") or self.tr("Somebody")) for account, _ in gave]
            late = self.tr("{name} (late)")
            return [late.format(name=name) if account in came_late else name for account, name in known]

        answers = list(poll.answers.items())
        if poll.kind in ("one", "many"):
            return [
                (words, of([one for one in answers if place in one[1].choices]))
                for place, words in enumerate(poll_options(poll))
            ]
        if poll.kind == "text":
            return [
                (
                    tally.text,
                    of([one for one in answers if same_answer(one[1].text) == same_answer(tally.text)]),
                )
                for tally in poll.tallies()
            ]
        return [
            (
                tally_words(tally, poll.unit),
                of(
                    [o for o in answers if o[1].number is not None and tally.low <= o[1].number <= tally.high]
                ),
            )
            for tally in poll.tallies()
        ]

    # words

    def line(self) -> str:
        return counted(self.context, self.number)

    def spoken(self) -> str:
        words = self.tr("Poll: {question}, {counted}")
        return words.format(question=name_of(self.poll), counted=self.line())

    # commands

    def close_poll(self) -> None:
        self.doing.close(self.number)

    def add_minute(self) -> None:
        self.doing.add_minute(self.number)

    def show_results(self, *, solution: bool) -> None:
        room, poll = self.context.room, self.poll
        if poll.results is not None:  # once more, as they were chosen then
            texts = [tally.text for tally in poll.results.tallies if tally.text]
        else:
            shown = {key for key, tick in self.ticks.items() if tick.isChecked()}
            texts = [tally.text for tally in poll.tallies() if same_answer(tally.text) in shown]
        room.send(
            ShowResults(
                **room.head(),
                prompt=self.number,
                solution=solution,
                texts=texts[:MOST_TALLIES] if poll.kind == "text" else [],
            )
        )
        self.show_prompt(self.number)

    def hide_results(self) -> None:
        room = self.context.room
        if self.poll.results is not None:
            room.send(HideResults(**room.head(), prompt=self.number))

    def discard(self) -> None:
        room = self.context.room
        room.send(DiscardPoll(**room.head(), prompt=self.number))

    def on_events(self, events: Sequence[Event]) -> None:
        self.nudge.on_events(events)
