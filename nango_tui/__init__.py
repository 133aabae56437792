"""A terminal wizard for importing single connections into Nango and repairing broken ones."""

__version__ = "0.1.0"
