"""Words of a row that is shared between languages: one text a language, French where English is missing."""

from django.utils.translation import get_language


class Localised:
    """`label = Localised()` reads `label_fr` or `label_en`, whichever the visitor's language asks for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type):
        if instance is None:
            return self
        language = (get_language() or "fr")[:2]
        return getattr(instance, f"{self.name}_{language}", "") or getattr(instance, f"{self.name}_fr")
