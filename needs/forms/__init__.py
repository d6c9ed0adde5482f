"""What a person may type about needs."""

from needs.forms.entry import NeedForm, initial_of
from needs.forms.labels import check_on_change
from needs.forms.parts import MOST_PARTS, SPARE_PARTS, PartFormSet, initial_of_parts
from needs.forms.register import NeedFilterForm
from needs.forms.small import AnswerForm, QuestionForm, StatusForm, status_key
