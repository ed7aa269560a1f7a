"""Holds what is found after the story, with every person and at the relay, against what was done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from relay.protocol.attendance import ClassAttendance, Evidence
from relay.protocol.chat import Chat
from relay.protocol.checks import Checks
from relay.protocol.hands import Hands
from relay.protocol.ink import Ink
from relay.protocol.people import People
from relay.protocol.polls import Poll, Polls
from relay.protocol.prompts import Prompts
from relay.protocol.questions import Questions
from relay.protocol.sessions import SessionDetails
from relay.protocol.slides import Slides
from relay.protocol.work import Work
from tests.faults.checker import Finding
from tests.faults.full.held import TEACHER, HeldLesson
from tests.faults.full.ledger import AskedPoll, Check, Ledger
from tests.faults.full.people import Seat, digest, question
from tests.patience import until

TALK = ("chat", "question", "answer")


@dataclass
class Checking:
    """What one person has, against the ledger."""

    ledger: Ledger
    seat: Seat
    names: dict[str, str]
    """By account."""

    def __post_init__(self) -> None:
        self.memories = self.seat.room.memories
        self.leads = self.seat.name == TEACHER

    def findings(self) -> Iterator[Finding]:
        """All of them, each with whose it is."""
        for kind, found in (
            ("chat", self._chat()),
            ("secrets", self._secrets()),
            ("unnamed", self._unnamed()),
            ("hands", self._hands()),
            ("polls", self._polls()),
            ("checks", self._checks()),
            ("me too", self._me_too()),
            ("slides", self._slides()),
            ("ink", self._ink()),
            ("work", self._work()),
            ("people", self._people()),
        ):
            yield from (Finding(kind, f"{self.seat.name} has {about}") for about in found)

    def _chat(self) -> Iterator[str]:
        lines = [line for line in self.memories[Chat].messages if line.kind in TALK]
        wanted = [line for line in self.ledger.lines if line.reaches(self.seat.name)]
        found, said = Counter(line.text for line in lines), Counter(line.text for line in wanted)
        yield from _differing(found, said)
        for name in {line.by for line in wanted}:
            order = [line.text for line in wanted if line.by == name and not line.unnamed]
            here = [line.text for line in lines if line.name == name]
            if here != order:
                yield f"{here} of {name}, who said {order}"
        private = {line.text for line in wanted if line.readers}
        for line in lines:
            if line.private != (line.text in private):
                yield f"“{line.text}”, which is {'' if line.private else 'not '}private there"

    def _secrets(self) -> Iterator[str]:
        """What was not for them is nowhere in all that they have."""
        everything = self._everything()
        for line in self.ledger.lines:
            if not line.reaches(self.seat.name) and line.text in everything:
                yield f"“{line.text}”, which is for {', '.join(sorted(line.readers))}"

    def _everything(self) -> str:
        return "\n".join(msgspec.json.encode(memory).decode() for memory in self.memories)

    def _unnamed(self) -> Iterator[str]:
        """Whose it is knows the teacher, and who asked."""
        questions, chat = self.memories[Questions], self.memories[Chat]
        for line in (line for line in self.ledger.lines if line.unnamed):
            number = question(self.seat.room, line.text)
            shown = chat.message(number)
            if shown is None or shown.author or shown.name:
                yield f"“{line.text}” as {shown}"
                continue
            asker = questions.asker(number)
            knows = self.leads or self.seat.name == line.by
            if (self.names.get(asker.author) if asker else None) != (line.by if knows else None):
                yield f"{asker} as who asked “{line.text}”"
            if not knows and (questions.asked or questions.questions[number].author):
                yield f"{questions.asked} of others' questions"

    def _hands(self) -> Iterator[str]:
        hands = self.memories[Hands]
        every = [hand for hand in (*hands.past, *hands.queue, *hands.at_end) if not hand.unasked]
        yield from _differing(Counter(self.names[hand.account] for hand in every), self.ledger.hands)
        called = Counter(self.names[hand.account] for hand in every if hand.heard_at)
        yield from _differing(called, Counter(self.ledger.calls))

    def _polls(self) -> Iterator[str]:
        found = [*self.memories[Polls].polls.items()]
        if len(found) != len(self.ledger.polls):
            yield f"{len(found)} polls of {len(self.ledger.polls)}"
        for (number, poll), asked in zip(found, self.ledger.polls, strict=False):
            yield from (f"of {asked.question}: {about}" for about in self._poll(number, poll, asked))

    def _poll(self, number: int, poll: Poll, asked: AskedPoll) -> Iterator[str]:
        if asked.question not in (poll.question, poll.preset):
            yield f"{poll.question or poll.preset}"
        answers = {self.names[account]: given.choices for account, given in poll.answers.items()}
        known = {name: [choice] for name, choice in asked.answers.items() if self._may_know(name)}
        if answers != known:
            yield f"the answers {answers}, not {known}"
        counts = Counter(asked.answers.values())
        wanted = [counts[place] for place in range(poll.count)]
        if asked.shown[self.seat.name] != wanted or poll.results is not None:
            yield f"the results {asked.shown[self.seat.name]} and {poll.results}, not {wanted}"
        if self.leads:
            right = poll.solution.choices if poll.solution else []
            if right != ([] if asked.right is None else [asked.right]):
                yield f"{right} as what is right"
            prompt = self.memories[Prompts].find(number)
            missing = self.ledger.came.keys() - asked.answers.keys()
            if self.memories[Prompts].asked(number) != asked.asked:
                yield f"{self.memories[Prompts].asked(number)} as asked, not {asked.asked}"
            if {self.names[account] for account in prompt.missing} != missing or prompt.cut_off:
                yield f"missing {prompt.missing}, cut off {prompt.cut_off}, not {missing}"

    def _may_know(self, name: str) -> bool:
        return self.leads or name == self.seat.name

    def _checks(self) -> Iterator[str]:
        found = [*self.memories[Checks].checks.items()]
        if len(found) != len(self.ledger.checks):
            yield f"{len(found)} checks of {len(self.ledger.checks)}"
        for (number, one), asked in zip(found, self.ledger.checks, strict=False):
            progress = {self.names[account]: how for account, how in one.progress.items()}
            known = {name: how for name, how in asked.progress.items() if self._may_know(name)}
            if (one.task, progress) != (asked.task, known):
                yield f"{one.task}, {progress}, not {known}"
            if self.leads:
                yield from self._missing(number, asked)

    def _missing(self, number: int, asked: Check) -> Iterator[str]:
        missing = {self.names[account] for account in self.memories[Prompts].find(number).missing}
        if missing != asked.missing:
            yield f"{missing} as missing, not {asked.missing}"

    def _me_too(self) -> Iterator[str]:
        questions = self.memories[Questions]
        for text, pressed in self.ledger.me_too.items():
            number = question(self.seat.room, text)
            if questions.me_too.get(number, 0) != len(pressed):
                yield f"{questions.me_too.get(number)} who want to know, not {len(pressed)}"
            known = {self.names[account] for account in questions.pressed.get(number, ())}
            if known != {name for name in pressed if self._may_know(name)}:
                yield f"{known} as those who want to know"
            if questions.standing(number) != "answered":
                yield f"“{text}” as {questions.standing(number)}"

    def _slides(self) -> Iterator[str]:
        found = {deck.name: len(deck.order) for deck in self.memories[Slides].decks.values()}
        yield from _differing(Counter(found), Counter(self.ledger.pages))

    def _ink(self) -> Iterator[str]:
        ink = self.memories[Ink]
        found: dict[tuple[str, int], Counter[str]] = {}
        for number, deck in self.memories[Slides].decks.items():
            for place, page in enumerate(deck.order, start=1):
                marks = Counter(self.names[mark.author] for mark in ink.of(number, page).values())
                if marks:
                    found[deck.name, place] = marks
        if found != self.ledger.marks:
            yield f"the marks {found}, not {self.ledger.marks}"
        if ink.drawers:
            yield f"{ink.drawers} who may still draw"

    def _work(self) -> Iterator[str]:
        tasks = [*self.memories[Work].tasks.values()]
        out = {file.name: file.file.hash for task in tasks for file in task.files}
        if out != self.ledger.handed_out:
            yield f"{out} as handed out, not {self.ledger.handed_out}"
        handed = {self.names[a]: one.files[0].file.hash for t in tasks for a, one in t.handed_in.items()}
        known = {name: file for name, file in self.ledger.handed_in.items() if self._may_know(name)}
        if handed != known:
            yield f"{handed} as handed in, not {known}"

    def _people(self) -> Iterator[str]:
        people = {person.name for person in self.memories[People].everybody.values()}
        if people != set(self.names.values()):
            yield f"{people} as all who came"


def _differing(found: Counter[str], wanted: Counter[str]) -> Iterator[str]:
    for one in sorted(found.keys() | wanted.keys()):
        if found[one] != wanted[one]:
            yield f"{found[one]} times “{one}”, not {wanted[one]}"


def check_people(lesson: HeldLesson) -> list[Finding]:
    """Every person's memories."""
    names = {seat.account: seat.name for seat in lesson.seats}
    return [one for seat in lesson.seats for one in Checking(lesson.ledger, seat, names).findings()]


