"""Muting: the whole chat, and one student, who stays muted when all others may write again."""

from desktop.demo.cast import TOM, Cast
from desktop.demo.timeline import Timeline

order = 70


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick_at("Class wall", TOM, "Mute chat")
    await tom.sees("The teacher has muted the chat for you.")
    timeline.reached(lee.name, "mutes one student")
    await lee.click("Mute chat")
    await ana.sees("The teacher has muted the chat for everyone. You can still write to the teacher.")
    ana.picture("muting 1 muted")
    lee.picture("muting 1 muted")
    await lee.click("Unmute chat")
    await ana.misses("muted the chat")
    await tom.sees("The teacher has muted the chat for you.")
    await ana.say("I was about to say: it is the friction")
    await tom.sees("it is the friction")
    tom.picture("muting 2 still muted")
    timeline.reached(lee.name, "mutes all, and lets all write again but that one")
    await lee.pick_at("Class wall", TOM, "Let write again")
    await tom.misses("muted the chat")
    await tom.say("Sorry. And the air")
    await lee.sees("Sorry. And the air")
    timeline.reached(tom.name, "may write again")
