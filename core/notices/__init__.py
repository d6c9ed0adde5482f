"""Mail to whoever has the next move: what a person is told, gathered, and switched off where they wish."""
