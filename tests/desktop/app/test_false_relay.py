"""What somebody who only pretends to be the lesson's relay gets out of a student's program: one guess."""

import secrets
import time
from pathlib import Path

import msgspec
import pytest
from spake2 import SPAKE2_B
from websockets.asyncio.server import ServerConnection

from desktop.address import join_link
from desktop.client import DiskAccountCache, PendingCommand, Store
from desktop.pages.connect import ConnectPage
from desktop.pages.joining import JoinPage
from desktop.qt_client import QtRelayClient
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.accounts import LoggedIn, Welcome
from relay.protocol.base import Command, Reply, RoomCommand
from relay.protocol.catalog import encode, read_from_relay
from relay.protocol.chat import PostMessage
from relay.protocol.joincode import CLIENT, password, proofs, relay_identity
from relay.protocol.joining import (
    MOST_OPEN,
    BeginJoin,
    JoinBegun,
    ListOpenLessons,
    OpenLesson,
    OpenLessons,
    SignInWithPass,
)
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.refusals import Refused
from relay.shared.ids import new_ref
from tests.desktop.app.test_joining import give_code, open_door, type_and_connect
from tests.desktop.classroom import Classroom, until
from tests.desktop.client.little import ME, SESSION, Key, LittleRelay, eavesdropper, little_relay
from tests.desktop.program import Kept, program

pytestmark = pytest.mark.attack

CODE, GUESS = "K7M2XP", "ABC234"


def only_began(heard: list[Command], code: str) -> bool:
    """Whether all that was said is what anybody may ask, and messages that do not tell the code."""
    said = b"".join(encode(command) for command in heard)
    return {type(command) for command in heard} == {ListOpenLessons, BeginJoin} and code.encode() not in said


