"""Asking the class: a poll by two clicks, one line lost, a nudge, results; one's own, and its solution."""

from desktop.demo.cast import ANA, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 45
SILENT = "Aiko Mori"
QUESTION, ANSWERS, WHY = (
    "What becomes of the energy of a falling stone?",
    ("It is used up", "It becomes motion and heat", "It stays in the stone"),
    "Energy is never lost: it changes its form.",
)


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("Ask", "Understood?")
    await cast.students.see("Your teacher sees your answer, classmates do not.")
    tom.picture("polls 1 asked")
    timeline.reached(lee.name, "asks by two clicks whether it was understood")
    answering = [one for one in cast.crowd.here() if one.name != SILENT]
    for number, classmate in enumerate(answering):
        await classmate.answer_poll(0 if number % 7 < 4 else 1 if number % 7 < 6 else 2)
    cast.wire.cut()
    await lee.sees(f"Connection lost: {ANA}")
    await ana.click("1, Yes")
    await ana.sees("Your answer is sent when you are back online.")
    ana.picture("polls 2 offline")
    await lee.sees("Remind 2")
    lee.picture("polls 2 answers come")
    if tom.reads(SILENT):
        await tom.misses(f"Waiting for {SILENT}")
    timeline.reached(lee.name, "alone sees what is answered, who is missing, and whose connection is lost")
    await lee.click("Remind 2")
    await tom.look_up("Your teacher waits for your answer")
    await tom.click("2, Partly")
    await tom.sees("Understood? · Partly")
    cast.wire.mend()
    await lee.misses(f"Connection lost: {ANA}")
    await ana.sees("Understood? · Yes")
    await lee.sees(f"{len(answering) + 2} of {len(answering) + 3}")
    timeline.reached(ana.name, "is back: what she answered meanwhile counts")
    await lee.click("Show results")
    for person, answer in ((ana, "Yes"), (tom, "Partly")):
        await person.sees(f"You answered: {answer}")
        person.picture("polls 3 results")
    timeline.reached(lee.name, "shows what came out")
    await lee.click("Put away")
    await tom.misses("You answered:")
    await own(cast, timeline)


async def own(cast: Cast, timeline: Timeline) -> None:
    """A question of the teacher's own, with what is right."""
    lee, ana, tom = cast.everybody
    await lee.pick("Ask", "A poll of my own…")
    await lee.fill("Question", QUESTION)
    for number, answer in enumerate(ANSWERS, start=1):
        if number > 2:
            await lee.click("Add an answer")
        await lee.fill(f"Answer {number}", answer)
    await lee.click("Answer 2 is right")
    await lee.fill("Why", WHY)
    lee.picture("polls 4 own")
    await lee.click("Ask the class")
    await tom.click(f"1, {ANSWERS[0]}")
    await ana.click(f"2, {ANSWERS[1]}")
    await lee.sees("2 of")
    if ana.reads(WHY) or tom.reads(WHY):
        raise NothingHappened(f"{TOM} reads what is right before it is shown")
    await lee.click("Show results")
    await tom.sees(f"You answered: {ANSWERS[0]}")
    await lee.click("Show solution")
    await cast.everybody.see(f"Right: {ANSWERS[1]}", picture="polls 5 solution")
    await tom.sees(f"You answered: {ANSWERS[0]} – not right")
    await ana.sees(WHY)
    timeline.reached(lee.name, "asks a question of her own, and shows the solution after the results")
    await lee.click("Put away")
    await cast.students.miss("You answered:")
