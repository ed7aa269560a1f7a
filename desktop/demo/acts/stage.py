"""What everybody is shown: the class wall, how to join; looking elsewhere, and being gathered."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 90
HINT = "Does the class see this screen?"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, _ = cast.everybody
    await lee.click("Show who is here")
    await lee.sees("Who is here")
    while lee.reads(HINT):  # told where nothing was shown before
        await lee.click("Close")
    for person in cast.everybody:
        await person.is_shown("Who is here", "Who is here")
        person.picture("stage 1 the wall")
        if person.reads("Missing today"):
            raise NothingHappened(f"{person.name} sees who is missing")
    timeline.reached(lee.name, "shows everybody who is here, and nobody who is not")
    await lee.pick("More", "Look at the class yourself")
    await lee.sees("Missing today")
    await lee.sees("Now shown: Who is here")
    await ana.press("Shift+F7")
    await ana.misses("Who is here")
    timeline.reached(lee.name, "and a student look elsewhere, each for herself")
    await lee.pick("Show", "How students join")
    await ana.sees("Now shown: How to join")
    ana.picture("stage 2 looking elsewhere")
    lee.picture("stage 3 how students join")
    await lee.pick("Show", "Gather everyone here")
    await ana.sees("Your teacher shows how to join")
    timeline.reached(ana.name, "is gathered: she sees what all are shown")
    await lee.pick("Show", "Nothing")
    await ana.misses("Your teacher shows how to join")
    await lee.sees("Missing today")
    await lee.pick("Show", "The code beside the chat")
    await lee.sees("Nobody waits to come in")
    lee.picture("stage 4 the code beside the chat")
    timeline.reached(lee.name, "keeps the code beside the chat, and puts it away again")
    await lee.pick("Show", "The code beside the chat")
    await lee.misses("Nobody waits to come in")
