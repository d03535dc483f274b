from wagtail import hooks

from members.views import OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    return OrganisationViewSet("organisations")
