"""The language of the program: for now English, whose plurals Qt would otherwise write as "message(s)"."""

from PySide6.QtCore import QCoreApplication, QTranslator

from resources import translation


class Language:
    """One language, spoken from `speak` to `hush` by everything in a Qt application."""

    def __init__(self, application: QCoreApplication, name: str = "en") -> None:
        self._application = application
        # Qt's own class and a file: one made of bytes reads memory that Python may have taken back.
        self.translator = QTranslator(application)
        if not self.translator.load(str(translation(name))):
            raise ValueError(f"the translation {name!r} can't be read")

    def speak(self) -> None:
        self._application.installTranslator(self.translator)

    def hush(self) -> None:
        """No longer; it does not speak again."""
        self._application.removeTranslator(self.translator)
        self.translator.deleteLater()
