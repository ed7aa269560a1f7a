"""The picker: having somebody drawn who then has the word."""

from collections.abc import Mapping

from desktop.features.picker.banner import PickedBanner
from desktop.translating import translate

__all__ = ["PickedBanner", "figure_labels", "sentences"]


def sentences() -> Mapping[str, str]:
    return {
        "nobody_here": translate("Picker", "There is nobody here who can be picked."),
        "no_such_draw": translate("Picker", "Somebody else was picked since, or nobody any more."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"names_drawn": translate("Picker", "Students picked")}
