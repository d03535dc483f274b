from django import template
from django.template.base import Parser, Token
from django.template.context import Context, RequestContext
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.models import Page

from portal.access.decision import Audience, Decision, Reason, open_to
from portal.core.cache.changes import CHROME
from portal.core.cache.recording import shows
from portal.core.cache.store import store
from portal.core.editing.anchors import Part, parts_of
from portal.core.editing.figures import written
from portal.core.editing.panels import saved_panels
from portal.core.editing.reading import reading
from portal.core.look import own as look
from portal.core.look.chrome import Chrome, Language, Link, chrome_for
from portal.core.look.mosaic import mosaic as draw_mosaic
from portal.core.look.typography import within_quotes
from portal.core.pages.base import BasePage
from portal.core.pages.localised import Marked, as_html

register = template.Library()
register.simple_tag(saved_panels)


@register.simple_tag(takes_context=True)
def get_chrome(context: RequestContext) -> Chrome:
    """Menus, home page, settings and page on how to join, each read at most once a request."""
    return chrome_for(context["request"])


@register.simple_tag(takes_context=True)
def get_languages(context: RequestContext) -> list[Language]:
    """The current page, or the current address outside pages, in every language of the portal."""
    page = context.get("page")
    return chrome_for(context["request"]).languages(
        page if isinstance(page, Page) else None, context.get("answered_in")
    )


@register.simple_tag(takes_context=True)
def section(context: RequestContext, model: str) -> Link | None:
    """Title and address, in the current language, of the section of that page type: "events.EventsIndexPage"."""
    return chrome_for(context["request"]).section(model)


@register.simple_tag(takes_context=True)
def page_url(context: RequestContext, page: Page) -> str:
    """The page's address, without the queries `page.url` makes outside a request."""
    return chrome_for(context["request"]).url(page)


@register.simple_tag(takes_context=True)
def pages_above(context: RequestContext, page: Page) -> list[Page]:
    """The live pages between the home page and this one."""
    return chrome_for(context["request"]).above(page)


@register.simple_tag(takes_context=True)
def edit_url(context: RequestContext) -> str:
    """Where the viewer edits the current page; "" for who may not, outside pages and in previews."""
    page, request = context.get("page"), context["request"]
    if not isinstance(page, Page) or getattr(request, "is_preview", False):
        return ""
    if not request.viewer.may_edit(page.path, page.owner_id):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@register.simple_tag(takes_context=True)
def own(context: RequestContext, name: str) -> SafeString:
    """A part that is the visitor's own, templates/own/<name>.html."""
    return look.own(name, context["request"], {"page": context.get("page"), "decision": context.get("decision")})


@register.simple_tag(takes_context=True)
def card(context: RequestContext, page: BasePage, above_fold: bool = False, pinned: bool = False) -> str:
    """The page in a list, as it renders itself."""
    shown = {"page": page, "url": page_url(context, page), "request": context["request"]}
    shown |= {"above_fold": above_fold, "pinned": pinned}
    return mark_safe(get_template(page.card_template).render({**shown, **page.card()}))  # noqa: S308 - a template's own


@register.inclusion_tag("components/access.html")
def access_mark(page: BasePage, decision: Decision | None = None) -> dict[str, str]:
    """To whom the gated part of a page is open at present: whoever looks, or with a decision its very viewer."""
    audiences = open_to(page, timezone.now())
    if Audience.EVERYONE in audiences:
        return {"open_to": "everyone"}
    if decision is not None and decision.reason in (Reason.ATTENDEE, Reason.PREVIEW):
        return {"open_to": "viewer"}
    return {"open_to": "members" if Audience.MEMBERS in audiences else "nobody"}


@register.simple_tag(takes_context=True)
def blocks_of(context: Context, body: StreamValue) -> SafeString:
    """The blocks of a text of the current page, one after the other; `first_heading` is what the title of a chart is
    that stands before the first of its headings."""
    shown, heading, drawn = context.flatten(), context.get("first_heading") or "h3", []
    with reading(context["page"], context["request"]):
        for place, block in enumerate(body):
            if block.block_type == "heading":
                heading = "h3"
            drawn.append(block.render({**shown, "block_id": block.id or place, "heading": heading}))
    return mark_safe("\n".join(drawn))  # noqa: S308 - templates of ours


@register.simple_tag(takes_context=True)
def parts_of_text(context: Context, *texts: StreamValue) -> list[Part]:
    """The headings of the current page's texts, those that its visitor may read."""
    with reading(context["page"], context["request"]):
        return parts_of(texts)


@register.simple_tag
def mosaic(seed: str, columns: int, rows: int) -> SafeString:
    return mark_safe(draw_mosaic(seed, columns, rows))  # noqa: S308 - numbers and colours only


class KeptPart(template.Node):
    def __init__(self, name: str, given: list[template.base.FilterExpression], nodes: template.NodeList) -> None:
        self.name, self.given, self.nodes = name, given, nodes

    def render(self, context: Context) -> SafeString:
        request = context["request"]
        if not getattr(request, "is_nobody", False):
            return self.nodes.render(context)
        given = [str(expression.resolve(context)) for expression in self.given]
        key = f"part {self.name} {context['page'].pk} {given} {request.scheme} {request.get_host()} {request.viewer}"
        part = store().made_once(key, lambda: self.nodes.render(context).encode())
        return mark_safe((part or b"").decode())  # noqa: S308 - a template's own


@register.tag
def kept(parser: Parser, token: Token) -> KeptPart:
    """{% kept news %}…{% endkept %}: a part of a page that is made anew only when something it shows changes.

    What was known before it and it shows, or depends on, is given: {% kept programme event.zone decision.granted %}.
    """
    _tag, name, *given = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptPart(name, [parser.compile_filter(one) for one in given], nodes)


class FramePart(template.Node):
    """Its `chrome` is read anew: what others of the request have read already would not be noted."""

    def __init__(self, name: str, nodes: template.NodeList) -> None:
        self.name, self.nodes = name, nodes

    def render(self, context: Context) -> SafeString:
        request = context["request"]
        key = f"frame-part {self.name} {get_language()} {request.scheme} {request.get_host()}"
        return mark_safe((store().made_once(key, lambda: self._make(context)) or b"").decode())  # noqa: S308 - as above

    def _make(self, context: Context) -> bytes:
        shows(CHROME)
        with context.push(chrome=Chrome(context["request"])):
            return self.nodes.render(context).encode()


@register.tag
def kept_for_all(parser: Parser, token: Token) -> FramePart:
    """{% kept_for_all foot %}…{% end_kept_for_all %}: the same on all pages in a language, whoever looks at them."""
    nodes = parser.parse(("end_kept_for_all",))
    parser.delete_first_token()
    return FramePart(token.split_contents()[1], nodes)


@register.filter
def marked(text: object) -> SafeString:
    """A text shared between languages: what there is in French only is marked as French. Between tags alone."""
    return as_html(text)


register.filter("figures", written)


@register.filter("within_quotes")
def within_quotes_of_language(text: str) -> str:
    """What stands between quotation marks already: its own are those of the second rank."""
    return within_quotes(text, get_language()[:2])


@register.filter
def lang(text: object) -> str:
    """The language of such a text, for its element's attribute; "" where it is the page's."""
    return text.lang if isinstance(text, Marked) else ""
