"""A poll as a student has it: answers to press or to write, and afterwards what came out."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext
from desktop.features.polls.bars import AnswerBar, Bars
from desktop.features.polls.face import PollFace
from desktop.features.polls.option import OptionButton
from desktop.features.polls.words import (
    answer_in,
    answer_words,
    name_of,
    poll_options,
    read_number,
    solution_words,
    tally_words,
)
from desktop.theme import Space, hbox, vbox
from desktop.theme.widgets import Button, Label, TextField, announce, set_invalid
from relay.protocol.people import People
from relay.protocol.polls import ANSWER_LENGTH, Answer, AnswerPoll, Poll, Polls, same_answer


class PupilFace(PollFace):
    """Sends AnswerPoll. What has not left yet is replaced by what is answered later."""

    teaches = False

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        theme = context.theme
        self.not_counted: dict[int, str] = {}
        """What was answered too late, by poll."""
        self.question = Label("", "strong", wrap=True, parent=self)
        self._options = QWidget()
        self._column = vbox(on=self._options, gap=Space.XS)
        self.options: list[OptionButton] = []
        self._chosen: list[int] = []
        """Where several may be chosen: what is ticked and perhaps not sent yet."""
        self._drafted = 0
        """The poll that this, or what stands in the field, is for."""
        self.field = TextField(theme, max_length=ANSWER_LENGTH)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.send)
        self._unit = Label("", "muted")
        self._written = QWidget()
        hbox((self.field, 1), self._unit, on=self._written, gap=Space.S)
        self.problem = Label("", "error", wrap=True)
        self.bars = Bars(theme, self)
        self.result = Label("", wrap=True)
        self.explanation = Label("", "muted", wrap=True)
        self.note = Label("", "caption", wrap=True)
        for part in (
            self.question, self._options, self._written, self.problem, self.bars, self.result,
            self.explanation, self.note,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.send_button = Button(theme, self.tr("Send answer"), "primary", small=True, parent=self)
        self.send_button.clicked.connect(self.send)
        self.foot.add(self.send_button)

    # what there is

    def pending(self) -> AnswerPoll | None:
        """One's own answer as long as the relay has not told it."""
        own = [one for one in self.context.room.asked_of(AnswerPoll) if one.prompt == self.number]
        return own[-1] if own else None

    def answer(self) -> Answer | None:
        """The last that this person answered, sent or not."""
        pending = self.pending()
        return answer_in(pending) if pending is not None else self.poll.answers.get(self.context.me)

    @property
    def responded(self) -> bool:
        return self.answer() is not None

    @property
    def waits(self) -> bool:
        """Whether the answer stands only here, because there is no connection."""
        return self.pending() is not None and not self.context.room.is_in

    def came_after(self) -> bool:
        """Whether it was closed before this person came at all."""
        me = self.context.memory(People).everybody.get(self.context.me)
        return bool(me and self.prompt.closed_at and me.joined_at > self.prompt.closed_at)

    # showing

    def show_prompt(self, number: int) -> None:
        self.number = number
        poll, answer = self.poll, self.answer()
        if self._drafted != number:
            self._drafted = number
            self._chosen = list(answer.choices) if answer else []
            self.field.setText(_written(poll, answer))
            self._complain("")
        asks, results = self.prompt.open, poll.results
        self.question.say_or_hide(poll.question)
        chooses = poll.kind in ("one", "many")
        self._options.setVisible(asks and chooses)
        self._written.setVisible(asks and not chooses)
        if asks and chooses:
            self._show_options(poll, answer)
        self.field.setAccessibleName(name_of(poll))
        placeholder = self.tr("Your answer") if poll.kind == "text" else self.tr("A number, such as 3.5")
        self.field.setPlaceholderText(placeholder)
        self._unit.say_or_hide(poll.unit)
        self.send_button.setVisible(asks and poll.kind != "one")
        self.foot.setVisible(asks and poll.kind != "one")
        self.bars.setVisible(results is not None)
        if results is not None:
            self.bars.show_bars(self._bars(poll), max(1, results.answered))
        self._say_result(poll, answer)
        self.note.say_or_hide(self._note(answer))

    def _show_options(self, poll: Poll, answer: Answer | None) -> None:
        words = poll_options(poll)
        while len(self.options) < len(words):
            button = OptionButton(self.context.theme, len(self.options), self._options)
            button.clicked.connect(partial(self._on_option, len(self.options)))
            button.sent.connect(self.send)
            self.options.append(button)
            self._column.addWidget(button)
        chosen = self._chosen if poll.kind == "many" else answer.choices if answer else []
        for place, button in enumerate(self.options):
            button.setVisible(place < len(words))
            if place < len(words):
                button.several = poll.kind == "many"
                button.show_option(words[place], place in chosen)

    def _bars(self, poll: Poll) -> list[AnswerBar]:
        results = poll.results
        assert results is not None
        mine, right = self.poll.answers.get(self.context.me), results.solution
        if poll.kind in ("one", "many"):
            own, good = (mine.choices if mine else []), (right.choices if right else [])
            words = poll_options(poll)
            return [AnswerBar(words[n], count, n in own, n in good) for n, count in enumerate(results.chosen)]
        bars = []
        for tally in results.tallies:
            if tally.text:
                own_one = mine is not None and same_answer(mine.text) == same_answer(tally.text)
                good_one = False
            else:
                given = mine.number if mine else None
                own_one = given is not None and tally.low <= given <= tally.high
                value = right.number if right else None
                good_one = value is not None and tally.low <= value <= tally.high
            bars.append(AnswerBar(tally_words(tally, poll.unit), tally.count, own_one, good_one))
        return bars

    def _say_result(self, poll: Poll, answer: Answer | None) -> None:
        """In words, so that nothing is said by signs and colours alone."""
        lines = []
        late = self.not_counted.get(self.number, "")
        if not self.prompt.open:
            if late:
                words = self.tr("Came after the end, not counted: {answer}")
                lines.append(words.format(answer=late))
            elif answer is not None:
                words = answer_words(poll, answer)
                shown = poll.results.solution if poll.results else None
                correct = replace(poll, solution=shown).is_right(answer)
                said = (
                    self.tr("You answered: {answer}")
                    if correct is None
                    else self.tr("You answered: {answer} – right")
                    if correct
                    else self.tr("You answered: {answer} – not right")
                )
                lines.append(said.format(answer=words))
            elif self.came_after():
                lines.append(self.tr("This was before you came."))
            else:
                lines.append(self.tr("You did not answer."))
            if poll.results is not None and (right_words := solution_words(poll)):
                lines.append(self.tr("Right: {answer}").format(answer=right_words))
            if poll.results is None and not self.waits:
                lines.insert(0, self.tr("Closed."))
        self.result.say_or_hide("\n".join(lines))
        why = poll.results.explanation if poll.results else ""
        self.explanation.say_or_hide(why)

    def _note(self, answer: Answer | None) -> str:
        if self.waits:
            return self.tr("Your answer is sent when you are back online.")
        if not self.prompt.open:
            return ""
        if self.poll.kind == "text":
            return self.tr(
                "Your teacher sees your answer, and may show it to the class without your name. "
                "You can change it."
            )
        return self.tr("Your teacher sees your answer, classmates do not. You can change it.")

    def line(self) -> str:
        poll, answer = self.poll, self.answer()
        late = self.not_counted.get(self.number, "")
        if late and not self.prompt.open:
            return self.tr("came after the end, not counted: {answer}").format(answer=late)
        if answer is not None:
            words = answer_words(poll, answer)
            if self.waits:
                return self.tr("{answer}, waits for the connection").format(answer=words)
            return words
        if self.prompt.open:
            return ""
        return self.tr("before you came") if self.came_after() else self.tr("closed")

    def spoken(self) -> str:
        poll = self.poll
        words = self.tr("Poll: {question}").format(question=name_of(poll))
        if poll.kind in ("one", "many"):
            return self.tr("{question}, {options}").format(
                question=words, options=self.tr("%n option(s)", "", poll.count)
            )
        if poll.kind == "number":
            return self.tr("{question}, answer with a number").format(question=words)
        return self.tr("{question}, answer in words").format(question=words)

    # answering

    def _on_option(self, place: int, _checked: bool = False) -> None:
        self.choose(place)

    def choose(self, place: int) -> None:
        """An option is pressed, or its key."""
        poll = self.poll
        if not self.prompt.open or place >= poll.count:
            return
        if poll.kind == "many":
            self._chosen = sorted({*self._chosen} ^ {place})
            self._complain("")
            self.options[place].setChecked(place in self._chosen)
            self.options[place].update()
        else:
            answer = self.answer()
            if answer is None or answer.choices != [place]:
                self._answer(Answer([place]))
            else:
                self.options[place].setChecked(True)
                self.answered.emit()

    def send(self) -> None:
        """What is chosen or written."""
        poll = self.poll
        if not self.prompt.open:
            return
        if poll.kind == "many":
            if not self._chosen:
                self._complain(self.tr("Choose at least one answer."))
                return
            self._answer(Answer(list(self._chosen)))
        elif poll.kind == "text":
            text = self.field.text().strip()
            if not text:
                self._complain(self.tr("Write your answer first."))
                return
            self._answer(Answer(text=text))
        elif poll.kind == "number":
            number = read_number(self.field.text())
            if number is None:
                self._complain(self.tr("Write a number, such as 12 or 3.5."))
                return
            self._answer(Answer(number=number))

    def _answer(self, answer: Answer) -> None:
        """In place of what has not left yet."""
        room = self.context.room
        room.take_back(AnswerPoll, lambda one: one.prompt == self.number)
        self._complain("")
        room.send(
            AnswerPoll(
                **room.head(),
                prompt=self.number,
                choices=answer.choices,
                text=answer.text,
                number=answer.number,
            )
        )
        self.answered.emit()

    def refused(self, waiting: PendingCommand, sentence: str) -> None:
        """An answer did not count; ``sentence`` is empty where that it came too late says it all."""
        command = waiting.command
        assert isinstance(command, AnswerPoll)
        number = command.prompt
        poll = self.context.memory(Polls).polls.get(number)
        if poll is None:
            return
        if sentence:
            if number == self.number:
                self._complain(sentence)
        elif self.context.me not in poll.answers:
            self.not_counted[number] = answer_words(poll, answer_in(command))

    def _on_edited(self) -> None:
        self._complain("")

    def _complain(self, text: str) -> None:
        if text == self.problem.text() and bool(text) is self.problem.isVisibleTo(self):
            return
        self.problem.say_or_hide(text)
        set_invalid(self.field, bool(text))
        self.field.setAccessibleDescription(text)
        if text:
            announce(self, text)
        self.resized.emit()


def _written(poll: Poll, answer: Answer | None) -> str:
    """What stands in the field at first."""
    if answer is None or poll.kind not in ("text", "number"):
        return ""
    return answer_words(replace(poll, unit=""), answer)
