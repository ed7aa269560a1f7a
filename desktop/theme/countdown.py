"""A time that is left, as a countdown shows it."""


def minutes(ms: int) -> str:
    """Minutes and seconds, as 9:40; a second that has begun counts."""
    seconds = max(0, -(-ms // 1000))
    return f"{seconds // 60}:{seconds % 60:02}"
