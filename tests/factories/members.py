from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import Application, Invitation, Membership, Organisation, Plan, Seat, User


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a proved address and the password "motdepasse-de-test"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Faker("first_name", locale="fr_FR")
    last_name = factory.Faker("last_name", locale="fr_FR")
    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    password = factory.django.Password("motdepasse-de-test")

    @factory.post_generation
    def proved(self, create, extracted, **kwargs):
        if extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    contact_name = "Camille Référente"
    contact_email = factory.Sequence(lambda n: f"contact{n}@organisation.exemple.fr")


class MembershipFactory(factory.django.DjangoModelFactory):
    """Active today; traits for the other states."""

    class Meta:
        model = Membership

    class Params:
        pending = factory.Trait(paid_on=None)
        in_grace = factory.Trait(ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        lapsed_yesterday = factory.Trait(
            ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)), grace_days=0
        )

    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=200))
    accepted_on = factory.SelfAttribute("starts_on")
    paid_on = factory.SelfAttribute("starts_on")
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=165))


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"invitee{n}@exemple.fr")
    language = "fr"
    token_hash = factory.Sequence(str)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    name_fr = factory.Sequence(lambda n: f"Formule {n}")


class ApplicationFactory(factory.django.DjangoModelFactory):
    """Of an organisation; not confirmed."""

    class Meta:
        model = Application

    plan = factory.SubFactory(PlanFactory)
    organisation_name = factory.Sequence(lambda n: f"Candidate {n}")
    first_name = "Lise"
    last_name = "Morvan"
    email = factory.Sequence(lambda n: f"candidate{n}@exemple.fr")
    language = "fr"
    token_hash = factory.Sequence(lambda n: f"candidature {n}")


def member(**membership) -> User:
    """Somebody with a seat in an organisation whose membership is as told."""
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, **membership)
    return SeatFactory(organisation=organisation).user


def individual(**membership) -> User:
    """Somebody who is a member on their own."""
    return MembershipFactory(organisation=None, user=UserFactory(), **membership).user
