"""What the viewport shows, in pyvista and VTK, without Qt: updatable actors behind one `Stage`."""
