"""What people decided about a name, as a thing of its own: an identification by them is no statement of the document."""

from __future__ import annotations

from pyoxigraph import NamedNode

from fengong.decide import Decision
from fengong.model import Mention
from fengong.quads import Sheet, day, en, plain, zh
from fengong.scribe import Scribe
from fengong.terms import DC, DCT, FG, RDFS


def describe_reviews(scribe: Scribe, mention: Mention, node: NamedNode, sheet: Sheet) -> None:
    """The decisions that ``mention`` was identified by, each described once; ``node`` names the body on ``sheet``."""
    for decision in mention.decisions:
        review = scribe.names.review(decision.review.digest)
        sheet.add(node, FG.identifiedBy, review)
        _describe(scribe, decision, review)


def _describe(scribe: Scribe, decision: Decision, node: NamedNode) -> None:
    sheet, review = scribe.stated, decision.review
    words, english = decision.words()
    sheet.a(node, FG.Review)
    sheet.add(node, RDFS.label, zh(words), en(english))
    sheet.add(node, FG.reviewedName, plain(review.mention))
    sheet.add(node, FG.verdict, plain(review.verdict))
    sheet.add(node, FG.reviewedBody, scribe.decided(decision))
    sheet.add(node, DC.creator, plain(review.who))
    sheet.add(node, DCT.date, day(review.when))
    sheet.add(node, DCT.description, plain(review.why))
    sheet.add(
        node, DCT.spatial, scribe.area(decision.area) if decision.area and not decision.document else None
    )
