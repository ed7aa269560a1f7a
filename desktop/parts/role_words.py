"""What an account is in the school, in a word."""

from desktop.translating import translate
from relay.protocol.base import Role


def role_word(role: Role) -> str:
    """The role's name, as it stands in a table."""
    return {
        "admin": translate("Roles", "Admin"),
        "teacher": translate("Roles", "Teacher"),
        "student": translate("Roles", "Student"),
    }[role]
