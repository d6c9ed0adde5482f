"""Admin classes of the core app; Django's autodiscovery imports this package, which registers them."""

import core.admin.people
import core.admin.tables
