"""Seasons that each stretch of the year may belong to."""

Stretches = tuple[tuple[tuple[int, int], tuple[int, int], int], ...]

# Which seasons each stretch may belong to, in bits (1 spring, 2 summer, 4 autumn, 8 winter).
# June to August and December to January are sure, and so are April and October; between them
# the calendar of the almanac, of the weather service and of habit differ.
STRETCHES: Stretches = (
    ((1, 1), (2, 3), 8),
    ((2, 4), (3, 31), 9),
    ((4, 1), (4, 30), 1),
    ((5, 1), (5, 31), 3),
    ((6, 1), (8, 6), 2),
    ((8, 7), (9, 30), 6),
    ((10, 1), (10, 31), 4),
    ((11, 1), (11, 30), 12),
    ((12, 1), (12, 31), 8),
)
# Summer against winter only: what counts as summer is wider, what lies between is either.
SUMMER_AND_WINTER: Stretches = (
    ((1, 1), (2, 29), 8),
    ((3, 1), (5, 31), 0),
    ((6, 1), (8, 31), 2),
    ((9, 1), (11, 30), 0),
    ((12, 1), (12, 31), 8),
)


# The middle of each season alone: fewer parts where an expression would be too long.
COARSE: Stretches = (
    ((1, 1), (2, 3), 8),
    ((2, 4), (3, 31), 15),
    ((4, 1), (4, 30), 1),
    ((5, 1), (5, 31), 15),
    ((6, 1), (8, 6), 2),
    ((8, 7), (9, 30), 15),
    ((10, 1), (10, 31), 4),
    ((11, 1), (11, 30), 15),
    ((12, 1), (12, 31), 8),
)
