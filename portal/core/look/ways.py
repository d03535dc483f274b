"""The way on from a wall that is always left: write to the association, or read something else."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.access.decision import Reason
from portal.access.wall import Wall, Way, register_ways_on
from portal.core.look.chrome import chrome_for


@register_ways_on(50)
def ask_the_association(wall: Wall) -> Iterator[Way]:
    if wall.decision.reason is Reason.SIGN_IN:
        return
    chrome = chrome_for(wall.request)
    if email := chrome.settings.contact_email:
        text = _("We tell you where your access stands, or when this page opens.")
        yield Way(heading=_("Ask us"), text=text, url=f"mailto:{email}", label=email)
    else:
        text = _("Much of what we publish is open to all.")
        yield Way(heading=_("Read something else"), text=text, url=chrome.home_url, label=_("Go to the home page"))
