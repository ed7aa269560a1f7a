"""A picture of the teacher's screen as a page: taken, looked at and cut before anything of it is sent."""
