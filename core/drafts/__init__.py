"""What people have typed and not saved, forms that submit once, and edits that meet."""
