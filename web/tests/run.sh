#!/usr/bin/env bash
# Browser tests of the workshop's page and of the report. Takes the path of the jiama binary; builds nothing in Rust.
#   web/tests/run.sh target/release/jiama [test files]
# Installs the npm packages of the lock file, and Chromium from Debian's packages where there is no browser and this may be done.
set -euo pipefail
JIAMA=$(realpath "${1:?path of the jiama binary}")
export JIAMA
shift
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null; then
    echo "skipped: the browser tests of the workshop and the report need Node 20 or newer, which is not installed"
    exit 0
fi
if ! said=$(npm ci --no-audit --no-fund 2>&1); then
    printf '%s\n' "$said" | head -8
    # A lock file that does not fit is a fault; packages that cannot be fetched are not ours to mend.
    if [[ $said == *EUSAGE* ]]; then exit 1; fi
    echo "skipped: npm cannot install the packages of web/package-lock.json, so the browser tests were not run"
    exit 0
fi
npm run --silent check

find_browser() {
    CHROMIUM=${CHROMIUM:-$(command -v chromium chromium-browser google-chrome google-chrome-stable | head -1 || true)}
    export CHROMIUM
    [ -n "$CHROMIUM" ]
}
if ! find_browser && command -v apt-get >/dev/null; then
    (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk) >/dev/null 2>&1 || true
fi
find_browser || echo "No browser is installed and none can be: the browser tests are skipped by name below."

# One file after the other: each has a server and a browser of its own, and two cores are enough for one.
[ $# -gt 0 ] || set -- tests/*.test.mjs
node --test --test-concurrency=1 --test-reporter=spec "$@"
