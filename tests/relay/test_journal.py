"""The relay's own log: one line an event, for people or programs, without what people said or are called."""

import asyncio
import io
import json
import logging
import os
import re
import ssl
import sys
import threading
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relay.journal import JournalHandler, Lines, Seldom, keep_journal, note_fault
from relay.protocol.accounts import ChangePassword, Done
from relay.protocol.chat import PostMessage
from relay.protocol.classes import AddStudents, ClassReply
from relay.protocol.hands import RaiseHand
from relay.shared.ids import new_ref
from relay.store.sqlite import WITH_OWN_WORDS
from relay.tls import CERTIFICATE_FILE
from tests.patience import PATIENCE
from tests.relay.client import PASSWORD, Client, NotAccepted, SchoolOfTests
from tests.relay.inside import school_inside
from tests.relay.lists import HandClock
from tests.relay.process import ask_to_end


class Paper(io.StringIO):
    """What was written stays, also after the journal has ended."""

    def lines(self) -> list[str]:
        return self.getvalue().splitlines()


@pytest.fixture
def quiet_roots() -> Iterator[None]:
    """Levels as they were before."""
    loggers = [logging.getLogger(name) for name in ("", "relay", "relay.sockets")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


CARETAKERS = "figures-for-the-caretaker"

Say = Callable[..., list[str]]


@pytest.fixture
def say(quiet_roots: None) -> Say:
    """Runs something with a journal, and gives the lines."""

    def run(tell: Callable[[logging.Logger], object], form: str = "text", level: str = "info") -> list[str]:
        paper = Paper()
        end = keep_journal(level, form, WITH_OWN_WORDS, paper)  # type: ignore[arg-type]
        try:
            tell(logging.getLogger("relay.test"))
        finally:
            end()
        return paper.lines()

    return run


def test_one_line_of_names_and_values(say: Say) -> None:
    (line,) = say(lambda log: log.info("a room\nopens", extra={"session": "01ARZ", "events": 3, "why": ""}))
    assert re.fullmatch(
        r"time=\S+Z level=info what=\"a room\\nopens\" session=01ARZ events=3 why=\"\" by=relay.test", line
    )


def test_one_object_a_line(say: Say) -> None:
    (line,) = say(lambda log: log.warning("cut %d", 3, extra={"ref": "01ARZ", "seconds": 0.5}), "json")
    told = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told.pop("time"))
    assert told == {"level": "warning", "what": "cut 3", "ref": "01ARZ", "seconds": 0.5, "by": "relay.test"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_told_by_kind_and_place_since_its_words_may_quote_somebody(say: Say, form: str) -> None:
    def fail(log: logging.Logger) -> None:
        try:
            json.loads("{}")["what Ana said"]
        except KeyError:
            log.exception("a command failed", extra={"ref": "01ARZ"})

    (line,) = say(fail, form)
    assert "KeyError" in line
    assert "relay/test_journal.py" in line
    assert "Ana" not in line
    assert "01ARZ" in line


def test_words_of_the_system_are_told(say: Say) -> None:
    def fail(log: logging.Logger) -> None:
        try:
            raise OSError(28, "No space left on device")
        except OSError:
            log.exception("that did not work")

    assert "No space left on device" in say(fail)[0]


@pytest.mark.parametrize(
    "secret",
    ["sb_" + "x" * 43, "2345-6789", "ABCD-EFGH-JKMN-PQRS", "Authorization: Bearer it", "authorization=x y"],
)
def test_what_looks_like_a_credential_is_struck_out(say: Say, secret: str) -> None:
    for form in ("text", "json"):
        lines = say(lambda log: log.info(f"before {secret}", extra={"more": f"({secret})"}), form)
        assert secret not in "".join(lines)
        assert "before" in lines[0]


def test_libraries_tell_no_more_than_info_and_sockets_only_warnings(say: Say) -> None:
    def tell(log: logging.Logger) -> None:
        log.debug("ours")
        logging.getLogger("peewee").debug("SELECT secret")
        logging.getLogger("websockets.server").debug("> Authorization: Bearer x")
        logging.getLogger("relay.sockets").info("< TEXT 'what Ana said'")

    (line,) = say(tell, level="debug")
    assert "what=ours" in line


async def test_an_error_nobody_caught_is_told_without_the_task_that_quotes_it(say: Say) -> None:
    async def quoting() -> None:
        raise LookupError("what Ana said")

    task = asyncio.ensure_future(quoting())
    await asyncio.wait([task])
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    (line,) = say(lambda log: note_fault(None, context))
    assert "LookupError" in line
    assert "Ana" not in line


def test_what_anybody_may_cause_is_told_once_a_minute_for_each() -> None:
    clock = HandClock()
    seldom = Seldom(clock.running, most=2)
    assert [seldom.due("a") for _ in range(3)] == [1, None, None]
    assert seldom.due("b") == 1
    assert [seldom.due(one) for one in "cde"] == [1, None, None], "the others share a line"
    clock.seconds += 59
    assert seldom.due("a") is None
    clock.seconds += 1
    assert [seldom.due(one) for one in "aba"] == [4, 1, None]
    clock.seconds += 60
    assert seldom.due("g") == 1, "those who have stopped are forgotten"


async def test_refused_tokens_and_rubbish_fill_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "relay"):
        async with school_inside(tmp_path / "data") as (server, made):
            for _ in range(3):
                with pytest.raises(Exception, match="401"):
                    await made.client("sb_wrong")
                stranger = await made.client()
                await stranger.socket.send("rubbish")
                await stranger.socket.wait_closed()
            assert server.tally.turned_away == {"401": 3}
    said = [record.getMessage() for record in caplog.records]
    assert said.count("requests were turned away") == 1
    assert sum("could not be read" in line for line in said) == 1


