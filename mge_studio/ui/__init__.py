"""The window: PySide6 widgets that talk down to `studio.Session` and draw with `scene`."""

from mge_studio.lazy_imports import import_when_used

# pyvista imports it for charts and a cycle of colours that the studio does not draw; the window
# would open a seventh later.
import_when_used("matplotlib.pyplot")
