#!/bin/sh
# Installs Chromium and a Chinese font for the browser tests, Node for the types of the scripts, haproxy
# for the faults of several machines, and in continuous integration nginx and Caddy, which cities use,
# where this machine lets us.
set -u
have_browser() {
  for name in chromium-headless-shell chromium chromium-browser google-chrome chrome; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}
have_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]; }
have_haproxy() { PATH="$PATH:/usr/sbin" command -v haproxy >/dev/null 2>&1; }
have_node() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; }
# Elsewhere they would begin to serve on the ports of somebody's own machine.
have_proxies() { [ -z "${CI:-}" ] || { PATH="$PATH:/usr/sbin" command -v nginx >/dev/null 2>&1 && command -v caddy >/dev/null 2>&1; }; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >/dev/null 2>&1; }

if command -v chromium-headless-shell >/dev/null 2>&1 && have_font && have_node && have_haproxy && have_proxies; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium, a Chinese font, Node and proxies for the tests ..."
  apt-get update -q >/dev/null 2>&1
  # The shell alone is the quicker one; not every system has it.
  command -v chromium-headless-shell >/dev/null 2>&1 || install chromium-headless-shell \
    || have_browser || install chromium
  have_font || install fontconfig fonts-wqy-microhei
  have_node || install nodejs npm
  have_haproxy || install haproxy
  have_proxies || { install nginx; install caddy; }
fi
have_browser || echo "Browser tests will be SKIPPED: there is no Chromium, and it could not be installed here."
have_font || echo "Without a Chinese font screenshots show boxes; the tests themselves do not mind."
exit 0
