"""What a proof finds."""

from __future__ import annotations

from dataclasses import dataclass

from stations.remarks import Remark


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written, at an entry of the log or at a seal."""

    number: int
    said: Remark

    @property
    def code(self) -> str:
        return self.said.code
