"""The desktop: the Qt program in which teachers and students hold a lesson."""
