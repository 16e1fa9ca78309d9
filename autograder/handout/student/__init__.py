"""What a student runs in the bundle, where there are public checks only and none of the kit's own answers."""
