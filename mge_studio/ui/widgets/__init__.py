"""Small controls the panels share."""
