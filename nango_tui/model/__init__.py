"""Values and rules, pure, standard library only: one noun a file."""
