"""How many of each repeated part of an activity are read. What exceeds is not read, and told with number and line.

A file may say the same thing thousands of times, by mistake or on purpose: each would be a row here, and on the pages
of everybody. The bounds are our choice, above what real files hold: the largest activities that publishers have brought
forth have some twenty thousand transactions, and far fewer of all other parts.
"""

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class Part(TextChoices):
    """A part of an activity that may be there many times, by its name in the standard."""

    TITLE = "title", _("Titles")
    DESCRIPTION = "description", _("Descriptions")
    NARRATIVE = "narrative", _("Texts of one part in several languages")
    IDENTIFIER = "iati-identifier", _("IATI identifiers")
    REPORTER = "reporting-org", _("Reporting organisations")
    ORGANISATION = "participating-org", _("Participating organisations")
    OTHER_IDENTIFIER = "other-identifier", _("Other identifiers")
    STATUS = "activity-status", _("Statuses")
    DATE = "activity-date", _("Dates")
    COUNTRY = "recipient-country", _("Recipient countries")
    REGION = "recipient-region", _("Recipient regions")
    SECTOR = "sector", _("Sectors")
    BUDGET = "budget", _("Budgets")
    TRANSACTION = "transaction", _("Transactions")
    RELATION = "related-activity", _("Related activities")
    PLANNED = "planned-disbursement", _("Planned disbursements")
    RESULT = "result", _("Results")
    DOCUMENT = "document-link", _("Documents")
    LOCATION = "location", _("Locations")
    CONTACT = "contact-info", _("Contacts")
    BUDGET_ITEMS = "country-budget-items", _("Budget items of a country")


BOUNDS: dict[str, int] = {
    Part.TITLE: 20,
    Part.DESCRIPTION: 50,
    Part.NARRATIVE: 100,
    Part.IDENTIFIER: 20,
    Part.REPORTER: 20,
    Part.ORGANISATION: 200,
    Part.OTHER_IDENTIFIER: 50,
    Part.STATUS: 20,
    Part.DATE: 100,
    Part.COUNTRY: 300,
    Part.REGION: 300,
    Part.SECTOR: 500,
    Part.BUDGET: 2_000,
    Part.TRANSACTION: 40_000,
    Part.RELATION: 1_000,
}
NOT_TAKEN: dict[str, int] = {
    Part.PLANNED: 1_000,
    Part.RESULT: 1_000,
    Part.DOCUMENT: 1_000,
    Part.LOCATION: 1_000,
    Part.CONTACT: 1_000,
    Part.BUDGET_ITEMS: 1_000,
}
"""Parts of which nothing is kept here; from so many on that is told."""
