"""The thirty-second lesson, and the long tour: the real program, three times, through its own controls."""
