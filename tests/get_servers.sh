#!/bin/sh
# Installs the web servers and the third RDF parser that some tests need where that is allowed; otherwise says how.
have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }
if have nginx && have apache2 && have rapper; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        nginx-light apache2-bin raptor2-utils >/dev/null 2>&1 && exit 0
fi
echo "Tests of content negotiation and of a third RDF parser will be skipped: they need nginx, Apache and rapper." >&2
echo "Get them with: sudo apt-get install nginx-light apache2-bin raptor2-utils" >&2
exit 0
