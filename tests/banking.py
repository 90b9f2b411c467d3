"""Bank statements as banks write them, for tests."""

from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Line:
    """A movement: amount with its point, what the payer wrote, the bank's name for it."""

    amount: str
    text: str
    reference: str = ""
    currency: str = "EUR"
    direction: str = "CRDT"
    state: str = "<Sts><Cd>BOOK</Cd></Sts>"
    day: str = "2026-11-20"

    def xml(self) -> str:
        """The movement as camt.053 writes it."""
        reference = f"<AcctSvcrRef>{self.reference}</AcctSvcrRef>" if self.reference else ""
        return (
            f'<Ntry><Amt Ccy="{self.currency}">{self.amount}</Amt><CdtDbtInd>{self.direction}</CdtDbtInd>'
            f"{self.state}<BookgDt><Dt>{self.day}</Dt></BookgDt>{reference}<NtryDtls><TxDtls>"
            "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
            f"<RltdPties><Dbtr><Pty><Nm>Fret Atlantique</Nm></Pty></Dbtr></RltdPties>"
            f"<RmtInf><Ustrd>{escape(self.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )


def statement(*lines: Line, version: str = "08", account: str = "FR7630006000011234567890189") -> bytes:
    """A statement of some movements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(line.xml() for line in lines)}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()
