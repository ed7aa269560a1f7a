"""Two subjects are added to a copy of the tree: no file that is there is touched, and everything finds them.

``thumbs`` is as small as a subject can be. ``ballots`` brings a table with a migration, a school command with
its query, a command of the command line, a setting, a count, a panel on the stage and lines of the chat.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.rare
ROOT = Path(__file__).parents[2]
TRIALS = Path(__file__).parent
SUBJECTS = ("thumbs", "ballots")
COPIED = ("relay", "desktop", "resources", "tests", "docs", "packaging")
MAKERS = (
    "tests.relay.protocol.test_words",
    "tests.relay.store.test_stored_words",
    "tests.protocol_documents",
    "tests.vectors",
)
"""What a developer runs who has added a subject: they write files of that subject, and no others."""
CHECKS = (
    "tests/relay/protocol/test_words.py",
    "tests/relay/test_any_word.py",
    "tests/relay/store/test_stored_words.py",
    "tests/relay/protocol/test_memory_laws.py",
    "tests/relay/test_permissions.py",
    "tests/relay/store/test_tables.py",
    "tests/relay/store/test_migrations.py",
    "tests/relay/test_config.py",
    "tests/relay/school/test_ballots.py",
    "tests/relay/store/test_portable_sql.py",
    "tests/test_protocol_documents.py",
    "tests/test_walls.py::test_the_walls_stand",
    "tests/test_circles.py",
    "tests/desktop/test_sentences.py",
    "tests/vectors/test_vectors.py",
)
WORDS = (
    "thumb or ballot or vote or law or table or fold or told or missed or remember or acts or stand or circle"
    " or stored or tables or declared or person"
)
"""Of the checks above those that could tell a subject from another."""


def ignored(folder: str, names: list[str]) -> list[str]:
    """Caches, and this trial itself."""
    return [name for name in names if name == "__pycache__" or Path(folder, name) == TRIALS]


def run(tree: Path, *words: str) -> str:
    """What a program of the copy says; it has to end well."""
    environment = os.environ | {"PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        (sys.executable, "-P", *words), cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with both subjects in it, and what is made of their words."""
    tree = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        shutil.copytree(ROOT / name, tree / name, ignore=ignored)
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copyfile(file, tree / file.name)
    for subject in SUBJECTS:
        for file in (TRIALS / subject).rglob("*.*"):
            copy = tree / file.relative_to(TRIALS / subject)
            assert not copy.exists(), f"{copy} is there already"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    for maker in MAKERS:
        run(tree, "-m", maker)
    return tree


def test_no_file_that_was_there_is_changed(tree: Path) -> None:
    before = [
        file.relative_to(ROOT)
        for name in COPIED
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and TRIALS not in file.parents
    ]
    assert len(before) > 1000
    assert [str(file) for file in before if not filecmp.cmp(ROOT / file, tree / file, shallow=False)] == []
    assert (tree / "docs/protocol/ballots.md").is_file()


def test_laws_tables_erasing_and_permissions_find_them(tree: Path) -> None:
    said = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", WORDS, *CHECKS)
    assert "passed" in said


def test_the_command_line_and_the_settings_have_them(tree: Path) -> None:
    assert "ballots" in run(tree, "-m", "relay", "--help")
    assert "--ballot-choices" in run(tree, "-m", "relay", "run", "--help")


def test_the_desktop_has_their_panels_labels_and_sentences(tree: Path) -> None:
    said = run(
        tree,
        "-c",
        "from desktop.features.panel import finding; print(*(p.__name__ for p in finding.find_panels()))",
    )
    assert {"ThumbsStrip", "BallotStage"} <= set(said.split())
