"""Every noun of repwatch as a frozen value: no I/O, no clock, no words of any language.

Times are aware and UTC. Days are text: "2025-06-16", or "2025-06" where only the month is known.
"""

from repwatch.model.articles import (
    Article,
    Entry,
    Feed,
    Outlet,
)
from repwatch.model.claims import (
    LONGEST_SENTENCE,
    Claim,
    Claimant,
    DateBasis,
    Evidence,
    Figure,
    Kind,
    Precision,
    Qualifier,
    Reading,
    Scope,
)
from repwatch.model.crawl import (
    Action,
    DueFeed,
    DuePage,
    FeedHealth,
    Listed,
    Outcome,
    PageResult,
    Poll,
    Robots,
)
from repwatch.model.exchanges import (
    Conflict,
    Exchange,
    ExchangeStatus,
    Question,
    Reconciliation,
    Settlement,
    Stated,
    Status,
    Step,
    StoredClaim,
)
from repwatch.model.messages import (
    Alert,
    Delivery,
    Message,
    Reason,
    Subscription,
    Told,
)
from repwatch.model.settings import (
    AlertSettings,
    Config,
    CrawlSettings,
    MailSettings,
    WebSettings,
)
from repwatch.model.steps import (
    Report,
)

__all__ = [
    "LONGEST_SENTENCE",
    "Action",
    "Alert",
    "AlertSettings",
    "Article",
    "Claim",
    "Claimant",
    "Config",
    "Conflict",
    "CrawlSettings",
    "DateBasis",
    "Delivery",
    "DueFeed",
    "DuePage",
    "Entry",
    "Evidence",
    "Exchange",
    "ExchangeStatus",
    "Feed",
    "FeedHealth",
    "Figure",
    "Kind",
    "Listed",
    "MailSettings",
    "Message",
    "Outcome",
    "Outlet",
    "PageResult",
    "Poll",
    "Precision",
    "Qualifier",
    "Question",
    "Reading",
    "Reason",
    "Reconciliation",
    "Report",
    "Robots",
    "Scope",
    "Settlement",
    "Stated",
    "Status",
    "Step",
    "StoredClaim",
    "Subscription",
    "Told",
    "WebSettings",
]
