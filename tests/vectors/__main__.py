"""Writes the vectors anew: ``python -m tests.vectors``; into another folder where one is named."""

import sys
from pathlib import Path

from relay.protocol.base import Event
from relay.protocol.catalog import new_memories, subjects, words
from tests.vectors.form import vector, written
from tests.vectors.lessons import played
from tests.vectors.logs import telling

FOLDER = Path(__file__).parent


def files() -> dict[str, str]:
    """Every file by its name: each subject has its own."""
    made = dict(played())
    own = {kind.__module__ for kind in (*words(Event), *map(type, new_memories()))}
    for module in subjects():
        if module.__name__ in own:
            for number, told in enumerate(telling(module), 1):
                made[f"{module.__name__.rpartition('.')[2]}-log-{number}"] = told
    return {f"{name}.json": written(vector(told)) for name, told in made.items()}


def main() -> None:
    """Write every file, and remove those that are no more."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    made = files()
    for old in folder.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "ascii", newline="\n")
    sys.stdout.write(f"{len(made)} files, {sum(map(len, made.values()))} bytes\n")


if __name__ == "__main__":
    main()
