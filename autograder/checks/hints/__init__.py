"""Which hint fits the mistake that is shown."""
