"""What the configuration may say. Importing these modules needs the standard library only."""
