from django.urls import path

from demo.views import gallery

urlpatterns = [path("composants/", gallery)]
