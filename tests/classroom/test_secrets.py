"""A lesson with everything told at debug level: then everything that was written is searched for secrets."""

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.app.visit import sign_in
from desktop.client import RefusedByRelay
from desktop.journal import Journal
from desktop.settings import RememberedRelay
from relay.protocol.accounts import ChangePassword, LoggedIn, LogIn
from relay.protocol.admission import Admission, SetDoor
from relay.protocol.base import Reply
from relay.protocol.catalog import encode
from relay.protocol.chat import PostMessage
from relay.protocol.classes import AddStudents, ClassReply, SchoolClass, Student
from relay.protocol.joining import MakePasses, PassesMade, PersonalPass
from relay.shared.ids import new_ref
from tests.classroom.windows import Story, story
from tests.desktop.classroom import PASSWORD, asked, until
from tests.relay.client import SchoolOfTests
from tests.relay.joins import token_by_code

MISTYPED, NEW_PASSWORD = "cormorant mistyped", "kingfisher chosen"
DEVICE_KEY = "heron-key-of-this-device"


@contextmanager
def debug_journal(folder: Path) -> Iterator[Journal]:
    """The desktop's own log, with every logger there is at its most talkative."""
    names = (
        "",
        "websockets",
        "desktop.client.websockets",
        "asyncio",
        "qasync",
        "desktop",
        "peewee",
        "keyring",
    )
    before = {name: logging.getLogger(name).level for name in names}
    journal = Journal(folder)
    journal.open()
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("qasync").setLevel(logging.INFO)  # by the thousand
    try:
        yield journal
    finally:
        journal.close()
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def process_list(*pids: int) -> str:
    """What anybody on this computer sees of processes, and of their surroundings who runs them."""
    parts = [Path("/proc", str(pid), part) for pid in pids for part in ("cmdline", "environ")]
    return "\n".join(part.read_bytes().decode(errors="replace") for part in parts if part.exists())


def written(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.usefixtures("unforked")
async def test_a_lesson_at_debug_level_leaves_no_secret_anywhere(tmp_path: Path) -> None:
    with debug_journal(tmp_path / "logs") as journal:
        async with story(tmp_path, anew=True, log_level="debug", gather_seconds=0.1) as told:
            secrets = await everything(told)
            assert told.relay.process
            seen = process_list(os.getpid(), told.relay.process.pid)
            ready = told.relay.folder.with_name("school.ready")
            first = told.relay.ready["first_teacher"]
            assert ready.stat().st_mode & 0o077 == 0
            await told.relay.stop()
            said = told.relay.errors.decode()
        files = written(tmp_path)
    told_here = b"".join(content for file, content in files.items() if file.parent == journal.path.parent)
    assert told_here.count(b"\n") > 10, "the desktop told what it did"
    assert told_here.count("token=…".encode()) >= 2, "the bugs with secrets are among it"
    assert b"> TEXT" not in told_here
    assert "answered" in said
    assert len(secrets) >= 10
    for secret in secrets:
        assert secret not in said, secret
        assert secret not in seen, secret
        for file, content in files.items():
            assert secret.encode() not in content, (secret, file)
    assert first
    # The first teacher's secret is told once, to who started the relay, in a file only they may read.
    holders = {file for file, content in files.items() if first.encode() in content}
    assert holders == {ready}
    assert first not in said
    assert first not in seen


async def everything(told: Story) -> list[str]:
    """Signing in rightly and wrongly, codes, passes, new passwords, the lesson; gives what was secret."""
    lee, ana = await told.in_the_lesson("Ms Lee"), await told.in_the_lesson("Ana Silva")
    await ana.fill("Message to everyone", "hello")
    await ana.press("Return")
    await lee.sees("hello")

    teacher = await told.classroom.teacher()
    school_class = told.classroom.class_id
    added = AddStudents(ref=new_ref(), class_id=school_class, names=["Zoe Quill"])
    codes = [s.code for s in (await asked(teacher, added, ClassReply)).school_class.students if s.code]
    passes = await asked(teacher, MakePasses(ref=new_ref(), class_id=school_class), PassesMade)
    change = ChangePassword(ref=new_ref(), old=MISTYPED, new=NEW_PASSWORD)
    with pytest.raises(RefusedByRelay, match="wrong_password"):
        await teacher.ask(change, Reply)

    ready = told.relay.ready
    known = RememberedRelay(host="127.0.0.1", port=ready["port"], pin=ready["pin"])
    right = LogIn(ref=new_ref(), username="lee", password=PASSWORD)
    _, reply = await sign_in(known, right, DEVICE_KEY)
    with pytest.raises(RefusedByRelay, match="wrong_password"):
        await sign_in(known, LogIn(ref=new_ref(), username="lee", password=MISTYPED), DEVICE_KEY)

    assert lee.room is not None
    session = lee.room.session_id
    lee.room.send(SetDoor(ref=new_ref(), session=session, codes=True, guests=True))
    await until(lambda: lee.room and lee.room.memories[Admission].code)
    by_code = SchoolOfTests(ready["port"], told.relay.certificate)
    guest = await token_by_code(by_code, session, lee.room.memories[Admission].code)
    for client in by_code.open_clients:
        await client.close()
    await bug_with_secrets(reply)

    tokens = [*told.classroom.tokens.values(), reply.token, guest]
    passwords = [PASSWORD, MISTYPED, NEW_PASSWORD, DEVICE_KEY]
    return [*tokens, *passwords, *codes, *(one.secret for one in passes.passes)]


async def bug_with_secrets(reply: LoggedIn) -> None:
    """Errors that nobody foresaw, whose words quote what they had in hand."""
    log = logging.getLogger("desktop.test")
    for quoted in (reply, f"{reply}", reply.token, encode(reply).decode()):
        try:
            raise LookupError(f"what is {quoted!r}?")
        except LookupError:
            log.exception("a bug with %s", quoted)
    await asyncio.sleep(0)


def test_words_do_not_quote_their_secrets() -> None:
    """So an assertion, a traceback or a debugger's line that shows a word shows nothing of these."""
    log_in = LogIn(ref=new_ref(), username="lee", password=PASSWORD, device_key=DEVICE_KEY)
    student = Student(id=new_ref(), name="Ana", username="ana", code="2345-6789")
    reply = ClassReply(ref=new_ref(), school_class=SchoolClass(new_ref(), "7b", students=[student]))
    made = PassesMade(ref=new_ref(), passes=[PersonalPass(new_ref(), "Ana", "s3cr3t-of-hers")], expires_at=1)
    for word, secrets in ((log_in, (PASSWORD, DEVICE_KEY)), (reply, ("2345",)), (made, ("s3cr3t",))):
        for secret in secrets:
            assert secret not in repr(word)
            assert secret not in f"{word}"
    message = PostMessage(ref=new_ref(), session=new_ref(), text="said aloud")
    assert "said aloud" in repr(message)
