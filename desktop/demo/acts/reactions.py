"""The class reacts: everybody sees how many, nobody who, and it is gone once the teacher has seen enough."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 85
SWITCH = "Students can react"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    if ana.reads("React"):
        raise NothingHappened("Ana can react before anybody may")
    await lee.pick("More", SWITCH)
    for number, classmate in enumerate(cast.crowd.here()):
        await classmate.react("slower" if number % 3 else "thumbs_up")
    await ana.pick("React", "Clapping")
    await cast.everybody.see("Clapping: 1")
    cast.everybody.picture("reactions 1 shown")
    await ana.sees("Clapping")  # her own sign, on the button
    timeline.reached(ana.name, "reacts, and sees with all others how many do")
    await tom.pick("React", "Laughing")
    await lee.pick("More", "React", "Heart")
    await cast.everybody.see("Heart: 1")
    timeline.reached(lee.name, "lets the class react, and reacts")
    await lee.pick("More", SWITCH)
    await cast.students.miss("React", "Heart: 1")
