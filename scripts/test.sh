#!/usr/bin/env bash
# Runs every test on SQLite and PostgreSQL; the arguments go to pytest.
# What the tests write lies in memory where there is room for it, and is gone with them.
# LINLI_TEST_POSTGRES names a server. Without it, one of its own runs on a free port of the loopback,
# with its data in a temporary folder, for as long as the tests do: it need not survive a power cut,
# and makes and drops a database in a tenth of the time. Where PostgreSQL is not installed, but
# answers at its usual port, that one serves.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python

scratch_folder() {
    local folder=/tmp
    if [[ -w /dev/shm ]] && (($(df --output=avail -k /dev/shm | tail -n 1) > 4000000)); then folder=/dev/shm; fi
    mktemp -d -p "$folder"
}

answers() {
    "$python" -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3).close()' \
        "$1" 2>/dev/null
}

# PostgreSQL refuses to be run by root.
as_owner() { if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

find_initdb() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1; }

start_postgres() {
    local port
    bin=$(dirname "$(find_initdb)")
    port=$("$python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cluster=$(mktemp -d)
    if [[ $EUID -eq 0 ]]; then chown postgres "$cluster"; fi
    (
        cd "$cluster"
        as_owner "$bin/initdb" --username=postgres --auth=trust --encoding=UTF8 --no-sync data
        as_owner "$bin/pg_ctl" start --wait --pgdata=data --log=log \
            --options="-h 127.0.0.1 -p $port -k '' -F -N 200"
    ) >/dev/null
    export LINLI_TEST_POSTGRES=postgresql://postgres@127.0.0.1:$port
    answers "$LINLI_TEST_POSTGRES" || { echo "The tests cannot run: PostgreSQL does not start." >&2; exit 1; }
}

clean_up() {
    if [[ -n ${cluster:-} ]]; then
        (cd "$cluster" && as_owner "$bin/pg_ctl" stop --mode=fast --pgdata=data >/dev/null) || true
    fi
    rm -rf "$TMPDIR"
}

TMPDIR=$(scratch_folder)
export TMPDIR
chmod 711 "$TMPDIR" # the server of PostgreSQL passes through to its own folder
trap clean_up EXIT

usual=postgresql://postgres@127.0.0.1:5432
if [[ -n ${LINLI_TEST_POSTGRES:-} ]] && answers "$LINLI_TEST_POSTGRES"; then
    scripts/install-test-tools.sh
elif [[ -z $(find_initdb) ]] && answers "$usual"; then
    export LINLI_TEST_POSTGRES=$usual
    scripts/install-test-tools.sh
else
    scripts/install-test-tools.sh --postgres
    start_postgres
fi
"$python" -m ruff check .
"$python" -m pytest -rs -n auto --dist worksteal "$@"
