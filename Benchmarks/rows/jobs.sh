# shellcheck shell=bash
# shellcheck disable=SC2154  # Read by run, which sets what is used here: work, rounds, seconds, binaries and what its functions leave.
#
# The rows of durable jobs. What is called raw is SQLite's C interface alone, on a file that the store has made: the same tables,
# indexes, pragmas and commits of as many jobs as the store reached in the same turn.

waiting_jobs=${JOBS:-1000000} kept_jobs=${KEPT:-10000000} backlog=${BACKLOG:-100000} idle=${IDLE_SECONDS:-10}
review='{"customer_id":456,"rating":5,"review_text":"This product is amazing and excellent quality!"}'

measure_durable_enqueue() {
  local round callers rate batch python folder=$work/enqueue
  python=$(huey_python)
  mkdir "$folder"
  for ((round = 0; round < rounds; round++)); do
    for callers in 256 32 1; do
      read -r rate batch < <("$binaries/JobBenchmark" enqueue "$folder" "$callers" "$seconds")
      note enqueue.ours.$callers "$rate" && note enqueue.batch.$callers "$batch"
      note enqueue.raw.$callers "$("$binaries/JobBenchmark" raw-enqueue "$folder" "$(printf '%.0f' "$batch")" "$seconds")"
    done
    measure_huey "$python" "$folder"
  done
  rm -r "$folder"
  for callers in 256 32 1; do quotients enqueue.ratio.$callers enqueue.ours.$callers enqueue.raw.$callers; done
  quotients enqueue.huey.gain enqueue.ours.1 huey.plain.one

  cat <<TEXT
## Storing durable jobs

Jobs of the guide's kind, a second; each caller goes on when its job is on the disk. Raw inserts as many a commit.

| callers | ours | jobs a commit | raw | ours / raw | target | |
|---|---|---|---|---|---|---|
| 256 | $(shown enqueue.ours.256) | $(shown enqueue.batch.256) | $(shown enqueue.raw.256) | $(shown enqueue.ratio.256 2) | ≥ 0.8 | $(verdict "$(median enqueue.ratio.256)" '>=' 0.8) |
| 32 | $(shown enqueue.ours.32) | $(shown enqueue.batch.32) | $(shown enqueue.raw.32) | $(shown enqueue.ratio.32 2) | said | |
| 1 | $(shown enqueue.ours.1) | $(shown enqueue.batch.1) | $(shown enqueue.raw.1) | $(shown enqueue.ratio.1 2) | said | |

Huey $("$python" -c 'import huey; print(huey.__version__)') in the same turns, with \`SqliteHuey\` as it comes and with \`fsync=True\`: both wait for the disk. From enqueue to finished: one caller, and
\`huey_consumer -k process -w 4\`.

| | as it comes | \`fsync=True\` |
|---|---|---|
| stored by one caller, a second | $(shown huey.plain.one) | $(shown huey.fsync.one) |
| stored by 32 threads, a second | $(shown huey.plain.many) | $(shown huey.fsync.many) |
| from enqueue to finished, a second | $(shown huey.plain.drain) | $(shown huey.fsync.drain) |
| ours with one caller / Huey's | $(shown enqueue.huey.gain 1) | |

TEXT
}

# PYTHON FOLDER
measure_huey() {
  local way one many drain
  for way in plain fsync; do
    read -r one many drain < <(
      HUEY_FSYNC=$([ $way = plain ] || echo 1) PYTHONDONTWRITEBYTECODE=1 "$1" "$here/huey/measure.py" "$2" "$seconds"
    )
    note huey.$way.one "$one" && note huey.$way.many "$many" && note huey.$way.drain "$drain"
  done
}

# The Python of an environment in which Huey is installed.
huey_python() { python_with huey; }

measure_durable_drain() {
  local round rate batch memory folder=$work/drain
  mkdir "$folder"
  for ((round = 0; round < rounds; round++)); do
    read -r rate batch memory < <("$binaries/JobBenchmark" drain "$folder" "$waiting_jobs")
    note drain.ours "$rate" && note drain.batch "$batch" && note drain.memory "$memory"
    note drain.raw "$("$binaries/JobBenchmark" raw-drain "$folder" "$waiting_jobs" "$(printf '%.0f' "$batch")")"
    note wait.some.memory "$("$binaries/JobBenchmark" wait "$folder" "$((waiting_jobs / 10))")"
    note wait.all.memory "$("$binaries/JobBenchmark" wait "$folder" "$waiting_jobs")"
  done
  rm -r "$folder"
  quotients drain.ratio drain.ours drain.raw
  quotients wait.growth wait.all.memory wait.some.memory

  cat <<TEXT
## Durable jobs from enqueue to finished

$waiting_jobs jobs that do nothing, enqueued by 256 callers while a worker of the same process runs them. Raw inserts, claims and finishes as
many a commit, all three in one.

| | ours | jobs a commit | raw | ours / raw | target | |
|---|---|---|---|---|---|---|
| jobs a second | $(shown drain.ours) | $(shown drain.batch) | $(shown drain.raw) | $(shown drain.ratio 2) | ≥ 0.6 | $(verdict "$(median drain.ratio)" '>=' 0.6) |
| peak memory, MiB | $(shown drain.memory 1) | | | | | |

| while they wait | $((waiting_jobs / 10)) jobs | $waiting_jobs jobs | growth | target | |
|---|---|---|---|---|---|
| peak memory, MiB | $(shown wait.some.memory 1) | $(shown wait.all.memory 1) | $(shown wait.growth 2) | bounded: ≤ 1.25 | $(verdict "$(median wait.growth)" '<=' 1.25) |

TEXT
}

measure_pickup() {
  local round folder=$work/pickup
  for ((round = 0; round < rounds; round++)); do
    rm -rf "$folder" && mkdir "$folder"
    pick_up one "$((50 * seconds))" 20 "$folder/one.sqlite"
    pick_up_across two "$((50 * seconds))" 20 "$folder/two.sqlite"
    pick_up one.idle 2 "$((1000 * idle))" "$folder/one.sqlite"
    pick_up_across two.idle 2 "$((1000 * idle))" "$folder/two.sqlite"
  done
  rm -r "$folder"

  cat <<TEXT
## Picking up a durable job when idle

From the call of \`enqueue\` to the first line of the handler, with the commits of both enqueue and claim on the way. One job every 20 ms.

| | p50, ms | p99, ms | longest, ms | target | |
|---|---|---|---|---|---|
| in one process | $(shown pickup.one.p50 2) | $(shown pickup.one.p99 2) | $(shown pickup.one.longest.time 2) | p50 < 1 | $(verdict "$(median pickup.one.p50)" '<' 1000) |
| | | | | p99 < 5 | $(verdict "$(median pickup.one.p99)" '<' 5000) |
| from one process to another | $(shown pickup.two.p50 2) | $(shown pickup.two.p99 2) | $(shown pickup.two.longest.time 2) | p99 < 20 | $(verdict "$(median pickup.two.p99)" '<' 20000) |
| in one process, after $idle idle seconds | $(shown pickup.one.idle.p50 2) | | $(shown pickup.one.idle.longest.time 2) | all < 20 | $(verdict "$(highest pickup.one.idle.longest.time)" '<' 20000) |
| from one process to another, after $idle idle seconds | $(shown pickup.two.idle.p50 2) | | $(shown pickup.two.idle.longest.time 2) | all < 20 | $(verdict "$(highest pickup.two.idle.longest.time)" '<' 20000) |

TEXT
}

# NAME COUNT PAUSE FILE
pick_up() {
  local median late longest
  read -r median late longest < <("$binaries/JobBenchmark" pick-up "$4" "$2" "$3")
  note "pickup.$1.p50" "$median" && note "pickup.$1.p99" "$late" && note "pickup.$1.longest.time" "$longest"
}

# NAME COUNT PAUSE FILE
pick_up_across() {
  local median late longest worker
  "$binaries/JobBenchmark" answer "$4" >"$work/answer" &
  worker=$!
  "$binaries/JobBenchmark" call "$4" "$2" "$3"
  wait "$worker"
  read -r median late longest <"$work/answer"
  note "pickup.$1.p50" "$median" && note "pickup.$1.p99" "$late" && note "pickup.$1.longest.time" "$longest"
}

measure_durable_post() {
  local round folder=$work/durable task='{"task_name":"Setup database","assigned_to":"Alice"}'
  for ((round = 0; round < rounds; round++)); do
    rm -rf "$folder" && mkdir -p "$folder/backlog"
    start guide serve --data-dir "$folder/calm"
    load "$port" /projects/101/tasks 64 1 POST "$task"
    load "$port" /projects/101/tasks 64 "$seconds" POST "$task"
    note post.memory.rate "$rate" && note post.memory.p99 "$p99" && note post.failed "$((refused + lost))"
    # The tasks of the round before are done by then.
    sleep 1
    load "$port" /products/789/reviews 64 1 POST "$review"
    load "$port" /products/789/reviews 64 "$seconds" POST "$review"
    note post.durable.rate "$rate" && note post.durable.p99 "$p99" && note post.failed "$((refused + lost))"
    stop_servers

    "$binaries/JobBenchmark" fill "$folder/backlog/jobs.sqlite" "$backlog"
    start guide serve --data-dir "$folder/backlog" --pace 0
    load "$port" /products/789/reviews 64 "$seconds" POST "$review"
    note post.backlog.rate "$rate" && note post.backlog.p99 "$p99" && note post.failed "$((refused + lost))"
    note post.backlog.left "$("$binaries/JobBenchmark" waiting "$folder/backlog/jobs.sqlite")"
    stop_servers

    start DurableServer "$folder/burning.sqlite"
    load "$port" /products/789/reviews 64 1 POST "$review"
    load "$port" /products/789/reviews 64 "$seconds" POST "$review"
    note post.idle.rate "$rate" && note post.idle.p99 "$p99" && note post.failed "$((refused + lost))"
    for _ in 1 2 3 4; do fetch "$port" POST /burn >/dev/null; done
    sleep 1
    load "$port" /products/789/reviews 64 "$seconds" POST "$review"
    note post.burning.rate "$rate" && note post.burning.p99 "$p99" && note post.failed "$((refused + lost))"
    stop_servers
  done
  rm -r "$folder"
  quotients post.ratio post.durable.rate post.memory.rate
  quotients post.backlog.ratio post.backlog.p99 post.durable.p99
  quotients post.burning.ratio post.burning.p99 post.idle.p99

  cat <<TEXT
## A request that stores a durable job

The guide's \`POST /products/789/reviews\`, answered when its job is on the disk, and its \`POST /projects/101/tasks\`, whose task is only in
memory; \`wrk -c64\`. The guide as it comes: each of its jobs takes two seconds.

| | durable | in memory | durable / in memory | target | |
|---|---|---|---|---|---|
| requests a second | $(shown post.durable.rate) | $(shown post.memory.rate) | $(shown post.ratio 2) | ≥ 0.4 | $(verdict "$(median post.ratio)" '>=' 0.4) |
| p99, ms | $(shown post.durable.p99 2) | $(shown post.memory.p99 2) | | | |
| refused or lost, in all loads | $(total post.failed) | | | 0 | $(verdict "$(total post.failed)" '<=' 0) |

The same while jobs run: with $backlog that wait at the beginning and take no time (\`--pace 0\`); and, on a server whose jobs do nothing, beside
four jobs that burn CPU.

| | calm | backlog | backlog / calm | target | |
|---|---|---|---|---|---|
| requests a second | $(shown post.durable.rate) | $(shown post.backlog.rate) | | | |
| p99, ms | $(shown post.durable.p99 2) | $(shown post.backlog.p99 2) | $(shown post.backlog.ratio 1) | ≤ 5 | $(verdict "$(median post.backlog.ratio)" '<=' 5) |
| jobs that wait at the end | | $(shown post.backlog.left) | | > 0 | $(verdict "$(lowest post.backlog.left)" '>' 0) |

| | idle | four jobs | four jobs / idle | target | |
|---|---|---|---|---|---|
| requests a second | $(shown post.idle.rate) | $(shown post.burning.rate) | | | |
| p99, ms | $(shown post.idle.p99 2) | $(shown post.burning.p99 2) | $(shown post.burning.ratio 1) | ≤ 5 | $(verdict "$(median post.burning.ratio)" '<=' 5) |

TEXT
}

measure_kept() {
  local round side count=$((50000 * seconds)) folder=$work/kept enqueued ended
  [ "$(df -Pm "$work" | awk 'END { print $4 }')" -gt $((kept_jobs / 2000 + 2000)) ] || fail "$work has no room for $kept_jobs jobs."
  mkdir "$folder"
  "$binaries/JobBenchmark" keep "$folder/full.sqlite" "$kept_jobs"
  # What was not waited for must not be written during the first round.
  sync "$folder/full.sqlite"
  note kept.size "$(stat -c %s "$folder/full.sqlite")"
  for ((round = 0; round < rounds; round++)); do
    rm -f "$folder"/empty.*
    for side in $([ $((round % 2)) = 0 ] && echo empty full || echo full empty); do
      read -r enqueued ended < <("$binaries/JobBenchmark" kept "$folder/$side.sqlite" "$count")
      note kept."$side".enqueue "$enqueued" && note kept."$side".end "$ended"
    done
  done
  rm -r "$folder"
  quotients kept.enqueue.ratio kept.full.enqueue kept.empty.enqueue
  quotients kept.end.ratio kept.full.end kept.empty.end

  cat <<TEXT
## Durable jobs beside $kept_jobs that are kept

The kept ones are completed; their file has $(quotient "$(first kept.size)" 1073741824 | awk '{ printf "%.1f", $1 }') GiB. $count jobs are enqueued by 256 callers, then claimed and finished, 256 at once.

| jobs a second | empty store | with those kept | with / without | target | |
|---|---|---|---|---|---|
| enqueued | $(shown kept.empty.enqueue) | $(shown kept.full.enqueue) | $(shown kept.enqueue.ratio 2) | ≥ 0.9 | $(verdict "$(median kept.enqueue.ratio)" '>=' 0.9) |
| claimed and finished | $(shown kept.empty.end) | $(shown kept.full.end) | $(shown kept.end.ratio 2) | ≥ 0.9 | $(verdict "$(median kept.end.ratio)" '>=' 0.9) |

TEXT
}
