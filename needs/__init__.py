"""What member states need."""
