"""The steps of the wizard, one a file."""
