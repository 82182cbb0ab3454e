"""Where everything goes: a `Diagram` and a `Metrics` become a `Scene`."""
