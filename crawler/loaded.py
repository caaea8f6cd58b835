"""Imported first of what the parsers' parent loads, which is Python's own program and asks nobody else."""

from repwatch import loading

loading.begin()
