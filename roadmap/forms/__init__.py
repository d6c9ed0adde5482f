"""Forms of the road map: what may be typed, and why not, in words. They build entries; actions write them."""

from roadmap.forms.fields import IndicatorFilterForm
from roadmap.forms.observation import ConfirmForm, ObservationForm
from roadmap.forms.set_up import SetUpForm
