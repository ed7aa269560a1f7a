"""Slides of other programs: LibreOffice makes a PDF of them where it is, which nothing else here needs."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from psutil import pid_exists

from desktop.documents import office
from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage
from desktop.documents.office import find_office, made_pdf
from desktop.documents.opening import open_document
from tests.desktop.documents.files import children, code_of, written
from tests.desktop.documents.odp import odp_of
from tests.patience import until

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs that stand in are scripts")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which programs are looked for."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(office, "_PLACES", {})
    return folder


def _stands_in(programs: Path, script: str) -> Path:
    program = written(programs / "soffice", f"#!{sys.executable}\n{script}")
    program.chmod(0o700)
    return program


async def test_where_it_is_not_slides_are_refused_at_once(programs: Path, tmp_path: Path) -> None:
    assert find_office() is None
    told: list[str] = []
    with pytest.raises(DocumentFailed, match="no_office"):
        async with open_document(odp_of(tmp_path / "deck.odp", "one"), lambda: told.append("converting")):
            pass
    assert told == []


def test_one_that_does_not_end_is_ended(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _stands_in(programs, "import time\ntime.sleep(1e6)")
    monkeypatch.setattr(office, "SECONDS", 0.1)
    with pytest.raises(DocumentFailed, match="too_slow"):
        made_pdf(str(program), odp_of(tmp_path / "deck.odp", "one"), "odp", tmp_path)


async def test_one_that_makes_nothing_could_not_read_the_file(programs: Path, tmp_path: Path) -> None:
    _stands_in(programs, "raise SystemExit(77)")
    assert await code_of(odp_of(tmp_path / "deck.odp", "one")) == "unreadable"


FORKS = """
import os, subprocess, sys
office = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1e6)"])
open(PLACE, "w").write(f"{office.pid}\\n")
office.wait()
"""


async def test_giving_up_ends_all_that_it_has_started(programs: Path, tmp_path: Path) -> None:
    _stands_in(programs, f"PLACE = {str(tmp_path / 'pid')!r}\n{FORKS}")
    converting = asyncio.Event()

    async def opened() -> None:
        async with open_document(odp_of(tmp_path / "deck.odp", "one"), converting.set):
            pass

    under_way = asyncio.ensure_future(opened())
    await converting.wait()
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"))
    pid = int((tmp_path / "pid").read_text())
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    await until(lambda: not pid_exists(pid))


CRASH = """
import asyncio, sys
from pathlib import Path
from desktop.documents.opening import open_document
async def main():
    async with open_document(Path(sys.argv[1])):
        pass
asyncio.run(main())
"""

WRITES = """
import subprocess, sys, time
part = "import itertools\\nfor n in itertools.count(): open(f'part {n % 500}', 'w').close()"
start = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdout=2).pid)"
done = subprocess.run([sys.executable, "-c", start, part], stdout=subprocess.PIPE)
open(PLACE, "wb").write(done.stdout)
time.sleep(1e6)
"""


async def test_where_this_program_is_killed_nothing_is_left_of_what_was_made_of_slides(
    programs: Path, tmp_path: Path, private: Path
) -> None:
    place = tmp_path / "pid"
    _stands_in(programs, f"PLACE = {str(place)!r}\n{WRITES}")
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CRASH, str(odp_of(tmp_path / "deck.odp", "one"))),
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(private)},
    )
    await until(lambda: list(private.glob("*/part 99")) and place.exists() and place.read_text())
    pid = int(place.read_text())
    program.kill()
    await program.wait()
    await until(lambda: not pid_exists(pid) and not children() and not list(private.iterdir()))


@pytest.mark.rare
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
class TestLibreOffice:
    """The real one."""

    async def test_slides_become_pages_and_nothing_is_fetched(self, tmp_path: Path) -> None:
        asked: list[bytes] = []

        async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readline())
            writer.close()

        server = await asyncio.start_server(told, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        deck = odp_of(tmp_path / "deck.odp", "one", "two", link=f"http://127.0.0.1:{port}/spy.png")
        async with open_document(deck) as document:
            pages = [page async for page in document]
        server.close()
        await server.wait_closed()
        assert [page.text for page in pages if isinstance(page, DocumentPage)] == ["one", "two"]
        assert asked == []
        assert sorted(os.listdir(tmp_path)) == ["deck.odp", "private"]

    async def test_what_it_can_not_read_is_unreadable(self, tmp_path: Path) -> None:
        deck = odp_of(tmp_path / "deck.odp", "one")
        written(deck, deck.read_bytes()[:200])
        assert await code_of(deck) == "unreadable"
