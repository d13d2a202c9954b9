"""Finding the fastest schedules by measurement. Builder, runner and database are small interfaces, so that each can be somewhere else."""
