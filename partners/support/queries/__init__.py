"""What pages read of this room."""
