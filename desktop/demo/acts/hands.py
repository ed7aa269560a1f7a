"""Raised hands: each one's place, being called on, and the end of one's turn."""

from desktop.demo.cast import ANA, TEACHER, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser

order = 50
FIRST, LATER = ("Elif Kaya", "Grace Mwangi"), ("Leo Rossi", "Omar Farah", "Rosa Lima", "Sami Aziz", "Wen Li")


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    for name in FIRST:
        cast.crowd[name].raise_hand()
        await lee.sees(f"Call on {name}")
    await ana.click("Raise hand")
    await ana.sees("Your hand is up · number 3 in line")
    for name in LATER:
        cast.crowd[name].raise_hand()
        await _sees(lee, name, "hand raised")
    await lee.look_up("raised a hand")
    lee.picture("hands 1 up")
    ana.picture("hands 1 up")
    timeline.reached(lee.name, "sees eight hands, the first of them first")
    await lee.click(f"Call on {ANA}")
    await ana.sees(f"{TEACHER} calls on you")
    await tom.sees(f"It is {ANA}'s turn")
    await _sees(lee, ANA, "their turn")
    await cast.everybody.look_up("It is your turn", picture="hands 2 called on")
    timeline.reached(ana.name, "is called on; all see who has the word")
    await ana.click("Lower hand")
    await ana.misses("calls on you")
    await tom.misses("'s turn")
    await lee.click("Lower all")
    await lee.misses("Call on")
    timeline.reached(lee.name, "lowers all hands")


async def _sees(lee: DemoUser, name: str, what: str) -> None:
    """On the class wall, or in the list of people where an older relay has no wall."""
    await lee.until(
        lambda: any(name in words and what in words for words in lee.words()), f"did not see {name}, {what}"
    )
