"""What goes out with a link: its address as a QR code, and an e-mail to its readers that says what they will see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import quote

import segno

from analytics.catalogue import catalogue
from analytics.sharing.packs import Pack

_BORDER = 4  # modules of white around the code, as ISO/IEC 18004 asks


@dataclass(frozen=True)
class Invitation:
    """A link and the e-mail that takes it to its readers: plain text, for any program."""

    address: str
    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """An address that opens the e-mail, without its readers, in the program for it (RFC 6068)."""
        body = self.body.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"

    @property
    def qr_code(self) -> str:
        """The address as a QR code, an SVG, black on white in a dark theme too."""
        out = BytesIO()
        segno.make_qr(self.address).save(out, kind="svg", scale=4, border=_BORDER, light="#fff", xmldecl=False)
        return out.getvalue().decode()


def invite(pack: Pack, address: str, until: datetime) -> Invitation:
    """The e-mail for a link to a pack, which opens it until then (UTC).

    What it says of the figures is what the pack was made with; replies go where the council's `replies_to` says.
    """
    released = pack.about.get("signed_off")
    small = (
        "Some small numbers in it are not withheld, for the reason given in the pack. Please don't pass it on."
        if released
        else "Its figures are for publication: small numbers are withheld to protect children."
    )
    said = [
        f"{catalogue().council}: the board pack for {pack.title}.",
        address,
        f"The link works until {until.day} {until:%B %Y, %H:%M} UTC. It needs no account: whoever has it can read the "
        "pack, on a phone too.",
        small,
        pack.about.get("mark", ""),
        f"Questions and replies: {catalogue().replies_to}" if catalogue().replies_to else "",
    ]
    return Invitation(address, f"Board pack: {pack.title}", "\n\n".join(filter(None, said)))
