"""Pages of the road map: read, enter, clear."""
