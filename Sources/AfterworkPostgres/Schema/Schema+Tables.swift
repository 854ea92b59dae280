extension Schema {
    var tables: String {
        """
        -- Not IF NOT EXISTS, which wants a right on the database also where the schema is there.
        DO $$ BEGIN IF to_regnamespace('\(name)') IS NULL THEN CREATE SCHEMA \(name); END IF; END $$;

        -- Where jobs line up: those of one queue, name and priority. There are few, and they stay.
        CREATE TABLE \(name).lane (
            lane int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            queue text NOT NULL,
            name text NOT NULL,
            priority smallint NOT NULL, -- the greatest first
            UNIQUE (queue, name, priority)
        );

        -- Jobs that are not done with.
        CREATE TABLE \(name).job (
            seq bigint GENERATED ALWAYS AS IDENTITY, -- the order in which jobs were stored
            id uuid PRIMARY KEY,
            -- 0 scheduled, 1 retryable, 2 available, 3 available and to run alone, 4 running
            state smallint NOT NULL,
            lane int NOT NULL,
            run_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL,
            claimed_at timestamptz,
            expires_at timestamptz,    -- discarded if it has not begun by then
            wake_at timestamptz,       -- while it waits: when it becomes due or is too late, whichever is first
            failures int NOT NULL DEFAULT 0,
            crashes int NOT NULL DEFAULT 0,
            fence bigint NOT NULL DEFAULT 0,        -- counts the claims
            owner uuid,                -- who holds it while it is running, as in worker
            is_cancelled bool NOT NULL DEFAULT false, -- while it is running and is to stop
            progress float8,           -- 0 to 1
            timeout bigint,            -- microseconds
            retry text,                -- as RetryPolicy prints itself; the type's own if null
            unique_key bytea,
            message text,
            error text,
            trace text,                -- JSON
            payload bytea NOT NULL     -- JSON in UTF-8
        ) WITH (
            fillfactor = 85, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 1,
            autovacuum_vacuum_insert_scale_factor = 0.2
        );

        CREATE INDEX job_line ON \(name).job (state, lane, run_at, seq);
        CREATE INDEX job_orders ON \(name).job (owner) WHERE is_cancelled;
        CREATE INDEX job_wake ON \(name).job (wake_at) WHERE wake_at IS NOT NULL;
        -- By what a key amounts to, for an entry of an index holds 2,704 bytes and a key may be a whole payload.
        CREATE INDEX job_unique ON \(name).job (sha256(unique_key)) WHERE unique_key IS NOT NULL;

        -- Jobs that are done with, apart from the others, so that those stay few: 5 completed, 6 discarded, 7 cancelled, 8 quarantined.
        CREATE TABLE \(name).finished (
            seq bigint NOT NULL,
            id uuid PRIMARY KEY,
            state smallint NOT NULL,
            lane int NOT NULL,
            run_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL,
            claimed_at timestamptz,
            finished_at timestamptz NOT NULL,
            expires_at timestamptz,
            failures int NOT NULL,
            crashes int NOT NULL,
            fence bigint NOT NULL,
            progress float8,
            timeout bigint,
            retry text,
            unique_key bytea,
            message text,
            error text,
            trace text,
            payload bytea NOT NULL,
            result bytea               -- JSON in UTF-8
        );

        CREATE INDEX finished_state ON \(name).finished (state, finished_at);
        CREATE INDEX finished_unique ON \(name).finished (sha256(unique_key), seq DESC) WHERE unique_key IS NOT NULL;

        -- Ids that were given out for a job that was there already.
        CREATE TABLE \(name).alias (
            id uuid PRIMARY KEY,
            job uuid NOT NULL
        );

        CREATE INDEX alias_job ON \(name).alias (job);

        -- How many jobs of each lane are in each state: the sum of what each transaction has changed. Rows are only added, so that nobody
        -- waits for anybody, and gathered now and then.
        CREATE TABLE \(name).tally (
            lane int NOT NULL,
            state smallint NOT NULL,
            change bigint NOT NULL
        );

        -- From when on a lane had what waits some seconds ago, for workers that come while too much is dead before it.
        CREATE TABLE \(name).floor (
            lane int PRIMARY KEY,
            floor timestamptz NOT NULL
        );

        CREATE TABLE \(name).queue (
            name text PRIMARY KEY,
            is_paused bool NOT NULL DEFAULT false,
            running_limit int
        );

        -- Workers that have joined. One whose count of beats stays the same is dead, and so is one that has left and holds jobs still.
        CREATE TABLE \(name).worker (
            incarnation uuid PRIMARY KEY,
            beats bigint NOT NULL DEFAULT 0,
            joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            -- For people: where it is, as it calls itself and as the server sees it.
            host text,
            pid int,
            address inet DEFAULT inet_client_addr(),
            has_left bool NOT NULL DEFAULT false
        ) WITH (fillfactor = 50);

        -- Attempts that have begun and run: each as the job's id and the attempt's fence, and in one row those that began together. Not
        -- logged: after a crash of the server nobody is blamed for it. A part is never used again, so that no row has many versions.
        CREATE UNLOGGED TABLE \(name).started (
            incarnation uuid NOT NULL,
            part bigint NOT NULL,
            ids uuid[] NOT NULL,
            fences bigint[] NOT NULL,
            PRIMARY KEY (part, incarnation)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

        -- The version of these tables, and the oldest one that code may know to use them.
        CREATE TABLE \(name).version (version int NOT NULL, oldest int NOT NULL);

        CREATE FUNCTION \(name).state_name(p_state smallint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
            SELECT (ARRAY['scheduled', 'retryable', 'available', 'available', 'running', 'completed', 'discarded', 'cancelled', 'quarantined'])
                [p_state + 1]
        $$;

        -- Bytes as people read them, with escapes if they are no text.
        CREATE FUNCTION \(name).text(p_bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            RETURN convert_from(p_bytes, 'UTF8');
        EXCEPTION WHEN character_not_in_repertoire THEN
            RETURN encode(p_bytes, 'escape');
        END $$;

        -- For people: SELECT * FROM \(name).jobs WHERE state = 'quarantined'
        CREATE VIEW \(name).jobs AS
        SELECT
            id,
            queue,
            name,
            \(name).state_name(state) AS state,
            priority,
            failures,
            crashes,
            created_at,
            run_at,
            claimed_at,
            finished_at,
            worker,
            progress,
            message,
            error,
            \(name).text(payload) AS payload,
            \(name).text(result) AS result
        FROM (
            SELECT id, lane, state, failures, crashes, created_at, run_at, claimed_at, NULL::timestamptz AS finished_at,
                owner AS worker, progress, message, error, payload, NULL::bytea AS result
            FROM \(name).job
            UNION ALL
            SELECT id, lane, state, failures, crashes, created_at, run_at, claimed_at, finished_at, NULL, progress, message, error, payload, result
            FROM \(name).finished
        ) AS all_jobs JOIN \(name).lane USING (lane);

        CREATE FUNCTION \(name).lane(p_queue text, p_name text, p_priority int) RETURNS int LANGUAGE plpgsql AS $$
        DECLARE
            v_lane int;
            v_priority smallint := greatest(-32768, least(32767, p_priority));
        BEGIN
            FOR attempt IN 1..3 LOOP
                SELECT l.lane INTO v_lane FROM \(name).lane AS l
                WHERE l.queue = p_queue AND l.name = p_name AND l.priority = v_priority;
                EXIT WHEN FOUND;
                INSERT INTO \(name).lane (queue, name, priority) VALUES (p_queue, p_name, v_priority)
                ON CONFLICT DO NOTHING RETURNING lane.lane INTO v_lane;
                EXIT WHEN v_lane IS NOT NULL;
            END LOOP;
            RETURN v_lane;
        END $$;

        -- A time so many microseconds later; an end of time for what the calendar does not hold, 4713 BC to 294276.
        CREATE FUNCTION \(name).later(p_time timestamptz, p_microseconds bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
            SELECT CASE
                WHEN p_microseconds > 6000000000000000000 THEN 'infinity'
                WHEN p_microseconds < -200000000000000000 THEN '-infinity'
                ELSE p_time + p_microseconds / 1000000 * interval '1 second' + p_microseconds % 1000000 * interval '1 microsecond'
            END
        $$;

        -- Tells workers of something. The server says the same only once for a transaction.
        CREATE FUNCTION \(name).tell(p_what text) RETURNS void LANGUAGE sql AS $$ SELECT pg_notify('\(channel)', p_what) $$;

        -- Tells workers that there is work, if one of them sleeps: notifications are put in order under one lock of the server's.
        --
        -- Whoever sleeps has \(sleepers), shared. Whoever has looked for sleepers has \(enqueuers), shared, until it commits. A worker that
        -- is about to sleep sees that nobody has the latter, and looks for work once more: then nothing is missed. See claim.
        CREATE FUNCTION \(name).tell_of_work() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared(\(enqueuers));
            -- Taken and let go of in one expression, so that nothing comes between.
            IF NOT (CASE WHEN pg_try_advisory_lock(\(sleepers)) THEN pg_advisory_unlock(\(sleepers)) ELSE false END) THEN
                PERFORM \(name).tell('work');
            END IF;
        END $$;

        -- Tells workers of a time for which they are to wake, unless they wait for an earlier one.
        CREATE FUNCTION \(name).tell_of_time(p_wake_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM \(name).job WHERE wake_at IS NOT NULL AND wake_at < p_wake_at) THEN
                PERFORM \(name).tell('times');
            END IF;
        END $$;

        -- Tells workers of a job that waits.
        CREATE FUNCTION \(name).tell_of(p_state int, p_wake_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF p_state IN (2, 3) THEN PERFORM \(name).tell_of_work(); END IF;
            IF p_wake_at IS NOT NULL THEN PERFORM \(name).tell_of_time(p_wake_at); END IF;
        END $$;
        """
    }
}
