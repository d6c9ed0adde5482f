"""Makes a PDF inert: scripts, actions, attachments, media and hidden data go; pages and links to the web stay."""

import io
from itertools import product
from typing import Any

import pikepdf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents.taken_out import Inert, TakenOut
from core.documents.unfit import Unfit
from core.web_address import leads_to_the_web

MAX_PDF_OBJECTS = 200_000
PDF_LOCKED = gettext_lazy("The PDF is protected with a password. Take the protection off and upload it again.")
PDF_COMPLICATED = gettext_lazy("The PDF is too complicated. Print it to a new PDF and upload that.")

# Keys that go wherever they stand, and what is said of them; None for what nobody misses.
KEYS: dict[str, TakenOut | None] = {
    **dict.fromkeys(("/AA", "/JS", "/JavaScript"), TakenOut.SCRIPTS),
    **dict.fromkeys(("/EmbeddedFiles", "/EF", "/AF", "/Collection"), TakenOut.FILES),
    **dict.fromkeys(("/RichMediaContent", "/RichMediaSettings"), TakenOut.MEDIA),
    **dict.fromkeys(("/Ref", "/OPI"), TakenOut.ACTIONS),
    **dict.fromkeys(("/PieceInfo", "/Metadata"), TakenOut.HIDDEN),
    **dict.fromkeys(("/Requirements", "/SpiderInfo", "/Legal"), None),
    "/XFA": TakenOut.FORM,
    "/Perms": TakenOut.SIGNATURE,
}
# What makes a stream's content come from a file elsewhere.
KEYS_OF_STREAMS = ("/F", "/FFilter", "/FDecodeParms")
ACTIONS = {
    **dict.fromkeys(("/JavaScript",), TakenOut.SCRIPTS),
    **dict.fromkeys(("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"), TakenOut.MEDIA),
    **dict.fromkeys(("/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Thread"), TakenOut.ACTIONS),
    **dict.fromkeys(("/Hide", "/ResetForm", "/GoToDp", "/Trans"), TakenOut.ACTIONS),
}
# What a press may do: go to another page of the document, or to an address.
PRESSES = frozenset({"/GoTo", "/URI", "/Named"})
TURNS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
ANNOTATIONS = {
    "/FileAttachment": TakenOut.FILES,
    **dict.fromkeys(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), TakenOut.MEDIA),
}
DEEPEST = 40


def disarmed(data: bytes) -> Inert:
    """The PDF written anew. Raises Unfit, or what the library raises for damaged files."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            raise Unfit(PDF_LOCKED)
        if len(pdf.objects) > MAX_PDF_OBJECTS:
            raise Unfit(PDF_COMPLICATED)
        if not len(pdf.pages):
            raise Unfit(_("The PDF has no pages."))
        taken_out = _Disarming(pdf).taken_out
        pdf.save(out, fix_metadata_version=False)
    return Inert(out.getvalue(), frozenset(taken_out))


class _Disarming:
    """The walk over all objects of a PDF, which takes out what could run, and notes what it was."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.taken_out: set[TakenOut] = set()
        for name, key in product(("/Names", "/AcroForm"), ("/JavaScript", "/EmbeddedFiles", "/XFA")):
            if name in pdf.Root and key in pdf.Root[name]:
                self._take(pdf.Root[name], key, KEYS[key])
        # Where links without a scheme begin ("/Base"), a file could name "javascript:".
        if "/URI" in pdf.Root:
            self._take(pdf.Root, "/URI", TakenOut.LINKS)
        if "/OpenAction" in pdf.Root:
            # Most only say at which page to open.
            self._take(pdf.Root, "/OpenAction", None if _is_turn(pdf.Root.OpenAction) else TakenOut.SCRIPTS)
        self._clean_info(pdf)
        for item in pdf.objects:
            self._clean(item, 0)
        self._clean(pdf.trailer, 0)

    def _take(self, item: Any, key: str, what: TakenOut | None) -> None:
        if what:
            self.taken_out.add(what)
        del item[key]

    def _clean_info(self, pdf: pikepdf.Pdf) -> None:
        """Leave the title alone of what a program wrote about the file."""
        info: Any = pdf.trailer.get("/Info")
        if not isinstance(info, pikepdf.Dictionary):
            return
        for key in list(info.keys()):
            if key != "/Title":
                self._take(info, key, TakenOut.HIDDEN)

    def _clean(self, item: Any, depth: int) -> None:
        """Take out what could run. Values that are objects of their own are met by the walk over all objects."""
        if depth > DEEPEST:
            raise Unfit(PDF_COMPLICATED)
        if isinstance(item, pikepdf.Array):
            self._clean_array(item, depth)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            self._clean_keys(item, depth)

    def _clean_array(self, item: Any, depth: int) -> None:
        for position in range(len(item) - 1, -1, -1):
            inner: Any = item[position]
            kind = str(inner.get("/Subtype", "")) if isinstance(inner, pikepdf.Dictionary) else ""
            if kind in ANNOTATIONS:
                self.taken_out.add(ANNOTATIONS[kind])
                del item[position]
            elif not getattr(inner, "is_indirect", False):
                self._clean(inner, depth + 1)

    def _clean_keys(self, item: Any, depth: int) -> None:
        for key in KEYS_OF_STREAMS if isinstance(item, pikepdf.Stream) else ():
            # No stream takes its content from a file elsewhere.
            if key in item:
                self._take(item, key, TakenOut.ACTIONS)
        if item.get("/FT") == pikepdf.Name.Sig and "/V" in item:
            self.taken_out.add(TakenOut.SIGNATURE)
        for key in list(item.keys()):
            inner = item.get(key)
            if key in KEYS or key == "/OpenAction":
                self._take(item, key, KEYS.get(key))
            elif what := _forbidden(inner, is_press=key in ("/A", "/PA")):
                self._take(item, key, what)
            elif not getattr(inner, "is_indirect", False):
                self._clean(inner, depth + 1)
        if what := _forbidden(item):
            self.taken_out.add(what)
            # Reached from somewhere as an object of its own: an empty action does nothing.
            for key in list(item.keys()):
                del item[key]


def _kind_of(item: Any) -> str:
    """The kind of an action (`/S`): readers ask for it alone, whatever type an object says it is of."""
    kind = item.get("/S") if isinstance(item, pikepdf.Dictionary) else None
    return str(kind) if isinstance(kind, pikepdf.Name) else ""


def _is_turn(item: Any) -> bool:
    return isinstance(item, pikepdf.Array) or _kind_of(item) == "/GoTo"


def _forbidden(item: Any, *, is_press: bool = False) -> TakenOut | None:
    """What to say of an action that runs or fetches something, or leads elsewhere than to the web or a mailbox."""
    kind = _kind_of(item)
    if kind == "/URI":
        return None if _is_link(item.get("/URI")) else TakenOut.LINKS
    if kind == "/Named" and str(item.get("/N", "")) not in TURNS:
        return TakenOut.ACTIONS
    if is_press and kind and kind not in PRESSES:
        return ACTIONS.get(kind, TakenOut.ACTIONS)
    return ACTIONS.get(kind)


def _is_link(target: Any) -> bool:
    """Whether the target of a link may stay: an address on the web, or one of a mailbox."""
    if not isinstance(target, pikepdf.String):
        return False
    text = str(target)
    return leads_to_the_web(text) or (text.isprintable() and text.lower().startswith("mailto:"))
