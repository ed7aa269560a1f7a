"""The relay's settings in one typed object: defaults < file < environment < flags."""

import json
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct

from relay.protocol import limits
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name
from relay.setting import Setting, SettingValues
from relay.shared.modules import modules_of

DEFAULT_PORT = 8443
SETTINGS_FILE = "relay.toml"
SUBJECTS = ("relay.features", "relay.school")
"""Whose modules may declare settings of their own."""
ENVIRONMENT_PREFIX = "SCHOOLBELL_"


class SettingsError(Exception):
    """A setting that can't be understood; the message names it and where it stands."""


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that can be set. Names are the same in file, environment (upper case) and flags."""

    data: Path
    relay_name: str = "Schoolbell"
    host: str = ""
    """Address to listen on; empty: every interface."""
    port: int = DEFAULT_PORT
    """0 lets the system choose."""
    address_shown: str = ""
    """``host:port`` to tell people instead of what was found out."""
    announce: str = "on"
    """Whether others on the network find this relay by themselves, with its name and the lessons in progress:
    ``on``, ``off``, or the addresses of the interfaces to be found on, separated by commas."""
    certificate: str = ""
    private_key: str = ""
    """PEM files of the school's own certificate; empty: the relay makes its own."""
    ready_file: str = ""
    """Where to write port, pin and words once the relay serves (for the program that started it)."""
    stop_when_idle: float = 0
    """Seconds without any connection after which the relay stops; 0: never."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    """``text``: one line each of ``name=value``; ``json``: one object a line."""
    metrics_token: str = ""
    """Whoever has it may read ``/metrics``, and nobody else; empty: only this machine may."""

    web: Literal["off", "lessons"] = "off"
    """Who may connect from a page in a browser that this relay has served: nobody, or who comes by a lesson's
    code."""

    connections: int = limits.CONNECTIONS
    visitors: int = limits.VISITORS
    """Connections that have not signed in. When there are more, the idlest goes."""
    visitor_seconds: float = limits.VISITOR_SECONDS
    """How long one of them may say nothing, after its first frame."""
    connections_per_account: int = limits.CONNECTIONS_PER_ACCOUNT
    first_frame_seconds: float = limits.FIRST_FRAME_SECONDS
    first_frame_bytes: int = limits.FIRST_FRAME_BYTES
    frame_bytes: int = limits.FRAME_BYTES
    frames_per_second: float = limits.FRAMES_PER_SECOND
    frames_burst: int = limits.FRAMES_BURST
    bytes_per_second: int = limits.MEMBER_BYTES_PER_SECOND
    """0 lifts it, as it lifts ``frames_per_second``."""
    visitor_bytes_per_second: int = limits.VISITOR_BYTES_PER_SECOND
    ping_seconds: float = 10
    """Pause between pings, and how long their answer may take: a dead line is noticed within twice this."""
    pace_factor: float = 1
    """Multiplies the pace allowed to people (chat, hands); 0 lifts it."""
    reopen_minutes: float = limits.REOPEN_MINUTES
    """How long after its end a lesson can be opened again; so long its guests stay signed in."""
    grace_seconds: float = 30
    """After a start or a restart, how long before anyone is told that somebody is missing."""
    gather_seconds: float = 1
    """Comings and goings within this time are told as one."""
    lesson_events: int = limits.EVENTS
    lesson_events_of_one: int = limits.EVENTS_OF_ONE
    """How many events a lesson may have, and how many of them because of one person."""
    disk_low_mb: int = limits.DISK_LOW_MB
    remove_old_after_seconds: float = 60
    """What is older than the school keeps things is removed so long after the start, and then every day."""
    reader_stuck_seconds: float = limits.READER_STUCK_SECONDS
    reader_buffer_bytes: int = limits.READER_BUFFER_BYTES
    unsent_bytes: int = limits.UNSENT_BYTES
    """All that is ready for the network and not taken by it; beyond it the fullest connections are cut."""
    live_buffer_bytes: int = 256_000
    of_subjects: SettingValues = SettingValues()
    """Those that subjects declare (see setting.py)."""


TRAVELLING = ("relay_name", "pace_factor", "grace_seconds", "gather_seconds", "disk_low_mb")
"""What a backup takes along to another machine, beside what subjects say. Never paths, hosts, ports, keys or
secrets: a backup may be anybody's, and these would be obeyed."""
MOST = 1_000_000
"""Of any number that travels."""


