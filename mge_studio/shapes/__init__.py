"""Shapes in numpy: loading, saving, sampling, patches, inside tests, masks, procedural families."""
