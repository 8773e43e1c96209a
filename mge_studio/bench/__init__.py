"""How fast the studio is on this machine, and how much memory it takes: `mge-studio bench`."""
