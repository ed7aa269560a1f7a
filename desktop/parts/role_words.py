"""What an account is in the school, in a word."""

from PySide6.QtCore import QCoreApplication

from relay.protocol.base import Role

translate = QCoreApplication.translate


def role_word(role: Role) -> str:
    """The role's name, as it stands in a table."""
    return {
        "admin": translate("Roles", "Admin"),
        "teacher": translate("Roles", "Teacher"),
        "student": translate("Roles", "Student"),
    }[role]