async def test_who_guesses_the_code_wrongly_hears_nothing_more(
    key: Key, theme: Theme, tmp_path: Path
) -> None:
    async def pretend(relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            if isinstance(command, ListOpenLessons):
                lesson = OpenLesson(SESSION.replace("S", "7"), "Physics", "Ms Lee")
                answer: Reply = OpenLessons(ref=command.ref, lessons=[lesson])
            else:
                assert isinstance(command, BeginJoin)
                side = SPAKE2_B(password(GUESS, command.session), idA=CLIENT, idB=relay_identity(key.pin))
                mine = side.start()
                guessed = proofs(side.finish(command.message), command.session, command.message, mine)
                answer = JoinBegun(ref=command.ref, exchange="x", message=mine, proof=guessed.relay)
            await socket.send(encode(answer), text=True)

    async with little_relay(key, pretend) as false, program(tmp_path / "tom", theme) as tom:
        false.you = None
        type_and_connect(tom, f"127.0.0.1:{false.port}")
        page = await give_code(tom, CODE)
        assert "not the code of this lesson" in page.code_row.error
        assert only_began(false.heard, CODE)
        assert tom.app.settings.now.relays == ()


async def test_who_stands_between_us_and_the_relay_gets_no_proof_to_pass_on(
    classroom: Classroom, key: Key, theme: Theme, tmp_path: Path
) -> None:
    lee = await classroom.teacher_room()
    code = await open_door(lee, guests=True)
    visitor: QtRelayClient = await classroom.line()

    async def pass_on(relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            await socket.send(encode(await visitor.ask(command, Reply)), text=True)

    async with little_relay(key, pass_on) as middle, program(tmp_path / "tom", theme) as tom:
        middle.you = None
        type_and_connect(tom, f"127.0.0.1:{middle.port}")
        page = await give_code(tom, code)
        assert "not the code of this lesson" in page.code_row.error
        assert only_began(middle.heard, code)


async def test_a_link_that_leads_to_another_key_says_nothing_at_all(
    key: Key, theme: Theme, tmp_path: Path
) -> None:
    secret = secrets.token_urlsafe(16)
    async with (
        eavesdropper(key.certificate()) as (port, said),
        program(tmp_path / "tom", theme) as tom,
    ):
        link = join_link([("127.0.0.1", port)], "A" * 52, lesson=SESSION, code=CODE, personal=secret)
        type_and_connect(tom, link)
        await tom.sees("another key than your link says")
        assert isinstance(tom.page, ConnectPage)
        assert bytes(said) == b""


async def test_names_of_a_relay_that_has_proved_nothing_are_cut_before_they_are_shown(
    key: Key, theme: Theme, tmp_path: Path
) -> None:
    """Unlimited, a megabyte held the window for more than 90 s and 200,000 marks for 12 s."""
    marks = "a" + "\u0344\u0323" * 198
    lessons = [OpenLesson(new_ref(), f"{n}{marks}", "W" * 400) for n in range(MOST_OPEN)]

    async def boast(relay: LittleRelay, socket: ServerConnection) -> None:
        welcome = Welcome(relay_id=new_ref(), relay_name=marks, version="1", now=relay.now())
        await socket.send(encode(welcome), text=True)
        while True:
            command = await relay.read(socket)
            await socket.send(encode(OpenLessons(ref=command.ref, lessons=lessons)), text=True)

    async with little_relay(key, boast) as false, program(tmp_path / "tom", theme) as tom:
        false.welcomes = False
        before = time.process_time()
        type_and_connect(tom, f"127.0.0.1:{false.port}")
        page = await tom.at(JoinPage)
        assert time.process_time() - before < 5
        shown = [page.lesson.itemText(number) for number in range(page.lesson.count())]
        assert len(shown) == MOST_OPEN
        assert all(len(text) < 2 * NAME_LENGTH and "\u0323" * 5 not in text for text in shown)


@pytest.mark.parametrize("name", ["W" * 1_000_000, "\u0344\u0323" * 100_000], ids=["long", "marks"])
def test_what_is_longer_than_a_word_may_be_is_not_even_read(name: str) -> None:
    before = time.process_time()
    lessons = [OpenLesson(SESSION.replace("S", "7"), name, "Ms Lee")]
    assert read_from_relay(encode(OpenLessons(ref=new_ref(), lessons=lessons))) is None
    assert time.process_time() - before < 1


async def test_a_relay_that_refuses_the_question_is_met_as_before(
    key: Key, theme: Theme, tmp_path: Path
) -> None:
    """An older relay knows no codes."""

    async def refuse(relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            await socket.send(encode(Refused(ref=command.ref, code="unknown_type")), text=True)

    async with little_relay(key, refuse) as old, program(tmp_path / "tom", theme) as tom:
        old.you = None
        type_and_connect(tom, f"127.0.0.1:{old.port}")
        await tom.sees("Compare the six words")
        await until(lambda: old.heard)
        assert {msgspec.structs.asdict(command)["ref"] != "" for command in old.heard} == {True}


async def test_who_takes_the_id_of_a_known_relay_gets_nothing_that_is_kept_for_that_one(
    key: Key, theme: Theme, tmp_path: Path
) -> None:
    """One click on a stranger's link with a pass, answered with any name; then the program starts again."""
    kept, token = Kept(), "a-token-that-must-not-travel"
    known = RememberedRelay(host="127.0.0.1", port=1, pin="A" * 52, relay_id=SESSION, username=ME.username)
    await kept.put(known.pin, known.username, token)
    profile = Settings(tmp_path)
    profile.remember(known)
    await profile.close()
    store = Store(tmp_path, 10_000_000, print)
    await store.open()
    keep = await DiskAccountCache.open(store, known.pin, known.username)
    keep.identify(known.pin, ME)
    waits = PostMessage(ref=new_ref(), session=SESSION, text="for my teacher alone")
    keep.outbox(SESSION).add_command(PendingCommand(waits.ref, waits, "waiting", "", 1), lambda: None)
    await keep.settle()
    await store.close()

    async def welcome_in(relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            answer: Reply = Refused(ref=command.ref, code="unknown_type")
            if isinstance(command, SignInWithPass):
                relay.you, relay.relay_id = ME, known.relay_id
                answer = LoggedIn(ref=command.ref, token="stranger", you=ME)
            await socket.send(encode(answer), text=True)

    async with little_relay(key, welcome_in) as false:
        false.you = None
        async with program(tmp_path, theme, kept) as ana:
            link = join_link([("127.0.0.1", false.port)], key.pin, personal="any")
            ana.app.sign_in.follow(link)
            await until(lambda: "Bearer stranger" in false.headers)
            await ana.sees("Connected")
        came = len(false.headers)
        async with program(tmp_path, theme, kept) as ana:
            await ana.sees("Connected")
        assert false.headers[came:] == ["Bearer stranger"]
        assert not [one for one in false.heard if isinstance(one, RoomCommand)]
        assert await kept.get(known.pin, known.username) == token
