"""What the school hands to live rooms: one file a subject, whose rules have it by ``Room.handed``."""
