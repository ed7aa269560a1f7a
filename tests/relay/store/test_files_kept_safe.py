"""Files of lessons in backups, in what is put back, and in checks."""

import asyncio
import errno
import shutil
import sys
import threading
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from relay.protocol.accounts import Done
from relay.protocol.files import NamedFile
from relay.protocol.lesson import EndSession
from relay.protocol.safekeeping import BackupMade, MakeBackup
from relay.protocol.sessions import DeleteSession
from relay.shared.ids import new_ref
from relay.store.backups import DamagedBackup
from relay.store.errors import DamagedDatabase
from relay.store.sqlite import SqliteEngine, backup as backup_module
from relay.store.sqlite.backup_file import FILES, MANIFEST, read_manifest
from relay.store.sqlite.files import place_of
from tests.patience import PATIENCE, until
from tests.relay.cli.test_cli import done
from tests.relay.handing_in import Handing, read_file, some_bytes
from tests.relay.inside import in_lesson, relay_inside, school_inside
from tests.relay.sheets import HandOutSheets, sheets_known
from tests.relay.store.test_backups import modes, rewritten

pytestmark = pytest.mark.sqlite_file

DATA = some_bytes(3_000_000)


@dataclass
class Backups:
    """A school with a lesson in which a file was handed out; the relay has ended."""

    folder: Path
    whole: Path
    without_files: Path
    file: NamedFile
    session: str
    token: str

    async def read(self, folder: Path) -> bytes:
        """The file, as the teacher reads it at a relay in this folder."""
        async with relay_inside(folder) as (_, made):
            return await read_file(await made.client(self.token), self.session, self.file)


@pytest_asyncio.fixture
async def backups(tmp_path: Path) -> AsyncIterator[Backups]:
    folder = tmp_path / "data"
    with sheets_known():
        async with school_inside(folder, "Ana") as (_, made):
            lee, _, session = await in_lesson(made)
            file = await Handing(lee, session, DATA).hand_in()
            await lee.do(HandOutSheets(ref=new_ref(), session=session, sheets=[file]))
            one = (await lee.ask(MakeBackup(ref=new_ref()), BackupMade)).backup.name
            bare = MakeBackup(ref=new_ref(), without_files=True)
            other = (await lee.ask(bare, BackupMade)).backup.name
        own = folder / "backups"
        yield Backups(folder, own / one, own / other, file, session, made.teacher_token)


async def test_they_travel_as_they_are(backups: Backups, tmp_path: Path) -> None:
    with zipfile.ZipFile(backups.whole) as archive:
        packed = archive.getinfo(FILES + backups.file.hash)
        assert packed.compress_type == zipfile.ZIP_STORED
        assert archive.read(packed) == DATA
    manifest = SqliteEngine(backups.folder).check_backup(backups.whole)
    assert (manifest.files, manifest.file_bytes) == (1, len(DATA))
    elsewhere = tmp_path / "elsewhere"
    SqliteEngine(elsewhere).restore(backups.whole, 1)
    assert modes(elsewhere / "files") == {0} or sys.platform == "win32"
    assert await backups.read(elsewhere) == DATA


async def test_what_was_there_is_put_aside_with_its_files(backups: Backups) -> None:
    outcome = SqliteEngine(backups.folder).restore(backups.whole, 1)
    assert outcome.aside
    assert place_of(outcome.aside, backups.file.hash).read_bytes() == DATA
    assert await backups.read(backups.folder) == DATA


async def test_without_files_those_that_are_there_stay(backups: Backups, tmp_path: Path) -> None:
    assert read_manifest(backups.without_files).files == 0
    assert backups.without_files.stat().st_size < len(DATA)
    SqliteEngine(backups.folder).restore(backups.without_files, 1)
    assert await backups.read(backups.folder) == DATA
    elsewhere = tmp_path / "elsewhere"
    SqliteEngine(elsewhere).restore(backups.without_files, 1)
    with pytest.raises(Exception, match="no_such_file"):
        await backups.read(elsewhere)
    assert SqliteEngine(elsewhere).check() == 1, "one is not there"


async def test_files_are_checked_with_their_backup(backups: Backups, tmp_path: Path) -> None:
    def changed(name: str, content: bytes) -> Path:
        bad = tmp_path / "bad"
        shutil.copy(backups.whole, bad)
        rewritten(bad, name, content)
        return bad

    small = DATA[:-1]
    lies = read_manifest(backups.whole)
    lies.files = 2
    for bad in (
        changed(FILES + backups.file.hash, bytes(len(DATA))),
        changed(FILES + backups.file.hash, small),
        changed(FILES + backups.file.hash, DATA + b"more"),
        changed(FILES + "0" * 64, b"another"),
        changed(FILES + "../../stranger", b"another"),
        changed(MANIFEST, msgspec.json.encode(lies)),
    ):
        with pytest.raises(DamagedBackup):
            SqliteEngine(backups.folder).check_backup(bad)
        with pytest.raises(DamagedBackup):
            SqliteEngine(tmp_path / "elsewhere").restore(bad, 1)
        assert not (tmp_path / "elsewhere" / "files").exists()


async def test_a_damaged_file_is_found_and_not_backed_up(backups: Backups) -> None:
    engine = SqliteEngine(backups.folder)
    assert engine.check() == 0
    place_of(backups.folder, backups.file.hash).write_bytes(bytes(len(DATA)))
    with pytest.raises(DamagedDatabase, match=backups.file.hash):
        engine.check()
    async with relay_inside(backups.folder) as (_, made):
        lee = await made.client(backups.token)
        backup = (await lee.ask(MakeBackup(ref=new_ref()), BackupMade)).backup
    assert read_manifest(backups.folder / "backups" / backup.name).files == 0


async def test_what_goes_while_it_is_backed_up_is_in_the_backup(
    backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup's database names it."""
    copied, go_on = threading.Event(), threading.Event()
    kept_in = backup_module._kept

    def kept(copy: Path) -> list[str]:
        copied.set()
        go_on.wait(PATIENCE)
        return kept_in(copy)

    monkeypatch.setattr(backup_module, "_kept", kept)
    async with relay_inside(backups.folder) as (server, made):
        lee = await made.client(backups.token)
        backing_up = asyncio.create_task(lee.ask(MakeBackup(ref=new_ref()), BackupMade))
        await until(copied.is_set)
        teacher = await made.client(backups.token)
        await teacher.enter(backups.session)
        await teacher.do(EndSession(ref=new_ref(), session=backups.session))
        await teacher.ask(DeleteSession(ref=new_ref(), session=backups.session), Done)
        await server.school.remove_unnamed_files()
        go_on.set()
        name = (await backing_up).backup.name
        assert read_manifest(backups.folder / "backups" / name).files == 1
        await server.school.remove_unnamed_files()
        assert not place_of(backups.folder, backups.file.hash).exists()


async def test_what_cannot_be_read_is_left_out_of_a_backup(
    backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(file: Path, *more: object) -> str:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(backup_module, "hash_of", fails)
    async with relay_inside(backups.folder) as (_, made):
        lee = await made.client(backups.token)
        backup = (await lee.ask(MakeBackup(ref=new_ref()), BackupMade)).backup
    assert read_manifest(backups.folder / "backups" / backup.name).files == 0


async def test_the_command_line_says_so(backups: Backups) -> None:
    told = await done("check", "--data", backups.folder)
    assert "files of lessons" in told
    told = await done("check-backup", backups.whole, "--data", backups.folder)
    assert "1 file" in told
