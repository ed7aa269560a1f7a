"""Pictures of a lesson, drawn the same on a screen and on paper."""
