"""A question, and its answer; then one without a name, which others want to know too: its asker is told."""

from desktop.demo.cast import ANA, Cast
from desktop.demo.timeline import Timeline
from desktop.demo.user import NothingHappened

order = 20
QUESTION, ANSWER = "Is potential energy always measured from the ground?", "No: you choose where zero is."
UNNAMED = "Do we have to know the units by heart?"
SWITCH = "Students can ask without their name"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, tom = cast.everybody
    await ana.choose("Kind of message", "Question")
    await ana.say(QUESTION, "Question to everyone")
    await lee.sees(f"Question: {QUESTION}")
    timeline.reached(ana.name, "asks a question")
    await lee.choose("Kind of message", "Answer")
    await lee.say(ANSWER, "Answer to everyone")
    await cast.everybody.see(f"Question, answered: {QUESTION}", f"({ana.name}: {QUESTION}): {ANSWER}")
    tom.picture("questions 1 answered")
    timeline.reached(lee.name, "answers it; all see which question that was")
    if lee.can("questions"):  # an older relay has none without a name
        await ask_without_a_name(cast, timeline)


async def ask_without_a_name(cast: Cast, timeline: Timeline) -> None:
    """Ana asks, the class wants to know too, and the teacher answers by word of mouth."""
    lee, ana, tom = cast.everybody
    await lee.pick("More", SWITCH)
    await ana.click("Questions")
    await ana.click("Ask without your name…")
    await ana.sees("Classmates never see who asked. Your teachers do.")
    await ana.fill("Question without your name", UNNAMED)
    ana.picture("questions 2 without a name")
    await ana.click("Ask the class")
    await tom.click("Questions")
    await tom.sees(UNNAMED)
    await tom.click("Me too")
    for classmate in cast.crowd.here():
        await classmate.want_to_know()
    await lee.click("Questions")
    await lee.sees(f"{ANA} · unnamed for the class")
    await lee.sees(f"me too: {len(cast.crowd.here()) + 1}")
    if any(ANA in words and UNNAMED in words for words in tom.words()):
        raise NothingHappened(f"{tom.name} reads who asked without a name")
    cast.everybody.picture("questions 3 the board")
    timeline.reached(lee.name, "alone sees who asked, and how many want to know")
    await lee.click("Answered")
    await ana.sees("Your question was answered")
    await ana.put_away("Your question was answered")
    await lee.put_away("The question counts as answered")
    await lee.pick("More", SWITCH)
    await cast.students.miss("Ask without your name…")
    for person in cast.everybody:
        await person.click("Chat")
    timeline.reached(ana.name, "is told that it was answered")
