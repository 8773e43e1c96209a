"""The window: PySide6 widgets that talk down to `studio.Session` and draw with `scene`."""
