"""How the demonstration puts a page online: in French, then its English version beside it."""

from collections.abc import Callable

from demo.writing import Library, Writer
from portal.core.models import BasePage
from portal.operations.site import translate

Fields = dict[str, object]


class Publisher:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.french, self.english = Writer(library, "fr"), Writer(library, "en")

    def publish(
        self,
        parent: BasePage,
        model: type[BasePage],
        name: str,
        *,
        complete: Callable[[BasePage], None] = lambda page: None,
        **shared: object,
    ) -> BasePage:
        """A page of the texts called `name`; `complete` adds its children and shared rows before it is published."""
        page = model(**_adapted(self.french.read(name)), **shared)
        parent.add_child(instance=page)
        self.library.pages[name] = page
        complete(page)
        page.save_revision().publish()
        page.refresh_from_db()
        translate(page, **_adapted(self.english.read(name)))
        return page

    def rewrite(self, page: BasePage, name: str, **shared: object) -> None:
        """Give a page that the site already has its texts, in both languages."""
        english = page.get_translations().get().specific
        for version, texts in ((page, self.french.read(name)), (english, self.english.read(name))):
            for field, value in {**texts, **shared}.items():
                setattr(version, field, value)
            version.save_revision().publish()


def _adapted(fields: Fields) -> Fields:
    """A study's own key figures are one block each, where other texts hold them in a group."""
    groups = fields.get("key_figures")
    if isinstance(groups, list):
        fields["key_figures"] = [("key_figure", figure) for _name, figures in groups for figure in figures]
    return fields
