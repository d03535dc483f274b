"""What somebody who attended thinks of the event, by the link of their own: once, and without their name."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language

from events.forms import QuestionsForm
from events.limits import slowed_down
from events.models import FeedbackLink
from events.services.feedback import answer_feedback
from events.states import Refused
from events.views.concerns import not_found, slowed_page
from portal.core.cache.policy import never_stored


@never_stored
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    if slowed_down(request, "wrong_token", count=False):
        return slowed_page(request)
    link = FeedbackLink.objects.select_related("registration__event").filter(token=token).first()
    if link is None:
        raise not_found(request)
    event = link.registration.event
    form = None
    if link.is_open(now()):
        questions = list(event.feedback_questions.all())
        form = QuestionsForm(request.POST if request.method == "POST" else None, questions=questions)
    if form and form.is_bound and form.is_valid():
        try:
            answer_feedback(link_id=link.pk, answers=form.cleaned_data["answers"])
        except ValidationError as changed:
            form.add_error(None, changed.messages)
        except Refused:
            return redirect("events:feedback", token)
        else:
            return redirect("events:feedback", token)
    title = event.live_page(get_language()[:2]) or event
    context = {"form": form, "answered": link.answered, "title": title}
    return render(request, "events/feedback.html", context)
