"""Backups of a relay at work, and putting a folder back to one: real processes, real files."""

import asyncio
import contextlib
import hashlib
import json
import re
import shutil
import sqlite3
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from relay.cli.safekeeping import when
from relay.config import SETTINGS_FILE, load
from relay.protocol.accounts import Done, LoggedIn, LogOut, SignInFirst
from relay.protocol.admin import AccountReply, AddTeacher, RenewCode
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.safekeeping import (
    BackupChecked,
    BackupList,
    BackupMade,
    BackupRestored,
    CheckBackup,
    DeleteBackup,
    ErasePerson,
    ListBackups,
    MakeBackup,
    Notes,
    PersonErased,
    ReadNotes,
    RestoreBackup,
)
from relay.protocol.sessions import DeleteSession
from relay.school import OWNER
from relay.shared.ids import new_ref
from relay.store import Store
from relay.store.backups import DamagedBackup
from relay.store.errors import NewerDatabase, StoreError
from relay.store.sqlite import DATABASE_FILE
from relay.store.sqlite.backup_file import MANIFEST, check_backup, read_manifest, unpack
from relay.store.sqlite.restoring import UNFINISHED, restore
from relay.tls import CERTIFICATE_FILE, KEY_FILE, identity
from tests.patience import PATIENCE
from tests.posix import posix
from tests.relay.cli.test_cli import command, done
from tests.relay.client import PASSWORD, Client, NotAccepted, SchoolOfTests, visiting
from tests.relay.lists import HandClock
from tests.relay.process import relay_process, school
from tests.relay.schoolhouse import SchoolHouse, open_store, safe, said

pytestmark = pytest.mark.sqlite_file


async def post(client: Client, session: str, text: str) -> int:
    """Says something; gives its number once it is acknowledged."""
    told = await client.do(PostMessage(ref=new_ref(), session=session, text=text))
    return getattr(told, "seq", 0) or getattr(told, "last", 0)


async def talk(client: Client, session: str, enough: asyncio.Event) -> list[str]:
    """Says one thing after the other until it is enough; gives all that was acknowledged."""
    texts: list[str] = []
    while not enough.is_set():
        text = f"word {len(texts)}"
        await post(client, session, text)
        texts.append(text)
    return texts


def chat_of(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[Chat].messages if m.kind != "system"]


def content_of(file: Path) -> bytes:
    return file.read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds, but for what changes by being looked at."""
    passing = ("lock", "alive", "stopped", "reserve")
    found = (file for file in folder.rglob("*") if file.is_file() and file.name not in passing)
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def modes(folder: Path) -> set[int]:
    """Which bits of others anything in a folder has."""
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *folder.rglob("*"))}


def rewritten(file: Path, member: str, content: bytes) -> None:
    """A backup with another content of one of its files, properly packed."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = content
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def with_id(file: Path, folder: Path, relay_id: str) -> None:
    """A backup whose relay has another id, in its database too: all of it fits together."""
    with zipfile.ZipFile(file) as archive:
        content, manifest = archive.read(DATABASE_FILE), json.loads(archive.read(MANIFEST))
    database = folder / "changed.db"
    database.write_bytes(content)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'relay_id'", (relay_id,))
        connection.commit()
    content = database.read_bytes()
    manifest["relay_id"] = relay_id
    manifest["parts"][DATABASE_FILE] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    rewritten(file, DATABASE_FILE, content)
    rewritten(file, MANIFEST, json.dumps(manifest).encode())


def with_session(file: Path, folder: Path, session: str) -> None:
    """A backup in whose database an id is something else; its lesson is live, and can't be read."""
    with zipfile.ZipFile(file) as archive:
        content, manifest = archive.read(DATABASE_FILE), json.loads(archive.read(MANIFEST))
    database = folder / "changed.db"
    database.write_bytes(content)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        account = connection.execute("SELECT id FROM account").fetchone()[0]
        connection.execute("INSERT INTO school_class VALUES (?, 'x', 'x', 0, 0)", (manifest["epoch"],))
        connection.execute(
            "INSERT INTO session (id, school_class, teacher, title, description, folded, type, scheduled_at,"
            " duration, status, participant_count, max_participants, connect_address, revision, created_at,"
            " updated_at) VALUES (?, ?, ?, 'x', '', 'x', 'lecture', 0, 45, 'live', 0, 30, '', 0, 0, 0)",
            (session, manifest["epoch"], account),
        )
        connection.commit()
    content = database.read_bytes()
    manifest["sessions"] = 1
    manifest["parts"][DATABASE_FILE] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    rewritten(file, DATABASE_FILE, content)
    rewritten(file, MANIFEST, json.dumps(manifest).encode())


