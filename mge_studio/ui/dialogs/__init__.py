"""Windows that open on top of the main one."""
