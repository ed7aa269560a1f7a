"""Settings: file < environment < flags, and clear words about what does not fit."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay import config, features
from relay.cli import main
from relay.config import Settings, SettingsError, find_settings, load, travelling
from relay.features.lesson import TEACHER_AWAY
from relay.setting import Setting


def test_defaults(tmp_path: Path) -> None:
    settings = load({"data": tmp_path}, {})
    assert settings == Settings(data=tmp_path)
    assert (settings.port, settings.connections, settings.connections_per_account) == (8443, 600, 4)


def test_each_source_stands_above_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text('relay_name = "Hill School"\nport = 1\nconnections = 1\n', "utf-8")
    environment = {
        "SCHOOLBELL_PORT": "2",
        "SCHOOLBELL_CONNECTIONS": "2",
        "SCHOOLBELL_OTHER": "x",
        "PATH": "/",
    }
    settings = load({"data": tmp_path, "connections": 3, "host": None}, environment)
    assert (settings.relay_name, settings.port, settings.connections) == ("Hill School", 2, 3)


def test_the_data_folder_may_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text("port = 7\n", "utf-8")
    assert load({}, {"SCHOOLBELL_DATA": str(tmp_path)}).port == 7


def test_a_named_file(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    with pytest.raises(SettingsError, match=r"no settings file .*other\.toml"):
        load({"data": tmp_path}, {}, file)
    file.write_text("grace_seconds = 1.5", "utf-8")
    assert load({"data": tmp_path}, {}, file).grace_seconds == 1.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 1", "no setting named prot"),
        ("port = [", "can't be read"),
        ('port = "many"', r"`\$\.port`"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "relay.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=told):
        load({"data": tmp_path}, {})


def test_a_setting_of_a_subject_comes_from_every_source_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "relay.toml").write_text("teacher_away_minutes = 2", "utf-8")
    given = {"data": tmp_path}
    assert Settings(data=tmp_path).of_subjects[TEACHER_AWAY] == 10
    assert load(given, {}).of_subjects[TEACHER_AWAY] == 2
    environment = {"SCHOOLBELL_TEACHER_AWAY_MINUTES": "3.5"}
    assert load(given, environment).of_subjects[TEACHER_AWAY] == 3.5
    assert load(given | {"teacher_away_minutes": "4"}, environment).of_subjects[TEACHER_AWAY] == 4
    for wrong in ("-1", "soon"):
        with pytest.raises(SettingsError, match=r"`\$\.teacher_away_minutes`"):
            load(given, {"SCHOOLBELL_TEACHER_AWAY_MINUTES": wrong})


def test_the_settings_of_a_new_subject_are_found_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = add_subject(
        tmp_path, monkeypatch, 'OPTIONS = Setting("trial_options", 6, "answers to one poll")'
    )
    (tmp_path / "relay.toml").write_text("trial_options = 9", "utf-8")
    assert load({"data": tmp_path}, {}).of_subjects[options] == 9
    assert travelling("trial_options = 9\n") == ("", ["trial_options"]), "it did not say that it may"
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    assert "--trial-options VALUE" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["port", "teacher_away_minutes", "of_subjects"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    add_subject(tmp_path, monkeypatch, f'OPTIONS = Setting("{name}", 6, "")')
    with pytest.raises(ValueError, match=f"{name} is declared twice, again in relay.features.trial_settings"):
        find_settings()


def add_subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> Setting[int]:
    (tmp_path / "trial_settings.py").write_text(f"from relay.setting import Setting\n\n{line}\n", "utf-8")
    monkeypatch.setattr(features, "__path__", [*features.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "relay.features.trial_settings", raising=False)
    for cached in (find_settings, config._form):
        cached.cache_clear()
    importlib.invalidate_caches()
    options: Setting[int] = importlib.import_module("relay.features.trial_settings").OPTIONS
    return options


@pytest.fixture(autouse=True)
def settings_of_this_program() -> Iterator[None]:
    yield
    for cached in (find_settings, config._form):
        cached.cache_clear()
