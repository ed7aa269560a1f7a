"""All that was handed in for a task, as what can be saved together."""

from collections.abc import Mapping

from desktop.features.panel.report import FilesToSave
from desktop.features.work.words import named_for, title_of
from relay.protocol.work import Task


def collected(task: Task, names: Mapping[str, str]) -> FilesToSave:
    """Each file with its student's name, by account; in the order of these."""
    by_name = sorted(task.handed_in.items(), key=lambda one: names.get(one[0], ""))
    files = [
        (one.file, named_for(names.get(account, ""), one.name))
        for account, handed in by_name
        for one in handed.files
    ]
    return FilesToSave(title_of(task), files)
