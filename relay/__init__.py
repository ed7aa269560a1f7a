"""The relay: the small server that a school hosts itself, or a teacher's laptop for a lesson."""
