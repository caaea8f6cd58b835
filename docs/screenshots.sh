#!/usr/bin/env bash
# Makes docs/images/ anew: plays the demo in a folder of its own and takes pictures of its pages.
# Needs .venv (make setup) and Chromium. Usage: docs/screenshots.sh [folder for the pictures]
set -euo pipefail
cd "$(dirname "$0")/.."

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo "no Chromium: install it (on Debian: apt-get install chromium), then call this again" >&2
    exit 1
}
images=$(realpath -m "${1:-docs/images}")
scratch=$(mktemp -d)
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
told="$scratch/terminal.txt"
mkdir -p "$images"

.venv/bin/repwatch demo --dir "$scratch/demo" --port "$port" >"$told" 2>&1 &
demo=$!
trap 'kill -INT $demo 2>/dev/null || true; wait $demo || true; rm -rf "$scratch"' EXIT
until grep -q "stay up" "$told"; do
    kill -0 "$demo" 2>/dev/null || { cat "$told" >&2; exit 1; }
    sleep 1
done

read -r -d '' look <<'END' || true
import sys, urllib.request
urllib.request.urlopen(sys.argv[1]).read()
END
picture() { # name, page, width, height, scheme (0 dark, 1 light)
    .venv/bin/python -c "$look" "http://127.0.0.1:$port$2" # fails where the page does
    "$browser" --headless=new --no-sandbox --hide-scrollbars --disable-gpu --user-data-dir="$scratch/browser" \
        --blink-settings="preferredColorScheme=$5" --window-size="$3,$4" --screenshot="$images/$1.png" \
        "http://127.0.0.1:$port$2" >/dev/null 2>&1
    echo "$images/$1.png"
}

day=/exchanges/ukraine-russia-2025-06-16
picture ledger / 1200 1000 1
picture ledger-dark / 1200 1000 0
picture exchange "$day" 1200 1000 1
picture exchange-phone "$day" 500 1100 1
