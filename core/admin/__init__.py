"""The administration of the ground floor; Django looks here for what to register."""

import core.admin.people
import core.admin.tables
