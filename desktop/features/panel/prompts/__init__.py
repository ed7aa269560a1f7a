"""What polls and checks have in common on the screen: the card, asking, and the dialog."""
