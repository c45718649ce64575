"""What a reader sees nothing of: blank text, and HTML that has neither text nor a picture."""

from lxml import etree, html

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # besides spaces: soft hyphens, joiners, marks
SHOWN = frozenset({"img", "svg", "video", "audio", "iframe", "object", "embed"})
UNSHOWN = frozenset({"head", "script", "style", "title"})


def is_blank(text: str) -> bool:
    """Whether the text has nothing but spaces of any kind and characters that are not shown."""
    return all(character.isspace() or character in INVISIBLE for character in text)


def is_blank_html(source: str) -> bool:
    """Whether the HTML shows nothing: no text and no picture. An image counts, whatever it shows."""
    if is_blank(source):
        return True
    try:
        root = html.fragment_fromstring(source, create_parent="div")
    except (ValueError, etree.ParserError):
        return False
    return all(_is_blank_node(node) for node in root.iter())


def _is_blank_node(node: etree._Element) -> bool:
    """Whether the node itself, and the text behind it, show nothing."""
    if not is_blank(node.tail or ""):
        return False
    if not isinstance(node.tag, str) or node.tag in UNSHOWN:  # such as a comment
        return True
    return node.tag not in SHOWN and is_blank(node.text or "")
