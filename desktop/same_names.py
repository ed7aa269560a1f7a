"""Equal names told apart, by something that differs or by a number."""

from collections import defaultdict
from collections.abc import Mapping

from PySide6.QtCore import QLocale

from desktop.translating import translate


def told_apart(names: Mapping[str, str], *details: Mapping[str, str]) -> dict[str, str]:
    """Names by id, each as it is unless another is written alike, in capitals or not.

    Those have the first of the details behind them that each has and that is another for each, and with none
    such their number, in the order of their ids.
    """
    found, alike = dict(names), defaultdict[str, list[str]](list)
    for one, name in names.items():
        alike[" ".join(name.casefold().split())].append(one)
    words = translate("SameNames", "{name} ({detail})")
    for ids in alike.values():
        if len(ids) > 1:
            known = next((detail for detail in details if _tells_apart(ids, detail)), None)
            for number, one in enumerate(sorted(ids), 1):
                detail = known[one] if known else QLocale().toString(number)
                found[one] = words.format(name=names[one], detail=detail)
    return found


def _tells_apart(ids: list[str], detail: Mapping[str, str]) -> bool:
    said = {detail.get(one, "") for one in ids}
    return "" not in said and len(said) == len(ids)
