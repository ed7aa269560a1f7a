"""What the network doctor finds, and how it is said: for the relay's command line and the desktop alike."""
