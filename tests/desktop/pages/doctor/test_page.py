"""The network check page: real children, a real relay, what is said and saved."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from psutil import pid_exists
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from shiboken6 import isValid

from desktop.address import TypedAddress
from desktop.pages.doctor import DoctorPage
from desktop.pages.doctor.page import HERE, THERE
from desktop.parts.window_page import WindowPage
from desktop.theme import Theme
from relay.shared.doctor.findings import CheckBegun, ExaminationLine, Finding, Report, encode_line
from tests.desktop.classroom import until
from tests.relay.process import RelayProcess

Open = Callable[..., DoctorPage]


@pytest.fixture
def open_page(show: Callable[[WindowPage], WindowPage], theme: Theme) -> Open:
    """Shows the page for a command; with relays, what is offered is the way to the first of them."""

    def opened(command: list[str], *relays: TypedAddress) -> DoctorPage:
        page = DoctorPage(theme, command, relays, point=THERE if relays else HERE)
        show(page)
        return page

    return opened


async def looked(page: DoctorPage) -> None:
    page.start()
    await until(lambda: not page.busy)


def doctor_of(data: Path, *flags: str) -> list[str]:
    return [sys.executable, "-m", "relay", "doctor", "--json", "--data", str(data), *flags]


THERE_ALONE = doctor_of(Path("nowhere"), "--skip", "multicast")
"""Nothing is announced on the loopback."""


def teller(*lines: ExaminationLine, rubbish: bytes = b"") -> list[str]:
    """A program that tells these lines, as the doctor would."""
    code = f"import sys; sys.stdout.buffer.write({rubbish + b''.join(map(encode_line, lines))!r})"
    return [sys.executable, "-c", code]


def outcomes(page: DoctorPage) -> dict[str, str]:
    return {row.check: row.finding.outcome for row in page.found.rows if row.finding}


def codes(page: DoctorPage) -> list[str]:
    return [row.finding.code for row in page.found.rows if row.finding]


@pytest.mark.rare  # meanwhile a relay is tried step by step here, and relay/doctor tries each check
async def test_this_computer_is_examined_and_the_report_saved(open_page: Open, tmp_path: Path) -> None:
    page = open_page(doctor_of(tmp_path / "school", "--skip", "join", "--skip", "multicast"))
    assert not page.address_row.isVisible()
    page.button.button.click()
    assert page.busy
    await until(lambda: not page.busy)
    checks = ["addresses", "relay", "outside", "firewall", "neighbours", "clock", "disk"]
    assert list(outcomes(page)) == checks
    assert outcomes(page)["disk"] == "good"
    found = page.found
    assert found.verdict.isVisible()
    file = tmp_path / "report.txt"
    await found.write(file)
    saved = file.read_text("utf-8")
    assert found.words.text() in saved
    assert all(row.words.text() in saved for row in found.rows)
    assert found.note.text() == "Saved as report.txt."
    found.copy.click()
    assert QGuiApplication.clipboard().text() == saved
    await found.write(tmp_path / "nowhere" / "report.txt")
    assert found.note.text().startswith("This folder is not there any more")


@pytest.mark.rare  # meanwhile a relay is tried step by step here, and relay/doctor tries each check
async def test_it_is_given_up_at_once_and_can_be_asked_again(open_page: Open, tmp_path: Path) -> None:
    page = open_page(doctor_of(tmp_path / "school"))
    page.start()
    await until(lambda: outcomes(page))
    page.button.cancel.click()
    await until(lambda: not page.busy)
    assert not page.found.verdict.isVisible()
    assert page.found.text == ""
    assert page.button.button.text() == "Check again"
    assert page.found.rows[-1].words.text() == "Not finished."


async def test_what_was_found_before_gives_way_to_the_next_check(open_page: Open) -> None:
    page = open_page(teller(CheckBegun("disk", 1, 1)))
    await looked(page)
    before = page.found
    await looked(page)
    assert page.found is not before
    await until(lambda: not isValid(before))
    assert [row.check for row in page.found.rows] == ["disk"]


async def test_a_page_that_is_left_takes_its_child_along(theme: Theme, tmp_path: Path) -> None:
    page = DoctorPage(theme, doctor_of(tmp_path / "school"))
    page.start()
    child = page._child
    assert child is not None
    await until(lambda: page.found.rows)
    pid = child._process.processId()
    page.gone()
    await page.settled()
    assert not pid_exists(pid)
    page.deleteLater()


async def test_the_way_to_a_relay_is_tried_step_by_step(open_page: Open, relay: RelayProcess) -> None:
    port, pin = relay.ready["port"], relay.ready["pin"]
    page = open_page(THERE_ALONE, TypedAddress("127.0.0.1", port, pin))
    assert page.address.text() == f"127.0.0.1:{port}"
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    await until(lambda: not page.busy)
    assert outcomes(page) == dict.fromkeys(("reach", "key", "answer", "delay", "clock"), "good")
    assert page.found.words.text() == "This computer can join. Nothing is in the way."
    assert f"127.0.0.1:{port}" in page.found.text


async def test_a_stranger_with_another_key_is_told_nothing(open_page: Open, relay: RelayProcess) -> None:
    page = open_page(THERE_ALONE, TypedAddress("127.0.0.1", relay.ready["port"], "A" * 52))
    await looked(page)
    assert codes(page) == ["reached", "key_other", *["not_needed"] * 3]
    assert "Don't sign in there" in page.found.to_do.text()


@pytest.mark.parametrize(
    ("host", "code"), [("127.0.0.1", "not_listening"), ("no-such-school.invalid", "no_such_name")]
)
@pytest.mark.rare  # meanwhile a relay is tried step by step here, and relay/doctor tries each check
async def test_why_a_relay_is_not_reached(open_page: Open, host: str, code: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    page = open_page(THERE_ALONE, TypedAddress(host, port))
    await looked(page)
    assert codes(page) == [code, *["not_needed"] * 4]
    assert page.found.to_do.text()


@pytest.mark.rare  # meanwhile a relay is tried step by step here, and relay/doctor tries each check
async def test_waiting_for_one_that_says_nothing_is_given_up(open_page: Open) -> None:
    came = asyncio.Event()

    async def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    page = open_page(THERE_ALONE, TypedAddress("127.0.0.1", server.sockets[0].getsockname()[1]))
    page.start()
    await until(came.is_set)
    page.button.cancel.click()
    await until(lambda: not page.busy)
    assert page.found.rows[-1].words.text() == "Not finished."
    gone.set()
    server.close()
    await server.wait_closed()


async def test_no_address_is_asked_for_again(open_page: Open) -> None:
    page = open_page([])
    page.point.choose(THERE)
    page.start()
    assert not page.busy
    assert page.address_row.error


async def test_what_others_named_is_shown_as_it_is(open_page: Open) -> None:
    """Names of interfaces and machines come from elsewhere, and a newer program may find other things."""
    named = Finding("addresses", "doubtful", "has_addresses", {"addresses": "<img src=x> {0} (<b>eth0</b>)"})
    newer = Finding("gravity", "bad", "falls_up")
    report = Report("here", 0, "<i>lab</i>\x1b[31m", "9", [named, newer])
    page = open_page(teller(CheckBegun("addresses", 1, 2), named, CheckBegun("gravity", 2, 2), newer, report))
    await looked(page)
    first, second = page.found.rows
    assert "<img src=x> {0} (<b>eth0</b>)" in first.words.text()
    assert first.words.textFormat() is Qt.TextFormat.PlainText
    assert second.words.text() == "falls_up"
    assert "\x1b" not in page.found.text
    assert "<i>lab</i>" in page.found.text


async def test_a_check_that_can_not_be_started_says_so(open_page: Open, tmp_path: Path) -> None:
    page = open_page([str(tmp_path / "no-program")])
    await looked(page)
    assert page.found.words.text() == "The check could not be started on this computer."
    assert page.found.verdict.isVisible()
    assert not page.found.save.isVisible()


async def test_rubbish_is_left_out(open_page: Open) -> None:
    page = open_page(teller(CheckBegun("disk", 1, 1), rubbish=b"rubbish\n"))
    await looked(page)
    assert [row.check for row in page.found.rows] == ["disk"]
    assert page.found.rows[0].finding is None
    assert not page.found.verdict.isVisible()
