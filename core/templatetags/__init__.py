"""Template tags and filters for numbers, money, ages, and forms."""
