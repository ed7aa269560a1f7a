"""What the school hands to live rooms: one file a subject, whose ``SideState`` in relay/features/ takes it in."""
