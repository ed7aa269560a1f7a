"""What relay and desktop both need beside the words: network interfaces, pinned TLS, private files, ids."""
