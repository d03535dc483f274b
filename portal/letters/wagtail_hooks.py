from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portal.letters.viewsets import LetterViewSet


@hooks.register("register_admin_viewset")
def letters() -> LetterViewSet:
    return LetterViewSet()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("written", _("Write the letter by itself"), _("Letter that wrote itself")),
        ("filled", _("Take what is new"), _("What is new was added")),
        ("tested", _("Send a test"), _("Test sent")),
        ("scheduled", _("Schedule the letter"), _("Letter scheduled")),
        ("put_back", _("Make it a draft again"), _("Letter made a draft again")),
        ("paused", _("Pause the letter"), _("Letter paused")),
        ("resumed", _("Resume the letter"), _("Letter resumed")),
    ):
        actions.register_action(f"letters.letter.{name}", label, message)
