"""One target under atheris: ``python -m tests.fuzz.drive TARGET [libFuzzer's words]``."""

import importlib
import logging
import sys

logging.disable(logging.CRITICAL)
atheris = importlib.import_module("atheris")

with atheris.instrument_imports(include=["relay", "desktop.address", "desktop.poll_text"]):
    targets = importlib.import_module("tests.fuzz.targets")


def main() -> None:
    """Goes on until its time is over, or something is found."""
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
