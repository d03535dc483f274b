from pathlib import PurePosixPath

from django.db import transaction
from wagtail.log_actions import log

from articles.models import ArticlePage, ManuscriptRemarks
from portal.core.manuscripts import Manuscript, blocks_of
from portal.core.models import BasePage


@transaction.atomic
def import_manuscript(*, into: BasePage, manuscript: Manuscript, file_name: str, by) -> ArticlePage:
    """Make a draft of it in an issue or the magazine, its text in the gated part. Raises Unreadable."""
    title = manuscript.title or PurePosixPath(file_name).stem.replace("_", " ").strip() or file_name
    page = ArticlePage(title=title[:255], body=blocks_of(manuscript, by=by), owner=by, live=False)
    into.add_child(instance=page)
    page.save_revision(user=by, log_action=False)
    comments = [
        {"author": comment.author, "text": comment.text, "about": comment.about} for comment in manuscript.comments
    ]
    if comments or manuscript.left_out:
        ManuscriptRemarks.objects.create(
            page=page, file_name=file_name[:255], comments=comments, left_out=manuscript.left_out
        )
    log(instance=page, action="articles.manuscript.imported", user=by, content_changed=True, data={"file": file_name})
    return page


@transaction.atomic
def dismiss_remarks(*, page: ArticlePage, by) -> None:
    """Forget what was said beside the draft; once is enough."""
    deleted, _rows = ManuscriptRemarks.objects.filter(page=page).delete()
    if deleted:
        log(instance=page, action="articles.manuscript.dismissed", user=by)
