"""The application without a screen: document, undo, jobs, engine, session, settings, runs."""
