"""What the steps work with beside storage: the configuration and what was made of it once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.channels import Channel
from alerts.deliver import channels_for
from alerts.digest import Renderer
from alerts.render import renderer
from alerts.sections import Names
from matcher.series import AllSeries
from matcher.words import Lexicon, build
from repwatch.lexicon import tables
from repwatch.model import Article, Config, Outlet
from scheduler.speaking import speaker


@dataclass(frozen=True, slots=True)
class Tools:
    config: Config
    lexicon: Lexicon
    channels: Mapping[str, Channel]
    render: Renderer
    names: Names
    outlets: Mapping[str, Outlet]

    @property
    def agencies(self) -> dict[str, str]:
        return {outlet.id: outlet.agency for outlet in self.outlets.values() if outlet.agency}

    def speaker(self, article: Article) -> Outlet | None:
        return speaker(article, self.outlets)

    @property
    def parties(self) -> dict[str, tuple[str, ...]]:
        """Conflict -> its party ids, in the order of the conflict's file."""
        return {name: tuple(conflict.parties) for name, conflict in self.lexicon.conflicts.items()}

    @property
    def series(self) -> AllSeries:
        return {name: conflict.series for name, conflict in self.lexicon.conflicts.items()}

    @property
    def party_names(self) -> dict[str, str]:
        return party_names(self.lexicon)


def make_tools(config: Config) -> Tools:
    """Raises repwatch.lexicon's error when a language or conflict of the configuration has no data."""
    lexicon = build(tables(config.languages, config.conflicts))
    parties = _names(lexicon)
    outlets = {outlet.id: outlet for outlet in config.outlets}
    names = Names(parties, {outlet.id: outlet.name for outlet in config.outlets})
    return Tools(config, lexicon, channels_for(config), renderer(), names, outlets)


def party_names(lexicon: Lexicon) -> dict[str, str]:
    """Party -> its name in English."""
    return {party: name for each in _names(lexicon).values() for party, name in each.items()}


def _names(lexicon: Lexicon) -> dict[str, dict[str, str]]:
    return {
        name: {party.id: party.display.get("en", party.id) for party in conflict.parties.values()}
        for name, conflict in lexicon.conflicts.items()
    }
