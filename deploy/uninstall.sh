#!/usr/bin/env bash
# Take repwatch off this machine. Configuration, data and the user stay, unless PURGE=yes.
set -euo pipefail

PREFIX=${PREFIX:-/opt/repwatch}
CONFIG_DIR=${CONFIG_DIR:-/etc/repwatch}
STATE_DIR=${STATE_DIR:-/var/lib/repwatch}
UNIT_DIR=${UNIT_DIR:-/etc/systemd/system}
SERVICE_USER=${SERVICE_USER:-repwatch}
START=${START:-yes}
PURGE=${PURGE:-no}

[ "$(id -u)" = 0 ] || { echo "run it as root" >&2; exit 1; }
if [ "$START" = yes ]; then
    systemctl disable --now --quiet repwatch || true
fi
rm -rf "$PREFIX" "$PREFIX.new" "$PREFIX.old" "$UNIT_DIR/repwatch.service"
[ "$START" != yes ] || systemctl daemon-reload
if [ "$PURGE" = yes ]; then
    rm -rf "$CONFIG_DIR" "$STATE_DIR"
    [ "$SERVICE_USER" != repwatch ] || userdel repwatch 2>/dev/null || true
    echo "repwatch, its configuration and its data are gone"
else
    echo "repwatch is gone; $CONFIG_DIR and $STATE_DIR stay (PURGE=yes removes them too)"
fi
