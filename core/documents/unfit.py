"""Why an uploaded file is not taken, in words."""

from django.utils.translation import gettext_lazy

OFFICE_DAMAGED = gettext_lazy("The file is damaged, or is not what its name says. Save it anew and upload that.")
OFFICE_TOO_LARGE = gettext_lazy("The file unpacks to far more than its size. Save it anew with fewer pictures.")
OFFICE_NOT_ALONE = gettext_lazy("The file holds macros, or other files inside. Save it without them, or as PDF.")
OFFICE_FETCHES = gettext_lazy(
    "The file fetches parts of itself from elsewhere. Save it with everything inside, or as PDF."
)
OFFICE_RUNS = gettext_lazy(
    "The file holds a formula or a field that starts a program or asks another computer (DDE, WEBSERVICE, LINK and "
    "others). Replace it by its value, or save the file as PDF."
)
OFFICE_LINKS = gettext_lazy(
    "The file holds a link that leads neither to a page on the web nor to a mailbox: %(target)s. Take it out, or save "
    "the file as PDF."
)
OFFICE_LINK_OF_CELL = gettext_lazy(
    "Cell %(cell)s holds a link that leads neither to a page on the web nor to a mailbox: %(target)s. Take it out, or "
    "save the file as PDF."
)
OFFICE_LINK_ELSEWHERE = gettext_lazy(
    "%(where)s holds a link whose address is read from other cells (%(target)s), so it cannot be told where it leads. "
    "Write the address itself into HYPERLINK, or replace the formula by its value; or save the file as PDF."
)
A_CELL, A_FORMULA = gettext_lazy("Cell %(cell)s"), gettext_lazy("A formula")


class Unfit(Exception):
    """A file that is not taken; the message says why."""
