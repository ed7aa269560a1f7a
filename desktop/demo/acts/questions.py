"""A question, and its answer."""

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 20
QUESTION, ANSWER = "Is potential energy always measured from the ground?", "No: you choose where zero is."


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await ana.choose("Kind of message", "Question")
    await ana.say(QUESTION, "Question to everybody")
    await lee.sees(f"Question: {QUESTION}")
    timeline.reached(ana.name, "asks a question")
    await lee.choose("Kind of message", "Answer")
    await lee.say(ANSWER, "Answer to everybody")
    for person in cast.everybody:
        await person.sees(f"Question, answered: {QUESTION}")
        await person.sees(f"({ana.name}: {QUESTION}): {ANSWER}")
    tom.picture("questions 1 answered")
    timeline.reached(lee.name, "answers it; all see which question that was")
