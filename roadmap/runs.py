"""Long runs of values in small pictures."""

from collections.abc import Sequence
from decimal import Decimal

# More points than these cannot be told apart in a picture of the size of a word or of a column.
MOST_POINTS = 48


def shown_places(values: Sequence[Decimal], most: int = MOST_POINTS) -> list[int]:
    """Which of a run's values are shown: all, or of a long run its two ends and the lowest and the highest of each
    stretch between them, so that every peak stays."""
    if len(values) <= most:
        return list(range(len(values)))
    stretches = most // 2 - 1
    kept = {0, len(values) - 1}
    for n in range(stretches):
        places = range(n * len(values) // stretches, (n + 1) * len(values) // stretches)
        kept.add(min(places, key=lambda place: values[place]))
        kept.add(max(places, key=lambda place: values[place]))
    return sorted(kept)
