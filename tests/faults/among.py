"""A student and a teacher have older programs in a lesson in which others use all that those do not know."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from relay.protocol.accounts import Done
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import ApproveMessage, ChatRules, SetChat, TurnDownMessage
from relay.protocol.gather import Gather
from relay.protocol.hiding import HideMessage, ShowMessage, WithdrawMessage
from relay.protocol.lesson import EndSession
from relay.protocol.log import Answered
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import People
from relay.protocol.private import WritePrivately
from relay.protocol.register import ArrangeSeats, Excuse, GetRegister, Register
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.faults.checker import Finding
from tests.faults.lesson import Outcome
from tests.faults.versions import missing, old_tree
from tests.patience import PATIENCE
from tests.relay.client import Client, post_message
from tests.relay.process import school

WINDOW = """
import asyncio, json, sys
from pathlib import Path
tree, order = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, tree)
import qasync
from PySide6.QtWidgets import QApplication
from desktop.app import App
from desktop.credentials import MemoryCredentials
from desktop.demo import person as people
from desktop.notifications import SilentNotifier
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme

async def say(person, words):  # as a desktop of 95cabf9 calls it
    await person.fill("Message to everybody", words)
    await person.press("Return")

async def program(qt):
    profile = Path(order["profile"])
    profile.mkdir()
    credentials = MemoryCredentials()
    await credentials.put(order["relay"]["pin"], order["relay"]["username"], order["token"])
    settings = Settings(profile)
    await settings.load()
    settings.remember(RememberedRelay(host="127.0.0.1", name="School", **order["relay"]))
    await settings.close()
    app = App(profile, theme=Theme(qt), credentials=credentials, notifier=SilentNotifier())
    await app.open()
    people.PATIENCE = order["patience"]
    person = people.Person(order["relay"]["username"], app, profile)
    acts = {"click": person.click, "sees": person.sees, "say": lambda words: say(person, words)}
    print("done", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        act, _, words = line.rstrip().partition(" ")
        await acts[act](words)
        print("done", flush=True)
    await app.close()

qt = QApplication(["schoolbell"])
qt.setQuitOnLastWindowClosed(False)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
    runner.run(program(qt))
"""


class OldProgram:
    """The older program of one person. What it says beside its answers is wrong."""

    def __init__(self, tree: Path, order: dict[str, object]) -> None:
        self._tree, self._order = tree, order
        self.said = ""

    async def open(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", WINDOW, str(self._tree), msgspec.json.encode(self._order).decode()),
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=STDOUT,
        )
        await self._done()

    async def do(self, act: str, words: str) -> None:
        """Raises EOFError where the program has ended instead."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{act} {words}\n".encode())
        await self._done()

    async def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.communicate()

    async def _done(self) -> None:
        assert self._process.stdout is not None
        while (line := await self._process.stdout.readline()) != b"done\n":
            if not line:
                raise EOFError(self.said)
            self.said += line.decode(errors="replace")


@dataclass
class Lesson:
    """Ms Lee has two devices; of hers and Ana's programs one each is older. Tom's is of today."""

    session: str
    lee: Client
    tom: Client
    ana: OldProgram
    at_school: OldProgram
    doing: str = "coming in"
    acts: int = 0
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lee.rooms[self.session].memories[Chat].messages]

    async def says(self, text: str) -> int:
        """Tom does; gives its number."""
        event = await self.tom.do(post_message(self.session, text))
        return event.last if isinstance(event, Answered) else event.seq

    async def both_see(self, text: str) -> None:
        for program in (self.ana, self.at_school):
            await program.do("sees", text)

    async def goes_on(self) -> None:
        """Both older programs hear what comes after, and Ana's is heard."""
        self.acts += 1
        await self.says(f"Tom after {self.acts}.")
        await self.both_see(f"Tom after {self.acts}.")
        await self.ana.do("say", f"Ana after {self.acts}.")
        await self.lee.until(lambda: f"Ana after {self.acts}." in self.texts)

    def about(self, **more: object) -> dict[str, object]:
        return {"ref": new_ref(), "session": self.session, **more}


async def hides(lesson: Lesson) -> None:
    number = await lesson.says("something rude")
    await lesson.both_see("something rude")
    for kind in (HideMessage, ShowMessage, HideMessage):
        await lesson.lee.do(msgspec.convert(lesson.about(message=number), kind))
    number = await lesson.says("something wrong")
    await lesson.tom.do(WithdrawMessage(ref=new_ref(), session=lesson.session, message=number))
    number = await lesson.says("something ruder")
    await lesson.lee.do(HideMessage(ref=new_ref(), session=lesson.session, message=number, mute=True))
    await lesson.lee.do(UnmuteChat(ref=new_ref(), session=lesson.session, account=lesson.tom.me.id))


async def replies(lesson: Lesson) -> None:
    number = await lesson.says("a question of sorts")
    await lesson.lee.do(post_message(lesson.session, "a reply to it", replies_to=number))
    await lesson.both_see("a reply to it")


async def writes_privately(lesson: Lesson) -> None:
    for name, text in (("Tom", "for Tom alone"), ("Ana", "for Ana alone")):
        to = lesson.accounts[name]
        await lesson.lee.do(WritePrivately(ref=new_ref(), session=lesson.session, to=to, text=text))
    await lesson.both_see("for Ana alone")
    await lesson.at_school.do("sees", "for Tom alone")