async def check_files(lesson: HeldLesson) -> list[Finding]:
    """What can be fetched is what was handed: by the teacher all, by each what is theirs."""
    findings = []
    for seat in lesson.seats:
        room = seat.room
        for task in room.memories[Work].tasks.values():
            for file in (*task.files, *(one for given in task.handed_in.values() for one in given.files)):
                data = await seat.relay.files.fetch(room.session_id, file.file)
                if digest(data) != file.file.hash:
                    findings.append(Finding("files", f"{file.name} is another with {seat.name}"))
    return findings


async def check_again(lesson: HeldLesson) -> list[Finding]:
    """Whoever reads it all from the relay now has what those have who were there."""
    findings = []
    for pupil in lesson.here:
        again = replace(pupil)
        again.come(lesson.session)
        try:
            await until(lambda again=again: again.room.caught_up or again.room.over)  # type: ignore[misc]
            for there, here in zip(pupil.room.memories, again.room.memories, strict=True):
                if there != here:
                    about = f"{pupil.name} had {there}, and reads {here}"
                    findings.append(Finding("again", about))
        finally:
            await again.close()
    return findings


def check_windows(lesson: HeldLesson) -> list[Finding]:
    """What was said can be read once in each window, and nothing that was for others."""
    findings = []
    for person in (lesson.lee, lesson.ana):
        rows = person.rows("Messages")
        for line in lesson.ledger.lines:
            times, wanted = sum(line.text in row for row in rows), int(line.reaches(person.name))
            if times < wanted or (times and not wanted):
                findings.append(Finding("window", f"{person.name} reads “{line.text}” {times} times"))
    return findings


