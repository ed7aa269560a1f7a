"""What people see in a room: one module or folder a subject, found by itself."""
