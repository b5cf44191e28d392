"""The Earth: points, datums, distances, shapes. No I/O, no station, no SQL."""
