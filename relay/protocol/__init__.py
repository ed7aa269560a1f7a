"""The words that relay and desktop exchange, and what they add up to: one file a subject."""
