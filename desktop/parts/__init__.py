"""What several pages are made of; it knows no page."""
