"""Rules of this room: pure functions."""
