"""The command line as people use it: a process of its own, alone and beside a relay that runs."""

import asyncio
import csv
import json
import os
import socket
import sqlite3
import stat
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from relay import cli
from relay.clock import Clock
from relay.shared.children import program
from relay.store import Store
from relay.store.sqlite import DATABASE_FILE, SqliteEngine
from tests.patience import PATIENCE
from tests.posix import posix
from tests.relay.forks import relay_program
from tests.relay.lists import HandClock
from tests.relay.process import ask_to_end, relay_process
from tests.relay.schoolhouse import open_school


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    errors: str


async def command(*arguments: object) -> Outcome:
    """``python -m relay`` with these arguments."""
    process = await relay_program([*map(str, arguments)], strict=True)
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate()
    assert process.returncode is not None
    assert "Traceback" not in errors.decode()
    return Outcome(process.returncode, *(said.decode().replace(os.linesep, "\n") for said in (out, errors)))


async def done(*arguments: object) -> str:
    """The same, which has to work."""
    outcome = await command(*arguments)
    assert (outcome.code, outcome.errors) == (0, "")
    return outcome.out


# Alone, meanwhile: what the tests below do in a folder of their own.
@pytest.fixture(params=[pytest.param("alone", marks=pytest.mark.rare), "beside a relay"])
async def folder(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Path]:
    """A data folder, with and without a relay at work in it."""
    data = tmp_path / "data"
    if request.param == "alone":
        await done("init", "--data", data)
        yield data
    else:
        async with relay_process(data):
            yield data


@pytest.mark.sqlite_file
async def test_a_school_is_arranged(folder: Path, tmp_path: Path) -> None:
    said = await done("add-teacher", "Ana Silva", "--admin", "--data", folder)
    assert "ana.silva" in said
    assert "X" in await done("add-teacher", "Bo", "--username", "X", "--data", folder)
    assert "7b is taught by Ana Silva, Bo" in await done(
        "add-class", "7b", "--teacher", "x", "--teacher", "ana.silva", "--data", folder
    )
    assert "code" in await done("new-code", "ANA.SILVA", "--data", folder)
    roster, codes = tmp_path / "roster.csv", tmp_path / "codes.csv"
    roster.write_text("\ufeffclass;Name;username\r\n7b;Cy;\r\n;=Dan;dan\r\n", "utf-8")
    tried = await done("import-roster", roster, "--dry-run", "--data", folder)
    assert "Nothing was changed; it would be: 2 new" in tried
    said = await done("import-roster", roster, "--class", "7b", "--codes-out", codes, "--data", folder)
    assert "Done: 2 new" in said
    with codes.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows] == [
        ["name", "username", "class"],
        ["Cy", "cy", "7b"],
        ["'=Dan", "dan", "7b"],
    ]
    assert all(row[3] in said for row in rows[1:])
    assert stat.S_IMODE(codes.stat().st_mode) & 0o077 == 0 or sys.platform == "win32"
    assert "0 new, 0 changed, 2 as before" in await done(
        "import-roster", roster, "--class", "7b", "--data", folder
    )
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        names = database.execute("SELECT name FROM account ORDER BY username_folded").fetchall()
    assert names == [("Ana Silva",), ("Cy",), ("=Dan",), ("Bo",)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add-teacher", "  "], "The name is empty."),
        (["add-teacher", "Bo", "--username", "ana"], "The user name ana is taken."),
        (["new-code", "nobody"], "Nobody has the user name nobody."),
        (["add-class", "7b", "--teacher", "nobody"], "Nobody has the user name nobody."),
    ],
)
async def test_a_refusal_is_a_sentence(folder: Path, arguments: list[str], sentence: str) -> None:
    await done("add-teacher", "Ana", "--data", folder)
    outcome = await command(*arguments, "--data", folder)
    assert (outcome.code, outcome.out, outcome.errors) == (1, "", sentence + "\n")


