"""The stage alone, as most schools mirror a teacher's screen: nothing private is on it."""

from desktop.demo.cast import CLASS, TITLE, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 100


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, _ = cast.everybody
    await lee.pick("Show", "The stage alone")
    await lee.sees(f"{CLASS}, {TITLE}")
    await ana.say("Can you read it at the back?")
    await ana.sees("Can you read it at the back? (Sent)")
    for private in ("Missing today", "only for teachers", "Can you read it at the back?"):
        if lee.reads(private):
            raise NothingHappened(f"“{private}” is on the wall of the classroom")
    lee.picture("presenting 1 alone")
    await lee.press("Esc")
    await lee.sees("Missing today")
    await lee.sees("Can you read it at the back?")
    timeline.reached(lee.name, "presents: the stage alone, without the chat or who is missing")
