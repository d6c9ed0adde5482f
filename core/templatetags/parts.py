"""`{% kept_part "name" %} … {% endkept_part %}`: a part of a page that is kept until a row changes that it shows.

What is set within it is not known behind it.
"""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from core.page_cache.parts import part_of_page

register = template.Library()


class KeptPart(template.Node):
    """A part, by its name on its page."""

    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: template.Context) -> SafeString:
        """The text of the part."""

        def make() -> str:
            with context.push():
                return self.nodelist.render(context)

        request = getattr(context, "request", None) or context.get("request")
        if request is None:
            return mark_safe(make())  # noqa: S308  rendered by Django, which has escaped it
        return mark_safe(part_of_page(request, self.name.resolve(context), make))  # noqa: S308  likewise


@register.tag
def kept_part(parser: Parser, token: Token) -> KeptPart:
    """Keep what stands up to `endkept_part`."""
    try:
        _tag, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("kept_part takes one name.") from None
    nodelist = parser.parse(("endkept_part",))
    parser.delete_first_token()
    return KeptPart(parser.compile_filter(name), nodelist)
