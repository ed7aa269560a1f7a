"""How sentences are marked for translators: with the name by which the tool that gathers them knows it."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks a text; it is translated where it is shown."""
    return text


SET_CLOCK = QT_TRANSLATE_NOOP(
    "Doctor", "Set date, time and time zone in the system's settings, or let the system set them by itself."
)
