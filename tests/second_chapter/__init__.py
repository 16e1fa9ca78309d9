"""A chapter of another subject, sensors, made of its own files and the engine only."""
