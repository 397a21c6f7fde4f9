"""What a run and its evaluation leave behind: where the files lie, and one reader for each."""
