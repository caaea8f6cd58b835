"""How well the rules and outlets did, out of what editors decided: for the desk's page and the terminal. Edge."""

from datetime import date

from repwatch.model import Config, Draw
from review import untold, words
from review.explain import spoken
from review.pages import quality as pages
from storage import Storage

LOOKED, EXCHANGES, RESTATED = 20, 30, 500  # the latest ones that are shown, or looked at for what is shown


def page_of(storage: Storage, config: Config, today: date) -> pages.QualityPage:
    ruled, tallies = storage.quality.ruled(), storage.quality.tallies()
    names, until = {outlet.id: outlet.name for outlet in storage.added.beside(config.outlets)}, today.isoformat()
    told = untold.told([one for war in config.conflicts for one in storage.quality.heard(war, until, EXCHANGES)])
    read_since = storage.quality.read_since()
    days = {one: storage.quality.days(one, until, EXCHANGES + 1) for one in config.conflicts}
    restated = pages.restatements(storage.exchanges.restated(RESTATED))
    return pages.QualityPage(
        drawn=pages.drawn(tallies),
        next={kind: found[0].id for kind in Draw if (found := storage.quality.open(kind, 1))},
        looked=pages.looked(storage.quality.answered(LOOKED), names),
        all=pages.overruled(ruled),
        rules=pages.rules(ruled, spoken),
        gates=pages.gates(ruled),
        changed=pages.changed(ruled),
        outlets=pages.outlets(ruled, tallies, restated, names),
        silences=pages.silent(untold.silences(told, read_since), names),
        gaps=tuple((one, words.day(gap.last), gap) for one in days if (gap := untold.gap(days[one], today))),
        heard=len(told),
        read=sum(any(one.day > since for one in told) for since in read_since.values()),
    )
