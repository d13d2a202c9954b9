"""What each command of `prunir` does: `run(arguments)`, loaded when it is wanted."""
