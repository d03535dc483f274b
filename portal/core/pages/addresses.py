"""Addresses that the machine makes from a name: never empty, never taken."""

import re
from collections.abc import Iterator
from itertools import count
from typing import ClassVar, cast

from anyascii import anyascii
from django.db import IntegrityError, models, transaction
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import override
from wagtail.models import Page

_TRIES = 5
_ELISION = re.compile(r"\b(\w|\w*qu)['’](?=\w)", re.IGNORECASE)  # « l’heure » is l-heure; people’s is peoples


def address_from(text: str, max_length: int) -> str:
    """Latin letters, figures and hyphens, whatever the script of the text: « Cœur » is coeur, 李明 is liming."""
    return slugify(anyascii(_ELISION.sub(r"\1 ", text)))[:max_length].strip("-_")


def numbered(stem: str, max_length: int) -> Iterator[str]:
    """The stem, then with 2, 3… behind it, never longer than that."""
    yield stem[:max_length]
    for number in count(2):
        yield f"{stem[: max_length - len(str(number)) - 1]}-{number}"


def is_reserved(parent: Page | None, slug: str) -> bool:
    """Whether something else than pages answers at the address that a page below this one would have."""
    parts = parent.get_url_parts() if parent else None
    if parent is None or not parts or parts[2] is None:
        return False
    with override(parent.locale.language_code):
        try:
            return resolve(f"{parts[2]}{slug}/").url_name != "wagtail_serve"
        except Resolver404:
            return False


class Addressed(models.Model):
    """A row whose `slug`, left empty, is made from the field `named_by`, with a number where another row has it."""

    named_by: ClassVar[str]
    slug: models.SlugField

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if self.slug:
            super().save(*args, **kwargs)
            return
        for attempt in range(1, _TRIES + 1):
            self.slug = self._free_address()
            try:
                with transaction.atomic():
                    super().save(*args, **kwargs)
            except IntegrityError:  # another process took the address meanwhile
                if attempt == _TRIES:
                    raise
            else:
                return

    def _free_address(self) -> str:
        longest = cast(models.SlugField, self._meta.get_field("slug")).max_length or 50
        stem = address_from(getattr(self, self.named_by), longest) or self._meta.model_name or ""
        taken = set(
            type(self)
            ._base_manager.filter(slug__startswith=stem[: longest - 6])  # type: ignore[misc]
            .values_list("slug", flat=True)
        )
        return next(address for address in numbered(stem, longest) if address not in taken)
