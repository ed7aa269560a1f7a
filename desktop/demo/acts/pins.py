"""A page is pinned for everybody, and opened once its host was seen; then a message in its place."""

from desktop.demo.cast import TOM, Cast
from desktop.demo.timeline import Timeline

order = 65
HOST = "physics.example"
LINE = f"Open this, all of you: https://{HOST}/pendulum"
SAID = "My table is drawn: length, time, ten swings each"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("Show", "Pin a line…")
    await lee.fill("Line or web address", LINE)
    lee.picture("pins 1 written")
    await lee.click("Pin for everyone")
    for person in cast.students:
        await person.click("Open")
        await person.sees(f"Open {HOST}?")
        person.picture("pins 2 asked")
        await person.click("Cancel")
        await person.misses(f"Open {HOST}?")
        person.picture("pins 3 pinned")
    lee.picture("pins 3 pinned")
    timeline.reached(lee.name, "pins a page for everybody, whose host is shown before it opens")
    await tom.say(SAID)
    await lee.sees(SAID)
    await lee.pick_at("Messages", SAID, "Pin for everyone")
    await cast.everybody.see(f"Pinned: {SAID}")
    await ana.click(f"Pinned: {SAID}")
    await ana.sees(f"Written by {TOM}, pinned by {lee.name}")
    ana.picture("pins 4 all of it")
    await ana.click("Show in the chat")
    await ana.misses("Pinned for everyone")
    await lee.click("Unpin")
    await cast.everybody.miss(f"Pinned: {SAID}")
    timeline.reached(lee.name, "pins a message in its place, and takes it away")
