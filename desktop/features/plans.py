"""Plans: what was prepared for a class, and what is said where one can't be kept."""

from collections.abc import Mapping

from desktop.translating import translate


def sentences() -> Mapping[str, str]:
    return {
        "no_such_plan": translate("Plans", "This plan is not there any more."),
        "plan_too_long": translate(
            "Plans", "That is more than one plan holds. Take something out, or prepare it for another lesson."
        ),
        "too_many_plans": translate("Plans", "The class has too many plans. Delete one first."),
    }
