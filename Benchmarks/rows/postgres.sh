# shellcheck shell=bash
# shellcheck disable=SC2154  # Read by run, which sets what is used here: work, rounds, seconds, binaries and what its functions leave.
#
# The rows of durable jobs in PostgreSQL, whose server runs on the same machine with the distribution's settings. What is called raw is done by
# pgbench on the store's own tables.

snapshot_seconds=${SNAPSHOT_SECONDS:-600}

review_payload='{"customer_id":456,"product_id":789,"rating":5,"review_text":"This product is amazing and excellent quality!"}'

# A statement of pgbench's that stores so many jobs, as the store's own tables have them.
raw_insert="INSERT INTO afterwork.job (id, state, lane, run_at, created_at, payload)
SELECT gen_random_uuid(), 2, 1, clock_timestamp(), clock_timestamp(), '$review_payload' FROM generate_series(1, :batch);"

measure_postgres_enqueue() {
  local round callers url=$AFTERWORK_POSTGRES bulk=$((20000 * seconds)) rows=$work/rows
  for ((round = 0; round < rounds; round++)); do
    for callers in 256 32 1; do
      note pg.enqueue.$callers "$("$binaries/JobBenchmark" enqueue "$url" "$callers" "$seconds" | cut -d' ' -f1)"
    done
    # On the tables that the last of these has made.
    note pg.insert.32 "$(pgbench_rate 1 32 "$raw_insert")"
    note pg.bulk "$("$binaries/JobBenchmark" bulk "$url" "$bulk")"
    psql --quiet "$url" --command "TRUNCATE afterwork.job"
    psql --quiet --no-align --tuples-only "$url" --command "
      COPY (
        SELECT gen_random_uuid(), 2, 1, clock_timestamp(), clock_timestamp(), convert_to('$review_payload', 'UTF8')
        FROM generate_series(1, $bulk)
      ) TO STDOUT" >"$rows"
    note pg.copy "$(timed_rate "$bulk" psql --quiet "$url" --command "\\copy afterwork.job (id, state, lane, run_at, created_at, payload) FROM '$rows'")"
  done
  quotients pg.enqueue.gain pg.enqueue.256 pg.insert.32
  quotients pg.bulk.ratio pg.bulk pg.copy

  cat <<TEXT
## Storing jobs in PostgreSQL

Jobs of the guide's kind, a second; each caller goes on when its job is committed. pgbench inserts one row a transaction, with 32 clients and
prepared statements. In bulk: $bulk jobs, 10,000 in each call, two calls at a time, against one COPY into the same table and
indexes.

| | jobs a second | | target | |
|---|---|---|---|---|
| 256 callers | $(shown pg.enqueue.256) | | | |
| 32 callers | $(shown pg.enqueue.32) | | said | |
| 1 caller | $(shown pg.enqueue.1) | | said | |
| pgbench, 32 clients | $(shown pg.insert.32) | 256 callers / pgbench: $(shown pg.enqueue.gain 1) | ≥ 4 | $(verdict "$(median pg.enqueue.gain)" '>=' 4) |
| in bulk | $(shown pg.bulk) | | | |
| COPY | $(shown pg.copy) | bulk / COPY: $(shown pg.bulk.ratio 2) | ≥ 0.7 | $(verdict "$(median pg.bulk.ratio)" '>=' 0.7) |

TEXT
}

# BATCH CLIENTS SCRIPT [TRANSACTIONS]: transactions a second times the batch.
pgbench_rate() {
  local script=$work/script.sql length=(--time "$seconds")
  echo "$3" >"$script"
  [ -z "${4:-}" ] || length=(--transactions "$4")
  "$AFTERWORK_POSTGRES_PROGRAMS/pgbench" --no-vacuum --client "$2" --jobs 2 --protocol prepared "${length[@]}" --define "batch=$1" \
    --file "$script" "$AFTERWORK_POSTGRES" 2>/dev/null | awk -v batch="$1" '/^tps/ { printf "%.0f\n", $3 * batch }'
}

# COUNT COMMAND…: how many a second, if the command does so many.
timed_rate() {
  local count=$1 begun
  shift
  begun=$(date +%s%N)
  "$@"
  echo $((count * 1000000000 / ($(date +%s%N) - begun)))
}

