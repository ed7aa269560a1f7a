"""Accounts and classes from the command line."""

import argparse

from relay.cli.asking import Failed, RefusedBySchool, ask
from relay.cli.commands import DONE, Commands
from relay.config import Settings
from relay.protocol.admin import AccountReply, AddClass, AddTeacher, RenewCode
from relay.protocol.classes import ClassReply
from relay.shared.ids import new_id


def add_commands(commands: Commands) -> None:
    teacher = commands.add("add-teacher", _add_teacher, "make a teacher's account, with a one-time code")
    teacher.add_argument("name", metavar="NAME")
    teacher.add_argument("--username", default="", help="user name (made from the name)")
    teacher.add_argument("--admin", action="store_true", help="may also run the school")

    code = commands.add("new-code", _new_code, "make a new one-time code for an account")
    code.add_argument("username", metavar="USERNAME")

    school_class = commands.add("add-class", _add_class, "make a class")
    school_class.add_argument("name", metavar="NAME")
    school_class.add_argument(
        "--teacher", action="append", required=True, metavar="USERNAME", help="who teaches it (repeatable)"
    )


def _add_teacher(given: argparse.Namespace, settings: Settings) -> int:
    command = AddTeacher(ref=new_id(), name=given.name, username=given.username, admin=given.admin)
    return _tell_code(ask(settings, command, AccountReply))


def _new_code(given: argparse.Namespace, settings: Settings) -> int:
    try:
        return _tell_code(ask(settings, RenewCode(ref=new_id(), username=given.username), AccountReply))
    except RefusedBySchool as refused:
        raise _about_account(refused) from None


def _add_class(given: argparse.Namespace, settings: Settings) -> int:
    try:
        command = AddClass(ref=new_id(), name=given.name, teachers=given.teacher)
        reply = ask(settings, command, ClassReply)
    except RefusedBySchool as refused:
        raise _about_account(refused) from None
    teachers = ", ".join(teacher.name for teacher in reply.school_class.teachers)
    print(f"{reply.school_class.name} is taught by {teachers}.")
    return DONE


def _tell_code(reply: AccountReply) -> int:
    print(f"{reply.account.name} signs in first as {reply.account.username} with the code {reply.code}")
    return DONE


def _about_account(refused: RefusedBySchool) -> Failed:
    if refused.code == "not_found":
        return Failed(f"Nobody has the user name {refused.detail}.")
    if refused.code == "not_allowed":
        return Failed(f"{refused.detail} is a student, and can't teach a class.")
    return refused
