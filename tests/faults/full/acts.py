"""The acts of the story, by the minute in which each begins: what people do, written down in the ledger."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.demo.acts import slides
from desktop.demo.user import DemoUser
from relay.protocol.chat import Chat
from relay.protocol.hands import Hands
from relay.protocol.lesson import Lesson
from relay.protocol.people import People
from relay.protocol.polls import Polls
from relay.protocol.prompts import Prompts
from relay.protocol.questions import Questions
from relay.protocol.work import Work
from tests.faults.full.held import ANA, TEACHER, HeldLesson
from tests.faults.full.ledger import AskedPoll, Check, Span
from tests.faults.full.people import digest, question
from tests.patience import until

DECK, BOARD = "Pulleys", ""
PAGE = "Page 2 of 3, Pulleys"
SHEET = "worksheet 3.txt"
UNNAMED = "Do we have to know the units by heart?"
LOCK = "Write privately: only teachers and the school's admins see it"
TO_TEACHERS = "Message that teachers and the school's admins see"
OWN = "What becomes of the energy of a falling stone?"
UNDERSTOOD = ("Yes", "Partly", "No")
ANSWERS = ("It is used up", "It becomes motion and heat", "It stays in the stone")
TASK = "exercise 3"
STROKES = (((0.2, 0.4), (0.3, 0.5), (0.4, 0.4)), ((0.3, 0.6), (0.5, 0.6)), ((0.6, 0.7), (0.7, 0.8)))
SILENT_SECONDS, DOWN_SECONDS = 120, 45
BEAT_MS = 8_000
"""A relay that has lived through what passed has told its heartbeat since."""


async def arrive(lesson: HeldLesson) -> None:
    """All but one come; the two at windows are in."""
    began = lesson.into()
    for pupil in lesson.pupils:
        if pupil is not lesson.late:
            pupil.come(lesson.session)
            lesson.ledger.came[pupil.name] = Span()
    await lesson.settle()
    for pupil in lesson.here:
        lesson.ledger.came[pupil.name] = Span(began, lesson.into())
    lesson.ledger.came[ANA] = Span(0, began)


async def talk(lesson: HeldLesson) -> None:
    """Everybody says good morning, and there is a question with its answer."""
    lee, ana = lesson.lee, lesson.ana
    await say(lesson, lee, "Good morning! Today: where does energy go?")
    for number in range(lesson.rounds):
        lesson.everybody_says(f"good morning, {number}")
    await say(lesson, ana, "Good morning, Ms Lee")
    asked, answered = "Is height always measured from the ground?", "No: you choose where zero is."
    await ana.choose("Kind of message", "Question")
    await say(lesson, ana, asked, "question")
    await lee.sees(f"Question: {asked}")
    await lee.choose("Kind of message", "Answer")
    await say(lesson, lee, answered, "answer")
    await ana.sees(answered)
    for person in (lee, ana):
        await person.choose("Kind of message", "Message")


async def say(lesson: HeldLesson, person: DemoUser, text: str, kind: str = "chat") -> None:
    field = {"chat": "Message", "question": "Question", "answer": "Answer"}[kind]
    await person.say(text, f"{field} to everyone")
    lesson.note(person.name, text, kind)


async def show_slides(lesson: HeldLesson) -> None:
    """A PDF is shown, and its second page."""
    lee, ana = lesson.lee, lesson.ana
    await lee.pick("Show", "Slides…")
    await lee.open_file(f"{DECK}.pdf", slides.write)
    await lee.put_away("Does the class see this screen?")
    lesson.ledger.pages[DECK] = len(slides.PAGES)
    for person in (lee, ana):
        await person.is_shown("Pages", "Page 1 of 3, Pulleys")
        await person.is_told(slides.PAGES[0][1][0])
    await lee.press("PgDown")
    for person in (lee, ana):
        await person.sees(PAGE)
        await person.is_told(slides.PAGES[1][1][0])


async def come_late(lesson: HeldLesson) -> None:
    """One comes when slides are shown and much has been said."""
    began = lesson.into()
    lesson.late.come(lesson.session)
    lesson.ledger.came[lesson.late.name] = Span()
    await lesson.settle()
    lesson.ledger.came[lesson.late.name] = Span(began, lesson.into())


async def draw(lesson: HeldLesson) -> None:
    """Teacher and student draw on a page, and each on a board; one stroke is taken back."""
    lee, ana = lesson.lee, lesson.ana
    await lee.click("Pen (P)")
    for stroke in STROKES:
        await lee.draw(PAGE, *stroke)
        lesson.ledger.draws((DECK, 2), TEACHER)
    await ana.is_told(f"by {TEACHER}")
    await lee.click("People")
    await lee.pick_at("Participants", ANA, "Let draw")
    await ana.sees("You can draw on the page")
    await ana.click("Pen (P)")
    for stroke in STROKES[:2]:
        await ana.draw(PAGE, *(_below(place) for place in stroke))
        lesson.ledger.draws((DECK, 2), ANA)
    await lee.is_told(f"by {ANA}")
    await ana.click("Undo (Ctrl+Z)")
    lesson.ledger.draws((DECK, 2), ANA, -1)
    await lee.click("Chat")
    await lee.pick("Show", "Board")
    board = "Board, page 1 of 1"
    lesson.ledger.pages[BOARD] = 1
    for person, strokes in ((lee, STROKES[:1]), (ana, STROKES[1:])):
        await person.sees(board)
        for stroke in strokes:
            await person.draw(board, *stroke)
            lesson.ledger.draws((BOARD, 1), person.name)
    await lee.is_told(f"by {ANA}")
    await lee.click("Take back")
    await ana.misses("Undo (Ctrl+Z)")
    await lee.click("Stop drawing (Esc)")
    await lee.pick("Show", "Nothing")
    for person in (lee, ana):
        await person.misses(board)


def _below(place: tuple[float, float]) -> tuple[float, float]:
    return place[0], place[1] + 0.1


async def poll_through_a_cut(lesson: HeldLesson) -> None:
    """A poll by two clicks; one answers while her line is down, and one not at all."""
    lee, ana, poll = lesson.lee, lesson.ana, AskedPoll("understood")
    lesson.ledger.polls.append(poll)
    await lee.pick("Ask", "Understood?")
    await ana.sees("Your teacher sees your answer, classmates do not.")
    await _asked(lesson)
    with lesson.offline(ANA, drop=True):
        await lesson.wire.stop()
        await lee.sees(f"Connection lost: {ANA}")
        _all_answer(lesson, poll)
        await ana.click("1, Yes")
        poll.answers[ANA] = 0
        await ana.sees("Your answer is sent when you are back online.")
        await say(lesson, ana, "Said while my line was down")
        await say(lesson, lee, "Said while Ana was away")
        lesson.time_passes(SILENT_SECONDS)
        await lesson.wire.start()
        await lesson.settle()
    await ana.sees("Understood? · Yes")
    await ana.sees("You missed 1 message in")
    await ana.click("Close")
    poll.asked = len(lesson.here) + 1
    await lee.sees(f"{len(poll.answers)} of {poll.asked}")
    await _show_results(lesson, poll)
    await lee.click("Put away")
    await ana.misses("You answered:")


def _all_answer(lesson: HeldLesson, poll: AskedPoll) -> None:
    for pupil in lesson.here:
        if pupil is not lesson.silent:
            poll.answers[pupil.name] = lesson.dice.randrange(3)
            pupil.answer(poll.answers[pupil.name])


async def _asked(lesson: HeldLesson) -> None:
    """All know that something is asked."""
    await until(lambda: all(seat.room.memories[Prompts].open for seat in lesson.seats))


async def _show_results(lesson: HeldLesson, asked: AskedPoll) -> None:
    await lesson.lee.click("Show results")
    await lesson.ana.sees("You answered:")
    await lesson.settle()
    for seat in lesson.seats:
        poll = [*seat.room.memories[Polls].polls.values()][-1]
        asked.shown[seat.name] = poll.results.chosen if poll.results else []


async def kill_the_relay(lesson: HeldLesson) -> None:
    """It dies in the middle of what everybody says, and is away for a while in which more is said."""
    await until(lambda: lesson.beat() >= lesson.clock.now() - BEAT_MS)
    for number in range(lesson.rounds):
        lesson.everybody_says(f"before it died, {number}")
    told, last = len(_chat(lesson).messages), lesson.dice.randint(1, lesson.rounds * len(lesson.here))
    await until(lambda: len(_chat(lesson).messages) >= told + last)
    with lesson.offline(*lesson.names):
        await lesson.relay.kill()
        for person in (lesson.lee, lesson.ana):
            await person.sees("Reconnecting")
        lesson.everybody_says("while it was dead")
        await say(lesson, lesson.ana, "Is anybody there?")
        lesson.time_passes(DOWN_SECONDS)
        await lesson.relay.start()
        await lesson.settle()
    for person in (lesson.lee, lesson.ana):
        await person.sees("Connected")


async def ask_without_a_name(lesson: HeldLesson) -> None:
    """All others want to know the same."""
    lee, ana, asker = lesson.lee, lesson.ana, lesson.asker
    await lee.pick("More", "Students can ask without their name")
    await until(lambda: all(seat.room.memories[Questions].unnamed for seat in lesson.seats))
    asker.ask_unnamed(UNNAMED)
    lesson.note(asker.name, UNNAMED, "question", unnamed=True)
    await until(lambda: all(question(seat.room, UNNAMED) for seat in lesson.seats))
    await ana.click("Questions")
    await ana.click("Me too")
    others = [pupil for pupil in lesson.here if pupil is not asker]
    for pupil in others:
        pupil.want_to_know(UNNAMED)
    lesson.ledger.me_too[UNNAMED] = {ANA, *(pupil.name for pupil in others)}
    await lee.click("Questions")
    await lee.sees(f"{asker.name} · unnamed for the class")
    await lee.sees(f"me too: {len(others) + 1}")
    await lee.click("Answered")
    await lee.put_away("The question counts as answered")
    await lee.pick("More", "Students can ask without their name")
    for person in (lee, ana):
        await person.click("Chat")


async def write_privately(lesson: HeldLesson) -> None:
    """Two students write to the teacher, who answers each."""
    ana, confiding = lesson.ana, lesson.confiding
    await ana.click(LOCK)
    await _privately(lesson, ana, "I have to leave at eleven", TO_TEACHERS, TEACHER)
    await _answer_privately(lesson, ANA, "That is fine, read page 31 at home")
    await ana.sees("read page 31 at home")
    await ana.click(LOCK)
    confiding.say("I can't read the board from here", private=True)
    lesson.note(confiding.name, "I can't read the board from here", "chat", TEACHER)
    await _answer_privately(lesson, confiding.name, "Come and sit in front")
    await say(lesson, ana, "I am ready")


async def _answer_privately(lesson: HeldLesson, name: str, text: str) -> None:
    lee = lesson.lee
    await lee.sees(f"{name} wrote to you privately")
    await lee.click(f"Answer {name} privately")
    await _privately(lesson, lee, text, f"Message that {name}, teachers and the school's admins see", name)
    await lee.click("Write to everyone again")


async def _privately(lesson: HeldLesson, person: DemoUser, text: str, field: str, reader: str) -> None:
    await person.say(text, field)
    lesson.note(person.name, text, "chat", reader)


async def raise_hands(lesson: HeldLesson) -> None:
    """Each in turn; two are called on, and the rest go down together."""
    lee, ana = lesson.lee, lesson.ana
    up = lesson.here[2 : 2 + max(4, len(lesson.here) // 3)]
    for count, pupil in enumerate(up, start=1):
        pupil.raise_hand()
        lesson.ledger.hands[pupil.name] += 1
        await until(lambda count=count: len(_hands(lesson).queue) == count)  # type: ignore[misc]
    await ana.click("Raise hand")
    lesson.ledger.hands[ANA] += 1
    await ana.sees(f"Your hand is up · number {len(up) + 1} in line")
    for name in (up[0].name, ANA):
        await lee.click(f"Call on {name}")
        lesson.ledger.calls.append(name)
        await lee.sees(f"{name}, their turn")
        if name == ANA:
            await ana.click("Lower hand")
        else:
            up[0].lower_hand()
        await lee.misses(f"{name}, their turn")
    await lee.click("Lower all")
    await until(lambda: not any(seat.room.memories[Hands].queue for seat in lesson.seats))


def _hands(lesson: HeldLesson) -> Hands:
    return lesson.seats[0].room.memories[Hands]


def _chat(lesson: HeldLesson) -> Chat:
    return lesson.seats[0].room.memories[Chat]


async def cut_a_line(lesson: HeldLesson) -> None:
    """One is away for two minutes, says something meanwhile, and is back."""
    away = lesson.cut_off
    with lesson.offline(away.name, drop=True):
        await lesson.cable.stop()
        away.say("Can anybody hear me?")
        lesson.note(away.name, "Can anybody hear me?")
        await say(lesson, lesson.lee, "Somebody is away")
        others = [seat.room for seat in lesson.seats if seat.name != away.name]
        await until(lambda: all(len(room.memories[People].present()) == len(others) for room in others))
        lesson.time_passes(SILENT_SECONDS)
        await lesson.cable.start()
        await lesson.settle()


async def check(lesson: HeldLesson) -> None:
    """Done with exercise 3: one was stuck, and one is missing at the end."""
    lee, ana, found = lesson.lee, lesson.ana, Check(TASK)
    lesson.ledger.checks.append(found)
    await lee.pick("Ask", "Done with…")
    await lee.fill("Done with…", TASK)
    await lee.click("Ask the class")
    await ana.sees(f"Done with {TASK}?")
    await _asked(lesson)
    for pupil in lesson.here:
        if pupil is not lesson.silent:
            pupil.tick("stuck" if pupil is lesson.stuck else "done")
            found.progress[pupil.name] = "done"
    lesson.ledger.hands[lesson.stuck.name] += 1
    await lee.sees("1 stuck")
    await ana.press("F9")
    await ana.sees("You are done")
    found.progress[ANA] = "done"
    lesson.stuck.tick("done")
    await lesson.settle()
    found.missing = {lesson.silent.name}
    asked = len(lesson.here) + 1
    await lee.sees(f"{asked - 1} of {asked}")
    await lee.click("Close the question")
    await lee.sees(f"Missing: {lesson.silent.name}")
    await lee.click("Put away")
    await ana.misses(f"Done with {TASK}?")


async def ask_ones_own(lesson: HeldLesson) -> None:
    """A question with three answers, of which one is right, and is shown at the end."""
    lee, ana, poll = lesson.lee, lesson.ana, AskedPoll(OWN, right=1)
    lesson.ledger.polls.append(poll)
    await lee.pick("Ask", "A poll of my own…")
    await lee.fill("Question", OWN)
    for number, answer in enumerate(ANSWERS, start=1):
        if number > 2:
            await lee.click("Add an answer")
        await lee.fill(f"Answer {number}", answer)
    await lee.click("Answer 2 is right")
    await lee.click("Ask the class")
    await ana.click(f"2, {ANSWERS[1]}")
    poll.answers[ANA] = 1
    await _asked(lesson)
    _all_answer(lesson, poll)
    poll.asked = len(lesson.here) + 1
    await lee.sees(f"{len(poll.answers)} of {poll.asked}")
    await _show_results(lesson, poll)
    await lee.click("Show solution")
    await ana.sees(f"Right: {ANSWERS[1]}")
    await lee.click("Put away")
    await ana.misses("You answered:")


async def hand_out_and_in(lesson: HeldLesson) -> None:
    """A worksheet is handed out; all but one hand in, each something else."""
    lee, ana, sheet = lesson.lee, lesson.ana, b"1. What is energy?\n2. What becomes of it?\n"
    await lee.pick("Ask", "Hand out…")
    await lee.click("Add files…")
    await lee.open_file(SHEET, lambda file: _write(file, sheet))
    await lee.sees(SHEET)
    await lee.fill("What to do with it", "Worksheet 3")
    await lee.click("Hand out")
    lesson.ledger.handed_out[SHEET] = digest(sheet)
    await ana.sees(SHEET)
    await until(lambda: all(seat.room.memories[Work].tasks for seat in lesson.seats))
    written = {pupil: f"The work of {pupil.name}, {lesson.title}\n".encode() * 400 for pupil in lesson.here}
    del written[lesson.silent]
    await asyncio.gather(*(pupil.hand_in("work.txt", data) for pupil, data in written.items()))
    lesson.ledger.handed_in |= {pupil.name: digest(data) for pupil, data in written.items()}
    mine = b"1. The ability to do work.\n2. It stays.\n"
    await ana.click("Hand in…")
    await ana.click("Add files…")
    await ana.open_file("mine.txt", lambda file: _write(file, mine))
    await ana.sees("mine.txt")
    await ana.click("Hand in")
    await ana.misses("Hand in…")
    lesson.ledger.handed_in[ANA] = digest(mine)
    await lesson.settle()
    await lee.click("Work")
    await lee.sees(f"{len(lesson.ledger.handed_in)} handed in")
    for person in (lee, ana):
        await person.click("Chat")


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


async def end(lesson: HeldLesson) -> None:
    """For everybody."""
    least = lesson.into()
    await lesson.lee.click("End lesson")
    await lesson.lee.sees("End the lesson?")
    await lesson.lee.click("End lesson")
    await lesson.ana.sees("The lesson has ended")
    await until(lambda: all(seat.room.over for seat in lesson.seats))
    lesson.ledger.ran = Span(least - lesson.pause.most, lesson.into() - lesson.pause.least)


async def go_on(lesson: HeldLesson) -> None:
    """It ended too soon, and is opened again; nobody is missing then."""
    least = lesson.into()
    with lesson.offline(*lesson.names):
        await lesson.lee.click("Open it again")
        await until(lambda: lesson.seats[0].room.memories[Lesson].live)
        for pupil in lesson.pupils:
            pupil.room.come_again()
        await lesson.settle()
    ended_at = lesson.ledger.ran
    lesson.pause = Span(least - ended_at.most, lesson.into() - ended_at.least)
    lesson.everybody_says("we go on")
    await say(lesson, lesson.ana, "So we have ten minutes more")


Act = Callable[[HeldLesson], Awaitable[None]]
ACTS: tuple[tuple[float, Act], ...] = (
    (0, arrive),
    (1, talk),
    (4, show_slides),
    (8, draw),
    (12, come_late),
    (13, poll_through_a_cut),
    (18, kill_the_relay),
    (22, ask_without_a_name),
    (25, write_privately),
    (28, raise_hands),
    (31, cut_a_line),
    (35, check),
    (37, ask_ones_own),
    (40, hand_out_and_in),
    (45, end),
)
AGAIN: tuple[tuple[float, Act], ...] = ((48, go_on), (58, end))
"""Ten minutes more."""
