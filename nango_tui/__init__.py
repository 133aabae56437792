"""A terminal wizard for importing single connections into Nango and repairing broken ones."""
