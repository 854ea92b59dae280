#include "RawSQLite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AVAILABLE = 2, RUNNING = 4, COMPLETED = 5 };

struct held {
    sqlite3_int64 seq;
    sqlite3_int64 fence;
    void *payload;
};

struct raw_store {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *insert, *find, *take, *finish, *tally, *keep;
    sqlite3_int64 kind;
    void *payload;
    int payload_length;
    long ids;
    struct held *held;
    int held_count;
    int held_room;
};

static void check(struct raw_store *store, int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "SQLite: %d, %s\n", code, sqlite3_errmsg(store->db));
    exit(1);
}

static void *allocate(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (memory) return memory;
    fprintf(stderr, "There is no memory left.\n");
    exit(1);
}

static sqlite3_stmt *prepare(struct raw_store *store, const char *sql) {
    sqlite3_stmt *statement;
    check(store, sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void execute(struct raw_store *store, sqlite3_stmt *statement) {
    check(store, sqlite3_step(statement));
    check(store, sqlite3_reset(statement));
}

static sqlite3_int64 microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

// As those of the store: milliseconds in front, so that each is greater than the one before.
static void make_id(struct raw_store *store, unsigned char id[16]) {
    unsigned long long milliseconds = (unsigned long long)(microseconds() / 1000), number = (unsigned long long)store->ids++;
    for (int i = 0; i < 6; i++) id[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    id[6] = (unsigned char)(0x70 | (number >> 8 & 15));
    id[7] = (unsigned char)number;
    number *= 0x9E3779B97F4A7C15ULL;
    memcpy(id + 8, &number, 8);
}

static void find_kind(struct raw_store *store, const char *queue, const char *name) {
    const char *texts[] = {
        "INSERT INTO afterwork_kind (queue, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
        "SELECT kind FROM afterwork_kind WHERE queue = ? AND name = ?",
    };
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *statement = prepare(store, texts[i]);
        sqlite3_bind_text(statement, 1, queue, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
        int code = sqlite3_step(statement);
        check(store, code);
        if (code == SQLITE_ROW) store->kind = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
    }
}

struct raw_store *raw_open(const char *path, const char *queue, const char *name, const void *payload, int payload_length) {
    struct raw_store *store = allocate(sizeof *store);
    memset(store, 0, sizeof *store);
    check(store, sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    check(store, sqlite3_exec(
        store->db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096;"
        "PRAGMA journal_size_limit = 67108864",
        NULL, NULL, NULL
    ));
    find_kind(store, queue, name);
    store->begin = prepare(store, "BEGIN IMMEDIATE");
    store->commit = prepare(store, "COMMIT");
    store->insert = prepare(
        store,
        "INSERT INTO afterwork_job"
        " (id, state, kind, priority, run_at, created_at, expires_at, wake_at, timeout, retry, unique_key, trace, payload)"
        " VALUES (?1, 2, ?2, 0, ?3, ?3, NULL, NULL, NULL, NULL, NULL, NULL, ?4) ON CONFLICT (id) DO NOTHING"
    );
    store->find = prepare(
        store,
        "SELECT seq, id, fence, kind, payload, failures, crashes, run_at, timeout, retry, trace, expires_at IS NOT NULL, priority"
        " FROM afterwork_job INDEXED BY afterwork_job_live"
        " WHERE state = 2 AND state < 5 AND kind = ?1 AND (expires_at IS NULL OR expires_at > ?2)"
        " ORDER BY priority DESC, run_at, seq LIMIT ?3"
    );
    store->take = prepare(
        store,
        "UPDATE afterwork_job SET state = 4, claimed_at = ?, owner = ?, fence = fence + 1, progress = NULL, message = NULL WHERE seq = ?"
    );
    store->finish = prepare(
        store,
        "UPDATE afterwork_job SET state = 5, finished_at = ?, owner = NULL, progress = 1, result = NULL"
        " WHERE seq = ? AND fence = ? AND state = 4"
    );
    store->tally = prepare(
        store,
        "INSERT INTO afterwork_tally (kind, state, count) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, state) DO UPDATE SET count = count + excluded.count"
    );
    store->keep = prepare(
        store,
        "INSERT INTO afterwork_job (id, state, kind, priority, run_at, created_at, claimed_at, finished_at, fence, progress, payload)"
        " VALUES (?1, 5, ?2, 0, ?3, ?3, ?3, ?3, 1, 1, ?4)"
    );
    store->payload = allocate((size_t)payload_length);
    memcpy(store->payload, payload, (size_t)payload_length);
    store->payload_length = payload_length;
    return store;
}

void raw_close(struct raw_store *store) {
    sqlite3_stmt *statements[] = {
        store->begin, store->commit, store->insert, store->find, store->take, store->finish, store->tally, store->keep,
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) sqlite3_finalize(statements[i]);
    sqlite3_close(store->db);
    for (int i = 0; i < store->held_count; i++) free(store->held[i].payload);
    free(store->held);
    free(store->payload);
    free(store);
}

static void tally(struct raw_store *store, int state, long change) {
    if (change == 0) return;
    sqlite3_bind_int64(store->tally, 1, store->kind);
    sqlite3_bind_int(store->tally, 2, state);
    sqlite3_bind_int64(store->tally, 3, change);
    execute(store, store->tally);
}

static void insert(struct raw_store *store, sqlite3_stmt *statement, int count, sqlite3_int64 time) {
    for (int i = 0; i < count; i++) {
        unsigned char id[16];
        make_id(store, id);
        sqlite3_bind_blob(statement, 1, id, sizeof id, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, store->kind);
        sqlite3_bind_int64(statement, 3, time);
        sqlite3_bind_blob(statement, 4, store->payload, store->payload_length, SQLITE_STATIC);
        execute(store, statement);
    }
}

void raw_insert(struct raw_store *store, int count) {
    execute(store, store->begin);
    insert(store, store->insert, count, microseconds());
    tally(store, AVAILABLE, count);
    execute(store, store->commit);
}

static int finish(struct raw_store *store, sqlite3_int64 time) {
    int count = store->held_count;
    for (int i = 0; i < count; i++) {
        struct held *job = &store->held[i];
        sqlite3_bind_int64(store->finish, 1, time);
        sqlite3_bind_int64(store->finish, 2, job->seq);
        sqlite3_bind_int64(store->finish, 3, job->fence);
        execute(store, store->finish);
        if (sqlite3_changes(store->db) != 1) {
            fprintf(stderr, "A job was not there to be finished.\n");
            exit(1);
        }
        free(job->payload);
    }
    store->held_count = 0;
    return count;
}

static void claim(struct raw_store *store, int limit, sqlite3_int64 time) {
    static const unsigned char owner[16] = {1, 2, 3};
    if (limit > store->held_room) {
        free(store->held);
        store->held = allocate((size_t)limit * sizeof *store->held);
        store->held_room = limit;
    }
    sqlite3_bind_int64(store->find, 1, store->kind);
    sqlite3_bind_int64(store->find, 2, time);
    sqlite3_bind_int(store->find, 3, limit);
    int code;
    while ((code = sqlite3_step(store->find)) == SQLITE_ROW) {
        struct held *job = &store->held[store->held_count++];
        job->seq = sqlite3_column_int64(store->find, 0);
        job->fence = sqlite3_column_int64(store->find, 2) + 1;
        int length = sqlite3_column_bytes(store->find, 4);
        job->payload = allocate((size_t)length);
        memcpy(job->payload, sqlite3_column_blob(store->find, 4), (size_t)length);
    }
    check(store, code);
    check(store, sqlite3_reset(store->find));
    for (int i = 0; i < store->held_count; i++) {
        sqlite3_bind_int64(store->take, 1, time);
        sqlite3_bind_blob(store->take, 2, owner, sizeof owner, SQLITE_STATIC);
        sqlite3_bind_int64(store->take, 3, store->held[i].seq);
        execute(store, store->take);
    }
}

int raw_turn(struct raw_store *store, int inserted, int claimed_at_most) {
    execute(store, store->begin);
    sqlite3_int64 time = microseconds();
    insert(store, store->insert, inserted, time);
    int finished = finish(store, time);
    claim(store, claimed_at_most, time);
    tally(store, AVAILABLE, inserted - store->held_count);
    tally(store, RUNNING, store->held_count - finished);
    tally(store, COMPLETED, finished);
    execute(store, store->commit);
    return finished;
}

void raw_keep(struct raw_store *store, long count) {
    check(store, sqlite3_exec(store->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL));
    for (long done = 0; done < count;) {
        int batch = count - done < 10000 ? (int)(count - done) : 10000;
        execute(store, store->begin);
        insert(store, store->keep, batch, microseconds() - 1000000);
        tally(store, COMPLETED, batch);
        execute(store, store->commit);
        done += batch;
    }
    check(store, sqlite3_exec(store->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL));
}
