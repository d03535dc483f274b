from django import template

from portal.billing import wording

register = template.Library()
register.filter("money", wording.money)
register.filter("rate", wording.rate)
register.filter("quantity", wording.quantity)
register.filter("unit_price", wording.unit_price)
register.filter("grouped", wording.grouped)
