"""What the trial subjects bring belongs into a copy of the tree, and is nothing in this one."""

collect_ignore_glob = ["thumbs/*", "ballots/*"]
