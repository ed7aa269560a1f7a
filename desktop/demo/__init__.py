"""The thirty-second lesson: the real program, three times, driven through its own controls."""