async def slows_and_approves(lesson: Lesson) -> None:
    async def sets(**more: object) -> None:
        await lesson.lee.do(msgspec.convert(lesson.about(**more), SetChat))

    await sets(slow=10)
    await lesson.ana.do("say", "one in ten seconds")
    await lesson.ana.do("say", "and the next")
    await lesson.lee.until(lambda: "and the next" in lesson.texts)
    await sets(slow=0, approve="all")
    held = lesson.lee.rooms[lesson.session].memories[ChatRules].held
    await lesson.ana.do("say", "may I?")
    await lesson.ana.do("say", "or may I not?")
    await lesson.lee.until(lambda: len(held) == 2)
    first, second = held
    await lesson.lee.do(ApproveMessage(ref=new_ref(), session=lesson.session, message=first))
    await lesson.lee.do(TurnDownMessage(ref=new_ref(), session=lesson.session, message=second))
    await lesson.both_see("may I?")
    await sets(approve="off")


async def mutes(lesson: Lesson) -> None:
    for account in (lesson.accounts["Ana"], None):
        await lesson.lee.do(MuteChat(ref=new_ref(), session=lesson.session, account=account, private=True))
        await lesson.lee.do(UnmuteChat(ref=new_ref(), session=lesson.session, account=account))


async def shows_and_gathers(lesson: Lesson) -> None:
    await lesson.lee.do(SetStage(ref=new_ref(), session=lesson.session, kind="people"))
    await lesson.lee.send(Gather(session=lesson.session))
    await lesson.lee.do(SetStage(ref=new_ref(), session=lesson.session, kind="of another year", of="x"))


async def keeps_a_register(lesson: Lesson) -> None:
    asked = GetRegister(ref=new_ref(), session=lesson.session)
    accounts = [one.account for one in (await lesson.lee.ask(asked, Register)).people]
    absent = next(account for account in accounts if account not in lesson.accounts.values())
    await lesson.lee.ask(Excuse(ref=new_ref(), session=lesson.session, account=absent, reason="ill"), Done)
    seats = ArrangeSeats(ref=new_ref(), session=lesson.session, accounts=accounts[::-1])
    await lesson.lee.ask(seats, Done)


ACTS: tuple[Callable[[Lesson], Awaitable[None]], ...] = (
    hides, replies, writes_privately, slows_and_approves, mutes, shows_and_gathers, keeps_a_register,
)  # fmt: skip


@dataclass(frozen=True)
class OldAmongNew:
    """Whatever is done that the older programs do not know, they go on."""

    name: str = "old-among-new"

    def missing(self) -> str:
        """Why it can't be made here; empty when it can."""
        return missing()

    async def run(self, folder: Path, seed: int) -> Outcome:
        """It is the same for every seed."""
        tree = old_tree(folder)
        profiles = tree.parent
        outcome = Outcome(counts=Counter({f"special {self.name}": 1}))
        async with school(folder / "school", "Ana", "Tom", "Eve", pace_factor=0) as (relay, made):
            lee, tom = await made.teacher(), await made.student("Tom")
            session = await made.live(lee)
            known = {name: relay.ready[name] for name in ("port", "pin", "relay_id")}
            known["certificate"] = relay.certificate.read_text("ascii")
            ana, at_school = (
                OldProgram(
                    tree,
                    {
                        "relay": known | {"username": name},
                        "token": token,
                        "profile": str(profiles / name),
                        "patience": PATIENCE,
                    },
                )
                for name, token in (("ana", made.student_tokens["Ana"]), ("lee", made.teacher_token))
            )
            lesson = Lesson(session, lee, tom, ana, at_school)
            try:
                await self._play(lesson, outcome)
            except (TimeoutError, EOFError, AssertionError) as error:
                outcome.findings.append(Finding(self.name, f"{lesson.doing}: {error!r}"))
            finally:
                for program in (ana, at_school):
                    await program.close()
                    if "Traceback" in program.said:
                        outcome.findings.append(Finding(self.name, program.said))
        return outcome

    async def _play(self, lesson: Lesson, outcome: Outcome) -> None:
        for program in (lesson.ana, lesson.at_school):
            await program.open()
            await program.do("click", "Join: Energy")
        for client in (lesson.lee, lesson.tom):
            await client.enter(lesson.session)
        people = lesson.lee.rooms[lesson.session].memories[People]
        await lesson.lee.until(lambda: len(people.present()) == 3)
        lesson.accounts = {person.name: person.account for person in people.present()}
        await lesson.goes_on()
        for act in ACTS:
            lesson.doing = act.__name__.replace("_", " ")
            await act(lesson)
            await lesson.goes_on()
            outcome.counts[lesson.doing] += 1
        lesson.doing = "a hand, and the end"
        await lesson.ana.do("click", "Raise your hand")
        await lesson.at_school.do("click", "Call on Ana")
        await lesson.ana.do("sees", "It is your turn")
        await lesson.lee.do(EndSession(ref=new_ref(), session=lesson.session))
        await lesson.both_see("ended")
