"""Connections, the write transaction and schema steps; no rules of any feature."""