def with_settings(file: Path, text: str) -> None:
    """A backup with these settings, as if it had been made with them."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    content = text.encode()
    manifest["parts"][SETTINGS_FILE] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    rewritten(file, SETTINGS_FILE, content)
    rewritten(file, MANIFEST, json.dumps(manifest).encode())


async def lesson(made: SchoolOfTests) -> tuple[Client, Client, str]:
    """A teacher and Ana in a live session."""
    teacher, ana = await made.teacher(), await made.student("Ana")
    session = await made.live(teacher)
    await teacher.enter(session)
    await ana.enter(session)
    return teacher, ana, session


async def test_backed_up_while_people_talk_and_restored_on_another_machine(tmp_path: Path) -> None:
    """The key travels along: Ana's program goes on with the token and the pin it has, and reads anew."""
    stick = tmp_path / "stick"
    stick.mkdir()
    async with school(tmp_path / "data", "Ana", pace_factor=0, frames_per_second=0, bytes_per_second=0) as (
        relay,
        made,
    ):
        _, ana, session = await lesson(made)
        enough = asyncio.Event()
        talking = asyncio.create_task(talk(ana, session, enough))
        await ana.until(lambda: len(chat_of(ana, session)) > 20)
        said_before = len(chat_of(ana, session))
        out = await done("backup", stick, "--data", relay.folder)
        said_after = len(chat_of(ana, session))
        await ana.until(lambda: len(chat_of(ana, session)) > said_after + 20)
        enough.set()
        texts = await talking
        certificate = tmp_path / "pinned.pem"
        shutil.copy(relay.certificate, certificate)
        words, token, old_room = relay.ready["words"], made.student_tokens["Ana"], ana.rooms[session]
        await relay.kill()
    (file,) = stick.iterdir()
    assert out.startswith(f"{file}\nThe backup is good: 2 accounts, 1 session, ")
    assert said_after > said_before, "nothing was said while the backup was made: this proves nothing"
    assert "The backup is good. Made " in await done("check-backup", file)
    new = tmp_path / "another machine"
    out = await done("restore", file, "--data", new)
    assert "how much that is can't be told from here" in out
    assert " ".join(words) in out
    if sys.platform != "win32":
        assert modes(new) == {0}
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with relay_process(new) as relay, visiting(relay.ready["port"], certificate) as made:
        assert relay.ready["words"] == words
        ana = await made.client(token)
        ana.rooms[session] = old_room
        room = await ana.enter(session)
        assert room is not old_room, "not told to begin afresh"
        assert room.epoch != old_room.epoch
        kept = chat_of(ana, session)
        assert said_before <= len(kept) <= said_after
        assert kept == texts[: len(kept)]
        assert await post(ana, session, "here again") > 0
        assert chat_of(ana, session) == [*kept, "here again"]