async def test_a_bad_roster_names_the_line_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    roster, codes = tmp_path / "roster.csv", tmp_path / "codes.csv"
    roster.write_text("name,class\nAna,\nBo,9z\n")
    outcome = await command("import-roster", roster, "--codes-out", codes, "--data", folder)
    why = f"{roster}, line 3: there is no class 9z; --make-classes makes it.\nNothing was changed. "
    why += "--skip-bad-lines brings in the other 1.\n"
    assert (outcome.code, outcome.out, outcome.errors) == (1, "", why)
    assert not codes.exists()
    codes.write_text("precious")
    outcome = await command("import-roster", roster, "--codes-out", codes, "--data", folder)
    assert outcome.code == 1
    assert "is there already" in outcome.errors
    assert codes.read_text() == "precious"
    outcome = await command("import-roster", roster, "--skip-bad-lines", "--data", folder)
    assert (outcome.code, "Done: 1 new, 0 changed, 0 as before, 1 left out." in outcome.out) == (0, True)
    assert f"{roster}, line 3: there is no class 9z" in outcome.errors


async def test_a_file_is_looked_at_before_it_is_believed(folder: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("Foo;Bar\nJuma;Amina\nBecker;Tom\n", "utf-8")
    outcome = await command("import-roster", roster, "--data", folder)
    assert outcome.code == 1
    assert "which column is the family name?" in outcome.errors
    assert "Column 1 is family: Foo\nColumn 2 is given: Bar\nNothing was changed." in outcome.errors
    tried = await command("import-roster", roster, "--dry-run", "--data", folder)
    assert (tried.code, "3 new" in tried.out) == (0, True)
    chosen = ("--columns", "given,family", "--first-line", "2")
    said = await done("import-roster", roster, *chosen, "--dry-run", "--data", folder)
    assert ["Juma Amina" in said, "Becker Tom" in said, "2 new" in said] == [True] * 3
    assert "2 new" in await done("import-roster", roster, "--first-line", "2", "--data", folder)
    roster.write_text('name,class\nAna,\nTotal 1,\n"Bo"x,\n', "utf-8")
    outcome = await command("import-roster", roster, "--data", folder)
    assert "line 3: is this a name? Total 1." in outcome.errors
    outcome = await command("import-roster", roster, "--as-shown", "--data", folder)
    assert (outcome.code, "line 4: quotes are not closed" in outcome.errors) == (1, True)
    outcome = await command("import-roster", roster, "--as-shown", "--skip-bad-lines", "--data", folder)
    assert (outcome.code, "2 new" in outcome.out) == (0, True)
    roster.write_text("name,class\nJuma Amina,\n", "utf-8")
    outcome = await command("import-roster", roster, "--data", folder)
    assert "Juma Amina is only like Amina Juma (amina.juma)" in outcome.errors


async def test_a_roster_makes_classes_and_proposes_who_is_gone(folder: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name,username,class,role\nAna,ana,7b,\nBo,bo,7b,\nMin Lee,lee,7b,teacher\n")
    tried = await done("import-roster", roster, "--make-classes", "--dry-run", "--data", folder)
    assert "To be made: class 7b." in tried
    assert "line    2  Ana      ana  new        new; joins 7b" in tried
    assert "Made: class 7b." in await done("import-roster", roster, "--make-classes", "--data", folder)
    roster.write_text("name,username,class,role\nAnna,ana,7b,\n")
    said = await done("import-roster", roster, "--data", folder)
    assert "until now Ana" in said
    assert "  7b: Bo (bo)\nThey stay (1)." in said
    assert "They stay (1)" in await done("import-roster", roster, "--dry-run", "--take-out", "--data", folder)
    assert "Taken out: 1." in await done("import-roster", roster, "--take-out", "--data", folder)
    assert "Not in the roster" not in await done("import-roster", roster, "--data", folder)


async def test_the_school_is_written_and_read_again(folder: Path, tmp_path: Path) -> None:
    roster, table, bundle = tmp_path / "roster.csv", tmp_path / "out.csv", tmp_path / "out.zip"
    roster.write_text("name,username,class,role\n=Ana,ana,7b,\nMin Lee,lee,7b,teacher\n")
    await done("import-roster", roster, "--make-classes", "--data", folder)
    for file in (table, bundle):
        assert "2 people and 1 classes" in await done("export-roster", file, "--data", folder)
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or sys.platform == "win32"
        assert "0 new, 0 changed, 2 as before" in await done("import-roster", file, "--data", folder)
        assert "is there already" in (await command("export-roster", file, "--data", folder)).errors
    assert "'=Ana" in table.read_text("utf-8-sig")
    assert "ends in .zip" in (await command("export-roster", tmp_path / "out.xls", "--data", folder)).errors


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name\nJos\xe9\n", "line 2: this is not UTF-8. Save it as CSV UTF-8, or say what it is"),
        (b"PK\x03\x04", "the zip is damaged"),
        (b"a,b,c,d\n", "Is that how it is to be read?"),
    ],
)
async def test_a_file_that_is_no_roster(tmp_path: Path, content: bytes, sentence: str) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_bytes(content)
    outcome = await command("import-roster", roster, "--data", tmp_path / "data")
    assert outcome.code == 1
    assert sentence in outcome.errors
    assert not (tmp_path / "data").exists()


