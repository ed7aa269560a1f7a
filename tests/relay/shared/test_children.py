"""Whatever starts a program of ours starts it without the folder that one happens to be in."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from relay.shared.children import program
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
STARTS = {
    *(
        "Popen",
        "run",
        "call",
        "check_call",
        "check_output",
        "create_subprocess_exec",
        "create_subprocess_shell",
    ),
    *("start", "startDetached", "execv", "execvp", "execve", "spawnv", "posix_spawn", "system", "popen"),
}


def commands(tree: ast.AST) -> Iterator[tuple[int, list[ast.expr]]]:
    """Every sequence of words, and every start of a process."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple):
            yield node.lineno, node.elts
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in STARTS:
                yield node.lineno, node.args


def is_python(word: ast.expr) -> bool:
    named = isinstance(word, ast.Constant) and re.fullmatch(r"python[\d.]*", str(word.value)) is not None
    return named or ast.unparse(word) == "sys.executable"


def unsafe(source: str) -> list[int]:
    """Lines with the command of a Python whose first word is not ``-P``."""
    if "python" not in source and "sys.executable" not in source:
        return []
    found = [(line, words) for line, words in commands(ast.parse(source)) if words and is_python(words[0])]
    return [line for line, words in found if [ast.unparse(word) for word in words[1:2]] != ["'-P'"]]


@pytest.mark.parametrize(
    "source",
    [
        "COMMAND = (sys.executable, '-m', 'relay')",
        "subprocess.run([sys.executable, *words])",
        "await asyncio.create_subprocess_exec(sys.executable, '-m', 'relay')",
        "process.start(sys.executable, ['-m', 'relay'])",
        "subprocess.Popen(['python3', 'x.py'])",
        "os.execv(sys.executable, words)",
    ],
)
def test_a_start_without_it_is_found(source: str) -> None:
    assert unsafe(source) == [1]


def test_every_start_of_ours_has_it() -> None:
    files = [file for part in ("relay", "desktop", "packaging") for file in (ROOT / part).rglob("*.py")]
    assert {str(file): lines for file in files if (lines := unsafe(file.read_text("utf-8")))} == {}
    assert program("relay") == (sys.executable, "-P", "-m", "relay")
    make = (ROOT / "Makefile").read_text("utf-8")
    assert "python -m relay" not in make
    assert "python -m desktop" not in make


@pytest.mark.parametrize("trap", ["platformdirs.py", "relay/__init__.py", "msgspec/__init__.py"])
def test_what_lies_in_a_shared_folder_is_not_run(tmp_path: Path, trap: str) -> None:
    (tmp_path / trap).parent.mkdir(exist_ok=True)
    (tmp_path / trap).write_text("raise SystemExit('it ran')")
    done = subprocess.run(
        [*program("relay"), "--help"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
