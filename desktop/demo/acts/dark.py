"""The same in the dark, with somebody called on, and a poll."""

from desktop.demo.cast import ANA, TEACHER, Cast
from desktop.demo.timeline import Timeline

order = 120
SAID = (
    ("Carla Díaz", "What about a swing?"),
    ("Uma Rao", "A swing is a pendulum with a child on it"),
    ("Ivan Petrov", "Mine squeaks, that is energy too"),
    ("Jana Nowak", "Sound is energy?"),
    ("Chloé Martin", "Very little, but yes"),
)


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await turn(cast, "Dark")
    for name, text in SAID:
        cast.crowd[name].say(text)
        await ana.sees(text)
    await ana.click("Raise hand")
    await lee.click(f"Call on {ANA}")
    await ana.sees(f"{TEACHER} calls on you")
    await tom.sees(f"It is {ANA}'s turn")
    await cast.everybody.look_up("It is your turn", picture="dark 1 called on")
    await ana.click("Lower hand")
    await lee.misses("Call on")
    await ask(cast)
    await turn(cast, "Like the system")
    timeline.reached("everybody", "has seen it in the dark")


async def ask(cast: Cast) -> None:
    """The class is asked; a poll takes nobody's place."""
    lee, ana, tom = cast.everybody
    await lee.pick("Ask", "Understood?")
    for number, classmate in enumerate(cast.crowd.here()):
        await classmate.answer_poll(number % 3)
    await ana.click("1, Yes")
    await tom.sees("Your teacher sees your answer, classmates do not.")
    await lee.sees("Remind 1")
    cast.everybody.picture("dark 2 asked")
    await lee.click("Show results")
    await cast.everybody.see("Yes: ", picture="dark 3 results")
    await lee.click("Put away")
    await tom.misses("You did not answer.")


async def turn(cast: Cast, colours: str) -> None:
    await cast.lee.press("Ctrl+,")
    await cast.lee.click(colours)
    await cast.lee.click("Back")
    await cast.lee.sees("Missing today")