def travelling(text: str) -> tuple[str, list[str]]:
    """Of a settings file what may travel, as a settings file, and the names of what is left behind.

    Whatever can't be read as what it should be stays behind as well.
    """
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError):
        return "", []
    travel = {*TRAVELLING, *(setting.name for setting in find_settings().values() if setting.travels)}
    kept = {name: value for name, value in values.items() if name in travel and _harmless(name, value)}
    lines = [f"{name} = {_toml(value)}\n" for name, value in kept.items()]
    return "".join(lines), sorted(clean_name(name)[:NAME_LENGTH] for name in values.keys() - kept.keys())


def _harmless(name: str, value: Any) -> bool:
    if name == "relay_name":
        return isinstance(value, str) and 0 < len(value) <= NAME_LENGTH and clean_name(value) == value
    setting = find_settings().get(name)
    whole = type(setting.default) is int if setting else name == "disk_low_mb"
    kinds = (int,) if whole else (int, float)
    return type(value) in kinds and 0 <= value <= MOST


def _toml(value: str | float) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # free of control characters, so the same in both
    return repr(value)


def default_data_folder() -> Path:
    """Where the relay keeps its data unless told otherwise."""
    return platformdirs.user_data_path("schoolbell-relay", appauthor=False)


def load(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    file: Path | None = None,
) -> Settings:
    """Settings from all sources; raises SettingsError with a sentence.

    ``flags`` leaves out what was not given. Without ``file``, ``relay.toml`` in the data folder is read if
    it is there.
    """
    subjects = find_settings()
    known = {field.name for field in msgspec.structs.fields(Settings)} - {"of_subjects"} | subjects.keys()
    surroundings = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    }
    surroundings = {name: value for name, value in surroundings.items() if name in known}
    data = Path(flags.get("data") or surroundings.get("data") or default_data_folder())
    values = {"data": str(data)} | _read_file(
        file or data / SETTINGS_FILE, required=file is not None, known=known
    )
    values |= surroundings | {name: value for name, value in flags.items() if value is not None}
    try:
        of_subjects = msgspec.convert(
            {name: value for name, value in values.items() if name in subjects}, _form(), strict=False
        )
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
        return msgspec.structs.replace(settings, of_subjects=SettingValues(msgspec.to_builtins(of_subjects)))
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting is not right: {error}") from None


@cache
def find_settings() -> Mapping[str, Setting[Any]]:
    """The settings that subjects declare, by name; raises ValueError for a name that is taken."""
    found: dict[str, Setting[Any]] = {}
    for package in SUBJECTS:
        for module in modules_of(package):
            for value in vars(module).values():
                if isinstance(value, Setting) and found.get(value.name) is not value:
                    if value.name in found or value.name in Settings.__struct_fields__:
                        where = module.__name__
                        raise ValueError(f"the setting {value.name} is declared twice, again in {where}")
                    found[value.name] = value
    return found


@cache
def _form() -> type[Struct]:
    """How the subjects' settings are read."""
    fields = []
    for setting in find_settings().values():
        kind: Any = type(setting.default)
        if kind in (int, float):
            kind = Annotated[kind, Meta(ge=setting.at_least)]
        fields.append((setting.name, kind, setting.default))
    return msgspec.defstruct("SubjectSettings", fields, omit_defaults=True)


def _read_file(file: Path, required: bool, known: set[str]) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        if required:
            raise SettingsError(f"There is no settings file {file}") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from None
    if unknown := sorted(values.keys() - known):
        raise SettingsError(f"{file}: there is no setting named {', '.join(unknown)}")
    return values


def _decode(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value).expanduser()
    raise NotImplementedError(kind)
