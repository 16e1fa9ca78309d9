"""What a failed check means to its author: a misconception with a name, an earlier exercise that it needs."""
