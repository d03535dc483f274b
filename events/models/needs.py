"""What somebody may need at an event: told to its organisers alone, and erased after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration

LONGEST_NEED = 500


class Diet(models.TextChoices):
    VEGETARIAN = "vegetarian", _("vegetarian")
    VEGAN = "vegan", _("vegan")
    NO_GLUTEN = "no_gluten", _("without gluten")
    NO_MILK = "no_milk", _("without milk")
    NO_EGGS = "no_eggs", _("without eggs")
    NO_NUTS = "no_nuts", _("without nuts or peanuts")
    NO_FISH = "no_fish", _("without fish or seafood")


class Needs(models.Model):
    """Told of nobody else: in no message, no log, no list of registrations."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="needs", verbose_name=_("registration")
    )
    diets = models.JSONField(_("meals"), default=list)
    allergies = models.CharField(_("other allergies"), max_length=LONGEST_NEED, blank=True)
    access = models.CharField(_("access needs"), max_length=LONGEST_NEED, blank=True)

    class Meta:
        verbose_name = _("allergies and access needs of a person")
        verbose_name_plural = _("allergies and access needs")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def meals(self) -> str:
        """The diets in words."""
        return ", ".join(str(Diet(diet).label) for diet in self.diets if diet in Diet)
