"""How long a text may be, in words as people count them."""

from django.core.validators import BaseValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import ngettext_lazy
from wagtail.admin.panels import FieldPanel


@deconstructible
class MaxWords(BaseValidator):
    code = "max_words"
    message = ngettext_lazy(
        "%(limit_value)d word at most; there are %(show_value)d.",
        "%(limit_value)d words at most; there are %(show_value)d.",
        "limit_value",
    )

    def compare(self, words: int, limit: int) -> bool:
        return words > limit

    def clean(self, text: str) -> int:
        """Marks that stand alone, as French ones do, are no words."""
        return sum(any(map(str.isalnum, word)) for word in text.split())


def counted(field: str, limit: int) -> FieldPanel:
    """A field whose words are counted while one writes."""
    return FieldPanel(field, attrs={"data-max-words": str(limit)})
