"""Closing the window where there is a tray: asked once, kept, and never where others sit down next."""

from pathlib import Path

import pytest

from desktop.pages.sessions import SessionsPage
from desktop.parts.staying import StayDialog
from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from desktop.window.tray import Tray
from tests.desktop.app.test_app import come_to_the_door, sign_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.stand import asking, press
from tests.desktop.program import Kept, Person, program


@pytest.fixture(autouse=True)
def a_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system says that it has one; there is none offscreen."""
    monkeypatch.setattr(Tray, "exists", True)


async def comes_in(person: Person, classroom: Classroom) -> None:
    await classroom.student("Ana")
    await come_to_the_door(person, classroom.process)
    await sign_in(person, "ana")


def asks(person: Person) -> bool:
    return any(dialog.isVisible() for dialog in person.window.findChildren(StayDialog))


async def test_it_is_asked_once_and_the_window_goes_to_the_tray_from_then_on(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "ana", theme, Kept()) as ana:
        await comes_in(ana, classroom)
        window = ana.window
        window.close()
        (await asking(window, StayDialog)).reject()
        assert window.isVisible(), "no answer, and nothing is done"
        assert not ana.app.settings.now.tray_asked
        window.close()
        press(await asking(window, StayDialog), "Stay in the tray")
        assert not window.isVisible()
        assert ana.app.settings.now.close_to_tray
        window.come_forward()
        await until(window.isVisible)
        window.close()
        assert not window.isVisible()
        assert not asks(ana)
        window.come_forward()
        ana.app.settings.change(close_to_tray=False)
        window.close()
        assert not asks(ana), "what is chosen in the settings is not asked about again"
        await until(ana.app._stop.is_set)


async def test_it_may_quit_and_then_quits_each_time(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "ana", theme, Kept()) as ana:
        await comes_in(ana, classroom)
        ana.window.close()
        press(await asking(ana.window, StayDialog), "Quit")
        await until(ana.app._stop.is_set)
        assert (ana.app.settings.now.tray_asked, ana.app.settings.now.close_to_tray) == (True, False)


async def test_a_shared_computer_never_stays(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path / "lab", theme, Kept()) as lab:
        lab.app.settings.change(close_to_tray=True)
        lab.app.settings.change(shared_computer=True)
        await comes_in(lab, classroom)
        await lab.at(SessionsPage)
        lab.window.close()
        assert lab.window.isVisible()
        assert not asks(lab)
        await until(lab.app._stop.is_set)


async def test_before_anybody_has_signed_in_there_is_nothing_to_stay_for(
    theme: Theme, tmp_path: Path
) -> None:
    async with program(tmp_path / "new", theme, Kept()) as new:
        new.window.close()
        assert not [dialog for dialog in new.window.findChildren(Dialog) if dialog.isVisible()]
        await until(new.app._stop.is_set)
