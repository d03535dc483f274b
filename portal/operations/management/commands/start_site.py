from getpass import getpass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from members.models import User
from portal.desk.roles import create_roles, create_workflow
from portal.operations.site import SiteExists, create_site


class Command(BaseCommand):
    help = "Makes a real site: its empty page tree, the roles, the approval workflow and the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the first administrator's address")
        parser.add_argument("--name", default=settings.WAGTAIL_SITE_NAME, help="the association's name")
        parser.add_argument("--contact-email", help="where the contact form writes to (the administrator's address)")
        parser.add_argument(
            "--code", action="store_true", help="no password: the administrator signs in by a code sent by e-mail"
        )

    def handle(self, *, email: str, name: str, contact_email: str | None, code: bool, **options: object) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"« {email} » n’est pas une adresse. / “{email}” is not an address.") from error
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} a déjà un compte. / {email} already has an account.")
        password = None if code else _ask_password(email)
        try:
            with transaction.atomic():
                create_site(name=name, base_url=settings.BASE_URL, contact_email=contact_email or email)
                create_roles()
                create_workflow()
                administrator = User.objects.create_superuser(email, password)
                # Whoever runs this command vouches for the address.
                EmailAddress.objects.create(user=administrator, email=email, verified=True, primary=True)
        except SiteExists as error:
            raise CommandError("Cette base a déjà son site. / This database already has its site.") from error
        self.stdout.write(f"{name} : {settings.BASE_URL}/{settings.ADMIN_PATH}")


def _ask_password(email: str) -> str:
    password = getpass(f"Mot de passe / password ({email}): ")
    if password != getpass("Encore une fois / again: "):
        raise CommandError("Les deux mots de passe diffèrent. / The two passwords differ.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