def test_a_reader_that_stands_still_holds_up_nobody_and_is_told_what_it_missed(quiet_roots: None) -> None:
    go = threading.Event()
    written: list[str] = []

    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            go.wait(PATIENCE)
            written.append(text)
            return len(text)

    journal = JournalHandler(Stuck(), Lines("text"))
    log = logging.Logger("relay.test")
    log.addHandler(journal)
    for number in range(10_500):
        log.info("line %d", number)
    go.set()
    journal.close()
    text = "".join(written)
    assert "line 0\n" in text.replace('" by=relay.test', "").replace('"', "")
    left_out = re.search(r"(\d+) lines were left out", text)
    assert left_out
    assert text.count("what=") == 10_500 - int(left_out[1]) + 1


# What is told is the same in both forms.
@pytest.mark.parametrize("form", ["text", pytest.param("json", marks=pytest.mark.rare)])
async def test_a_lesson_at_debug_level_leaves_nobody_in_the_log(tmp_path: Path, form: str) -> None:
    """Through a real relay: no text, name, user name, token, code or password, in any stream or form."""
    data, ready_file = tmp_path / "data", tmp_path / "ready"
    chosen = {"SCHOOLBELL_LOG_FORMAT": form, "SCHOOLBELL_METRICS_TOKEN": CARETAKERS}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "run", "--data", str(data), "--host", "127.0.0.1", "--port", "0"),
        *("--ready-file", str(ready_file), "--log-level", "debug"),
        env=os.environ | chosen,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not ready_file.exists():
                assert process.returncode is None
                await asyncio.sleep(0.01)
        ready = json.loads(ready_file.read_text("utf-8"))
        made = SchoolOfTests(ready["port"], data / CERTIFICATE_FILE)
        secrets = await lesson(made, ready["first_teacher"])
    finally:
        await ask_to_end(process, data)
        out, errors = (stream.decode() for stream in await process.communicate())
    assert process.returncode == 0
    for client in made.open_clients:
        await client.close()

    # What makes the first account is in a private file: a journal keeps what is written to either stream.
    for secret in (*secrets, ready["first_teacher"]):
        assert secret.lower() not in errors.lower(), secret
        assert secret.lower() not in out.lower(), secret
    whats = [what_of(line, form) for line in errors.splitlines()]
    for what in ("the relay serves", "a room opens", "a connection began", "answered", "refused"):
        assert what in whats
    now = new_ref()[:4]
    assert f'"ref": "{now}' in errors or f"ref={now}" in errors