async def test_init_tells_the_secret_and_the_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, second = await done("init", "--data", data), await done("init", "--data", data)
    words = [line for line in first.splitlines() if "six words" in line]
    assert words == [line for line in second.splitlines() if "six words" in line]
    assert len(words[0].partition(": ")[2].split()) == 6
    assert "sign in once" not in first, "it may go anywhere: to the system's journal, to a log of a script"
    (file,) = [line.partition(" is in ")[2] for line in first.splitlines() if "first account" in line]
    assert "sign in once with this setup secret" in content_of(Path(file))
    await done("add-teacher", "Ana", "--admin", "--data", data)
    assert "has an admin already" in await done("init", "--data", data)


def content_of(file: Path) -> str:
    """What a file says that is its owner's alone; empty when it is not there."""
    if not file.exists():
        return ""
    assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0
    return file.read_text("utf-8")


async def test_a_service_says_the_first_secret_to_no_journal(tmp_path: Path) -> None:
    file = tmp_path / "data" / "first-teacher.txt"
    words = [*program("relay"), "run", "--data", str(tmp_path / "data"), "--host", "127.0.0.1", "--port", "0"]
    service = await asyncio.create_subprocess_exec(*words, "--announce", "off", stdout=PIPE, stderr=PIPE)
    assert service.stdout is not None
    async with asyncio.timeout(PATIENCE):
        said = b"".join([await service.stdout.readline() for _ in range(3)]).decode()
    assert str(file) in said
    secret = content_of(file).rpartition("secret=")[2].strip()
    assert len(secret) == 19
    await ask_to_end(service, tmp_path / "data")
    out, errors = await service.communicate()
    assert secret not in said + (out + errors).decode()
    await done("add-teacher", "Ana", "--admin", "--data", tmp_path / "data")
    async with relay_process(tmp_path / "data"):
        assert content_of(file) == ""


async def test_one_relay_a_folder(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "data") as relay:
        assert relay.process is not None
        for arguments in (["run", "--port", "0"], ["init"]):
            outcome = await command(*arguments, "--data", tmp_path / "data")
            assert outcome.code == 1
            assert f"is in use by process {relay.process.pid}" in outcome.errors


async def test_it_is_stopped_by_a_command(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "data") as relay:
        assert relay.process is not None
        assert await done("stop", "--data", tmp_path / "data") == "The relay has stopped.\n"
        async with asyncio.timeout(PATIENCE):
            assert await relay.process.wait() == 0
    outcome = await command("stop", "--data", tmp_path / "data")
    assert (outcome.code, outcome.errors) == (1, f"No relay answers in {tmp_path / 'data'}.\n")


async def test_it_says_how_it_is(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "data") as relay:
        asked = ("health", "--port", relay.ready["port"], "--data")
        assert json.loads(await done(*asked, tmp_path / "data"))["relay_id"] == relay.ready["relay_id"]
        await done("init", "--data", tmp_path / "other")
        for folder in (tmp_path / "other", tmp_path / "none"):  # another relay has the port
            outcome = await command(*asked, folder)
            sentence = f"No relay of {folder} answers at port {relay.ready['port']}.\n"
            assert (outcome.code, outcome.errors) == (1, sentence)


