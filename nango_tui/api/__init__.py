"""Nango over HTTP: what a server answers, read into the values of the model."""
