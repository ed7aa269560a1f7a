"""Picking somebody: shown to the teacher first, passed over, and then to the class."""

from desktop.demo.cast import ANA, TEACHER, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened

order = 52
FIRST = "Show me first who is picked"
SHOWN_FIRST = " was picked. Only teachers see this."


async def play(cast: Cast, timeline: Timeline) -> None:
    lee = cast.lee
    await lee.pick("More", FIRST)
    await lee.pick("More", "Pick somebody")
    await lee.sees(SHOWN_FIRST)
    passed_over = drawn(lee)
    for person in cast.students:
        if person.reads("was picked") or person.reads("'s turn"):
            raise NothingHappened(f"{person.name} reads who was picked before it is shown")
    lee.picture("picker 1 shown to the teacher first")
    await lee.click("Pick somebody else")
    await lee.until(lambda: drawn(lee) not in ("", passed_over), "nobody else was picked")
    name = drawn(lee)
    await lee.click(f"Show the class that {name} was picked")
    await lee.sees(f"{name} was picked.")
    for person, called in zip(cast.students, (ANA, TOM), strict=True):
        await person.sees(f"{TEACHER} calls on you" if called == name else f"It is {name}'s turn")
    await cast.everybody.look_up("It is your turn", picture="picker 2 picked")
    timeline.reached(lee.name, "sees alone who is picked, and shows it to the class")
    await lee.click("Done")
    await cast.everybody.miss("'s turn", "calls on you")
    await lee.pick("More", FIRST)


def drawn(person: DemoUser) -> str:
    """Who was picked, as it stands before this teacher's eyes; else nothing."""
    return next((said.removesuffix(SHOWN_FIRST) for said in person.words() if said.endswith(SHOWN_FIRST)), "")