async def test_a_port_that_another_program_has(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = await command("run", "--host", "127.0.0.1", "--port", port, "--data", tmp_path / "data")
    assert outcome.code == 76


async def test_a_folder_held_by_something_that_does_not_listen(tmp_path: Path) -> None:
    store = Store.open(SqliteEngine(tmp_path), HandClock())
    try:
        outcome = await command("add-teacher", "Ana", "--data", tmp_path)
    finally:
        await store.close()
    assert outcome.code == 1
    assert f"is in use by process {os.getpid()}. It does not answer." in outcome.errors


@pytest.mark.sqlite_file
@pytest.mark.parametrize("arguments", [["run", "--port", "0"], ["init"], ["add-teacher", "Ana"]])
async def test_a_database_of_a_newer_program(tmp_path: Path, arguments: list[str]) -> None:
    await done("init", "--data", tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)) as database:
        database.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_x', '2030-01-01')")
    outcome = await command(*arguments, "--data", tmp_path)
    assert outcome.code == 78
    assert "newer version" in outcome.errors


@pytest.mark.parametrize("arguments", [["run", "--port", "0"], ["init"], ["add-teacher", "Ana"]])
async def test_a_folder_that_cannot_be_used(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("")
    outcome = await command(*arguments, "--data", tmp_path / "file" / "data")
    assert outcome.code == 1
    assert "can't be" in outcome.errors


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["add-teacher"], ["add-class", "7b"], ["run", "--port", "x"]]
)
async def test_wrong_usage_ends_with_2_and_says_how(arguments: list[str]) -> None:
    outcome = await command(*arguments)
    assert outcome.code == 2
    assert "usage:" in outcome.errors


async def test_a_wrong_setting_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text("prot = 1")
    outcome = await command("init", "--data", tmp_path)
    assert outcome.code == 1
    assert "no setting named prot" in outcome.errors


async def test_the_database_is_checked(folder: Path) -> None:
    assert (
        await done("check", "--data", folder) == "The database is whole, and so are the files of lessons.\n"
    )


@pytest.mark.sqlite_file
async def test_a_damaged_database_ends_with_65(tmp_path: Path) -> None:
    await done("init", "--data", tmp_path)
    file = tmp_path / DATABASE_FILE
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    for arguments in (["check"], ["run", "--port", "0"]):
        outcome = await command(*arguments, "--data", tmp_path)
        assert outcome.code == 65
        assert "damaged" in outcome.errors


@posix("files without end")
async def test_a_file_without_end_is_no_roster(tmp_path: Path) -> None:
    outcome = await command("import-roster", "/dev/zero", "--data", tmp_path / "data")
    assert (outcome.code, outcome.errors) == (1, "/dev/zero: it is larger than 20 MB: that is no roster.\n")


def test_a_command_of_a_new_subject_is_found_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trial_command.py").write_text(
        "def add_commands(commands):\n"
        "    thumbs = commands.add('thumbs', lambda given, settings: print(given.up) or 7, 'show thumbs')\n"
        "    thumbs.add_argument('up')\n"
    )
    monkeypatch.setattr(cli, "__path__", [*cli.__path__, str(tmp_path)])
    assert cli.main(["thumbs", "two", "--data", str(tmp_path)]) == 7
    assert capsys.readouterr().out == "two\n"


@pytest.mark.sqlite_file
async def test_a_clock_that_has_jumped_is_told_and_confirmed(tmp_path: Path) -> None:
    """As after a flat battery: this computer's clock is far ahead of all that is in the folder."""
    folder, long_ago = tmp_path / "data", Clock().now() - 400 * 24 * 3_600_000
    async with open_school(folder, began=long_ago) as house:
        await house.admin()
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as database:
        database.execute("UPDATE token SET last_used_at = ?", (long_ago,))
    told = await done("keep", "--data", folder)
    assert "clock has jumped" in told
    assert "confirm-clock" in told
    outcome = await command("remove-old", "--data", folder)
    assert outcome.code == 1
    assert "confirm-clock" in outcome.errors
    assert "taken as right" in await done("confirm-clock", "--data", folder)
    assert "jumped" not in await done("keep", "--data", folder)
    await done("remove-old", "--data", folder)
    assert "confirm_clock" in await done("audit", "--data", folder)
