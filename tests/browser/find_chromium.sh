#!/bin/sh
# Makes sure that the browser tests have a Chromium or Chrome, and says so loudly where they will be left out.
# With strace, which is installed where that is possible, they watch the sockets of the app too.
if [ "$(id -u)" = 0 ] && ! command -v strace > /dev/null 2>&1 && command -v apt-get > /dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq strace; } > /dev/null 2>&1 || echo "strace cannot be installed here" >&2
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" > /dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "installing Debian's chromium for the browser tests"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null && command -v chromium > /dev/null && exit 0
fi
echo "****************************************************************************" >&2
echo "*  NO CHROMIUM OR CHROME FOUND: THE BROWSER TESTS ARE LEFT OUT.            *" >&2
echo "*  Install one (apt-get install chromium) and run \`make test\` again.       *" >&2
echo "****************************************************************************" >&2
[ -z "${CI:-}" ] || exit 1
