"""The screen on which an organisation's own sign-in is set up; its secret is never shown again."""

from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from members.forms import IdentityProviderForm
from members.models import IdentityProvider, Organisation
from members.screens import head_of
from members.services.identity import set_up_provider, take_down_provider

changes_providers = permission_required("members.change_identityprovider")


@changes_providers
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    found = IdentityProvider.objects.filter(organisation=pk).first()
    domains = organisation.domains.exclude(verified_on=None)
    form = IdentityProviderForm(request.POST or None, instance=found or IdentityProvider(organisation=organisation))
    if request.method == "POST" and domains and form.is_valid():
        set_up_provider(provider=form.save(commit=False), by=request.user)
        messages.success(request, gettext("The people of %(name)s may sign in this way.") % {"name": organisation})
        return redirect("organisations:provider", pk=pk)
    context = {
        "organisation": organisation,
        "provider": found,
        "domains": domains,
        "form": form,
        "comes_back": OpenIDConnectOAuth2Adapter(request, str(pk)).get_callback_url(request, None),
        **head_of(organisation, gettext("Own sign-in"), "key"),
    }
    return render(request, "members/admin/provider.html", context)


@changes_providers
@require_POST
def remove_provider(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(IdentityProvider, organisation=pk)
    take_down_provider(provider=found, by=request.user)
    messages.success(request, gettext("Nobody signs in this way any more; a code opens their accounts still."))
    return redirect("organisations:provider", pk=pk)