measure_postgres_drain() {
  local round rate rest wal changed stored drained both python url=$AFTERWORK_POSTGRES raw turns=$((waiting_jobs / 512))
  python=$(pgqueuer_python)
  # As many at a time as the store does, claimed and finished by each client for itself.
  raw="$raw_insert
WITH best AS (
  SELECT id FROM afterwork.job WHERE state = 2 AND lane = 1 ORDER BY run_at, seq LIMIT :batch FOR UPDATE SKIP LOCKED
) UPDATE afterwork.job AS j SET state = 4, fence = fence + 1, claimed_at = now(), owner = ('00000000-0000-0000-0000-' || lpad(:client_id::text, 12, '0'))::uuid
FROM best WHERE j.id = best.id;
WITH gone AS (
  DELETE FROM afterwork.job WHERE state = 4 AND lane = 1 AND owner = ('00000000-0000-0000-0000-' || lpad(:client_id::text, 12, '0'))::uuid RETURNING *
) INSERT INTO afterwork.finished (seq, id, state, lane, run_at, created_at, claimed_at, finished_at, failures, crashes, fence, progress, payload)
SELECT seq, id, 5, lane, run_at, created_at, claimed_at, now(), failures, crashes, fence, 1, payload FROM gone;"
  for ((round = 0; round < rounds; round++)); do
    wal=$(psql --no-align --tuples-only "$url" --command "SELECT pg_current_wal_lsn() - '0/0'")
    read -r rate rest < <("$binaries/JobBenchmark" drain "$url" "$waiting_jobs" 256)
    note pg.drain "$rate"
    note pg.wal $((($(psql --no-align --tuples-only "$url" --command "SELECT pg_current_wal_lsn() - '0/0'") - wal) / waiting_jobs))
    # Statistics come a little later.
    sleep 2
    changed=$(psql --no-align --tuples-only "$url" --command \
      "SELECT sum(n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE schemaname = 'afterwork' AND relname <> 'started'")
    note pg.dead "$(awk -v changed="$changed" -v jobs="$waiting_jobs" 'BEGIN { printf "%.2f", changed / jobs }')"
    psql --quiet "$url" --command "TRUNCATE afterwork.job, afterwork.finished"
    note pg.raw.drain "$(pgbench_rate 256 2 "$raw" "$turns")"
    read -r stored drained both < <(PYTHONDONTWRITEBYTECODE=1 "$python" "$here/pgqueuer/measure.py" "$url" "$((waiting_jobs / 10))")
    note pgqueuer.stored "$stored" && note pgqueuer.drained "$drained" && note pgqueuer.both "$both"
  done
  quotients pg.drain.ratio pg.drain pg.raw.drain
  quotients pg.drain.gain pg.drain pgqueuer.both

  cat <<TEXT
## Jobs in PostgreSQL from enqueue to finished

$waiting_jobs jobs that do nothing, enqueued by 256 callers while a worker of the same process runs 256 at once. Raw: two clients of pgbench, each of which
inserts, claims and finishes 256 in a transaction. PgQueuer, with asyncpg and uvloop in batches of 200, enqueues and works in one process.

| | jobs a second | ours / this | target | |
|---|---|---|---|---|
| ours | $(shown pg.drain) | | | |
| raw | $(shown pg.raw.drain) | $(shown pg.drain.ratio 2) | ≥ 0.6 | $(verdict "$(median pg.drain.ratio)" '>=' 0.6) |
| PgQueuer, enqueue to finished | $(shown pgqueuer.both) | $(shown pg.drain.gain 2) | ≥ 3 | $(verdict "$(median pg.drain.gain)" '>=' 3) |
| PgQueuer, enqueued alone | $(shown pgqueuer.stored) | | | |
| PgQueuer, full queue to finished | $(shown pgqueuer.drained) | | | |

A job of ours costs $(shown pg.wal) bytes of write-ahead log, and leaves $(shown pg.dead 2) dead rows.

TEXT
}

# The Python of an environment in which PgQueuer is installed.
pgqueuer_python() { python_with pgqueuer; }

