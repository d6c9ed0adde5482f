"""What the money of programmes is counted from: whoever writes these rows has it counted again."""

from core.figures.marks import marks
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)

MONEY = "programme-money"

# A programme that leaves a family leaves another sum behind.
marks(Programme, MONEY, "SELECT id FROM changed UNION SELECT parent_id FROM changed")
for rows in (ProgrammeCountry, ProgrammePriority, ProgrammeOrganisation):
    marks(rows, MONEY, "SELECT programme_id FROM changed")
