"""What to draw, with no sizes: `model` has the values, `build` makes them from a grammar."""
