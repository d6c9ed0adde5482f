"""The states of a record that a member state clears, who may move it, and who may read it."""
