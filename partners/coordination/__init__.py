"""Reply rounds, mechanisms and engagements, champions, and the calendar."""
