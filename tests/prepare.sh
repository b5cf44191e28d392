#!/bin/sh
# Installs Chromium and a Chinese font for the browser tests where this machine lets us.
set -u
have_browser() { command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]; }

if have_browser && have_font; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium and a Chinese font for the browser tests ..."
  apt-get update -q >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
    chromium fontconfig fonts-wqy-microhei >/dev/null 2>&1
fi
have_browser || echo "Browser tests will be SKIPPED: there is no Chromium, and it could not be installed here."
have_font || echo "Without a Chinese font screenshots show boxes; the tests themselves do not mind."
exit 0
