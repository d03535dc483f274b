from django.urls import path

from portal.account.views import home

app_name = "account"

urlpatterns = [path("", home, name="home")]