measure_postgres_pickup() {
  local round url=$AFTERWORK_POSTGRES
  for ((round = 0; round < rounds; round++)); do
    pick_up_across pg.two "$((50 * seconds))" 20 "$url"
    pick_up pg.one "$((50 * seconds))" 20 "$url"
    # One and a thousand a second.
    pick_up_across pg.slow "$((2 * seconds))" 1000 "$url"
    pick_up_across pg.fast "$((1000 * seconds))" 1 "$url"
  done

  cat <<TEXT
## Picking up a job of PostgreSQL's when idle

From the call of \`enqueue\` to the first line of the handler, with the commits of both enqueue and claim on the way. One job every 20 ms unless
another pause is named.

| | p50, ms | p99, ms | longest, ms | target | |
|---|---|---|---|---|---|
| from one process to another | $(shown pickup.pg.two.p50 2) | $(shown pickup.pg.two.p99 2) | $(shown pickup.pg.two.longest.time 2) | p50 < 3 | $(verdict "$(median pickup.pg.two.p50)" '<' 3000) |
| | | | | p99 < 15 | $(verdict "$(median pickup.pg.two.p99)" '<' 15000) |
| the same, one a second | $(shown pickup.pg.slow.p50 2) | | $(shown pickup.pg.slow.longest.time 2) | p50 < 3 | $(verdict "$(median pickup.pg.slow.p50)" '<' 3000) |
| the same, 1 ms apart | $(shown pickup.pg.fast.p50 2) | $(shown pickup.pg.fast.p99 2) | $(shown pickup.pg.fast.longest.time 2) | p99 < 15 | $(verdict "$(median pickup.pg.fast.p99)" '<' 15000) |
| in one process | $(shown pickup.pg.one.p50 2) | $(shown pickup.pg.one.p99 2) | $(shown pickup.pg.one.longest.time 2) | | |

TEXT
}

measure_postgres_snapshot() {
  local url=$AFTERWORK_POSTGRES last=$((24 * seconds)) half side median late waiting holder
  half=$(($("$binaries/JobBenchmark" drain "$url" "$((20000 * seconds))" 256 | cut -d' ' -f1) / 2))
  for side in calm held; do
    # Makes the tables anew, so that neither has what the other left.
    "$binaries/JobBenchmark" bulk "$url" 1 >/dev/null
    holder=
    if [ $side = held ]; then
      psql --quiet "$url" --command "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM afterwork.job; SELECT pg_sleep($((2 * snapshot_seconds)))" \
        >/dev/null 2>&1 &
      holder=$!
      sleep 1
    fi
    "$binaries/JobBenchmark" steady "$url" "$half" "$snapshot_seconds" "$last" 256 >"$work/steady"
    read -r median late _ waiting <"$work/steady"
    note pg.snapshot.$side.p50 "$median" && note pg.snapshot.$side.p99 "$late" && note pg.snapshot.$side.waiting "$waiting"
    if [ -n "$holder" ]; then
      psql --quiet "$url" --command "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" \
        >/dev/null
      wait "$holder" || true
    fi
  done
  quotients pg.snapshot.ratio pg.snapshot.held.p99 pg.snapshot.calm.p99

  cat <<TEXT
## Jobs in PostgreSQL while somebody holds an old snapshot

$half jobs a second, half of what is enqueued and finished at most, for $snapshot_seconds s by the same worker, without and with a transaction that is open
all the time. From enqueue to the first line of the handler, in the last $last s.

| | without | with the old snapshot | with / without | target | |
|---|---|---|---|---|---|
| p50, ms | $(shown pg.snapshot.calm.p50 2) | $(shown pg.snapshot.held.p50 2) | | | |
| p99, ms | $(shown pg.snapshot.calm.p99 2) | $(shown pg.snapshot.held.p99 2) | $(shown pg.snapshot.ratio 2) | ≤ 2 | $(verdict "$(median pg.snapshot.ratio)" '<=' 2) |
| jobs that wait at the end | $(shown pg.snapshot.calm.waiting) | $(shown pg.snapshot.held.waiting) | | ≤ 0.1 s | $(verdict "$(median pg.snapshot.held.waiting)" '<=' "$((half / 10))") |

TEXT
}

measure_postgres_kept() {
  local round side count=$((20000 * seconds)) url=$AFTERWORK_POSTGRES enqueued ended
  [ "$(df -Pm "$work" | awk 'END { print $4 }')" -gt $((kept_jobs / 1500 + 2000)) ] || fail "$work has no room for $kept_jobs jobs."
  for side in empty full; do
    # Makes the tables anew.
    "$binaries/JobBenchmark" bulk "$url" 1 >/dev/null
    if [ $side = full ]; then
      psql --quiet "$url" --command "
        INSERT INTO afterwork.finished (
          seq, id, state, lane, run_at, created_at, claimed_at, finished_at, failures, crashes, fence, progress, payload
        )
        SELECT
          -n, (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - n * 10), 12, '0') || '7' || overlay(substr(md5(n::text), 1, 19) PLACING '8' FROM 4 FOR 1))::uuid,
          5, 1, now(), now(), now(), now() - n * interval '10 milliseconds', 0, 0, 1, 1, convert_to('$review_payload', 'UTF8')
        FROM generate_series($kept_jobs, 1, -1) AS n;
        INSERT INTO afterwork.tally VALUES (1, 5, $kept_jobs);" --command "VACUUM ANALYZE afterwork.finished" --command CHECKPOINT
    fi
    for ((round = 0; round < rounds; round++)); do
      read -r enqueued ended < <("$binaries/JobBenchmark" kept "$url" "$count")
      note pg.kept.$side.enqueue "$enqueued" && note pg.kept.$side.end "$ended"
    done
  done
  quotients pg.kept.enqueue.ratio pg.kept.full.enqueue pg.kept.empty.enqueue
  quotients pg.kept.end.ratio pg.kept.full.end pg.kept.empty.end

  cat <<TEXT
## Jobs in PostgreSQL beside $kept_jobs that are kept

$count jobs are enqueued by 256 callers, then claimed and finished, 256 at once. Those kept have ids that begin with their time, as all have.

| jobs a second | nothing kept | with those kept | with / without | target | |
|---|---|---|---|---|---|
| enqueued | $(shown pg.kept.empty.enqueue) | $(shown pg.kept.full.enqueue) | $(shown pg.kept.enqueue.ratio 2) | ≥ 0.9 | $(verdict "$(median pg.kept.enqueue.ratio)" '>=' 0.9) |
| claimed and finished | $(shown pg.kept.empty.end) | $(shown pg.kept.full.end) | $(shown pg.kept.end.ratio 2) | ≥ 0.9 | $(verdict "$(median pg.kept.end.ratio)" '>=' 0.9) |

TEXT
}
