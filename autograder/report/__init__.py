"""Pure renderers: a Report in, text out."""
