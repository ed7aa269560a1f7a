"""Visits a relay that runs from a package, as people do: for the tests of the packages and of the container.

visitor.py lay FOLDER                     puts there what a relay of an earlier release had kept
visitor.py old PORT CERTIFICATE           who was there in that still comes in, and finds what was said
visitor.py lesson PORT CERTIFICATE SECRET a first teacher has a lesson with a student
"""

import asyncio
import sys
from pathlib import Path

from relay.protocol.catalog import new_memories, read_event
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.hands import RaiseHand
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests.old import agrees, laid, ordered, told
from tests.relay.client import SchoolOfTests, visiting


async def old(school: SchoolOfTests) -> list[str]:
    """What is not as the earlier release left it."""
    known = await school.log_in(told()["usernames"]["teacher"], told()["password"])
    teacher = await school.client(known.token)
    listed = (await teacher.ask(ListSessions(ref=new_ref()), SessionList)).sessions
    wrong = []
    if {one.id for one in listed} != {one["id"] for one in told()["listed"]}:
        wrong.append("other lessons are listed")
    ended = told()["sessions"]["ended"]
    memories, upto = new_memories(), 0
    while True:
        page = await teacher.ask(ReadLog(ref=new_ref(), session=ended, after=upto), LogPage)
        for raw in page.events:
            event = read_event(raw)
            assert event is not None
            memories.apply(event)
        upto = page.upto
        if upto == page.head:
            break
    return wrong + agrees(ordered(memories[Chat]), told()["folded"]["ended"]["teacher"]["Chat"], "chat")


async def lesson(school: SchoolOfTests, secret: str) -> list[str]:
    """What goes wrong in a lesson."""
    await school.furnish(secret, "Ana Silva")
    teacher, ana = await school.teacher(), await school.student("Ana Silva")
    session = await school.live(teacher)
    for one in (teacher, ana):
        await one.enter(session)
    await ana.do(PostMessage(ref=new_ref(), session=session, text="Here."))
    await ana.do(RaiseHand(ref=new_ref(), session=session))
    await teacher.until(lambda: teacher.rooms[session].memories[Chat].messages[-1].text == "Here.")
    return []


async def _visit(what: str, port: int, certificate: Path, *secret: str) -> list[str]:
    async with visiting(port, certificate) as school:
        return await (lesson(school, *secret) if what == "lesson" else old(school))


if __name__ == "__main__":
    if sys.argv[1] == "lay":
        laid("data", Path(sys.argv[2]))
    else:
        what, port, certificate, *secret = sys.argv[1:]
        if wrong := asyncio.run(_visit(what, int(port), Path(certificate), *secret)):
            sys.exit("\n".join(wrong))
