"""Training and evaluation: data preparation, losses, the loop, run folders, metrics."""
