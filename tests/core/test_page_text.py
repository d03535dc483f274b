"""What anybody may read of a page, and what its release gates: each text is in exactly one of them."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.apps import apps
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail_localize.fields import TranslatableField

from articles.models import ArticlePage
from portal.core.editing.blocks import CodeBlock
from portal.core.models import BasePage
from tests.factories import pages

PAGE_TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]
NOT_TEXT = {"slug", "seo_title"}
"""The address, and the title in other words for search engines."""


class Canaries:
    """Values for blocks of every kind, with a word of its own in each text."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.numbers = count()

    def word(self) -> str:
        self.words.append(f"canary{next(self.numbers)}.")
        return self.words[-1]

    def value(self, block: blocks.Block) -> object:
        if isinstance(block, blocks.RichTextBlock):
            return f"<p>{self.word()} <b>{self.word()}</b></p>"
        if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
            return {name: self.value(child) for name, child in block.child_blocks.items()}
        if isinstance(block, blocks.StreamBlock):
            return self.stream(block)
        if isinstance(block, blocks.ListBlock):
            return [{"type": "item", "id": "1", "value": self.value(block.child_block)}]
        if isinstance(block, blocks.CharBlock | blocks.TextBlock) and not isinstance(block, CodeBlock):
            return self.word()
        return None

    def stream(self, block: blocks.StreamBlock) -> list[dict]:
        return [{"type": name, "value": self.value(child)} for name, child in block.child_blocks.items()]


def texts(model: type[BasePage]) -> Iterator[models.Field]:
    for declared in model.translatable_fields:
        if isinstance(declared, TranslatableField) and declared.field_name not in NOT_TEXT:
            yield model._meta.get_field(declared.field_name)


@pytest.mark.django_db
@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_each_text_is_public_or_gated_and_never_both(model):
    for field in texts(model):
        canaries, is_gated = Canaries(), field.name in model.gated_fields
        if isinstance(field, StreamField):
            value = field.stream_block.to_python(canaries.stream(field.stream_block))
        else:
            value = canaries.word()
        page = model(**{field.name: value})
        shown, hidden = page.public_text(), page.gated_text()
        assert canaries.words
        assert {(word in shown, word in hidden) for word in canaries.words} == {(not is_gated, is_gated)}


def test_texts_come_in_reading_order(db):
    page = ArticlePage(
        title="Un", standfirst="Deux", opening=pages.text("Trois"), body=[("heading", "Quatre"), *pages.text("Cinq")]
    )
    assert page.public_text().split() == ["Un", "Deux", "Trois"]
    assert page.gated_text().split() == ["Quatre", "Cinq"]


def test_what_is_withheld_has_no_gated_text(db):
    page = ArticlePage(title="Un", body=pages.text("Secret"))
    page.withhold()
    assert page.gated_text() == ""
