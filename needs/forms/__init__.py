"""What a person may type about needs."""

from needs.forms.entry import NeedForm, initial_of
from needs.forms.fields import check_on_change
from needs.forms.parts import MOST_PARTS, SPARE_PARTS, PartFormSet, doubt_in, initial_of_parts
from needs.forms.small import AnswerForm, NeedFilterForm, QuestionForm, StatusForm, status_key
