/// The tables of a store, each step from one version to the next.
///
/// Names begin with `afterwork_`, so that the tables can live in an application's own database, and the version is kept in a table,
/// because `PRAGMA user_version` is the application's. Comments stay in the database: `.schema` shows them to whoever looks into a file.
enum Schema {
    /// What is executed to come from a version to the next: the first from nothing to version 1.
    static let migrations = [first]

    /// The version that this code knows.
    static var version: Int { migrations.count }

    /// Chosen once, so that `file` and the like can tell: "AFTW". Set in files of the store's own only.
    static let applicationID = 0x4146_5457

    private static let first = """
        -- Queues and names stand here, and jobs have only the number: rows and indexes are smaller, and compared faster.
        CREATE TABLE afterwork_kind (
            kind INTEGER PRIMARY KEY,
            queue TEXT NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (queue, name)
        );

        CREATE TABLE afterwork_job (
            seq INTEGER PRIMARY KEY,   -- the order in which jobs were stored
            id BLOB NOT NULL,          -- 16 bytes, a UUID; afterwork_jobs has it as text
            -- 0 scheduled, 1 retryable, 2 available, 3 available and to run alone, 4 running,
            -- 5 completed, 6 discarded, 7 cancelled, 8 quarantined
            state INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            priority INTEGER NOT NULL, -- the greatest first
            run_at INTEGER NOT NULL,   -- this and all other times: microseconds since 1970 in UTC
            created_at INTEGER NOT NULL,
            claimed_at INTEGER,
            finished_at INTEGER,
            expires_at INTEGER,        -- discarded if it has not begun by then
            wake_at INTEGER,           -- while it waits: when it becomes due or is too late, whichever is first
            failures INTEGER NOT NULL DEFAULT 0,
            crashes INTEGER NOT NULL DEFAULT 0,
            fence INTEGER NOT NULL DEFAULT 0, -- counts the claims
            owner BLOB,                -- who holds it while it is running, as in afterwork_worker
            is_cancelled INTEGER NOT NULL DEFAULT 0, -- 1 while it is running and is to stop
            progress REAL,             -- 0 to 1
            timeout INTEGER,           -- microseconds
            retry TEXT,                -- as RetryPolicy prints itself; the type's own if null
            unique_key BLOB,
            unique_done INTEGER NOT NULL DEFAULT 0, -- 1 if it is done with; only where there is a key
            message TEXT,
            error TEXT,
            trace TEXT,                -- JSON
            payload BLOB NOT NULL,     -- JSON
            result BLOB                -- JSON
        );

        -- Every index costs each job some, so there are few. Those below are not touched by the common ways of a job through its states,
        -- except for the two that it is found by: afterwork_job_live and afterwork_job_finished. The row's number, seq, is the last
        -- column of each.
        CREATE UNIQUE INDEX afterwork_job_id ON afterwork_job (id);

        CREATE INDEX afterwork_job_live ON afterwork_job (state, kind, priority DESC, run_at) WHERE state < 5;

        CREATE INDEX afterwork_job_finished ON afterwork_job (state, kind, finished_at) WHERE state >= 5;

        CREATE INDEX afterwork_job_wake ON afterwork_job (wake_at) WHERE wake_at IS NOT NULL;

        CREATE INDEX afterwork_job_unique ON afterwork_job (unique_key, unique_done) WHERE unique_key IS NOT NULL;

        -- How many jobs of each kind are in each state. Written once a transaction; to count anew:
        -- DELETE FROM afterwork_tally; INSERT INTO afterwork_tally SELECT kind, state, count(*) FROM afterwork_job GROUP BY 1, 2;
        CREATE TABLE afterwork_tally (
            kind INTEGER NOT NULL,
            state INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (kind, state)
        ) WITHOUT ROWID;

        -- Ids that were given out for a job that was there already.
        CREATE TABLE afterwork_alias (
            id BLOB PRIMARY KEY,
            seq INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE INDEX afterwork_alias_seq ON afterwork_alias (seq);

        CREATE TABLE afterwork_queue (
            name TEXT PRIMARY KEY,
            is_paused INTEGER NOT NULL DEFAULT 0,
            running_limit INTEGER
        ) WITHOUT ROWID;

        -- Workers that have joined. Whether one lives, the lock on its file beside the database says.
        CREATE TABLE afterwork_worker (
            incarnation BLOB PRIMARY KEY,
            joined_at INTEGER NOT NULL
        ) WITHOUT ROWID;

        -- For people: sqlite3 jobs.sqlite "SELECT * FROM afterwork_jobs WHERE state = 'quarantined'"
        CREATE VIEW afterwork_jobs AS
        SELECT
            lower(
                substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' ||
                substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)
            ) AS id,
            queue,
            name,
            CASE state
                WHEN 0 THEN 'scheduled' WHEN 1 THEN 'retryable' WHEN 2 THEN 'available' WHEN 3 THEN 'available'
                WHEN 4 THEN 'running' WHEN 5 THEN 'completed' WHEN 6 THEN 'discarded' WHEN 7 THEN 'cancelled'
                WHEN 8 THEN 'quarantined'
            END AS state,
            priority,
            failures,
            crashes,
            datetime(created_at / 1000000, 'unixepoch') AS created_at,
            datetime(run_at / 1000000, 'unixepoch') AS run_at,
            datetime(claimed_at / 1000000, 'unixepoch') AS claimed_at,
            datetime(finished_at / 1000000, 'unixepoch') AS finished_at,
            progress,
            message,
            error,
            CAST(payload AS TEXT) AS payload,
            CAST(result AS TEXT) AS result
        FROM afterwork_job JOIN afterwork_kind USING (kind);
        """
}
