#!/bin/sh
# Runs a command whose temporary files lie in memory, where there is enough of it: what tests write
# outlives no run, and need not wait for a disk.
set -u
enough_kb=4000000
scratch=
if [ -z "${TMPDIR:-}" ] && [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt "$enough_kb" ] 2>/dev/null \
  && [ "$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo 2>/dev/null)" -gt "$((2 * enough_kb))" ] 2>/dev/null; then
  scratch=$(mktemp -d /dev/shm/stations-XXXXXX 2>/dev/null) || scratch=
  # Some tests install programs and run them.
  if [ -n "$scratch" ]; then
    cp /bin/true "$scratch/true" && "$scratch/true" 2>/dev/null || { rm -rf "$scratch"; scratch=; }
  fi
fi
[ -n "$scratch" ] || exec "$@"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
TMPDIR="$scratch" "$@"
