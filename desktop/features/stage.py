"""What everybody is shown: clearing it, and handing it to one student."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    """Why the stage may be refused."""
    return {"nothing_staged": translate("Stage", "Show something first: there is nothing to hand over.")}
