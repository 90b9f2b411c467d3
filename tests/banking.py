"""Bank statements as banks write them, for tests."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

OWN_ACCOUNT = "FR1420041010050500013M02606"


@dataclass(frozen=True)
class Line:
    """A movement: amount with its point, what the payer wrote, the bank's name for it.

    `parts` are its transfers, where it is a booking of several (see `part`).
    """

    amount: str
    text: str
    reference: str = ""
    currency: str = "EUR"
    direction: str = "CRDT"
    state: str = "<Sts><Cd>BOOK</Cd></Sts>"
    day: str = "2026-11-20"
    parts: tuple[str, ...] = ()

    def xml(self) -> str:
        """The movement as camt.053 writes it."""
        reference = f"<AcctSvcrRef>{self.reference}</AcctSvcrRef>" if self.reference else ""
        parts = "".join(self.parts) or part(self.text)
        return (
            f'<Ntry><Amt Ccy="{self.currency}">{self.amount}</Amt><CdtDbtInd>{self.direction}</CdtDbtInd>'
            f"{self.state}<BookgDt><Dt>{self.day}</Dt></BookgDt>{reference}"
            f"<NtryDtls>{parts}</NtryDtls></Ntry>"
        )


def part(text: str, amount: str = "", more: str = "") -> str:
    """A transfer as a booking tells of it; `amount` is its own, as "Ccy=amount"."""
    currency, _, written = amount.rpartition("=")
    own = f'<Amt Ccy="{currency or "EUR"}">{written}</Amt>' if amount else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{own}{more}"
        "<RltdPties><Dbtr><Pty><Nm>Fret Atlantique</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls>"
    )


def notification(*lines: Line, account: str = OWN_ACCOUNT) -> bytes:
    """Movements as camt.054 tells of them."""
    told = statement(*lines, account=account).replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn")
    return told.replace(b"<Stmt>", b"<Ntfctn>").replace(b"</Stmt>", b"</Ntfctn>").replace(b"053", b"054")


def statement(*lines: Line, version: str = "08", account: str = OWN_ACCOUNT, header: str = "") -> bytes:
    """A statement of some movements; `header` is what it says of itself."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>'
        f"{header}<Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(line.xml() for line in lines)}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()
