"""Documents as page images: a file of anybody's is opened in a child process with limits, nowhere else."""
