extension Schema {
    var claiming: String {
        """
        -- How many more of a queue's jobs may run; null for any number. Whoever asks of one with a limit goes on alone.
        CREATE FUNCTION \(name).room(p_queue text) RETURNS int LANGUAGE plpgsql AS $$
        DECLARE
            v_queue \(name).queue;
        BEGIN
            SELECT * INTO v_queue FROM \(name).queue AS q WHERE q.name = p_queue;
            IF NOT FOUND THEN RETURN NULL; END IF;
            IF v_queue.is_paused THEN RETURN 0; END IF;
            IF v_queue.running_limit IS NULL THEN RETURN NULL; END IF;
            PERFORM pg_advisory_xact_lock(hashtextextended('\(name) queue ' || p_queue, 0));
            RETURN v_queue.running_limit - (
                SELECT count(*) FROM \(name).job AS j JOIN \(name).lane AS l USING (lane) WHERE j.state = 4 AND l.queue = p_queue
            );
        END $$;

        -- Takes jobs for a worker: first each queue's fair share, then what the others leave, of each the jobs of the greatest priority and then
        -- those that have been due longest. A queue of null is any that is not named. It ends at p_bytes of payload.
        --
        -- p_floor_lanes, p_floors: where a lane is to be looked at from a time on, because before it there is nothing but what was, and p_late.
        -- p_sleep: 0 for a worker that is awake, 1 for one that has said that it sleeps, 2 for one that may sleep, -1 for one that does not
        -- because nobody wakes it.
        -- Returns one row: the jobs, whether others wait that are to run alone, what p_sleep is from now on, and how much of the index was
        -- passed that is of no use any more.
        CREATE FUNCTION \(name).claim(
            p_now timestamptz, p_worker uuid, p_names text[], p_queues text[], p_fair int[], p_most int[], p_limit int, p_bytes bigint,
            p_suspect bool, p_floor_lanes int[], p_floors timestamptz[], p_late uuid[], p_sleep int
        ) RETURNS TABLE (
            ids uuid[], fences bigint[], names text[], queues text[], payloads bytea[], failures int[], crashes int[], waits bigint[],
            timeouts bigint[], retries text[], traces text[], has_suspects bool, sleep int, passed bigint
        ) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_state smallint := CASE WHEN p_suspect THEN 3 ELSE 2 END;
            v_limit int := CASE WHEN p_suspect THEN 1 ELSE p_limit END;
            v_left int := v_limit;
            v_bytes bigint := p_bytes;
            v_is_alive bool;
            v_may_have_suspects bool;
            -- The lines: the lanes of one queue and priority.
            v_queues text[];
            v_priorities smallint[];
            v_lanes bigint[];
            v_fair int[];
            v_most int[];
            v_taken int[]; -- of the queue, in its first line
            v_rooms int[]; -- likewise, how many it may take in all; null if that is to be looked for
            v_empty bool[]; -- those that have no more
            v_first int;
            v_want int;
            v_queue text;
            v_is_crowded bool := false;
            v_got record;
            v_sleep int := p_sleep;
            v_passed bigint := 0;
            v_before bigint;
            -- Old queues stay, and each line that is looked at takes its time.
            v_has_many_lanes bool := EXISTS (SELECT FROM \(name).lane OFFSET 200);
            v_late_lanes int[];
        BEGIN
            IF v_has_many_lanes AND p_late <> '{}' THEN
                v_late_lanes := ARRAY(SELECT DISTINCT j.lane FROM \(name).job AS j WHERE j.id = ANY (p_late) AND j.state + 0 = v_state);
            END IF;
            -- Whoever takes this worker for dead waits for what it claims, and a worker that was taken for dead gets nothing.
            PERFORM pg_advisory_xact_lock_shared(\(workerLock("p_worker")));
            IF v_sleep = 1 THEN v_sleep := \(name).may_sleep(); END IF;
            FOR v_look IN 1..2 LOOP
                v_before := \(name).passed();
                SELECT
                    EXISTS (SELECT FROM \(name).worker AS w WHERE w.incarnation = p_worker AND NOT w.has_left),
                    EXISTS (SELECT FROM \(name).job AS j WHERE j.state = 3),
                    array_agg(s.queue), array_agg(s.priority), array_agg(s.lanes), array_agg(s.fair), array_agg(s.most),
                    array_agg(coalesce(v_taken[array_position(v_queues, s.queue)], 0)),
                    array_agg(CASE WHEN s.is_paused THEN 0 WHEN s.running_limit IS NULL THEN 2147483647 END)
                INTO v_is_alive, v_may_have_suspects, v_queues, v_priorities, v_lanes, v_fair, v_most, v_taken, v_rooms
                FROM (
                    SELECT l.queue, l.priority, count(*) AS lanes, g.fair, g.most, q.is_paused, q.running_limit
                    FROM \(name).lane AS l
                    JOIN unnest(p_queues, p_fair, p_most) WITH ORDINALITY AS g(queue, fair, most, place)
                        ON g.queue = l.queue OR g.queue IS NULL AND (l.queue = ANY (p_queues)) IS NOT TRUE
                    LEFT JOIN \(name).queue AS q ON q.name = l.queue
                    WHERE l.name = ANY (p_names)
                    GROUP BY g.place, l.queue, l.priority, g.fair, g.most, q.is_paused, q.running_limit
                    -- The first time there is likely to be something, which is looked for only once then.
                    HAVING v_look = 1 AND NOT v_has_many_lanes OR bool_or(l.lane = ANY (v_late_lanes) OR EXISTS (
                        SELECT FROM \(name).job AS j WHERE j.state = v_state AND j.lane = l.lane
                            AND j.run_at >= coalesce(p_floors[array_position(p_floor_lanes, l.lane)], '-infinity')
                    ))
                    ORDER BY g.place, l.queue COLLATE "C", l.priority DESC
                ) AS s;
                IF v_has_many_lanes THEN
                    v_passed := v_passed + greatest(\(name).passed() - v_before - 40 * (SELECT count(*) FROM \(name).lane), 0);
                END IF;
                IF NOT v_is_alive THEN
                    has_suspects := false; sleep := p_sleep; passed := 0;
                    RETURN NEXT;
                    RETURN;
                END IF;
                v_empty := '{}';
                IF array_position(v_rooms, NULL) IS NOT NULL THEN
                    -- Those with a limit in one order, whatever the order in which each worker asks.
                    FOR v_queue IN SELECT q.name FROM \(name).queue AS q WHERE q.name = ANY (v_queues) AND q.running_limit IS NOT NULL ORDER BY 1
                    LOOP
                        PERFORM \(name).room(v_queue);
                    END LOOP;
                END IF;
                FOR v_pass IN 1..2 LOOP
                    FOR i IN 1..coalesce(cardinality(v_queues), 0) LOOP
                        EXIT WHEN v_left = 0 OR v_bytes <= 0;
                        IF i = 1 OR v_queues[i] <> v_queues[i - 1] THEN v_first := i; END IF;
                        CONTINUE WHEN v_empty[i];
                        IF v_rooms[v_first] IS NULL THEN
                            v_rooms[v_first] := coalesce(\(name).room(v_queues[i]) + v_taken[v_first], 2147483647);
                        END IF;
                        v_want := least(
                            CASE WHEN v_pass = 1 THEN least(v_fair[i], v_most[i]) ELSE v_most[i] END - v_taken[v_first],
                            v_rooms[v_first] - v_taken[v_first], v_left
                        );
                        CONTINUE WHEN v_want <= 0;
                        v_before := \(name).passed();
                        WITH best AS (
                            SELECT sized.id
                            FROM (
                                SELECT line.id, line.run_at, line.seq,
                                    sum(line.bytes) OVER (ORDER BY line.run_at, line.seq) - line.bytes AS bytes_before
                                FROM \(name).lane AS l LEFT JOIN unnest(p_floor_lanes, p_floors) AS f(lane, floor) ON f.lane = l.lane
                                CROSS JOIN LATERAL (
                                    SELECT * FROM (
                                        SELECT j.id, j.run_at, j.seq, octet_length(j.payload) AS bytes FROM \(name).job AS j
                                        WHERE j.state = v_state AND j.lane = l.lane AND j.run_at >= coalesce(f.floor, '-infinity')
                                            AND (j.expires_at IS NULL OR j.expires_at > v_now)
                                        ORDER BY j.run_at, j.seq LIMIT v_want
                                        FOR UPDATE SKIP LOCKED
                                    ) AS next
                                    UNION ALL
                                    SELECT * FROM (
                                        SELECT j.id, j.run_at, j.seq, octet_length(j.payload) AS bytes FROM \(name).job AS j
                                        WHERE j.id = ANY (p_late) AND j.state + 0 = v_state AND j.lane + 0 = l.lane
                                            AND j.run_at + interval '0' < f.floor
                                            AND (j.expires_at IS NULL OR j.expires_at > v_now)
                                        ORDER BY j.run_at, j.seq LIMIT v_want
                                        FOR UPDATE SKIP LOCKED
                                    ) AS late
                                ) AS line
                                WHERE l.queue = v_queues[i] AND l.name = ANY (p_names) AND l.priority = v_priorities[i]
                                ORDER BY line.run_at, line.seq LIMIT v_want
                            ) AS sized
                            WHERE sized.bytes_before < v_bytes
                        ), taken AS (
                            UPDATE \(name).job AS j SET
                                state = 4, owner = p_worker, fence = j.fence + 1, claimed_at = v_now, wake_at = NULL, progress = NULL,
                                message = NULL
                            FROM best WHERE j.id = ANY (ARRAY[best.id])
                            RETURNING j.*
                        ), counted AS (
                            INSERT INTO \(name).tally
                            SELECT lane, v_state, -count(*) FROM taken GROUP BY lane
                            UNION ALL SELECT lane, 4, count(*) FROM taken GROUP BY lane
                        )
                        SELECT
                            count(*)::int AS count, sum(octet_length(t.payload)) AS bytes, array_agg(t.id) AS ids, array_agg(t.fence) AS fences,
                            array_agg(l.name) AS names, array_agg(l.queue) AS queues, array_agg(t.payload) AS payloads,
                            array_agg(t.failures) AS failures, array_agg(t.crashes) AS crashes,
                            array_agg((greatest(extract(epoch FROM v_now - t.run_at), 0) * 1000000)::bigint) AS waits,
                            array_agg(t.timeout) AS timeouts, array_agg(t.retry) AS retries, array_agg(t.trace) AS traces
                        INTO v_got
                        FROM (SELECT * FROM taken ORDER BY run_at, seq) AS t JOIN \(name).lane AS l USING (lane);
                        -- A job is one entry itself and about three pages when it is put where those are that run; to look takes four of a lane.
                        v_passed := v_passed + greatest(\(name).passed() - v_before - v_got.count * 31 - v_lanes[i] * 40, 0);
                        v_empty[i] := v_got.count < v_want;
                        -- Of several lanes it has locked more than it takes, which others have passed over meanwhile.
                        v_is_crowded := v_is_crowded OR v_lanes[i] > 1 AND NOT v_empty[i];
                        CONTINUE WHEN v_got.count = 0;
                        ids := ids || v_got.ids;
                        fences := fences || v_got.fences;
                        names := names || v_got.names;
                        queues := queues || v_got.queues;
                        payloads := payloads || v_got.payloads;
                        failures := failures || v_got.failures;
                        crashes := crashes || v_got.crashes;
                        waits := waits || v_got.waits;
                        timeouts := timeouts || v_got.timeouts;
                        retries := retries || v_got.retries;
                        traces := traces || v_got.traces;
                        v_taken[v_first] := v_taken[v_first] + v_got.count;
                        v_left := v_left - v_got.count;
                        v_bytes := v_bytes - v_got.bytes;
                    END LOOP;
                END LOOP;
                EXIT WHEN v_sleep <> 0 OR v_left = 0 OR v_bytes <= 0 OR p_suspect;
                -- It is going to sleep, and says so before it looks for the last time. See tell_of_work.
                -- Who looks for sleepers has it for a moment; who cannot get it looks again by himself.
                FOR attempt IN 1..20 LOOP
                    EXIT WHEN pg_try_advisory_lock_shared(\(sleepers));
                    IF attempt = 20 THEN v_sleep := -1; END IF;
                END LOOP;
                EXIT WHEN v_sleep = -1;
                v_sleep := \(name).may_sleep();
                EXIT WHEN v_sleep = 1;
            END LOOP;
            IF v_sleep > 0 AND (v_left = 0 OR v_bytes <= 0) THEN
                PERFORM pg_advisory_unlock_shared(\(sleepers));
                v_sleep := 0;
            END IF;
            IF v_is_crowded OR v_bytes <= 0 THEN PERFORM \(name).tell_of_work(); END IF;
            has_suspects := v_may_have_suspects AND \(name).has_suspects(v_now, p_names, p_queues);
            sleep := greatest(v_sleep, least(p_sleep, 0));
            passed := v_passed;
            RETURN NEXT;
        END $$;

        -- Takes parts out of what runs. By the parts alone: while somebody holds an old snapshot, all that a worker ever had is still there.
        CREATE FUNCTION \(name).unmark(p_worker uuid, p_parts bigint[]) RETURNS void LANGUAGE sql \(steadiness) AS $$
            DELETE FROM \(name).started WHERE part = ANY (p_parts) AND incarnation = p_worker
        $$;

        -- How much of the jobs' index this transaction has come by, in entries of which the job was looked at. A page takes as long as ten of
        -- them; of those that are known to be dead nothing else is counted.
        CREATE FUNCTION \(name).passed() RETURNS bigint LANGUAGE sql AS $$
            SELECT pg_stat_get_xact_tuples_returned('\(name).job_line'::regclass)
                + pg_stat_get_xact_blocks_fetched('\(name).job_line'::regclass) * 10
        $$;

        -- For each lane from when on it has what waits, looked for from so many microseconds before the floors that are known, or before those that
        -- were noted last. If p_is_noted, it is noted.
        CREATE FUNCTION \(name).floors(p_now timestamptz, p_lanes int[], p_floors timestamptz[], p_reach bigint, p_is_noted bool)
        RETURNS TABLE (lane int, floor timestamptz) LANGUAGE sql \(steadiness) AS $$
            WITH found AS MATERIALIZED (
                SELECT l.lane, coalesce(
                    (
                        SELECT j.run_at FROM \(name).job AS j
                        WHERE j.state = 2 AND j.lane = l.lane
                            -- What was noted is read only if it is needed: under an old snapshot it has many versions.
                            AND j.run_at >= coalesce(
                                f.floor, (SELECT k.floor FROM \(name).floor AS k WHERE k.lane = l.lane), '-infinity'
                            ) - p_reach * interval '1 microsecond'
                        ORDER BY j.run_at, j.seq LIMIT 1
                    ), p_now, statement_timestamp()
                ) AS floor
                FROM \(name).lane AS l LEFT JOIN unnest(p_lanes, p_floors) AS f(lane, floor) ON f.lane = l.lane
            ), noted AS (
                INSERT INTO \(name).floor SELECT lane, floor FROM found WHERE p_is_noted ORDER BY lane
                ON CONFLICT (lane) DO UPDATE SET floor = EXCLUDED.floor
            )
            SELECT lane, floor FROM found
        $$;

        -- Jobs that wait before the floors, and before p_until: it is looked from there back, for some milliseconds, p_width microseconds of time in
        -- the first step.
        -- Returns one row: the jobs, p_limit of each lane for each step at most; since when it has looked, -infinity at the end; how wide the next
        -- step is to be; and how much of the index was passed.
        CREATE FUNCTION \(name).behind(
            p_now timestamptz, p_lanes int[], p_floors timestamptz[], p_until timestamptz, p_width bigint, p_limit int
        ) RETURNS TABLE (ids uuid[], since timestamptz, width bigint, passed bigint) LANGUAGE plpgsql \(steadiness) AS $$
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_begun timestamptz := clock_timestamp();
            v_top timestamptz := (SELECT max(floor) FROM unnest(p_floors) AS floor);
            v_until timestamptz;
            v_before bigint;
            v_step bigint;
        BEGIN
            ids := '{}';
            passed := 0;
            width := p_width;
            since := least(p_until, v_top);
            LOOP
                v_before := \(name).passed();
                v_until := since;
                since := CASE
                    WHEN v_until < v_top - interval '60 days' THEN '-infinity' ELSE v_until - width * interval '1 microsecond'
                END;
                ids := ids || ARRAY(
                    SELECT late.id FROM unnest(p_lanes, p_floors) AS f(lane, floor) CROSS JOIN LATERAL (
                        SELECT j.id FROM \(name).job AS j
                        WHERE j.state = 2 AND j.lane = f.lane AND j.run_at >= since AND j.run_at < least(f.floor, v_until)
                            AND (j.expires_at IS NULL OR j.expires_at > v_now)
                        ORDER BY j.run_at, j.seq LIMIT p_limit
                    ) AS late
                );
                v_step := greatest(\(name).passed() - v_before - cardinality(p_lanes) * 40, 0);
                passed := passed + v_step;
                IF v_step > 20000 THEN
                    width := greatest(width / 2, 100000);
                ELSIF v_step < 5000 AND since > '-infinity' THEN
                    -- Not too wide, for behind a time when nothing was stored there may be much.
                    width := least(width * 2, greatest(16000000, extract(epoch FROM v_top - since)::bigint * 62500));
                END IF;
                EXIT WHEN since = '-infinity' OR clock_timestamp() - v_begun > '10 milliseconds';
            END LOOP;
            RETURN NEXT;
        END $$;

        -- 2 if nobody has stored a job who did not see that a worker is going to sleep, and has not committed yet; else 1.
        CREATE FUNCTION \(name).may_sleep() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN
            RETURN CASE
                WHEN CASE WHEN pg_try_advisory_lock(\(enqueuers)) THEN pg_advisory_unlock(\(enqueuers)) ELSE false END THEN 2 ELSE 1
            END;
        END $$;

        -- Whether a job that is to run alone waits for a worker that could run it.
        CREATE FUNCTION \(name).has_suspects(p_now timestamptz, p_names text[], p_queues text[])
        RETURNS bool LANGUAGE plpgsql AS $$
        DECLARE
            v_queue text;
        BEGIN
            FOR v_queue IN
                SELECT DISTINCT l.queue FROM \(name).lane AS l
                WHERE l.name = ANY (p_names) AND EXISTS (SELECT FROM unnest(p_queues) AS q WHERE q IS NULL OR q = l.queue)
                    AND EXISTS (
                        SELECT FROM \(name).job AS j
                        WHERE j.state = 3 AND j.lane = l.lane AND (j.expires_at IS NULL OR j.expires_at > p_now)
                    )
            LOOP
                IF coalesce(\(name).room(v_queue), 1) > 0 THEN RETURN true; END IF;
            END LOOP;
            RETURN false;
        END $$;
        """
    }
}
