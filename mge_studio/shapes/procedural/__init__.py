"""Procedural shapes: parametric families with class and part labels and an exact inside test."""
