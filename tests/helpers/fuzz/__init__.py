"""Files made wrong by a seeded generator: of each comes a result or one readable failure, soon, and nothing else."""
