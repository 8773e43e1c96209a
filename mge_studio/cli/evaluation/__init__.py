"""What `mge-studio eval` measures, one section a task, and how it is told: text, JSON and HTML."""
