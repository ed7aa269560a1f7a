"""Groups: the class is dealt into four, everybody is shown which, and one has the word."""

from desktop.demo.cast import TEACHER, Cast
from desktop.demo.timeline import Timeline

order = 53


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await lee.pick("More", "Groups…")
    await lee.sees("Groups: 4, of ")
    lee.picture("groups 1 how large")
    await lee.click("Make groups")
    await cast.students.see("You are in group ")
    await lee.pick("Show", "Groups")
    await cast.everybody.see("Group 4: ", picture="groups 2 shown")
    timeline.reached(tom.name, "reads in which group he is, and who is with him")
    number = next(words for words in ana.words() if words.startswith("You are in group ")).split()[4]
    await lee.pick("More", "Call on a group", f"Group {number}")
    await ana.sees(f"{TEACHER} calls on your group")
    await lee.sees(f"It is Group {number}'s turn")
    await cast.everybody.look_up("It is your group's turn", picture="groups 3 called on")
    timeline.reached(ana.name, "is called on with her group")
    await lee.click("Done")
    await ana.misses("calls on your group")
    await lee.pick("More", "Pick from a group", f"Group {number}")
    await lee.sees(" was picked.")
    lee.picture("groups 4 one of it is picked")
    await lee.click("Done")
    await lee.misses("'s turn")
    await lee.pick("Show", "Nothing")
    await lee.put_away("Does the class see this screen?")
    await lee.pick("More", "Groups", "No more groups")
    await cast.students.miss("You are in group ")
    timeline.reached(lee.name, "picks one of the group, and dissolves the groups")
