"""What one run of one step of the pipeline did."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """For one log line: how many items were done and failed, and what is worth saying."""

    step: str
    done: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list)
