"""What the name service says of a domain that sends mail: SPF, DKIM, DMARC (R-MAIL-2). Pure.

In: the texts of its TXT records. Out: findings. RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC).
"""

import re
from collections.abc import Sequence

from repwatch.model import Level, Remark

LOOKUPS = 10  # that a receiver makes for an SPF record at most (RFC 7208, 4.6.4)
ASKING = re.compile(r"[+?~-]?(include|a|mx|ptr|exists)([:/].*)?|redirect=.*", re.IGNORECASE)


def spf(domain: str, texts: Sequence[str]) -> Remark:
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        do = f'add a TXT record to {domain}, like "v=spf1 mx -all", with the address that your mail server sends from'
        return Remark(Level.ILL, "SPF", f"{domain} does not say who may send mail for it", do)
    if len(found) > 1:
        return Remark(Level.ILL, "SPF", f"{domain} has {len(found)} SPF records: receivers take none", "leave one")
    terms = found[0].lower().split()[1:]
    if "+all" in terms or "all" in terms:
        do = 'end it with "-all" or "~all"'
        return Remark(Level.ILL, "SPF", f"{domain} lets everybody send mail for it: {found[0]}", do)
    if sum(ASKING.fullmatch(term) is not None for term in terms) > LOOKUPS:
        return Remark(Level.ILL, "SPF", f"{found[0]} asks for more than {LOOKUPS} look-ups", "name networks instead")
    return Remark(Level.WELL, "SPF", f"{domain}: {found[0]}")


def dmarc(domain: str, texts: Sequence[str]) -> Remark:
    """texts: of _dmarc.<domain>."""
    found = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text, re.IGNORECASE)]
    if len(found) != 1:
        do = f'add a TXT record to _dmarc.{domain}, like "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
        words = f"{domain} has no DMARC record" if not found else f"{domain} has several DMARC records: none counts"
        return Remark(Level.ILL, "DMARC", f"{words}; large receivers refuse or file away its mail", do)
    if _tags(found[0]).get("p", "none").lower() == "none":
        do = "once SPF and DKIM hold: p=quarantine"
        return Remark(Level.NOTE, "DMARC", f"{domain}: {found[0]} asks receivers to do nothing about forgeries", do)
    return Remark(Level.WELL, "DMARC", f"{domain}: {found[0]}")


def dkim(domain: str, selector: str, texts: Sequence[str]) -> Remark:
    """texts: of <selector>._domainkey.<domain>."""
    name = f"{selector}._domainkey.{domain}"
    keys = [tags["p"] for tags in map(_tags, texts) if "p" in tags]
    if not keys:
        do = f"publish the public key of your mail server there, and have it sign with the selector {selector}"
        return Remark(Level.ILL, "DKIM", f"{name} has no key", do)
    if not keys[0]:
        return Remark(Level.ILL, "DKIM", f"the key of {name} was withdrawn", "publish the one that signs now")
    return Remark(Level.WELL, "DKIM", f"{name} has a key")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}
