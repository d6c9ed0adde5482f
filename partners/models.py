"""Loads the models of the packages inside this app, for Django to find. Import them from there, not from here."""

import partners.coordination.models.calendar
import partners.coordination.models.champions
import partners.coordination.models.mechanisms
import partners.coordination.models.rounds
import partners.iati.models
import partners.overlaps.models
import partners.programmes.models.choices
import partners.programmes.models.marks
import partners.programmes.models.money
import partners.programmes.models.money_lines
import partners.programmes.models.programmes
import partners.programmes.models.reminders
import partners.programmes.models.texts
import partners.support.models.answers
import partners.support.models.delivery
import partners.support.models.figures  # noqa: F401
