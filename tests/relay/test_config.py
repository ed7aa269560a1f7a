"""Settings: file < environment < flags, and clear words about what does not fit."""

from pathlib import Path

import pytest

from relay.config import Settings, SettingsError, load


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