async def test_restored_in_place_it_says_what_is_gone(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", pace_factor=0) as (relay, made):
        teacher, ana, session = await lesson(made)
        other = (await made.planned(teacher, title="Later")).id
        await post(ana, session, "kept")
        reply = await teacher.ask(MakeBackup(ref=new_ref()), BackupMade)
        file = Path(reply.folder) / reply.backup.name
        await post(ana, session, "lost")
        await post(teacher, session, "lost too")
        await teacher.ask(DeleteSession(ref=new_ref(), session=other), Done)
        outcome = await command("restore", file, "--data", relay.folder)
        assert outcome.code == 1
        assert "is in use by process" in outcome.errors
        certificate, port = relay.certificate.read_bytes(), relay.ready["port"]
        old_room = ana.rooms[session]
        await relay.stop()
        with contextlib.closing(sqlite3.connect(relay.folder / DATABASE_FILE)) as database:
            (events,) = database.execute("SELECT count(*) FROM event").fetchone()
            (since,) = database.execute(
                "SELECT at FROM event WHERE instr(body, ?) > 0", (b'"text":"lost"',)
            ).fetchone()
        lost = events - read_manifest(file).events
        assert lost >= 2
        relay.folder.joinpath("alive").touch()
        out = await done("restore", file, "--data", relay.folder)
        told = re.search(r"Gone: (\d+) acknowledged events since (.+), in 1 session\.", out)
        assert told
        assert int(told[1]) == lost
        assert "There again: 1 session that had been deleted since." in out
        assert told[2] == when(since)
        (aside,) = relay.folder.glob("before-restore-*")
        assert {DATABASE_FILE, KEY_FILE, CERTIFICATE_FILE} <= {path.name for path in aside.iterdir()}
        await relay.start()
        assert relay.ready["port"] == port
        assert relay.certificate.read_bytes() == certificate
        ana = await made.student("Ana")
        ana.rooms[session] = old_room
        await ana.enter(session)
        assert chat_of(ana, session) == ["kept"]
        teacher = await made.teacher()
        await teacher.enter(session)
        assert await post(teacher, session, "on we go") > 0


async def test_what_was_signed_out_since_stays_signed_out(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana") as (relay, made):
        teacher, ana = await made.teacher(), await made.student("Ana")
        await teacher.ask(MakeBackup(ref=new_ref()), BackupMade)
        await ana.send(LogOut(ref=new_ref()))
        await ana.socket.wait_closed()
        await relay.stop()
        (file,) = (relay.folder / "backups").iterdir()
        out = await done("restore", file, "--data", relay.folder)
        assert "Still signed out: 1 device" in out
        await relay.start()
        with pytest.raises(Exception, match="401"):
            await made.student("Ana")
        await (await made.teacher()).close()
        await relay.stop()
        await done("restore", file, "--sign-out-all", "--data", relay.folder)
        await relay.start()
        with pytest.raises(Exception, match="401"):
            await made.teacher()


async def test_an_admin_keeps_backups_from_afar_and_names_no_file(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana") as (relay, made):
        teacher, ana = await made.teacher(), await made.student("Ana")
        with pytest.raises(NotAccepted, match="not_allowed"):
            await teacher.ask(MakeBackup(ref=new_ref(), file=str(tmp_path / "x")), BackupMade)
        for asked in (
            MakeBackup(ref=new_ref()),
            ListBackups(ref=new_ref()),
            CheckBackup(ref=new_ref(), name="x"),
            DeleteBackup(ref=new_ref(), name="x"),
        ):
            with pytest.raises(NotAccepted, match="not_allowed"):
                await ana.ask(asked, BackupMade)
        assert not (relay.folder / "backups").exists()
        made_here = MakeBackup(ref=new_ref())
        first = await teacher.ask(made_here, BackupMade)
        assert first.folder == str(relay.folder / "backups")
        teacher._replies.clear()
        assert await teacher.ask(made_here, BackupMade) == first, "made twice"
        second = await teacher.ask(MakeBackup(ref=new_ref()), BackupMade)
        listed = await teacher.ask(ListBackups(ref=new_ref()), BackupList)
        assert [b.name for b in listed.backups] == [second.backup.name, first.backup.name]
        whole = await teacher.ask(CheckBackup(ref=new_ref(), name=first.backup.name), BackupChecked)
        assert (whole.backup, whole.findings) == (first.backup, [])
        file = relay.folder / "backups" / first.backup.name
        file.write_bytes(file.read_bytes()[:-1000])
        cut = await teacher.ask(CheckBackup(ref=new_ref(), name=first.backup.name), BackupChecked)
        assert not cut.backup.readable
        assert len(cut.findings) == 1
        with pytest.raises(NotAccepted, match="not_found"):
            await teacher.ask(CheckBackup(ref=new_ref(), name="none"), BackupChecked)
        left = await teacher.ask(DeleteBackup(ref=new_ref(), name=first.backup.name), BackupList)
        assert [b.name for b in left.backups] == [second.backup.name]
        assert not file.exists()
        assert [path.name for path in (relay.folder / "backups").iterdir()] == [second.backup.name]


async def test_an_admin_puts_the_relay_back_from_afar(tmp_path: Path) -> None:
    """It tells what would go, starts again by itself at the same port, and everybody reads anew."""
    async with school(tmp_path / "data", "Ana", pace_factor=0) as (relay, made):
        teacher, ana, session = await lesson(made)
        await post(ana, session, "kept")
        name = (await teacher.ask(MakeBackup(ref=new_ref()), BackupMade)).backup.name
        await post(ana, session, "lost")
        with pytest.raises(NotAccepted, match="not_allowed"):
            await ana.ask(RestoreBackup(ref=new_ref(), name=name), BackupRestored)
        with pytest.raises(NotAccepted, match="not_found"):
            await teacher.ask(RestoreBackup(ref=new_ref(), name="x"), BackupRestored)
        bad = relay.folder / "backups" / "bad"
        bad.write_bytes(b"bad")
        with pytest.raises(NotAccepted, match="backup_failed"):
            await teacher.ask(RestoreBackup(ref=new_ref(), name="bad"), BackupRestored)
        tried = await teacher.ask(RestoreBackup(ref=new_ref(), name=name, dry_run=True), BackupRestored)
        assert (tried.events, tried.sessions) == (1, 1)
        assert tried.since == ana.rooms[session].told[-1].at
        await post(ana, session, "lost too")
        old_room = ana.rooms[session]
        done = await teacher.ask(RestoreBackup(ref=new_ref(), name=name), BackupRestored)
        assert (done.events, done.since) == (2, tried.since)
        await ana.socket.wait_closed()
        assert ana.socket.close_code == 1012
        ana = await came_back(made, "Ana")
        ana.rooms[session] = old_room
        await ana.enter(session)
        assert chat_of(ana, session) == ["kept"]
        teacher = await made.teacher()
        (act,) = (await teacher.ask(ReadNotes(ref=new_ref(), limit=1), Notes)).notes
        assert (act.what, act.by, act.by_name) == ("restore", teacher.me.id, "Ms Lee")
        assert act.detail.split(" since ")[0] == "2"
        assert len(list(relay.folder.glob("before-restore-*"))) == 1
        assert relay.process
        assert relay.process.returncode is None
        assert await relay.stop() == 0


async def test_who_did_what_outlives_being_put_back(tmp_path: Path) -> None:
    """Also twice, and nothing stands there twice; what was set aside is told, counted, and deleted."""
    async with school(tmp_path / "data", "Ana", pace_factor=0) as (relay, made):
        teacher = await made.teacher()
        name = (await teacher.ask(MakeBackup(ref=new_ref()), BackupMade)).backup.name
        poe = AddTeacher(ref=new_ref(), name="Mr Poe", username="poe", admin=True)
        code = (await teacher.ask(poe, AccountReply)).code
        visitor = await made.client()
        first = SignInFirst(ref=new_ref(), username="poe", code=code, password=PASSWORD)
        second = await made.client((await visitor.ask(first, LoggedIn)).token)
        await second.ask(RenewCode(ref=new_ref(), username="ana"), AccountReply)
        told = ["add_students", "make_backup", "add_teacher", "renew_code"]
        for times in (1, 2):
            admin = second if times == 1 else teacher
            await admin.ask(RestoreBackup(ref=new_ref(), name=name), BackupRestored)
            await admin.socket.wait_closed()
            await (await came_back(made, "Ana")).close()
            teacher = await made.teacher()
            listed = await teacher.ask(ReadNotes(ref=new_ref()), Notes)
            acts = [(act.what, act.by_name) for act in reversed(listed.notes)]
            assert [what for what, _ in acts] == [*told, *["restore"] * times]
            assert acts[3:5] == [("renew_code", "Mr Poe"), ("restore", "Mr Poe")], "though he is unknown now"
        backups = await teacher.ask(ListBackups(ref=new_ref()), BackupList)
        assert len(backups.set_aside) == 2
        assert all(aside.size > 50_000 and aside.at > 0 for aside in backups.set_aside)
        ana = (await made.student("Ana")).me.id
        erased = await teacher.ask(ErasePerson(ref=new_ref(), account=ana), PersonErased)
        assert (erased.backups, erased.set_aside) == (1, 2)
        for aside in backups.set_aside:
            assert str(relay.folder / aside.name) in await done("backups", "--data", relay.folder)
            await teacher.ask(DeleteBackup(ref=new_ref(), name=aside.name), BackupList)
        assert (await teacher.ask(ListBackups(ref=new_ref()), BackupList)).set_aside == []
        assert not list(relay.folder.glob("before-restore-*"))
        for other in (DATABASE_FILE, "backups", "before-restore-x"):
            left = await teacher.ask(DeleteBackup(ref=new_ref(), name=other), BackupList)
            assert len(left.backups) == 1
        assert (relay.folder / DATABASE_FILE).is_file()


async def came_back(made: SchoolOfTests, name: str) -> Client:
    """A student, once the relay serves again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await made.student(name)
            except OSError:
                await asyncio.sleep(0.05)


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """A good backup of a small school."""
    await done("init", "--data", tmp_path / "data")
    await done("add-teacher", "Ana", "--admin", "--data", tmp_path / "data")
    await done("backup", tmp_path / "good", "--data", tmp_path / "data")
    return tmp_path / "good"


async def test_backups_that_are_not_good(backup: Path, tmp_path: Path) -> None:
    """Each is refused, by the check and by restoring, which changes nothing."""
    content = content_of(backup)
    manifest = json.loads(zipfile.ZipFile(backup).read(MANIFEST))
    parts = manifest["parts"] | {"../x": {"size": 1, "sha256": ""}}
    database = zipfile.ZipFile(backup).getinfo(DATABASE_FILE)
    at = database.header_offset + database.compress_size // 2  # well within it
    other = tmp_path / "other"
    await done("init", "--data", other)
    bad = tmp_path / "bad"
    ways: dict[str, Callable[[], object]] = {
        "cut": lambda: bad.write_bytes(content[: len(content) // 2]),
        "empty": lambda: bad.write_bytes(b""),
        "no zip": lambda: bad.write_bytes(b"x" * 5_000),
        "one byte": lambda: bad.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]),
        "database": lambda: rewritten(bad, DATABASE_FILE, b"SQLite format 3\0" + b"\xff" * 9_000),
        "key": lambda: rewritten(bad, KEY_FILE, (other / KEY_FILE).read_bytes()),
        "manifest": lambda: rewritten(bad, MANIFEST, b"{}"),
        "counts": lambda: rewritten(bad, MANIFEST, json.dumps(manifest | {"accounts": 9}).encode()),
        "no id": lambda: with_id(bad, tmp_path, "$(touch owned)"),
        "two lines": lambda: with_id(bad, tmp_path, f"{manifest['relay_id']}\n"),
        "of another": lambda: rewritten(bad, MANIFEST, json.dumps(manifest | {"relay_id": "x"}).encode()),
        "a session's id": lambda: with_session(bad, tmp_path, "../../owned"),
        "escaping": lambda: rewritten(bad, MANIFEST, json.dumps(manifest | {"parts": parts}).encode()),
    }
    for way, spoil in ways.items():
        bad.write_bytes(content)
        spoil()
        before = files(other)
        with pytest.raises(DamagedBackup):
            check_backup(bad, tmp_path)
        with pytest.raises(DamagedBackup):
            restore(other, bad, 0)
        assert files(other) == before, way
    outcome = await command("check-backup", bad, "--data", other)
    assert (outcome.code, outcome.out) == (65, "")
    assert len(outcome.errors.splitlines()) == 1
    rewritten(backup, MANIFEST, json.dumps(manifest | {"form": 2}).encode())
    with pytest.raises(NewerDatabase):
        check_backup(backup, tmp_path)
    outcome = await command("restore", backup, "--data", other)
    assert outcome.code == 78


async def test_the_settings_of_a_backup_are_not_obeyed(backup: Path, tmp_path: Path) -> None:
    """Whoever restores somebody's backup has nothing written, read, opened or told by it."""
    profile = tmp_path / ".profile"
    profile.write_text("mine")
    harmful = {
        "ready_file": str(profile),
        "data": str(tmp_path / "elsewhere"),
        "certificate": "/etc/ssl/x.pem",
        "private_key": "/etc/ssl/x.key",
        "host": "0.0.0.0",
        "address_shown": "evil.example:443",
        "announce": "on",
        "metrics_token": "known",
        "log_level": "debug",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in harmful.items()]
    lines += [
        "port = 1",
        "connections = 9",
        "remove_old_after_seconds = 0",
        'relay_name = "West \\"7/8\\" é"',
    ]
    lines += ["pace_factor = 2.5", "teacher_away_minutes = 20", "grace_seconds = inf", 'disk_low_mb = "many"']
    with_settings(backup, "\n".join(lines))
    new = tmp_path / "new"
    out = await done("restore", backup, "--data", new)
    assert (new / SETTINGS_FILE).read_text("utf-8").splitlines() == [
        'relay_name = "West \\"7/8\\" é"',
        "pace_factor = 2.5",
        "teacher_away_minutes = 20",
    ]
    assert load({"data": str(new)}, {}).relay_name == 'West "7/8" é'
    for name in (*harmful, "port", "connections", "grace_seconds", "disk_low_mb"):
        assert re.search(rf"only harmless settings travel: .*\b{name}\b", out), name
    assert profile.read_text() == "mine"
    for nonsense in ("\x00", "[" * 5_000, 'ready_file = """'):
        with_settings(backup, nonsense)
        await done("restore", backup, "--data", tmp_path / f"n{len(nonsense)}")
        assert not (tmp_path / f"n{len(nonsense)}" / SETTINGS_FILE).exists()


async def test_a_backup_takes_no_secret_setting_along(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    await done("init", "--data", folder)
    (folder / SETTINGS_FILE).write_text('relay_name = "West"\nmetrics_token = "secret"\nport = 9001\n')
    (folder / SETTINGS_FILE).chmod(0o600)
    await done("backup", tmp_path / "made", "--data", folder)
    with zipfile.ZipFile(tmp_path / "made") as archive:
        assert archive.read(SETTINGS_FILE) == b'relay_name = "West"\n'


async def test_another_relays_folder_is_not_taken_by_accident(backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    await done("init", "--data", other)
    before = files(other)
    outcome = await command("restore", backup, "--data", other)
    assert outcome.code == 1
    assert "holds another relay" in outcome.errors
    assert files(other) == before
    await done("restore", backup, "--other-relay", "--data", other)
    assert (other / KEY_FILE).read_bytes() == (tmp_path / "data" / KEY_FILE).read_bytes()


async def test_a_damaged_database_is_put_back(backup: Path, tmp_path: Path) -> None:
    """What backups are for: nothing can be told of what is gone, and the damaged file is kept."""
    data = tmp_path / "data"
    whole = (data / DATABASE_FILE).read_bytes()
    (data / DATABASE_FILE).write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    assert (await command("check", "--data", data)).code == 65
    out = await done("restore", backup, "--data", data)
    assert "can't be told" in out
    await done("check", "--data", data)
    assert "ana" in await done("new-code", "ana", "--data", data)


async def test_a_restore_that_was_cut_short_is_not_passed_over(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / UNFINISHED).touch()
    (data / DATABASE_FILE).rename(data / "elsewhere")
    for arguments in (["run", "--port", "0"], ["init"], ["add-teacher", "Bo"]):
        outcome = await command(*arguments, "--data", data)
        assert outcome.code == 1
        assert "cut short" in outcome.errors
    assert not (data / DATABASE_FILE).exists(), "a new, empty school was begun"
    await done("restore", backup, "--data", data)
    await done("add-teacher", "Bo", "--data", data)


async def test_nothing_is_written_over_another_file(backup: Path, tmp_path: Path) -> None:
    content = content_of(backup)
    outcome = await command("backup", backup, "--data", tmp_path / "data")
    assert outcome.code == 1
    assert "is there already" in outcome.errors
    assert content_of(backup) == content
    outcome = await command("backup", tmp_path / "no" / "where", "--data", tmp_path / "data")
    assert (outcome.code, outcome.errors) == (
        1,
        "The backup could not be written: No such file or directory.\n",
    )
    outcome = await command("backup", "--data", tmp_path / "nothing here")
    assert (outcome.code, outcome.errors.startswith("There is no database")) == (1, True)


@posix("modes of files")
async def test_an_older_database_is_brought_up_to_date_and_what_was_shared_becomes_private(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path):
        pass
    for name in (DATABASE_FILE, "relay.toml", "backups"):
        (tmp_path / name).mkdir() if name == "backups" else (tmp_path / name).touch()
        (tmp_path / name).chmod(0o755)
    async with open_store(tmp_path):
        assert stat.S_IMODE((tmp_path / DATABASE_FILE).stat().st_mode) == 0o700
        assert modes(tmp_path) == {0}


async def test_a_log_that_went_on_otherwise_is_counted_as_gone(tmp_path: Path) -> None:
    """The same numbers, other events: it is refs that tell, not how many there are."""
    data = tmp_path / "data"
    async with open_store(data, HandClock()) as store:
        store.log.append([said("one", 1), said("two", 2)])
        await safe(store)
        await done_backup(store, tmp_path / "backup")
    with contextlib.closing(sqlite3.connect(data / DATABASE_FILE)) as database:
        database.execute("DELETE FROM event WHERE seq = 2")
        database.commit()
    async with open_store(data, HandClock()) as store:
        store.log.append([said("another", 2)._replace(at=77)])
        await safe(store)
    gone = restore(data, tmp_path / "backup", 99).lost
    assert gone
    assert (gone.events, gone.since, gone.sessions) == (1, 77, 1)


async def done_backup(store: Store, file: Path) -> None:
    shown = identity(store.folder)
    await store.maintenance.back_up(file, {KEY_FILE: shown.key, CERTIFICATE_FILE: shown.certificate}, 5)


async def test_an_ending_relay_waits_for_no_backup(house: SchoolHouse, tmp_path: Path) -> None:
    house.store.maintenance.give_up()
    with pytest.raises(StoreError, match="left undone"):
        await done_backup(house.store, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert list(house.store.maintenance.folder.iterdir()) == []


async def test_a_name_leads_nowhere_else(house: SchoolHouse, tmp_path: Path) -> None:
    """The wire takes no such name either; this is for whoever asks otherwise."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"of somebody else")
    folder = house.store.maintenance.folder
    for name in ("../../elsewhere", str(elsewhere), "..", ".", "", "..\\x", "C:x", "a\0b"):
        for ask in (
            house.store.maintenance.check,
            house.store.maintenance.compare,
            house.store.maintenance.delete,
        ):
            with pytest.raises(StoreError, match="not the name of a backup"):
                await ask(name)
    assert elsewhere.read_bytes() == b"of somebody else"
    assert (folder.parent / DATABASE_FILE).is_file()


async def test_nothing_is_unpacked_for_which_there_is_no_room(backup: Path, tmp_path: Path) -> None:
    """A file of some kilobytes may say, and hold, that it unpacks to more than the disk has."""
    manifest = json.loads(zipfile.ZipFile(backup).read(MANIFEST))
    manifest["parts"][DATABASE_FILE]["size"] = 10**18
    rewritten(backup, MANIFEST, json.dumps(manifest).encode())
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(StoreError, match="no room to unpack"):
        unpack(backup, into)
    assert list(into.iterdir()) == []


async def test_where_a_backup_goes_is_said_from_the_root(house: SchoolHouse) -> None:
    """The relay works in another folder than whoever asks."""
    assert await house.refused(OWNER, MakeBackup(ref=new_ref(), file="elsewhere")) == "bad_value"
