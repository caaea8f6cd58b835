"""What the steps work with beside storage: the configuration and what was made of it once, at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.channels import Channel
from alerts.deliver import channels_for
from alerts.digest import Renderer
from alerts.render import renderer
from alerts.sections import Names
from matcher.series import AllSeries
from matcher.words import Lexicon, Party, build
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


def reader_names(names: Names) -> dict[str, dict[str, str]]:
    """Language -> party -> its name, of all conflicts."""
    spoken = {"en": names, **names.spoken}
    return {
        lang: {party: name for each in one.parties.values() for party, name in each.items()}
        for lang, one in spoken.items()
    }


def make_tools(config: Config) -> Tools:
    """Raises repwatch.lexicon's error when a language or conflict of the configuration has no data."""
    lexicon = build(tables(config.languages, config.conflicts))
    outlets = {outlet.id: outlet for outlet in config.outlets}
    names = names_of(lexicon, {outlet.id: outlet.name for outlet in config.outlets})
    return Tools(config, lexicon, channels_for(config), renderer(), names, outlets)


def party_names(lexicon: Lexicon) -> dict[str, str]:
    """Party -> its name in English."""
    return {party: name for each in _names(lexicon).values() for party, name in each.items()}


def names_of(lexicon: Lexicon, outlets: Mapping[str, str]) -> Names:
    """In English, with those of every other language that a party has a name in."""
    parties = [party for conflict in lexicon.conflicts.values() for party in conflict.parties.values()]
    languages = {lang for party in parties for lang in party.display}
    spoken = {lang: Names(_names(lexicon, lang), outlets, _recipients(lexicon, lang)) for lang in sorted(languages)}
    return Names(_names(lexicon), outlets, spoken=spoken)


def _names(lexicon: Lexicon, lang: str = "en") -> dict[str, dict[str, str]]:
    return {
        name: {party.id: _name(party, lang) for party in conflict.parties.values()}
        for name, conflict in lexicon.conflicts.items()
    }


def _name(party: Party, lang: str) -> str:
    return party.display.get(lang) or party.display.get("en", party.id)


def _recipients(lexicon: Lexicon, lang: str) -> dict[str, dict[str, str]]:
    return {
        name: {party.id: party.recipient[lang] for party in conflict.parties.values() if lang in party.recipient}
        for name, conflict in lexicon.conflicts.items()
    }
