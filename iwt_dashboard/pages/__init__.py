"""What pages made of several apps read, and what all pages share."""
