"""One's own place in the members' directory."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.models import DirectoryEntry, User
from members.services.directory import leave_directory, show_in_directory
from portal.access.middleware import ViewerRequest
from portal.account.forms import DirectoryForm
from portal.core.cache.policy import never_stored


@never_stored
@login_required
def listed(request: ViewerRequest) -> HttpResponse:
    """Whether one is shown there, and with what; of who is no member, it is kept and not shown."""
    user = cast("User", request.user)
    entry = DirectoryEntry.objects.filter(user=user).first()
    if request.method == "POST" and request.POST.get("deed") == "leave":
        leave_directory(by=user)
        messages.success(request, _("You are no longer in the directory."))
        return redirect("account:listed_person")
    shown = entry or DirectoryEntry(name=user.get_full_name())
    form = DirectoryForm(request.POST if request.method == "POST" else None, instance=shown)
    if form.is_valid():
        show_in_directory(entry=form.instance, by=user)
        messages.success(request, _("You are in the directory, as you wrote here."))
        return redirect("account:listed_person")
    return render(request, "account/listed.html", {"form": form, "is_shown": entry is not None})
