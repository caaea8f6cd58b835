#!/usr/bin/env bash
# Install or upgrade repwatch as a service, from a checkout. Run again for an upgrade: configuration and data stay.
# PREFIX, CONFIG_DIR, STATE_DIR, UNIT_DIR and SERVICE_USER say where to and as whom; START=no only puts the files there.
set -euo pipefail
cd "$(dirname "$0")/.."

PREFIX=${PREFIX:-/opt/repwatch}
CONFIG_DIR=${CONFIG_DIR:-/etc/repwatch}
STATE_DIR=${STATE_DIR:-/var/lib/repwatch}
UNIT_DIR=${UNIT_DIR:-/etc/systemd/system}
SERVICE_USER=${SERVICE_USER:-repwatch}
START=${START:-yes}
PYTHON=${PYTHON:-/usr/bin/python3}

say() { printf '%s\n' "$*"; }
[ "$(id -u)" = 0 ] || { say "run it as root: it makes a user and writes to $PREFIX, $CONFIG_DIR and $UNIT_DIR" >&2; exit 1; }

id "$SERVICE_USER" >/dev/null 2>&1 \
    || useradd --system --user-group --home-dir "$STATE_DIR" --no-create-home --shell /usr/sbin/nologin "$SERVICE_USER"
GROUP=$(id -gn "$SERVICE_USER")

# The program: the libraries of the lock by their hashes, then the wheel. Built beside the old one, and put in its place whole.
make --silent wheel
rm -rf "$PREFIX.new"
"$PYTHON" -m venv "$PREFIX.new"
"$PREFIX.new/bin/pip" install --quiet --disable-pip-version-check uv
"$PREFIX.new/bin/uv" pip install --quiet --python "$PREFIX.new/bin/python" --require-hashes -r requirements.lock
"$PREFIX.new/bin/uv" pip install --quiet --python "$PREFIX.new/bin/python" --no-deps dist/repwatch-*.whl
# A venv knows its own path: have its scripts name the final one.
grep -rlIZ --fixed-strings "$PREFIX.new" "$PREFIX.new/bin" "$PREFIX.new/pyvenv.cfg" \
    | xargs -0 sed -i "s|$PREFIX\\.new|$PREFIX|g"
rm -rf "$PREFIX.old"
[ ! -e "$PREFIX" ] || mv "$PREFIX" "$PREFIX.old"
mv "$PREFIX.new" "$PREFIX"
rm -rf "$PREFIX.old"

# The configuration: yours stays as it is.
install -d -m 0750 -o root -g "$GROUP" "$CONFIG_DIR"
if [ ! -e "$CONFIG_DIR/config.toml" ]; then
    sed "s|^state = .*|state = \"$STATE_DIR\"|" config.toml | install -m 0640 -o root -g "$GROUP" /dev/stdin "$CONFIG_DIR/config.toml"
fi
install -d -m 0700 -o "$SERVICE_USER" -g "$GROUP" "$STATE_DIR"

install -d "$UNIT_DIR"
sed -e "s|/opt/repwatch|$PREFIX|g" -e "s|/etc/repwatch|$CONFIG_DIR|g" -e "s|/var/lib/repwatch|$STATE_DIR|g" \
    -e "s|^User=.*|User=$SERVICE_USER|" -e "s|^Group=.*|Group=$GROUP|" deploy/repwatch.service >"$UNIT_DIR/repwatch.service"

as_service() { (cd / && runuser -u "$SERVICE_USER" -- "$@"); }
as_service "$PREFIX/bin/python" -c "" || {
    say "$SERVICE_USER cannot run $(readlink -f "$PREFIX/bin/python"): set PYTHON to one outside of anybody's home" >&2; exit 1; }
as_service "$PREFIX/bin/repwatch" config check --config "$CONFIG_DIR/config.toml"
if [ "$START" = yes ]; then
    systemctl daemon-reload
    systemctl enable --quiet repwatch
    systemctl restart repwatch
    say "repwatch runs: systemctl status repwatch; journalctl -u repwatch"
fi
say "configuration $CONFIG_DIR/config.toml, data $STATE_DIR, program $PREFIX; next: $PREFIX/bin/repwatch doctor --config $CONFIG_DIR/config.toml"
