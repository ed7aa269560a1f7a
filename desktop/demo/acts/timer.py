"""A time for an exercise: large before everybody, then small; a minute more, a pause, and taken away."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser

order = 92
WHAT = "exercise 4"
GIVEN, LONGER, PAUSED = (
    f"Timer “{WHAT}”: {state}" for state in ("at most 15 minutes left", "at most 16 minutes left", "paused")
)


async def play(cast: Cast, timeline: Timeline) -> None:
    lee = cast.lee
    await lee.pick("More", "Timer", "Other…")
    await lee.fill("What for", WHAT)
    await lee.click("Show it large to everyone")
    lee.picture("timer 1 written")
    await lee.click("Start")
    for person in cast.everybody:
        await look(person)
        person.picture("timer 2 large")
    timeline.reached(lee.name, "gives the class a quarter of an hour, which all see large")
    await lee.pick(GIVEN, "Take off the stage")
    await lee.pick(GIVEN, "Add a minute")
    for person in cast.everybody:
        await person.sees(LONGER)
        person.picture("timer 3 small")
    await lee.pick(LONGER, "Pause")
    for person in cast.students:
        await person.sees(PAUSED)
        person.picture("timer 4 paused")
    paused = next(words for words in lee.words() if words.startswith(PAUSED))
    await lee.pick(paused, "Stop")
    for person in cast.everybody:
        await person.misses(WHAT)
    timeline.reached(lee.name, "gives a minute more, has the time stand still, and takes it away")


async def look(person: DemoUser) -> None:
    """In a low window the stage is behind a tab, and a line leads there."""
    told = "Now shown: Timer"

    def times() -> int:
        return sum(GIVEN in words for words in person.words())

    await person.until(lambda: times() > 1 or person.reads(told), "is not shown the timer large")
    if person.reads(told):
        await person.click("Look")
        await person.until(lambda: times() > 1, "does not see the timer large")
