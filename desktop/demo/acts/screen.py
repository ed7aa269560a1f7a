"""A picture of the screen: the teacher looks at it, cuts it, and only then the class sees it as a page."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 91
TITLE = "A picture of your screen"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, _ = cast.everybody
    await lee.pick("Show", "A picture of my screen…")
    await lee.sees(TITLE)
    await lee.draw("What the class will see", (0.1, 0.1), (0.5, 0.5), (0.8, 0.9))
    lee.picture("screen 1 looked at and cut")
    await ana.misses("Page 1 of 1, Pictures of the screen")
    timeline.reached(lee.name, "looks at a picture of her screen, which nobody else sees yet")
    await lee.click("Show to the class")
    await cast.everybody.see("Page 1 of 1, Pictures of the screen")
    await lee.pick("Show", "Nothing")
    await cast.everybody.miss("Page 1 of 1, Pictures of the screen")
    timeline.reached(lee.name, "shows a part of it as a page, and takes it off the stage")
