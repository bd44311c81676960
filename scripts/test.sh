#!/usr/bin/env bash
# Runs every test on SQLite and PostgreSQL; the arguments go to pytest.
# Where no server answers at LINLI_TEST_POSTGRES, one of its own runs on a free port of the
# loopback, with its data in a temporary folder, for as long as the tests do.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
export LINLI_TEST_POSTGRES=${LINLI_TEST_POSTGRES:-postgresql://postgres@127.0.0.1:5432}

answers() {
    "$python" -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3).close()' \
        "$LINLI_TEST_POSTGRES" 2>/dev/null
}

# PostgreSQL refuses to be run by root.
as_owner() { if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
    local port
    bin=$(dirname "$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1)")
    port=$("$python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cluster=$(mktemp -d)
    trap stop_postgres EXIT
    if [[ $EUID -eq 0 ]]; then chown postgres "$cluster"; fi
    (
        cd "$cluster"
        as_owner "$bin/initdb" --username=postgres --auth=trust --encoding=UTF8 --no-sync data
        as_owner "$bin/pg_ctl" start --wait --pgdata=data --log=log \
            --options="-h 127.0.0.1 -p $port -k '' -F -N 200"
    ) >/dev/null
    export LINLI_TEST_POSTGRES=postgresql://postgres@127.0.0.1:$port
    answers || { echo "The tests cannot run: PostgreSQL does not start." >&2; exit 1; }
}

stop_postgres() {
    (cd "$cluster" && as_owner "$bin/pg_ctl" stop --mode=fast --pgdata=data >/dev/null) || true
    rm -rf "$cluster"
}

if answers; then
    scripts/install-test-tools.sh
else
    scripts/install-test-tools.sh --postgres
    start_postgres
fi
"$python" -m ruff check .
"$python" -m pytest -rs "$@"
