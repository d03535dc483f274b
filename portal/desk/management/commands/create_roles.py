from django.core.management.base import BaseCommand

from portal.desk.roles import create_roles, create_workflow


class Command(BaseCommand):
    help = "Give each role's group the rights it never had, and the magazine its approval workflow. May be run again."

    def handle(self, **options) -> None:
        groups = create_roles()
        create_workflow()
        self.stdout.write(", ".join(group.name for group in groups.values()))
