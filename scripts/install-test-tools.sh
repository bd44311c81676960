#!/usr/bin/env bash
# Installs what the tests need beside Python, where it is missing: a browser, Chinese fonts, what
# draws PDFs, Java for the HTML checker, nginx for deploy/, systemd and namespaces to run its unit in, and
# with --postgres the server of PostgreSQL.
# What cannot be had is named in one line, and the script fails.
set -euo pipefail

with_postgres=${1:-}

has() { command -v "$1" >/dev/null; }
has_fonts() { has fc-list && [[ -n $(fc-list :lang=zh family) ]]; }
has_pango() { [[ $(PATH=$PATH:/sbin ldconfig -p) == *libpangoft2-1.0.so* ]]; }
has_nginx() { PATH=$PATH:/usr/sbin has nginx; }
has_systemd() { has systemd-analyze && [[ -x /usr/lib/systemd/systemd ]]; }
has_namespaces() { has unshare && has nsenter && has setpriv; }
has_postgres() { has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing() {
    has chromium || echo chromium
    has_fonts || echo fontconfig fonts-noto-cjk
    has_pango || echo libpango-1.0-0 libpangoft2-1.0-0
    has java || echo default-jre-headless
    has_nginx || echo nginx
    has_systemd || echo systemd
    has_namespaces || echo util-linux
    [[ -z $with_postgres ]] || has_postgres || echo postgresql
}

fail() {
    echo "The tests cannot run: $* ($(missing | xargs))." >&2
    exit 1
}

packages=$(missing)
[[ -n $packages ]] || exit 0

has apt-get || fail "missing here, and there is no apt-get to install it with"
root=()
if [[ $EUID -ne 0 ]]; then
    has sudo || fail "missing here, and installing takes root or sudo"
    root=(sudo)
fi

echo "Installing for the tests:" $packages
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{
    "${root[@]}" apt-get update &&
        "${root[@]}" apt-get install --yes --no-install-recommends $packages
} >"$log" 2>&1 || { tail -n 15 "$log" >&2; fail "apt-get could not install what is missing"; }
[[ -z $(missing) ]] || fail "still missing after apt-get installed it"
