"""Whoever's work is shipped is named, with its licence (packaging/frozen/licences.py reads the same list)."""

import re
from pathlib import Path

import pytest

from resources import read_text

LOCKS = Path(__file__).parent.parent / "packaging" / "locks"
BUILD_ONLY = {"altgraph", "macholib", "pefile", "pyinstaller-hooks-contrib", "setuptools"}


@pytest.mark.parametrize("lock", ["package-py311.txt", "package-py312.txt", "package-py313.txt"])
def test_every_package_is_named(lock: str) -> None:
    locked = set(re.findall(r"^([\w.-]+)==", (LOCKS / lock).read_text("utf-8"), re.MULTILINE)) - BUILD_ONLY
    named = {
        re.sub(r"[-_.]+", "-", name).lower()
        for line in read_text("libraries.txt").splitlines()
        for name in re.findall(r"[\w.-]+", line.split("\t")[0])
    }
    assert {name for name in locked if not name.startswith("winrt-")} <= named
    assert "winrt-runtime" in named


def test_each_says_its_licence() -> None:
    for line in read_text("libraries.txt").splitlines():
        _, licence, *home = line.split("\t")
        assert licence
        assert not home or home[0].startswith("https://")
