"""The chat's rules: a message every few seconds, and messages that a teacher looks at first."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 80
SLOW = "A message every 60 s"
GOOD, BAD = "May I show my measurements?", "Who wants to swap seats?"


async def play(cast: Cast, timeline: Timeline) -> None:
    await slow_down(cast, timeline)
    await look_first(cast, timeline)


async def slow_down(cast: Cast, timeline: Timeline) -> None:
    """Of two messages one waits by itself, and goes out at once when the rule ends."""
    lee, ana, tom = cast.everybody
    await lee.pick("More", "Slow mode: off", SLOW)
    await ana.sees("One message every 60 s")
    await ana.say("One thing at a time")
    await ana.say("And another")
    await ana.sees("(Goes out in")
    ana.picture("rules 1 slow mode")
    if tom.reads("And another"):
        raise NothingHappened("A second message came in slow mode.")
    await lee.pick("More", "Slow mode: 60 s", "Off")
    await tom.sees("And another")
    await ana.misses("One message every")
    timeline.reached(lee.name, "slows the chat down: a second message waits by itself")


async def look_first(cast: Cast, timeline: Timeline) -> None:
    """Of two messages one is approved and one turned down."""
    lee, ana, tom = cast.everybody
    await lee.pick("More", "Approve messages first: off", "All students")
    await ana.sees("The teacher looks at your messages first")
    for text in (BAD, GOOD):
        await ana.say(text)
        await ana.sees(f"{text} (Waits for the teacher)")
        await lee.sees(f"{text} (Only teachers see it until you approve it)")
    await lee.look_up("2 messages for you to look at")
    lee.picture("rules 2 approve")
    ana.picture("rules 2 approve")
    await lee.click(f"Turn down: {BAD}")
    await lee.click(f"Approve: {GOOD}")
    await tom.sees(GOOD)
    await ana.sees(f"{GOOD} (Sent)")
    await ana.sees("The teacher did not show a message of yours to the class")
    await ana.misses(f"{BAD} (Waits")
    await ana.put_away(BAD)
    if tom.reads(BAD):
        raise NothingHappened("A message came that was turned down.")
    await lee.pick("More", "Approve messages first: all students", "Off")
    await ana.misses("The teacher looks at your messages first")
    timeline.reached(lee.name, "looks at messages first, and lets one of two through")
