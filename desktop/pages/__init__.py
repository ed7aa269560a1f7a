"""What the window shows one at a time; each page asks to go elsewhere with signals that app.py joins."""
