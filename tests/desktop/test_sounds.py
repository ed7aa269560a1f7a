"""Sounds are our own, are played by what the system has, and are silent where that fails or is not wanted."""

import os
import runpy
import sys
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from PySide6.QtCore import QObject

import desktop.sounds
from desktop.sounds import PLAYERS, Sounds
from resources import SoundName, read_bytes, sound
from tests.desktop.classroom import until

NAMES: tuple[SoundName, ...] = get_args(SoundName)
Player = Callable[[str, str], None]


@pytest.fixture
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Player:
    """Makes a program of this name, the only ones there are; it does what the shell is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def made(name: str, does: str) -> None:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        program.chmod(0o700)

    return made


@pytest.fixture
def keeper(qapp: object) -> Iterator[QObject]:
    """What the sounds of a test belong to."""
    made = QObject()
    yield made
    made.deleteLater()


def over(sounds: Sounds) -> list[bool]:
    """Notes how each sound ended."""
    heard: list[bool] = []
    sounds.ended.connect(heard.append)
    return heard


@pytest.mark.parametrize("name", NAMES)
def test_each_is_short_and_made_by_our_own_script(name: SoundName, tmp_path: Path) -> None:
    with wave.open(str(sound(name))) as file:
        assert file.getnframes() / file.getframerate() < 1.5
        there = array("h", file.readframes(file.getnframes()))
    assert len(read_bytes("sounds", f"{name}.wav")) < 60_000
    made = runpy.run_path("packaging/sounds.py")["samples"](name)
    assert len(there) == len(made)
    differs = max(abs(one - other) for one, other in zip(there, made, strict=True))
    assert differs <= 1  # another computer's sine may be rounded otherwise
    assert 16_000 < max(map(abs, there)) < 32_000


def test_there_is_no_other_file_than_those(tmp_path: Path) -> None:
    runpy.run_path("packaging/sounds.py")["write"](tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted(f"{name}.wav" for name in NAMES)


@pytest.mark.skipif(os.name == "nt", reason="Windows plays by itself")
async def test_the_systems_player_is_given_the_file(player: Player, tmp_path: Path, keeper: QObject) -> None:
    player(PLAYERS[0][0], f'echo "$@" > {tmp_path}/played')
    sounds = Sounds(parent=keeper)
    heard = over(sounds)
    sounds.play("called")
    await until(lambda: heard == [True])
    assert (tmp_path / "played").read_text("utf-8").strip().endswith("called.wav")
    sounds.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows plays by itself")
async def test_one_that_fails_gives_way_to_the_next(player: Player, tmp_path: Path, keeper: QObject) -> None:
    player("first", "exit 1")
    player("third", f'echo "$@" > {tmp_path}/played')
    sounds = Sounds(players=(("first",), ("second",), ("third", "-q")), parent=keeper)
    heard = over(sounds)
    sounds.play("bell")
    await until(lambda: heard == [True])
    assert (tmp_path / "played").read_text("utf-8").startswith("-q ")
    sounds.close()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these have one player")
@pytest.mark.parametrize("name", ["pw-play", "paplay", "aplay"])
async def test_any_of_the_players_of_linux_will_do(
    player: Player, tmp_path: Path, keeper: QObject, name: str
) -> None:
    player(name, f'echo "$@" > {tmp_path}/played')
    sounds = Sounds(parent=keeper)
    heard = over(sounds)
    sounds.play("called")
    await until(lambda: heard == [True])
    *words, path = (tmp_path / "played").read_text("utf-8").split()
    assert words == (["-q"] if name == "aplay" else [])
    assert path.endswith("called.wav")
    sounds.close()


def test_a_mac_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert there()["PLAYERS"] == (("afplay",),)


def test_windows_plays_without_a_program(monkeypatch: pytest.MonkeyPatch, keeper: QObject) -> None:
    """Its module is not to be had here: one stands for it that notes what it is asked for."""
    asked: list[tuple[str, int]] = []

    def play_sound(path: str, flags: int) -> None:
        asked.append((path, flags))
        if len(asked) > 1:
            raise RuntimeError("Failed to play sound")

    winsound = ModuleType("winsound")
    vars(winsound).update(SND_FILENAME=0x20000, SND_ASYNC=1, SND_NODEFAULT=2, PlaySound=play_sound)
    monkeypatch.setitem(sys.modules, "winsound", winsound)
    monkeypatch.setattr(sys, "platform", "win32")
    wanted = [True]
    sounds = there()["Sounds"](lambda: wanted[0], parent=keeper)
    sounds.play("called")
    ((path, flags),) = asked
    assert path.endswith("called.wav")
    assert Path(path).is_file()
    assert flags == 0x20003, "it is not waited for, and no other sound takes its place"
    sounds.play("bell")
    assert len(asked) == 2, "without a device it is silent"
    wanted[0] = False
    sounds.play("called")
    assert len(asked) == 2
    sounds.close()


def there() -> dict[str, Any]:
    """The module as it is on the system that this one claims to be."""
    assert desktop.sounds.__file__
    return runpy.run_path(desktop.sounds.__file__)


async def test_without_a_player_it_is_silent(player: Player, keeper: QObject) -> None:
    sounds = Sounds(parent=keeper)
    heard = over(sounds)
    sounds.play("called")
    assert heard == [False]
    sounds.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows plays by itself")
async def test_one_that_hangs_is_waited_for_by_nobody(player: Player, keeper: QObject) -> None:
    player("stuck", "while :; do :; done")
    sounds = Sounds(players=(("stuck",),), parent=keeper)
    heard = over(sounds)
    sounds.play("called")
    assert not heard
    sounds.play("called")  # left out: one is heard already
    sounds._limit.timeout.emit()
    await until(lambda: heard == [False])
    sounds.play("called")
    sounds.close()
    assert sounds._process is None


async def test_who_wants_none_hears_none(player: Player, keeper: QObject) -> None:
    wanted = [False]
    sounds = Sounds(lambda: wanted[0], parent=keeper)
    heard = over(sounds)
    sounds.play("called")
    assert not heard
    wanted[0] = True
    sounds.play("called")
    assert heard == [False]
    sounds.close()
