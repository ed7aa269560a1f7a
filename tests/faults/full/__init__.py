"""A full lesson as a story: 45 minutes by a clock that the test gives, and at the end all is counted up."""
