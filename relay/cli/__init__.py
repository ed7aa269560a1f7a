"""The relay's command line: running it, and what its owner arranges beside it or while it runs."""

import argparse
import asyncio
import errno
import sys
import time
from collections.abc import Sequence
from typing import Any

import relay.server
from relay.cli.asking import Failed
from relay.cli.commands import DONE, REFUSED, Commands, Go
from relay.clock import Clock
from relay.config import DEFAULT_PORT, Settings, SettingsError, find_settings, load
from relay.school import School
from relay.server.first_teacher import tell_secret
from relay.shared.children import EXIT_PORT_TAKEN, holder
from relay.shared.control_line import ask_to_stop
from relay.shared.modules import modules_of
from relay.shared.system import have_streams
from relay.store import Store
from relay.store.errors import StoreError
from relay.store.sqlite import SqliteEngine
from relay.tls import identity

STOP_SECONDS = 60.0
"""So long a busy relay may take to write down what it has."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit code.

    0 done, 1 refused with a sentence, 2 wrong usage, 65 the database is damaged, 70 storing failed while the
    relay ran (start it again), 76 another program has the port, 78 the database is of a newer version.
    """
    have_streams()
    given = _parser().parse_args(arguments)
    flags: dict[str, Any] = {
        name: value
        for name, value in vars(given).items()
        if name in Settings.__struct_fields__ or name in find_settings()
    }
    try:
        settings = load(flags, file=given.settings)
        go: Go = given.go
        return go(given, settings)
    except StoreError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except (Failed, SettingsError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"That did not work: {where}{error.strerror or error}.", file=sys.stderr)
        if error.errno == errno.EADDRINUSE:
            return EXIT_PORT_TAKEN
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "schoolbell-relay",
        description="The relay of Schoolbell. All but run, init and restore also work while a relay runs.",
    )
    commands = Commands(parser)

    run = commands.add("run", _run, "serve until told to stop (Ctrl+C, SIGTERM or `stop`)")
    run.add_argument("--host", help="address to listen on (every interface)")
    run.add_argument("--port", type=int, help=f"port to listen on; 0: any that is free ({DEFAULT_PORT})")
    run.add_argument("--relay-name", metavar="NAME", help="what people see as this relay's name")
    run.add_argument("--address-shown", metavar="HOST:PORT", help="address to tell people")
    run.add_argument(
        "--announce", metavar="on|off|ADDRESSES", help="be found on the network, or on which interfaces (on)"
    )
    run.add_argument("--certificate", metavar="PEM", help="the school's own certificate")
    run.add_argument("--private-key", metavar="PEM", help="and its key")
    run.add_argument("--ready-file", metavar="FILE", help="write port and key there once serving (JSON)")
    run.add_argument("--stop-when-idle", type=float, metavar="SECONDS", help="stop when nobody is connected")
    run.add_argument("--log-level", choices=("debug", "info", "warning", "error"), help="what to log (info)")
    run.add_argument("--log-format", choices=("text", "json"), help="how to log: name=value or JSON (text)")
    for setting in find_settings().values():
        flag = f"--{setting.name.replace('_', '-')}"
        run.add_argument(flag, metavar="VALUE", help=f"{setting.summary} ({setting.default})")

    commands.add("stop", _stop, "have the relay that runs end in good order, and wait until it has")
    commands.add("check", _check, "check the whole database and all files, also while a relay runs")
    commands.add("init", _init, "make the data folder and the secret for the first teacher")

    for module in modules_of(__name__):
        if add_commands := getattr(module, "add_commands", None):
            add_commands(commands)
    return parser


def _run(given: argparse.Namespace, settings: Settings) -> int:
    return relay.server.run(settings)


def _stop(given: argparse.Namespace, settings: Settings) -> int:
    pid = holder(settings.data)
    if not ask_to_stop(settings.data):
        raise Failed(f"No relay answers in {settings.data}.")
    until = time.monotonic() + STOP_SECONDS
    while pid and holder(settings.data) == pid:
        if time.monotonic() > until:
            raise Failed(f"The relay was told to stop, and still runs (process {pid}).")
        time.sleep(0.1)
    print("The relay has stopped.")
    return DONE


def _check(given: argparse.Namespace, settings: Settings) -> int:
    missing = SqliteEngine(settings.data).check()
    print("The database is whole, and so are the files of lessons.")
    if missing:
        print(f"Files that are not there: {missing}. Whoever has one can hand it in once more.")
    return DONE


def _init(given: argparse.Namespace, settings: Settings) -> int:
    store = Store.open(SqliteEngine(settings.data), Clock())

    async def first_secret() -> str:
        store.start(asyncio.get_running_loop())
        school = School(store, store.clock, settings)
        try:
            return await school.first_teacher_secret()
        finally:
            await school.close()
            await store.close()

    secret = asyncio.run(first_secret())
    shown = identity(settings.data, settings.certificate, settings.private_key)
    print(f"The data folder is {settings.data}")
    print("The relay's six words: " + " ".join(shown.words))
    if secret:
        sentence = "To make the first teacher account, sign in once with this setup secret:"
        print("\n".join(tell_secret(settings.data, sentence, secret)))
    else:
        print("The school has an admin already.")
    return DONE
