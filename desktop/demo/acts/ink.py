"""Ink: a teacher draws on a board and writes on it, one student draws with her, each undoes their own."""

import math
from collections.abc import Iterator

from desktop.demo.cast import ANA, TEACHER, Cast
from desktop.demo.timeline import Timeline

order = 89
BOARD = "Board, page 1 of 1"
LAW = "F = m a"
HINT = "Does the class see this screen?"

Place = tuple[float, float]


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("Show", "Board")
    for person in cast.everybody:
        await person.is_shown("Pages", BOARD)
    while lee.reads(HINT):  # told where nothing was shown before
        await lee.click("Close")
    await lee.click("Pen (P)")
    await lee.draw(BOARD, *circle(0.35, 0.35, 0.1))
    for rope in (0.25, 0.45):
        await lee.draw(BOARD, (rope, 0.35), (rope, 0.5), (rope, 0.7))
    await lee.click("Red (2)")
    await lee.click("Box (R)")
    await lee.draw(BOARD, (0.2, 0.7), (0.3, 0.85))
    await lee.click("Arrow (A)")
    await lee.draw(BOARD, (0.45, 0.72), (0.45, 0.88))
    await lee.click("Text (T)")
    await lee.draw(BOARD, (0.6, 0.3))
    await lee.write("Text on the page", LAW)
    await lee.press("Return")
    for person in cast.everybody:
        await person.is_told(f"Text by {TEACHER}: {LAW}")
        person.picture("ink 1 drawn and written")
    timeline.reached(tom.name, "sees what the teacher draws and writes on the board")
    if ana.reads("Pen (P)"):
        await ana.misses("Pen (P)")
    await lee.click("People")
    await lee.pick_at("Participants", ANA, "Let draw")
    await ana.sees("You can draw on the page")
    await ana.click("Pen (P)")
    await ana.click("Marker (M)")
    await ana.click("Orange (5)")
    await ana.draw(BOARD, (0.6, 0.38), (0.7, 0.38), (0.8, 0.38))
    await tom.is_told(f"drawing by {ANA}")
    for person in (lee, ana):
        person.picture("ink 2 two draw")
    await ana.click("Undo (Ctrl+Z)")
    await tom.until(lambda: not tom.tells(f"by {ANA}"), "is still told of what Ana has undone")
    await tom.is_told(f"Text by {TEACHER}: {LAW}")
    timeline.reached(ana.name, "draws with the teacher, and undoes her own alone")
    await lee.click("Take back")
    await ana.misses("Undo (Ctrl+Z)")
    await lee.click("Clear the page")
    await tom.until(lambda: not tom.tells(f"by {TEACHER}"), "is still told of what was cleared")
    await lee.click("Undo")
    await tom.is_told(f"Text by {TEACHER}: {LAW}")
    timeline.reached(lee.name, "clears the page, and brings it back")
    await lee.click("Stop drawing (Esc)")
    await lee.click("Chat")
    await lee.pick("Show", "Nothing")
    await cast.everybody.miss(BOARD)


def circle(x: float, y: float, size: float) -> Iterator[Place]:
    """Round on a page of 16 by 9."""
    for step in range(25):
        angle = math.tau * step / 24
        yield x + size * math.cos(angle), y + size * 16 / 9 * math.sin(angle)