def check_attendance(lesson: HeldLesson, found: ClassAttendance) -> list[Finding]:
    """Minutes within what the clock allows, and every line that was lost."""
    (held,) = found.sessions
    findings = []
    if not lesson.ledger.ran.has(held.ran):
        findings.append(Finding("attendance", f"it ran {held.ran}, not {lesson.ledger.ran}"))
    came = {}
    for student, record in held.by_student(found.students):
        if record.evidence is not None:
            came[student.name] = record.evidence
    if came.keys() != lesson.ledger.came.keys():
        findings.append(Finding("attendance", f"{sorted(came)} came"))
    for name, evidence in came.items():
        findings += [Finding("attendance", f"{name}: {about}") for about in _attended(lesson, name, evidence)]
    return findings


def _attended(lesson: HeldLesson, name: str, evidence: Evidence) -> Iterator[str]:
    ledger = lesson.ledger
    if not ledger.came[name].has(evidence.late):
        yield f"came after {evidence.late}, not {ledger.came[name]}"
    if evidence.drops != ledger.drops[name]:
        yield f"was cut off {evidence.drops} times, not {ledger.drops[name]}"
    if not ledger.offline[name].has(evidence.lost):
        yield f"was offline {evidence.lost / 60_000:.2f} min, not {ledger.offline[name]}"
    there = evidence.present + evidence.lost + evidence.late
    if not ledger.ran.has(there):
        yield f"was there {there / 60_000:.2f} min with what they missed, not {ledger.ran}"


def check_figures(lesson: HeldLesson, details: SessionDetails) -> list[Finding]:
    """Every count."""
    ledger, figures = lesson.ledger, details.figures
    if figures is None:
        return [Finding("figures", "there are none")]
    findings = []
    if not ledger.ran.has(figures.duration):
        findings.append(Finding("figures", f"lasted {figures.duration}, not {ledger.ran}"))
    students = len(ledger.came)
    wanted = {"people": students, "most_at_once": students} | counts(ledger)
    found = {"people": figures.people, "most_at_once": figures.most_at_once} | figures.counted()
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name, 0) != wanted.get(name, 0):
            findings.append(Finding("figures", f"{name}: {found.get(name)}, not {wanted.get(name)}"))
    return findings


def counts(ledger: Ledger) -> dict[str, int]:
    """What a lesson's figures count."""
    return {
        "messages": len(ledger.lines),
        "questions": sum(line.kind == "question" for line in ledger.lines),
        "answers": sum(line.kind == "answer" for line in ledger.lines),
        "hands": ledger.hands.total(),
        "polls": len(ledger.polls),
        "checks": len(ledger.checks),
        "tasks": len(ledger.handed_out),
        "decks": len(ledger.pages),
    }
