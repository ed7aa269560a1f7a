"""A student has another name, which all see at once, over what was said before too; and then the old one."""

from desktop.demo.cast import TOM, Cast
from desktop.demo.timeline import Timeline

order = 75
OTHER, SAID = "Thomas Becker-Ode", "I go by another name now"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await tom.say(SAID)
    await ana.sees(f"{TOM}: {SAID}")
    await lee.pick_at("Class wall", TOM, "Rename…")
    await lee.fill("Name", OTHER)
    await lee.click("Rename")
    for person in (ana, tom):
        await person.sees(f"{OTHER}: {SAID}")
    lee.picture("renaming 1 renamed")
    ana.picture("renaming 1 renamed")
    timeline.reached(lee.name, "renames a student, and all see it at once")
    await lee.pick_at("Class wall", OTHER, "Rename…")
    await lee.fill("Name", TOM)
    await lee.click("Rename")
    await ana.sees(f"{TOM}: {SAID}")
    timeline.reached(lee.name, "gives the old name back")
