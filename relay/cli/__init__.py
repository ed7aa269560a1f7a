"""The relay's command line: running it, and what its owner arranges beside it or while it runs."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import relay.server
from relay.cli import doctor, safekeeping
from relay.cli.asking import Failed, RefusedBySchool, ask, new_ref
from relay.cli.roster import add_commands
from relay.clock import Clock
from relay.config import DEFAULT_PORT, Settings, SettingsError, default_data_folder, load
from relay.protocol.admin import AccountReply, AddClass, AddTeacher, RenewCode
from relay.protocol.base import Reply
from relay.protocol.classes import ClassReply
from relay.school import School
from relay.server.first_teacher import tell_secret
from relay.store import Store
from relay.store.checking import check_folder
from relay.store.errors import StoreError
from relay.tls import identity

DONE, REFUSED = 0, 1

Go = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit code.

    0 done, 1 refused with a sentence, 2 wrong usage, 65 the database is damaged, 70 storing failed while the
    relay ran (start it again), 78 the database is of a newer version.
    """
    given = _parser().parse_args(arguments)
    flags: dict[str, Any] = {
        name: value for name, value in vars(given).items() if name in Settings.__struct_fields__
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
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "schoolbell-relay",
        description="The relay of Schoolbell. All but run, init and restore also work while a relay runs.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "serve until told to stop (Ctrl+C or SIGTERM)")
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

    _command(commands, "check", _check, "check the whole database, also while a relay runs")
    _command(commands, "init", _init, "make the data folder and the secret for the first teacher")

    teacher = _command(
        commands, "add-teacher", _add_teacher, "make a teacher's account, with a one-time code"
    )
    teacher.add_argument("name", metavar="NAME")
    teacher.add_argument("--username", default="", help="user name (made from the name)")
    teacher.add_argument("--admin", action="store_true", help="may also run the school")

    code = _command(commands, "new-code", _new_code, "make a new one-time code for an account")
    code.add_argument("username", metavar="USERNAME")

    school_class = _command(commands, "add-class", _add_class, "make a class")
    school_class.add_argument("name", metavar="NAME")
    school_class.add_argument(
        "--teacher", action="append", required=True, metavar="USERNAME", help="who teaches it (repeatable)"
    )

    add_commands(lambda name, go, summary: _command(commands, name, go, summary))
    safekeeping.add_commands(lambda name, go, summary: _command(commands, name, go, summary))
    summary = "look at computer, network and relay before a lesson, and say in plain words what is in the way"
    doctor.add_flags(_command(commands, "doctor", doctor.doctor, summary))
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, go: Go, summary: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    parser.set_defaults(go=go)
    parser.add_argument("--data", metavar="DIR", help=f"data folder ({default_data_folder()})")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="settings file (relay.toml in DIR)")
    return parser


def _run(given: argparse.Namespace, settings: Settings) -> int:
    return relay.server.run(settings)


def _check(given: argparse.Namespace, settings: Settings) -> int:
    check_folder(settings.data)
    print("The database is whole.")
    return DONE


def _init(given: argparse.Namespace, settings: Settings) -> int:
    store = Store.open(settings.data, Clock())

    async def first_secret() -> str:
        store.start(asyncio.get_running_loop())
        school = School(store, store.clock, settings, lambda *change: None)
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
        sentence = "To make the first teacher account, sign in once with this secret:"
        print("\n".join(tell_secret(settings.data, sentence, secret)))
    else:
        print("The school has an admin already.")
    return DONE


def _add_teacher(given: argparse.Namespace, settings: Settings) -> int:
    command = AddTeacher(ref=new_ref(), name=given.name, username=given.username, admin=given.admin)
    return _tell_code(ask(settings, command))


def _new_code(given: argparse.Namespace, settings: Settings) -> int:
    try:
        return _tell_code(ask(settings, RenewCode(ref=new_ref(), username=given.username)))
    except RefusedBySchool as refused:
        raise _about_account(refused) from None


def _add_class(given: argparse.Namespace, settings: Settings) -> int:
    try:
        reply = ask(settings, AddClass(ref=new_ref(), name=given.name, teachers=given.teacher))
    except RefusedBySchool as refused:
        raise _about_account(refused) from None
    assert isinstance(reply, ClassReply)
    teachers = ", ".join(teacher.name for teacher in reply.school_class.teachers)
    print(f"{reply.school_class.name} is taught by {teachers}.")
    return DONE


def _tell_code(reply: Reply) -> int:
    assert isinstance(reply, AccountReply)
    print(f"{reply.account.name} signs in first as {reply.account.username} with the code {reply.code}")
    return DONE


def _about_account(refused: RefusedBySchool) -> Failed:
    if refused.code == "not_found":
        return Failed(f"Nobody has the user name {refused.detail}.")
    if refused.code == "not_allowed":
        return Failed(f"{refused.detail} is a student, and can't teach a class.")
    return refused
