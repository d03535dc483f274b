from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.people import User
from members.querysets import DirectoryQuerySet
from portal.core.mail.names import single_line
from portal.core.pages.addresses import address_from


class DirectoryEntry(models.Model):
    """What somebody agreed to show the other members of themselves; without one they are not in the directory."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="directory_entry")
    name = models.CharField(_("name"), max_length=120, validators=[single_line])
    plain_name = models.CharField(max_length=240, editable=False)
    role = models.CharField(pgettext_lazy("at work", "role"), max_length=120, blank=True, validators=[single_line])
    shows_organisation = models.BooleanField(_("show my organisation"), default=True)
    link = models.URLField(_("link"), blank=True, help_text=_("Your own site, or your page on a professional network."))
    shows_email = models.BooleanField(_("show my e-mail address"), default=False)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the directory")
        verbose_name_plural = _("entries of the directory")
        ordering = ["plain_name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.plain_name = address_from(self.name, 240)
        super().save(*args, **kwargs)
