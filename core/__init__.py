"""What every other app uses: countries, people, permissions, clearance, drafts, documents, history."""
