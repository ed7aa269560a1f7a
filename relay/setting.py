"""A setting of one subject, declared beside what it is for; relay/config.py finds it there by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T", bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """Named alike in the settings file, in the environment (upper case) and as a flag of ``run``.

    A value in a module of relay/features/ or relay/school/ is found, read as ``default`` is, and looked up as
    ``room.settings[IT]`` or ``settings.of_subjects[IT]``.
    """

    name: str
    default: T
    summary: str
    """What ``--help`` says."""
    at_least: float = 0
    """If it is a number."""
    travels: bool = False
    """Whether a backup takes it along to another machine: only a number, from which no harm can come."""


@dataclass(frozen=True, slots=True)
class SettingValues:
    """What is set of the subjects' settings; others are as declared."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, setting: Setting[T]) -> T:
        value: T = self.values.get(setting.name, setting.default)
        return value
