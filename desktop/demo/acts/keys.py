"""The help: all keys, found by the program itself."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 110


async def play(cast: Cast, timeline: Timeline) -> None:
    lee = cast.lee
    await lee.press("F1")
    for key in ("Search in the chat", "The stage without what is beside it, and back"):
        await lee.sees(key)
    lee.picture("keys 1 help")
    await lee.click("Close")
    await lee.misses("While the keyboard is in")
    timeline.reached(lee.name, "looks up the keys")
