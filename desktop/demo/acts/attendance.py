"""Attendance: who is missing, a correction with its reason, and the class over time."""

from desktop.demo.cast import CLASS, Cast
from desktop.demo.crowd import MISSING
from desktop.demo.timeline import Timeline

order = 95
TABLE, GRID = "Attendance", "Attendance: students and lessons"
REASON = "sits beside Leo, whose computer they share"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee = cast.lee
    await lee.pick("More", "Attendance…")
    await lee.sees("so far")
    await lee.sees("not yet come")
    lee.picture("attendance 1 so far")
    timeline.reached(lee.name, "sees who has come so far, those who are missing first")
    await lee.click_at(TABLE, MISSING)
    await lee.choose("Counts as", "present")
    await lee.fill("Reason", REASON)
    lee.picture("attendance 2 a correction")
    await lee.click("Save")
    await lee.sees("present (corrected)")
    timeline.reached(lee.name, "corrects what was measured, with a reason that stands beside it")
    await lee.click("The class over time")
    await lee.sees(f"Attendance · {CLASS}")
    await lee.until(lambda: any(MISSING in row for row in lee.rows(GRID)), "does not see the class")
    await lee.until(lambda: any(", " in one for one in lee.headings(GRID)), "does not see the last lesson")
    await lee.put_away("Everyone was asked to look here")
    lee.picture("attendance 3 the class")
    timeline.reached(lee.name, "sees the class over time, and how what is shown there is read")
    await lee.click("Back")
    await lee.click_at(TABLE, MISSING)
    await lee.choose("Counts as", "As measured: not yet come")
    await lee.click("Save")
    await lee.misses("(corrected)")
    await lee.click("Back")
    await lee.sees("Missing today")
    timeline.reached(lee.name, "takes it back, and is in the lesson again")
