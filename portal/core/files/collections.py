"""The collections of files, one a room: made when first needed."""

from wagtail.models import Collection

SITE, STUDIES, EVENTS, ORGANISATIONS = "Site", "Études", "Événements", "Organisations"


def create_collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=name).first() or root.add_child(name=name)
