"""What stands around the viewport. A panel shows what it is told and says what is wanted."""
