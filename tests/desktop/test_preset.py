"""A computer that its keeper has set up as a shared one stays one, whatever the person at it chooses."""

import sys
from pathlib import Path

import platformdirs
import pytest

from desktop.__main__ import _read_arguments
from desktop.credentials import Credentials
from desktop.pages.settings import SettingsPage
from desktop.pages.sign_in import SignInPage
from desktop.preset import FILE_NAME, Preset, places, read_preset, why_not
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from tests.desktop.classroom import until
from tests.desktop.program import Kept, program

LEFT = RememberedRelay(host="127.0.0.1", port=1, pin="A" * 52, name="Westfield", username="ana")


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("shared_computer = true", True),
        ("shared_computer = false", False),
        ("", False),
        ("something_newer = 1", False),
        # there, but not to be read: the safe side
        ("shared_computer = yes", True),
        ('shared_computer = "false"', True),
        ("\x00", True),
        ("[" * 100_000, True),
    ],
)
def test_what_a_file_sets(tmp_path: Path, text: str, shared: bool) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert read_preset([tmp_path / FILE_NAME]) == Preset(shared)


def test_one_file_that_says_so_is_enough_and_none_says_nothing(tmp_path: Path) -> None:
    yes, no, nowhere = tmp_path / "yes", tmp_path / "no", tmp_path / "nowhere" / FILE_NAME
    yes.write_text("shared_computer = true")
    no.write_text("shared_computer = false")
    assert read_preset([no, yes, nowhere]).shared_computer
    assert read_preset([yes, no]).shared_computer
    assert not read_preset([nowhere, tmp_path / "yes" / "inside"]).shared_computer


def test_the_systems_own_place_counts_whatever_the_persons_surroundings_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = places()
    assert platformdirs.site_config_path("schoolbell", appauthor=False) / FILE_NAME in before
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    if sys.platform == "linux":
        assert places()[:2] == [Path("/etc/xdg/schoolbell", FILE_NAME), Path("/etc/schoolbell", FILE_NAME)]
        assert tmp_path / "schoolbell" / FILE_NAME in places()


SCHOOL = f'address = "relay.school.example"\npin = "{"A" * 52}"\nschool = "Westfield"\nlanguage = "en"\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SCHOOL, ""),
        ("shared_computer = true", ""),
        ("shared_computer = 1", "does not understand"),
        ("addres = 'relay.school.example'", "sets addres, which there is not"),
        ("address = 'relay.school.example'", "needs both address and pin"),
        (SCHOOL.replace("AAAA", "a"), "does not understand"),
        (SCHOOL.replace("relay.school.example", "?"), "the address is none"),
        (SCHOOL.replace('"en"', '"xx"'), "does not speak the language xx"),
        (SCHOOL.replace('"en"', '"../en"'), "does not speak"),
        ("\x00", "does not understand"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(text)
    said = why_not(file)
    assert why in said
    assert bool(said) == bool(why)
    assert "can't be read" in why_not(tmp_path / "nowhere")


async def test_the_schools_relay_is_known_from_the_first_start_on(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(SCHOOL)
    profile, preset = tmp_path / "profile", read_preset([tmp_path / FILE_NAME])
    for _ in range(2):  # and once
        settings = Settings(profile, preset)
        await settings.load()
        (relay,) = settings.now.relays
        assert (relay.host, relay.port, relay.pin) == ("relay.school.example", 8443, "A" * 52)
        assert (relay.name, relay.username) == ("Westfield", "")
        await settings.close()


def test_the_flag() -> None:
    assert _read_arguments(["--shared-computer"]).shared_computer
    assert not _read_arguments([]).shared_computer


async def test_the_person_cannot_undo_it(theme: Theme, tmp_path: Path) -> None:
    settings = Settings(tmp_path, Preset(shared_computer=True))
    page = SignInPage(theme, "Westfield", shared=settings.shared_computer, shared_preset=True)
    assert page.shared.isChecked()
    assert not page.shared.isEnabled()
    page.deleteLater()
    settings.change(shared_computer=False)
    assert settings.shared_computer
    assert settings.clear_at_sign_out
    await settings.close()


async def test_the_next_pupil_is_not_the_last_one(theme: Theme, tmp_path: Path) -> None:
    """Somebody signed in before the computer was set up, and nobody ticked anything."""
    keyring: Credentials = Kept()
    await keyring.put(LEFT.pin, LEFT.username, "token")
    async with program(tmp_path, theme, keyring) as person:
        person.app.settings.change(relays=(LEFT,))
    async with program(tmp_path, theme, keyring, preset=Preset(shared_computer=True)) as person:
        assert [relay.username for relay in person.app.settings.now.relays] == [""]
        await until(lambda: not person.app.tokens._tasks)
        assert await keyring.get(LEFT.pin, LEFT.username) is None
        person.app.pages.show_settings()
        page = await person.at(SettingsPage)
        assert page.shared.isChecked()
        assert not page.shared.isEnabled()
        await person.sees("Whoever looks after this computer has set this.")
        assert not page.kept.at_sign_out.isEnabled()
