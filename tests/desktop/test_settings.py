"""Settings come back as they were, survive rubbish, and never hold up or end the program."""

import asyncio
import os
import stat
from pathlib import Path

import msgspec
import pytest

from desktop.settings import FILE_NAME, RememberedRelay, Settings

HOME = RememberedRelay(host="10.0.0.1", port=8443, pin="ABC", name="Home", username="lee", last_used=5)
SCHOOL = RememberedRelay(host="school.example", port=8443, pin="DEF")


async def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    await settings.load()
    settings.change(theme="dark", text_scale=1.5, shared_computer=True)
    settings.remember(HOME)
    settings.remember(SCHOOL)
    await settings.close()
    again = Settings(tmp_path)
    await again.load()
    assert again.now == settings.now
    assert again.now.relays == (SCHOOL, HOME)
    assert (again.now.theme, again.now.text_scale) == ("dark", 1.5)
    assert again.put_aside is None


async def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.change(theme="dark")
    await settings.close()
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [FILE_NAME]


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"\x00\xff", b"{", b"[]", b'{"theme": "pink"}', b'{"relays": [{"host": 5}]}', b"[" * 100_000],
)
async def test_rubbish_is_put_aside_and_the_defaults_hold(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(rubbish)
    settings = Settings(tmp_path)
    await settings.load()
    assert settings.now == Settings(tmp_path).now
    assert settings.put_aside is not None
    assert settings.put_aside.read_bytes() == rubbish
    settings.change(theme="light")
    await settings.close()
    again = Settings(tmp_path)
    await again.load()
    assert again.now.theme == "light"


async def test_settings_of_a_newer_program_are_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(msgspec.json.encode({"theme": "dark", "invented_later": 1}))
    settings = Settings(tmp_path)
    await settings.load()
    assert settings.now.theme == "dark"
    assert settings.put_aside is None


async def test_many_changes_at_once_end_with_the_last(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for step in range(50):
        settings.change(text_scale=1 + step / 100)
        await asyncio.sleep(0)
    await settings.close()
    again = Settings(tmp_path)
    await again.load()
    assert again.now.text_scale == 1.49


async def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "profile")
    told: list[str] = []
    settings.unwritable.connect(told.append)
    settings.change(theme="dark")
    await settings.close()
    settings.change(theme="light")
    await settings.close()
    assert len(told) == 1
    assert settings.now.theme == "light"


async def test_a_relay_is_known_once_and_can_be_forgotten(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.remember(HOME)
    settings.remember(msgspec.structs.replace(HOME, pin="NEW"))
    assert [relay.pin for relay in settings.now.relays] == ["NEW"]
    settings.forget(HOME)
    assert settings.now.relays == ()
    await settings.close()


async def test_a_relay_that_has_moved_is_the_same_and_another_at_its_old_address_is_not(
    tmp_path: Path,
) -> None:
    settings = Settings(tmp_path)
    home = msgspec.structs.replace(HOME, relay_id="A")
    settings.remember(home)
    moved = msgspec.structs.replace(home, host="10.0.0.2", port=9000)
    settings.remember(moved)
    assert [relay.host for relay in settings.now.relays] == ["10.0.0.2"]
    newcomer = msgspec.structs.replace(SCHOOL, host="10.0.0.2", port=9000, relay_id="B")
    settings.remember(newcomer)
    assert [relay.relay_id for relay in settings.now.relays] == ["B", "A"]
    false = msgspec.structs.replace(moved, host="10.0.0.3", pin="OTHER")
    settings.remember(false)
    assert [relay.pin for relay in settings.now.relays] == ["OTHER", newcomer.pin, home.pin]
    settings.forget(false)
    assert settings.now.relays == (newcomer, moved)
    await settings.close()


async def test_an_unknown_choice_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Settings(tmp_path).change(colour="red")