def what_of(line: str, form: str) -> str:
    if form == "json":
        return str(json.loads(line)["what"])
    found = re.search(r' what=("[^"]*"|\S+)', line)
    assert found, line
    return found[1].strip('"')


async def lesson(made: SchoolOfTests, first: str) -> list[str]:
    """Everything people may do, right and wrong; gives what must not be found."""
    await made.furnish(first, "Ana Silva", "Tom Becker")
    lee, ana, tom = await made.teacher(), await made.student("Ana Silva"), await made.student("Tom Becker")
    session = await made.live(lee, title="Thermodynamics")
    for client in (lee, ana, tom):
        await client.enter(session)
    await ana.do(PostMessage(ref=new_ref(), session=session, text="nightingale"))
    await tom.do(PostMessage(ref=new_ref(), session=session, text="flamingo", private=True))
    await ana.do(RaiseHand(ref=new_ref(), session=session))
    with pytest.raises(NotAccepted):
        await ana.do(PostMessage(ref=new_ref(), session=session, text="albatross " * 400))
    with pytest.raises(NotAccepted, match="too_fast"):
        await talk(tom, session, "pelican")
    added = AddStudents(ref=new_ref(), class_id=made.class_id, names=["Zoe Quill"])
    with_codes = (await lee.ask(added, ClassReply)).school_class
    codes = [student.code for student in with_codes.students if student.code]
    assert codes
    with pytest.raises(NotAccepted, match="wrong_password"):
        await made.log_in("lee", "cormorant12")
    token = (await made.log_in("lee")).token
    await tom.ask(ChangePassword(ref=new_ref(), old=PASSWORD, new="kingfisher99"), Done)
    with pytest.raises(Exception, match="401"):
        await made.client("sb_" + "heron" * 8)
    await tom.socket.send('{"t": "post_message", "text": "sparrowhawk", "ref": 7}')
    await tom.socket.send('{"t": "say_osprey"}')
    await ana.socket.send("not JSON, but lapwing")
    await ana.socket.wait_closed()
    request = b"GET /v1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer turnstone\r\nUpgrade: goldfinch\r\n\r\n"
    await rubbish(made, request)
    await rubbish(made, b"POST /goshawk HTTP/1.1\r\nContent-Length: 3\r\n\r\nwren")
    tokens = [made.teacher_token, *made.student_tokens.values(), token]
    texts = "nightingale flamingo albatross pelican sparrowhawk osprey lapwing turnstone goldfinch goshawk"
    names = ["Ana Silva", "Tom Becker", "Zoe Quill", "Ms Lee", "ana.silva", "tom.becker", "zoe.quill"]
    more = ["heronheron", "Thermodynamics", PASSWORD, "cormorant12", "kingfisher99", CARETAKERS]
    return [*texts.split(), *names, *tokens, *codes, *more]


async def talk(client: Client, session: str, text: str) -> None:
    """Say something until it is refused."""
    while True:
        await client.do(PostMessage(ref=new_ref(), session=session, text=text))


async def rubbish(made: SchoolOfTests, data: bytes) -> None:
    """Bytes that are no client's."""
    context = ssl.create_default_context(cafile=str(made.certificate))
    context.check_hostname = False
    reader, writer = await asyncio.open_connection("127.0.0.1", made.port, ssl=context)
    writer.write(data)
    await reader.read()
    writer.transport.abort()
