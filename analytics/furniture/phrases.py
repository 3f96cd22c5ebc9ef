"""What was understood of a question in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from analytics.explore import Phrase


def phrases_read(phrases: Sequence[Phrase], page: str) -> str:
    """What was understood of a question in words: each phrase, what it became, a link to the page without it, and links
    to what else it could have meant."""

    def link(address: str, said: str, label: str = "") -> str:
        named = f' aria-label="{escape(label)}"' if label else ""
        return f'<a href="{escape(f"{page}?{address}")}" target="_self"{named}>{escape(said)}</a>' if address else ""

    items = [
        f"<li>“{escape(one.words)}”: {escape(one.became)} "
        + " ".join(link(address, f"or {other}") for other, address in one.instead)
        + f"{link(one.without, '✕', f'Leave out “{one.words}”')}</li>"
        for one in phrases
    ]
    return f'<ul class="los-chips" aria-label="Understood">{"".join(items)}</ul>'
