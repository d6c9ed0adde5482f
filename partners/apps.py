"""Who supports what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Programmes, responses to needs, mechanisms and money."""

    name = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        """Make the figures of this app known; its tables must be loaded first."""
        from core.figures import Figure, register  # noqa: PLC0415
        from partners.programmes.actions import money_lines, texts  # noqa: PLC0415
        from partners.programmes.models.marks import MONEY  # noqa: PLC0415
        from partners.programmes.models.texts import TEXT  # noqa: PLC0415
        from partners.support.actions import figures  # noqa: PLC0415

        register(
            Figure(
                name=MONEY,
                recount=money_lines.recount_money,
                keys=money_lines.money_keys,
                differences=money_lines.money_differences,
            )
        )
        register(
            Figure(name=TEXT, recount=texts.recount_texts, keys=texts.text_keys, differences=texts.text_differences)
        )
        for figure in figures.FIGURES:
            register(figure)
