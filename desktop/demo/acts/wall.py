"""The class wall: who is missing, who is excused, who lost the line, and where they sit."""

from desktop.demo.cast import ANA, Cast
from desktop.demo.crowd import EXCUSED, LATE
from desktop.demo.timeline import Timeline

order = 10
WALL = "Class wall"
REASON = "at the dentist"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee = cast.lee
    await lee.sees("Missing today: 3")
    await lee.sees("31 of 34")
    lee.picture("wall 1 who is missing")
    timeline.reached(lee.name, "sees on the wall that 31 of 34 are here, and who is missing")
    await excuse(cast, timeline)
    await come_late(cast, timeline)
    await take_seats(cast, timeline)
    await look_in_the_list(cast, timeline)


async def excuse(cast: Cast, timeline: Timeline) -> None:
    """Without a reason, which is taken back, and with one."""
    lee = cast.lee
    await lee.pick_at(WALL, EXCUSED, "Excused")
    await lee.sees("Missing today: 2")
    await lee.pick_at(WALL, EXCUSED, "Not excused")
    await lee.sees("Missing today: 3")
    await lee.pick_at(WALL, EXCUSED, "Excused, with a reason…")
    await lee.fill("Reason", REASON)
    lee.picture("wall 2 why")
    await lee.click("Excused")
    await lee.sees(f"{EXCUSED}, excused, {REASON}")
    await lee.sees("Missing today: 2")
    timeline.reached(lee.name, "excuses one of them")


async def come_late(cast: Cast, timeline: Timeline) -> None:
    """One comes after all; another loses the line, and has it again."""
    lee = cast.lee
    await cast.crowd[LATE].come(lee.lesson())
    await lee.sees("Missing today: 1")
    await lee.sees(f"{LATE}, here")
    cast.wire.cut()
    await lee.sees(f"{ANA}, offline for")
    lee.picture("wall 3 offline")
    cast.wire.mend()
    await lee.sees(f"{ANA}, here")
    timeline.reached(lee.name, "sees one come late, and another lose the line and come back")


async def take_seats(cast: Cast, timeline: Timeline) -> None:
    """Two change places; nobody else moves."""
    lee = cast.lee
    before = names(lee.rows(WALL))
    one, other = "Aiko Mori", "Zoe Klein"
    swapped = [{one: other, other: one}.get(name, name) for name in before]
    await lee.drag(WALL, one, other)
    await lee.until(lambda: names(lee.rows(WALL)) == swapped, "did not see the two change places")
    lee.picture("wall 4 seats")
    await lee.pick("More", "Seat the class by name")
    await lee.until(lambda: names(lee.rows(WALL)) == before, "did not see the class sit by name")
    await lee.click("Undo")
    await lee.until(lambda: names(lee.rows(WALL)) == swapped, "did not have the seats back")
    await lee.pick("More", "Seat the class by name")
    await lee.until(lambda: names(lee.rows(WALL)) == before, "did not see the class sit by name")
    await lee.put_away("The class is seated by name")
    timeline.reached(lee.name, "seats two of them elsewhere, and all by name again")


async def look_in_the_list(cast: Cast, timeline: Timeline) -> None:
    """As a list the wall can be searched."""
    lee = cast.lee
    await lee.click("List")
    await lee.fill("Search people", "noor")
    await lee.until(lambda: names(lee.rows(WALL)) == ["Noor Haddad"], "found others than Noor")
    lee.picture("wall 5 searched")
    await lee.click("List")
    await lee.until(lambda: len(lee.rows(WALL)) == 34, "does not see all of the class")
    timeline.reached(lee.name, "finds somebody in the list")


def names(rows: list[str]) -> list[str]:
    return [row.split(",")[0] for row in rows]
