extension Schema {
    var claiming: String {
        """
        -- Takes the best jobs of one queue, which are those of the greatest priority and then those that have been due longest.
        CREATE FUNCTION \(name).take(p_now timestamptz, p_worker uuid, p_names text[], p_queue text, p_state smallint, p_count int)
        RETURNS SETOF \(name).job LANGUAGE plpgsql AS $$
        DECLARE
            v_priority smallint;
            v_left int := p_count;
            v_got int;
        BEGIN
            FOR v_priority IN
                SELECT DISTINCT l.priority FROM \(name).lane AS l WHERE l.queue = p_queue AND l.name = ANY (p_names) ORDER BY 1 DESC
            LOOP
                RETURN QUERY
                WITH best AS (
                    SELECT line.id
                    FROM \(name).lane AS l CROSS JOIN LATERAL (
                        SELECT j.id, j.run_at, j.seq FROM \(name).job AS j
                        WHERE j.state = p_state AND j.state < 4 AND j.lane = l.lane AND (j.expires_at IS NULL OR j.expires_at > p_now)
                        ORDER BY j.run_at, j.seq LIMIT v_left
                        FOR UPDATE SKIP LOCKED
                    ) AS line
                    WHERE l.queue = p_queue AND l.name = ANY (p_names) AND l.priority = v_priority
                    ORDER BY line.run_at, line.seq LIMIT v_left
                ), taken AS (
                    UPDATE \(name).job AS j SET
                        state = 4, owner = p_worker, fence = j.fence + 1, claimed_at = p_now, wake_at = NULL, progress = NULL, message = NULL
                    FROM best WHERE j.id = best.id
                    RETURNING j.*
                ), counted AS (
                    INSERT INTO \(name).tally
                    SELECT lane, p_state, -count(*) FROM taken GROUP BY lane UNION ALL SELECT lane, 4, count(*) FROM taken GROUP BY lane
                )
                SELECT * FROM taken ORDER BY run_at, seq;
                GET DIAGNOSTICS v_got = ROW_COUNT;
                v_left := v_left - v_got;
                EXIT WHEN v_left = 0;
            END LOOP;
        END $$;

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

        -- Takes jobs for a worker: first each queue's fair share, then what the others leave. A queue of null is any that is not named.
        CREATE FUNCTION \(name).claim(
            p_now timestamptz, p_worker uuid, p_names text[], p_queues text[], p_fair int[], p_most int[], p_limit int, p_suspect bool
        ) RETURNS TABLE (
            id uuid, fence bigint, name text, queue text, payload bytea, failures int, crashes int, run_at timestamptz, timeout bigint, retry text,
            trace text, now timestamptz
        ) LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_state smallint := CASE WHEN p_suspect THEN 3 ELSE 2 END;
            v_left int := CASE WHEN p_suspect THEN 1 ELSE p_limit END;
            v_queues text[];
            v_fair int[];
            v_most int[];
            v_taken int[];
            v_rooms int[];
            v_want int;
            v_got int;
        BEGIN
            -- A worker that was taken for dead holds nothing any more and gets nothing.
            IF NOT EXISTS (SELECT FROM \(name).worker AS w WHERE w.incarnation = p_worker) THEN RETURN; END IF;
            SELECT array_agg(s.queue), array_agg(s.fair), array_agg(s.most), array_agg(0), array_agg(NULL::int)
            INTO v_queues, v_fair, v_most, v_taken, v_rooms
            FROM (
                SELECT coalesce(given.queue, other.queue) AS queue, given.fair, given.most
                FROM unnest(p_queues, p_fair, p_most) WITH ORDINALITY AS given(queue, fair, most, place)
                LEFT JOIN (
                    SELECT DISTINCT l.queue FROM \(name).lane AS l
                    WHERE l.name = ANY (p_names) AND NOT EXISTS (SELECT FROM unnest(p_queues) AS named WHERE named = l.queue)
                ) AS other ON given.queue IS NULL
                WHERE coalesce(given.queue, other.queue) IS NOT NULL
                ORDER BY given.place, coalesce(given.queue, other.queue) COLLATE "C"
            ) AS s;
            FOR v_pass IN 1..2 LOOP
                FOR i IN 1..coalesce(cardinality(v_queues), 0) LOOP
                    EXIT WHEN v_left = 0;
                    IF v_pass = 1 THEN v_rooms[i] := coalesce(\(name).room(v_queues[i]), 2147483647); END IF;
                    v_want := least(
                        CASE WHEN v_pass = 1 THEN least(v_fair[i], v_most[i]) ELSE v_most[i] END - v_taken[i], v_rooms[i] - v_taken[i], v_left
                    );
                    CONTINUE WHEN v_want IS NULL OR v_want <= 0;
                    RETURN QUERY
                    SELECT t.id, t.fence, l.name, l.queue, t.payload, t.failures, t.crashes, t.run_at, t.timeout, t.retry, t.trace, v_now
                    FROM \(name).take(v_now, p_worker, p_names, v_queues[i], v_state, v_want) WITH ORDINALITY AS t
                    JOIN \(name).lane AS l USING (lane)
                    ORDER BY t.ordinality;
                    GET DIAGNOSTICS v_got = ROW_COUNT;
                    v_taken[i] := v_taken[i] + v_got;
                    v_left := v_left - v_got;
                END LOOP;
            END LOOP;
        END $$;

        -- Whether a job that is to run alone waits for a worker that could run it.
        CREATE FUNCTION \(name).has_suspects(p_now timestamptz, p_worker uuid, p_names text[], p_queues text[])
        RETURNS bool LANGUAGE plpgsql AS $$
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_queue text;
        BEGIN
            IF NOT EXISTS (SELECT FROM \(name).worker WHERE incarnation = p_worker) THEN RETURN false; END IF;
            FOR v_queue IN
                SELECT DISTINCT l.queue FROM \(name).lane AS l
                WHERE l.name = ANY (p_names) AND EXISTS (SELECT FROM unnest(p_queues) AS q WHERE q IS NULL OR q = l.queue)
                    AND EXISTS (
                        SELECT FROM \(name).job AS j
                        WHERE j.state = 3 AND j.state < 4 AND j.lane = l.lane AND (j.expires_at IS NULL OR j.expires_at > v_now)
                    )
            LOOP
                IF coalesce(\(name).room(v_queue), 1) > 0 THEN RETURN true; END IF;
            END LOOP;
            RETURN false;
        END $$;
        """
    }
}
