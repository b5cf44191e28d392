#!/bin/sh
# /usr/local/bin/stations: a command of 驿站 with the settings and the account of the service. Of root.
# Files that it reads or writes have to be open to that account; /var/lib/stations is.
set -eu
set -a
. /etc/stations/settings
set +a
exec runuser -u stations -- /opt/stations/bin/stations "$@"
