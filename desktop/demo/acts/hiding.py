"""A message that is hidden for everyone, shown again, hidden for good; and one that its author withdraws."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 60
RUDE, SLIP = "Whoever copied from me is an idiot", "Mum, where is my lunch box?"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await tom.say(RUDE)
    await cast.everybody.see(RUDE)
    await lee.pick_at("Messages", RUDE, "Hide for everyone")
    await ana.misses(RUDE)
    await tom.sees("A teacher has hidden a message of yours")
    lee.picture("hiding 1 undo")
    tom.picture("hiding 1 told")
    await lee.click("Undo")
    await ana.sees(RUDE)
    timeline.reached(lee.name, "hides a message for everyone, and shows it again")
    await lee.pick_at("Messages", RUDE, "Hide for everyone")
    await ana.misses(RUDE)
    await ana.sees("Hidden by the teacher")
    await lee.sees(f"hidden: {RUDE}")
    ana.picture("hiding 2 hidden")
    lee.picture("hiding 2 hidden")
    await lee.put_away("Message hidden")
    await tom.put_away("A teacher has hidden")
    timeline.reached(lee.name, "hides it for good; its author and teachers can read it")
    await ana.say(SLIP)
    await ana.sees(f"{SLIP} (Sent)")
    await tom.sees(SLIP)
    await ana.pick_at("Messages", SLIP, "Withdraw")
    await tom.misses(SLIP)
    await tom.sees("Withdrawn by its author")
    tom.picture("hiding 3 withdrawn")
    timeline.reached(ana.name, "withdraws a message of hers")
