"""Asking whether all are done: one is missing and nudged, one is stuck, and the teacher alone reads why."""

from desktop.demo.cast import ANA, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened

order = 55
WHY = "3b · One step doesn't work"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("Ask", "Done with…")
    await lee.fill("Done with…", "exercise 3")
    lee.picture("checks 1 written")
    await lee.click("Ask the class")
    await cast.students.see("Done with exercise 3?")
    for classmate in cast.crowd.here():
        await classmate.be_done()
    await tom.click("Stuck…")
    await tom.fill("What are you stuck on?", "3b")
    tom.picture("checks 2 why")
    await tom.click("One step doesn't work")
    await tom.sees("Your hand is up. Only your teacher reads why.")
    await lee.click("1 stuck")
    await lee.sees(WHY)
    await lee.sees(f"Waiting for {ANA}")
    await ana.until(lambda: sees_hand(ana), f"did not see the hand of {TOM}")
    if any("3b" in words for words in ana.words()):
        raise NothingHappened(f"{ANA} reads why a hand is up that is not hers")
    cast.everybody.picture("checks 3 one missing, one stuck")
    timeline.reached(lee.name, "sees who is missing, and alone reads why somebody is stuck")
    await lee.click("Remind 1")
    await ana.look_up("Your teacher waits for you: done or stuck?")
    await ana.press("F9")
    await ana.sees("You are done")
    await tom.click("Done")
    await lee.misses(WHY)
    everybody = len(cast.crowd.here()) + len(cast.students)
    await lee.sees(f"{everybody} of {everybody}")
    timeline.reached(lee.name, "reminds the one who was missing, until everybody is done")
    await lee.click("Close the question")
    await lee.sees("nobody was missing")
    cast.everybody.picture("checks 4 over")
    await lee.click("Put away")
    await cast.everybody.miss("Done with exercise 3?")


def sees_hand(person: DemoUser) -> bool:
    """Whether Tom's hand is up before somebody's eyes."""
    return any(TOM in words and "hand raised" in words for words in person.words())
