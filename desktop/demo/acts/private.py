"""Private words, and their answer: nobody else reads either."""

from desktop.demo.cast import ANA, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened

order = 40
LOCK = "Write privately: only teachers and the school's admins see it"
TO_TEACHERS = "Message that teachers and the school's admins see"
TO_ANA = f"Message that {ANA}, teachers and the school's admins see"
TO_TOM = f"Message that {TOM}, teachers and the school's admins see"
ASKED, ANSWERED = "I have to leave at eleven", "That is fine, read page 31 at home"
WRITTEN, THANKS = "Well measured, Tom!", "Thank you, it took all evening"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await ana.click(LOCK)
    await ana.say(ASKED, TO_TEACHERS)
    await lee.sees(f"{ANA} wrote to you privately")
    lee.picture("private 1 told")
    await lee.click(f"Answer {ANA} privately")
    await lee.say(ANSWERED, TO_ANA)
    await ana.sees(f"only for {ANA}, teachers and admins ({ANA}: {ASKED}): {ANSWERED}")
    for person in (lee, ana):
        await person.look_up("Answer privately")  # of the notice
        person.picture("private 2 answered")
    await lee.click("Write to everyone again")
    await ana.click(LOCK)
    await ana.click("I have read it")
    timeline.reached(ana.name, "writes to the teacher in private, who answers in private")
    await lee.pick_at("Class wall", TOM, "Write privately")
    await lee.say(WRITTEN, TO_TOM)
    await lee.click("Write to everyone again")
    await tom.click(f"Answer {lee.name} privately")
    await tom.say(THANKS, TO_TEACHERS)
    await lee.sees(f"only for teachers and admins ({lee.name}: {WRITTEN}): {THANKS}")
    tom.picture("private 3 to one alone")
    await tom.click("Write to everyone again")
    await lee.click("I have read it")
    timeline.reached(lee.name, "writes to one student alone")
    await nobody_else_reads(tom, "Who has the heavy ball?", ASKED, ANSWERED)
    await nobody_else_reads(ana, "We do", WRITTEN, THANKS)


async def nobody_else_reads(person: DemoUser, afterwards: str, *texts: str) -> None:
    """What comes after them is there, and they are not."""
    await person.say(afterwards)
    await person.sees(f"{afterwards} (Sent)")
    if any(person.reads(text) for text in texts):
        raise NothingHappened(f"{person.name} reads what is private")
