"""The network check as people come to it: from the menu, after a failure, while hosting."""

import socket
import tempfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from desktop.pages.connect import ConnectPage
from desktop.pages.doctor import DoctorPage
from desktop.pages.sessions import SessionsPage
from desktop.theme import Theme
from tests.desktop.classroom import until
from tests.desktop.program import program

pytestmark = pytest.mark.rare  # meanwhile pages/doctor tries the page, and relay/doctor what it asks


def trials() -> set[Path]:
    """Folders of relays that doctors have started."""
    return set(Path(tempfile.gettempdir()).glob("schoolbell-doctor-*"))


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


async def test_who_could_not_come_in_finds_out_why(tmp_path: Path, theme: Theme) -> None:
    async with program(tmp_path, theme) as ada:
        await ada.at(ConnectPage)
        port = closed_port()
        secret = "RKDX-DVCY-ZAPS-UYEY"
        ada.fill("Code, link or address", f"schoolbell://127.0.0.1:{port}/#pin={'A' * 52}&secret={secret}")
        await ada.click("Come in")
        await ada.click("Check the network")
        page = await ada.at(DoctorPage)
        assert (page.point.value, page.address.text()) == ("there", f"127.0.0.1:{port}")
        page.button.button.click()
        await until(lambda: not page.busy)
        assert page.found.words.text() == "This computer can't join as it is."
        assert secret not in page.found.text
        ada.window.back()
        await ada.at(ConnectPage)


async def test_the_menu_has_it_before_anybody_is_signed_in(tmp_path: Path, theme: Theme) -> None:
    async with program(tmp_path, theme) as ada:
        await ada.at(ConnectPage)
        menu = QMenu()
        ada.window.header.fill_menu(menu)
        action = next(each for each in menu.actions() if each.text() == "Check the network")
        action.trigger()
        page = await ada.at(DoctorPage)
        assert page.point.value == "here"
        action.trigger()
        assert len(ada.window.pages) == 2
        menu.deleteLater()


async def test_quitting_in_the_middle_leaves_nothing_behind(tmp_path: Path, theme: Theme) -> None:
    before = trials()
    async with program(tmp_path, theme) as ada:
        ada.app.pages.show_doctor()
        page = await ada.at(DoctorPage)
        page.start()
        await until(lambda: page.found.rows and page.found.rows[-1].check == "join")
        await until(lambda: trials() != before)
    assert trials() == before


async def test_a_teacher_who_hosts_has_her_own_relay_looked_at(tmp_path: Path, theme: Theme) -> None:
    async with program(tmp_path, theme) as lee:
        await lee.at(ConnectPage)
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics")
        await lee.click("Start the class")
        await lee.at(SessionsPage)
        lee.app.pages.show_doctor()
        page = await lee.at(DoctorPage)
        assert page.point.value == "here"
        page.button.button.click()
        await until(lambda: not page.busy)
        found = {row.check: row.finding for row in page.found.rows}
        running, join = found["relay"], found["join"]
        assert running is not None
        assert lee.app.host.hosted is not None
        assert (running.code, running.about["port"]) == ("relay_runs", lee.app.host.hosted.port)
        assert join is not None
        assert join.code == "welcomed"
