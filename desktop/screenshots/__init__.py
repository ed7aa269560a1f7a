"""Pictures of this computer's screens, in the way that its system has for that."""
