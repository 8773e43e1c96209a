"""How good a model is: metrics, the shapes they are measured on, and one module per task."""
