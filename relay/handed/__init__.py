"""What the school hands to live rooms: one file a subject, taken in by a ``SideState`` in relay/features/."""
