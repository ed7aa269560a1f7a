"""The script of the demo: a teacher hosts a class, two students come, a lesson goes from start to end."""

import asyncio
from collections.abc import Sequence

from desktop.demo.acts import Act
from desktop.demo.cast import ANA, CLASS, PASSWORD, TEACHER, TITLE, TOM, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened


async def play(cast: Cast, timeline: Timeline, acts: Sequence[Act] = ()) -> None:
    """The whole lesson, with these acts in it; raises NothingHappened at the first step that fails."""
    await host(cast, timeline)
    await put_students_in(cast, timeline)
    await let_students_in(cast, timeline)
    await create_and_start(cast, timeline)
    await join(cast, timeline)
    await talk(cast, timeline)
    for act in acts:
        if not act.afterwards:
            await act.play(cast, timeline)
    await trip_over_the_wire(cast, timeline)
    await end(cast, timeline)
    for act in acts:
        if act.afterwards:
            await act.play(cast, timeline)


async def host(cast: Cast, timeline: Timeline) -> None:
    """The teacher's own laptop becomes the relay."""
    lee = cast.lee
    cast.students[0].picture("00 first page")
    await lee.click("Start on this computer")
    await lee.fill("Your name", TEACHER)
    await lee.fill("Name of the class", CLASS)
    lee.picture("01 hosting")
    await lee.click("Start the class")
    await lee.sees("No lessons yet")
    timeline.reached(lee.name, "hosts a class on this computer")


async def put_students_in(cast: Cast, timeline: Timeline) -> None:
    """Names are pasted; each gets a user name and a one-time code."""
    lee, names = cast.lee, sorted([ANA, TOM, *cast.crowd.names])
    await lee.click("Add students")
    await lee.paste(f"Names for {CLASS}", "\n".join(names))
    await lee.click("Add")
    await lee.until(lambda: len(slips(lee)) == len(names), "no codes were made")
    lee.picture("02 class with codes")
    timeline.reached(lee.name, f"puts {len(names)} students in the class, who get codes to sign in")
    await lee.click("Back")


def slips(lee: DemoUser) -> dict[str, tuple[str, str]]:
    """User name and code of each student, read off the roster on the teacher's screen."""
    return {name: (username, code) for name, username, code, *_ in lee.cells("Students")}


async def let_students_in(cast: Cast, timeline: Timeline) -> None:
    """Each types the address, compares six words, and signs in for the first time."""
    lee = cast.lee
    port, pin = lee.relay()
    await lee.click("Classes")
    await lee.until(lambda: slips(lee), "the roster is gone")
    codes = slips(lee)
    await cast.wire.lead_to(port)
    ports = (cast.wire.port, port)
    await asyncio.gather(
        cast.crowd.sign_in(port, pin, codes, PASSWORD),
        *(
            first_sign_in(student, f"127.0.0.1:{way}", *codes[student.name])
            for student, way in zip(cast.students, ports, strict=True)
        ),
    )
    for student in cast.students:
        timeline.reached(student.name, "compared the six words and signed in")
    await lee.click("Back")


async def first_sign_in(student: DemoUser, address: str, username: str, code: str) -> None:
    await student.fill("Code, link or address", address)
    await student.click("Come in")
    await student.sees("Compare the six words")
    student.picture("03 six words")
    await student.click("They match")
    await student.click("First time here")
    await student.fill("User name", username)
    await student.fill("One-time code", code)
    await student.fill("New password", PASSWORD)
    await student.fill("New password again", PASSWORD)
    student.picture("04 first sign-in")
    await student.click("Sign in")
    await student.sees("Nothing planned")


async def create_and_start(cast: Cast, timeline: Timeline) -> None:
    """A session with date and time; starting turns it live everywhere."""
    lee = cast.lee
    await lee.click("Plan a lesson")
    await lee.fill("Title", TITLE)
    await lee.fill("Description", "Chapters 3 and 4. Bring your calculator.")
    lee.picture("05 plan a lesson")
    await lee.click("Create")
    await cast.everybody.see(TITLE)
    timeline.reached(lee.name, "plans a lesson; everybody sees it in the list")
    lee.picture("06 planned")
    await lee.click(f"Start: {TITLE}")
    timeline.reached(lee.name, "starts it")
    for student in cast.students:
        await student.sees(f"{TITLE} has started")
        student.picture("07 told")
        timeline.reached(student.name, "is told that it has started")


async def join(cast: Cast, timeline: Timeline) -> None:
    """The students come in from the notice, the teacher from the list."""
    for student in cast.students:
        await student.click("Join")
    for person in cast.everybody:
        await person.sees("People · 2")
        timeline.reached(person.name, "is in the room and sees the two students")
    if came := await cast.crowd.come(cast.lee.lesson()):
        await cast.everybody.see(f"People · {2 + came}")
        timeline.reached("everybody", f"sees {came} more come")
    cast.lee.picture("08 joined")
    if cast.lee.can("stage"):  # an older relay shows nothing
        await cast.lee.pick("Show", "The code beside the chat")
    await cast.lee.misses("Nobody waits to come in")


async def talk(cast: Cast, timeline: Timeline) -> None:
    """Chat both ways."""
    lee, _, tom = cast.everybody
    await lee.say("Good morning! Today: where does energy go?")
    await tom.say("Good morning, Ms Lee")
    await cast.everybody.see("Good morning, Ms Lee", "where does energy go?", picture="09 talked")
    timeline.reached(tom.name, "and the teacher have said good morning, and all have read it")


async def trip_over_the_wire(cast: Cast, timeline: Timeline) -> None:
    """The line is cut in the middle of a sentence. What was said waits, and arrives once."""
    lee, ana, tom = cast.everybody
    whole = "A falling ball loses height, so where does that energy go?"
    await ana.choose("Kind of message", "Question")
    await ana.fill("Question to everyone", whole[:28])
    cast.wire.cut()
    await ana.write("Question to everyone", whole[28:])
    await ana.press("Return")
    await ana.sees("Will be sent when you are back online")
    await ana.sees("Reconnecting")
    ana.picture("10 the line is cut")
    timeline.reached(ana.name, "loses the line while she writes; her question waits for it")
    await tom.say("Has Ana gone?")
    await lee.sees("Has Ana gone?")
    if any(person.reads(whole) for person in (lee, tom)):
        raise NothingHappened("The question arrived over a line that was cut.")
    cast.wire.mend()
    await cast.everybody.see(whole, "Has Ana gone?")
    await ana.sees(f"{whole} (Sent)")
    await ana.sees("Connected")
    for person in cast.everybody:
        if (times := sum(whole in row for row in person.rows("Messages"))) != 1:
            raise NothingHappened(f"{person.name}: the question arrived {times} times")
        person.picture("11 it arrived once")
    timeline.reached(ana.name, "has the line again; her question has arrived, once")


async def end(cast: Cast, timeline: Timeline) -> None:
    """The end closes the room for all, with its figures."""
    lee = cast.lee
    await lee.click("End lesson")
    await lee.sees("End the lesson?")
    lee.picture("12 sure")
    await lee.click("End lesson")
    await cast.everybody.see("The lesson has ended", picture="13 ended")
    timeline.reached(lee.name, "ends the lesson; everybody sees that it is over")
    for person in cast.everybody:
        await person.click("Back to the lessons")
        await person.click(f"Details: {TITLE}")
        await person.sees("Most at once")
    lee.picture("14 afterwards")
    timeline.reached("everybody", "finds it among the past lessons, with its figures")
