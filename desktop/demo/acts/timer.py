"""A time for an exercise: large before everybody, then small; a minute more, a pause, and taken away."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

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
        await person.is_shown("Timer", GIVEN, times=2)
        person.picture("timer 2 large")
    timeline.reached(lee.name, "gives the class a quarter of an hour, which all see large")
    await lee.pick(GIVEN, "Take off the stage")
    await lee.pick(GIVEN, "Add a minute")
    await cast.everybody.see(LONGER, picture="timer 3 small")
    await lee.pick(LONGER, "Pause")
    await cast.everybody.see(PAUSED, picture="timer 4 paused")
    paused = next(words for words in lee.words() if words.startswith(PAUSED))
    await lee.pick(paused, "Stop")
    await cast.everybody.miss(WHAT)
    timeline.reached(lee.name, "gives a minute more, has the time stand still, and takes it away")
