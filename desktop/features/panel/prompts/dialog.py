"""The dialog in which a teacher writes what to ask; what the relay refuses comes back into it."""

from desktop.theme.widgets import WritingDialog


class PromptDialog(WritingDialog):
    """A subclass adds its fields to `body`, and then `add_buttons`."""

    def add_buttons(self, *, default: bool = False) -> None:
        """``default``: Enter asks, wherever the keyboard is."""
        self.go = self.add_submit(self.tr("Ask the class"), default=default)

    def show_instead_of(self, other: str) -> None:
        """What is asked now is closed by it, in the same click."""
        words = self.tr("Close “{other}” and ask").format(other=other)
        self.go.setText(words if other else self.tr("Ask the class"))
