#!/bin/sh
# Installs what the browser tests need where that is allowed; otherwise says how to get it.
have_font() { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; }
if command -v chromium >/dev/null 2>&1 && have_font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fontconfig fonts-noto-cjk >/dev/null 2>&1 && exit 0
fi
echo "The browser tests will be skipped: they need chromium and a Chinese font." >&2
echo "Get them with: sudo apt-get install chromium fontconfig fonts-noto-cjk" >&2
exit 0
