"""Programs at which somebody sits down for the first time, each on a screen of its own."""
