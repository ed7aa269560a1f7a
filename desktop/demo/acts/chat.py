"""The chat as people know it: several at once, a reply, emoji, and finding something again."""

from collections.abc import Sequence

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 30
SAID = (
    ("Hana Sato", "The pendulum never comes back higher than it started"),
    ("Kofi Mensah", "Mine loses a little each time, I measured it"),
    ("Nina Kraus", "That is the air, no?"),
    ("Priya Nair", "And the string, a bit"),
    ("Femi Ade", "So it becomes heat in the end"),
)
MORE = (("Wen Li", "How high did it go?"), ("Leo Rossi", "To the lamp, and back"))


async def play(cast: Cast, timeline: Timeline) -> None:
    await talk(cast, SAID)
    await reply(cast, timeline)
    await use_emoji(cast, timeline)
    await talk(cast, MORE)
    await search(cast, timeline)


async def talk(cast: Cast, lines: Sequence[tuple[str, str]]) -> None:
    """One after the other."""
    for name, text in lines:
        cast.crowd[name].say(text)
        await cast.ana.sees(text)


async def reply(cast: Cast, timeline: Timeline) -> None:
    """To a message further up; all see to which."""
    name, text = SAID[1]
    await cast.tom.pick_at("Messages", text, "Reply")
    await cast.tom.say("How much is a little?")
    await cast.everybody.see(f"({name}: {text}): How much is a little?")
    cast.tom.picture("chat 1 replied")
    timeline.reached(cast.tom.name, "replies to what somebody said")


async def use_emoji(cast: Cast, timeline: Timeline) -> None:
    """By name between colons, and from the window with all of them."""
    ana, tom = cast.students
    await ana.say("Our string is new :wink:")
    await cast.everybody.see("Our string is new 😉")
    await tom.fill("Message to everyone", "We have lift-off ")
    await tom.click("Emoji")
    await tom.fill("Find an emoji", "rocket")
    await tom.click_at("Emoji", "rocket")
    await tom.press("Return")
    await cast.everybody.see("We have lift-off 🚀")
    tom.picture("chat 2 emoji")
    timeline.reached("Ana and Tom", "use emoji")


async def search(cast: Cast, timeline: Timeline) -> None:
    """The newest is found first."""
    lee = cast.lee
    await lee.pick_at("Messages", SAID[0][1], "Search in the chat")
    await lee.fill("Search in the chat", "string")
    await lee.sees("2 of 2")
    lee.picture("chat 3 searched")
    await lee.click("Close the search")
    await lee.misses("2 of 2")
    timeline.reached(lee.name, "finds something that was said")
