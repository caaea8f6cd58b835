"""repwatch watches the news for repatriations of fallen soldiers' bodies."""

__version__ = "0.1.0"
