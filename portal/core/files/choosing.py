"""Who may choose which image and which document."""

from typing import Any

from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy

from portal.access.choosing import Choice, register_choice
from portal.access.viewer import viewer_for
from portal.core.files.gate import decide_use
from portal.core.files.media import PortalDocument, PortalImage


def _of_own_collections(policy: Any) -> Choice:
    """Known by who keeps or chooses files of its collection; chosen by who, besides, gets the file itself."""

    def allows(user: Any, file: Any) -> bool:
        may = policy.user_has_permission_for_instance(user, "choose", file)
        return may and decide_use(file, viewer_for(user), user).granted

    return Choice(
        lambda user: policy.instances_user_has_any_permission_for(user, ["choose", "change", "delete"]), allows
    )


register_choice(PortalImage, _of_own_collections(image_policy))
register_choice(PortalDocument, _of_own_collections(document_policy))
