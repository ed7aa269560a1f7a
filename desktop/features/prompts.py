"""Prompts: why something of what the class is asked can't be done, whatever asks it."""

from collections.abc import Mapping

from desktop.translating import translate


def sentences() -> Mapping[str, str]:
    return {
        "no_such_prompt": translate("Prompts", "What was asked is not there any more."),
        "prompt_closed": translate("Prompts", "It is closed already."),
        "prompt_still_open": translate(
            "Prompts", "The class is being asked something else. Close that first, or ask instead of it."
        ),
        "prompt_settled": translate(
            "Prompts", "What came out was shown already, so it can't be opened again. Ask it again."
        ),
        "too_many_prompts": translate("Prompts", "The class was asked a hundred times: that is the most."),
        "nobody_missing": translate("Prompts", "Everyone who is here has answered."),
    }
