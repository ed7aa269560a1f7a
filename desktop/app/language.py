"""The language of the program: for now English, whose plurals Qt would otherwise write as "message(s)"."""

from PySide6.QtCore import QCoreApplication, QTranslator

from resources import translation


class Language(QTranslator):
    """One language, spoken from `speak` to `hush` by everything in a Qt application."""

    def __init__(self, application: QCoreApplication, name: str = "en") -> None:
        super().__init__(application)
        self._application = application
        self._data = translation(name)  # Qt reads it where it lies, for as long as it translates
        if not self.load(self._data):
            raise ValueError(f"the translation {name!r} can't be read")

    def speak(self) -> None:
        """From now on."""
        self._application.installTranslator(self)

    def hush(self) -> None:
        """No longer."""
        self._application.removeTranslator(self)
