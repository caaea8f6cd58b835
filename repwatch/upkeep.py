"""The tables of config.toml about the service itself: backups, the log, what is kept."""

from repwatch.checks import Table
from repwatch.model import BackupSettings, KeepSettings, LogSettings

SHORTEST = 60.0  # seconds between two backups
DAY = 86400.0


def backup_of(table: Table) -> BackupSettings:
    default = BackupSettings()
    settings = BackupSettings(
        folder=table.text("folder", default.folder, r"[^\x00]+", "a folder below the state folder, or a whole path"),
        every=table.duration("every", default.every, 0, 7 * DAY),
        hourly=table.number("hourly", default.hourly, 0, 1000),
        daily=table.number("daily", default.daily, 0, 1000),
        monthly=table.number("monthly", default.monthly, 0, 1000),
    )
    if 0 < settings.every < SHORTEST:
        table.wrong("every", f"is less than {SHORTEST:g} s; 0 makes none")
    table.done()
    return settings


def log_of(table: Table) -> LogSettings:
    settings = LogSettings(
        table.choice("format", "text", ("text", "json")),
        table.choice("level", "info", ("debug", "info", "warning", "error")),
    )
    table.done()
    return settings


def keep_of(table: Table) -> KeepSettings:
    settings = KeepSettings(table.duration("texts", KeepSettings().texts, 0, 36500 * DAY))
    if 0 < settings.texts < 90 * DAY:
        table.wrong("texts", 'is less than 90 days, in which figures are still corrected; "0" keeps all')
    table.done()
    return settings
