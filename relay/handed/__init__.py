"""What the school hands to live rooms: one file a subject, whose ``Side`` in relay/features/ takes it in."""
