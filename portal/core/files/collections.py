"""The collections of files, one a room: made when first needed."""

from wagtail.models import Collection

SITE, STUDIES, EVENTS, ORGANISATIONS = "Site", "Études", "Événements", "Organisations"


def create_collection(name: str, within: Collection | None = None) -> Collection:
    parent = within or Collection.get_first_root_node()
    return parent.get_children().filter(name=name).first() or parent.add_child(name=name)
