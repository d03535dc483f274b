from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration: installed where the environment says DEMO=true, and imported by nothing."""

    name = "demo"
