"""A k-d tree over points in space."""

from __future__ import annotations

import os

# A question for one place is too short to be shared among threads, and those that OpenMP would
# start do not outlive a fork. It reads this once, when it is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from pykdtree.kdtree import KDTree

__all__ = ["KDTree"]
