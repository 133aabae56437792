"""What is in hand: a text from the clipboard or a pipe, taken apart by literal rules. Nothing is evaluated."""
