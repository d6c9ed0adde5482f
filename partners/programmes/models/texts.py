"""What programmes are found and sorted by, kept beside them: both take longer to work out than to read."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.figures.marks import marks
from core.search import SortKeyField
from partners.programmes.models.programmes import Programme

TEXT = "programme-text"


class ProgrammeText(models.Model):
    """Of a programme: the `words` that a search looks at, folded, and the `title_key` that its title is sorted by
    (`core.folding`)."""

    programme = models.OneToOneField(Programme, models.CASCADE, primary_key=True, related_name="text")
    words = models.TextField()
    title_key = SortKeyField()

    class Meta:
        verbose_name = "words of a programme"
        verbose_name_plural = "words of programmes"
        indexes = (GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="partners_programmetext_words"),)

    def __str__(self) -> str:
        return f"Words of programme {self.pk}"


marks(
    Programme,
    TEXT,
    "SELECT id FROM changed GROUP BY id HAVING count(*) = 1 OR count(DISTINCT (title, summary, iati_identifier)) > 1",
)
