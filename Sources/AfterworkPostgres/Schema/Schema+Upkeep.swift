extension Schema {
    var upkeep: String {
        """
        -- Makes available what is due, and discards what is too late.
        CREATE FUNCTION \(name).stage(p_now timestamptz, p_limit int)
        RETURNS TABLE (staged int, expired int, next timestamptz, now timestamptz, changed uuid[]) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_late uuid[];
            v_due uuid[];
        BEGIN
            WITH awake AS (
                SELECT j.id FROM \(name).job AS j WHERE j.wake_at IS NOT NULL AND j.wake_at <= v_now
                ORDER BY j.wake_at, j.seq LIMIT p_limit FOR UPDATE SKIP LOCKED
            ), late AS (
                DELETE FROM \(name).job AS j USING awake WHERE j.id = ANY (ARRAY[awake.id]) AND j.expires_at <= v_now RETURNING j.*
            ), kept AS (
                INSERT INTO \(name).finished (\(lastingColumns), state, finished_at, expires_at, message, run_at, failures, crashes, progress, error)
                SELECT \(lastingColumns), 6, v_now, expires_at, message, run_at, failures, crashes, progress, 'It had not begun in time.' FROM late
            ), counted AS (
                INSERT INTO \(name).tally
                SELECT lane, 6, count(*) FROM late GROUP BY lane UNION ALL SELECT lane, state, -count(*) FROM late GROUP BY lane, state
            )
            SELECT coalesce(array_agg(id), '{}') INTO v_late FROM late;
            WITH due AS (
                SELECT j.id, j.state FROM \(name).job AS j WHERE j.wake_at IS NOT NULL AND j.wake_at <= v_now AND j.state < 2
                ORDER BY j.wake_at, j.seq LIMIT p_limit - cardinality(v_late) FOR UPDATE SKIP LOCKED
            ), moved AS (
                UPDATE \(name).job AS j SET state = CASE WHEN j.crashes > 0 THEN 3 ELSE 2 END, wake_at = j.expires_at
                FROM due WHERE j.id = ANY (ARRAY[due.id]) RETURNING j.id, j.lane, due.state AS old, j.state
            ), counted AS (
                INSERT INTO \(name).tally
                SELECT lane, state, count(*) FROM moved GROUP BY lane, state
                UNION ALL SELECT lane, old, -count(*) FROM moved GROUP BY lane, old
            )
            SELECT coalesce(array_agg(id), '{}') INTO v_due FROM moved;
            IF cardinality(v_due) > 0 THEN PERFORM \(name).tell_of_work(); END IF;
            RETURN QUERY SELECT
                cardinality(v_due), cardinality(v_late),
                (
                    SELECT min(j.wake_at) FROM \(name).job AS j
                    -- What is due and was left is held by somebody, unless there was too much.
                    WHERE j.wake_at > CASE WHEN cardinality(v_due) + cardinality(v_late) < p_limit THEN v_now ELSE '-infinity' END
                ), v_now, v_due || v_late;
        END $$;

        -- Takes their jobs from workers that are dead, unless their beats are others than p_beats by now. A heartbeat that is being committed is
        -- waited for: what keeps it from getting through keeps this from it as well.
        CREATE FUNCTION \(name).rescue(p_now timestamptz, p_workers uuid[], p_beats bigint[])
        RETURNS TABLE (id uuid, name text, state smallint, crashes int) LANGUAGE plpgsql SET jit = off SET enable_nestloop = off AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_job record;
            v_state smallint;
            v_crashes int;
            v_worker record;
            v_dead uuid[] := '{}';
        BEGIN
            FOR v_worker IN SELECT DISTINCT n.incarnation, n.beats FROM unnest(p_workers, p_beats) AS n(incarnation, beats) ORDER BY 1 LOOP
                PERFORM pg_advisory_xact_lock(\(workerLock("v_worker.incarnation")));
                DELETE FROM \(name).worker AS w
                WHERE w.incarnation = v_worker.incarnation AND (v_worker.beats IS NULL OR w.beats = v_worker.beats);
                IF FOUND OR v_worker.beats IS NULL THEN v_dead := v_dead || v_worker.incarnation; END IF;
            END LOOP;
            FOR v_job IN
                SELECT j.*, l.name, begun.id IS NOT NULL AS has_started
                FROM \(name).job AS j JOIN \(name).lane AS l USING (lane) LEFT JOIN (
                    SELECT DISTINCT a.id, a.fence FROM \(name).started AS s CROSS JOIN unnest(s.ids, s.fences) AS a(id, fence)
                    WHERE s.incarnation = ANY (v_dead)
                ) AS begun ON begun.id = j.id AND begun.fence = j.fence
                WHERE j.state = 4 AND j.owner = ANY (v_dead) ORDER BY j.seq FOR UPDATE OF j
            LOOP
                v_crashes := v_job.crashes + CASE WHEN v_job.has_started THEN 1 ELSE 0 END;
                v_state := CASE WHEN v_job.is_cancelled THEN 7 WHEN v_crashes >= 3 THEN 8 WHEN v_crashes > 0 THEN 3 ELSE 2 END;
                UPDATE \(name).job AS j SET
                    state = least(v_state, 3), crashes = v_crashes, owner = NULL, is_cancelled = false, wake_at = j.expires_at,
                    error = CASE WHEN v_job.has_started THEN 'The process that ran it died.' ELSE j.error END
                WHERE j.id = v_job.id;
                INSERT INTO \(name).tally VALUES (v_job.lane, 4, -1), (v_job.lane, least(v_state, 3), 1);
                IF v_state > 4 THEN PERFORM \(name).end(v_now, v_job.id, v_state); END IF;
                RETURN QUERY SELECT v_job.id, v_job.name, CASE WHEN v_state = 3 THEN 2 ELSE v_state END::smallint, v_crashes;
            END LOOP;
            DELETE FROM \(name).started AS s WHERE s.incarnation = ANY (v_dead);
            IF v_state IS NOT NULL THEN PERFORM \(name).tell_of_work(), \(name).tell('times'); END IF;
        END $$;

        -- Takes a worker out. One that holds jobs still stays, as one that is dead.
        CREATE FUNCTION \(name).leave(p_worker uuid) RETURNS void LANGUAGE plpgsql \(steadiness) AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(\(workerLock("p_worker")));
            DELETE FROM \(name).started WHERE incarnation = p_worker;
            IF EXISTS (SELECT FROM \(name).job WHERE state = 4 AND owner = p_worker) THEN
                UPDATE \(name).worker SET has_left = true WHERE incarnation = p_worker;
            ELSE
                DELETE FROM \(name).worker WHERE incarnation = p_worker;
            END IF;
        END $$;

        -- Brings a job that is not running into a final state.
        CREATE FUNCTION \(name).end(p_now timestamptz, p_id uuid, p_state smallint) RETURNS void LANGUAGE sql AS $$
            WITH gone AS (
                DELETE FROM \(name).job WHERE id = p_id RETURNING *
            ), kept AS (
                INSERT INTO \(name).finished (\(lastingColumns), state, finished_at, expires_at, message, run_at, failures, crashes, progress, error)
                SELECT \(lastingColumns), p_state, p_now, expires_at, message, run_at, failures, crashes, progress, error FROM gone
            )
            INSERT INTO \(name).tally SELECT lane, state, -1 FROM gone UNION ALL SELECT lane, p_state, 1 FROM gone
        $$;

        -- Hands back what a worker holds and does not know of.
        CREATE FUNCTION \(name).reconcile(p_now timestamptz, p_worker uuid, p_ids uuid[], p_fences bigint[])
        RETURNS TABLE (id uuid) LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            v_ids uuid[];
            v_fences bigint[];
        BEGIN
            -- A claim that nobody waits for any more may still be about to be committed.
            PERFORM pg_advisory_xact_lock(\(workerLock("p_worker")));
            SELECT array_agg(j.id ORDER BY j.id), array_agg(j.fence ORDER BY j.id) INTO v_ids, v_fences FROM \(name).job AS j
            WHERE j.state = 4 AND j.owner = p_worker
                AND NOT EXISTS (SELECT FROM unnest(p_ids, p_fences) AS n(id, fence) WHERE n.id = j.id AND n.fence = j.fence);
            IF v_ids IS NULL THEN RETURN; END IF;
            PERFORM \(name).finish(
                p_now, v_ids, v_fences, array_fill(4::smallint, ARRAY[cardinality(v_ids)]), NULL, NULL, NULL
            );
            RETURN QUERY SELECT unnest(v_ids);
        END $$;

        -- Removes jobs that were done with long ago. p_periods: by state 5 to 8, in microseconds; null keeps them for ever.
        CREATE FUNCTION \(name).prune(p_now timestamptz, p_periods bigint[], p_count bigint, p_limit int)
        RETURNS TABLE (id uuid) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_ids uuid[] := '{}';
            v_excess bigint;
        BEGIN
            FOR v_state IN 5..8 LOOP
                CONTINUE WHEN p_periods[v_state - 4] IS NULL;
                v_ids := v_ids || \(name).remove(v_state, \(name).later(v_now, -p_periods[v_state - 4]), p_limit - cardinality(v_ids));
            END LOOP;
            -- One at a time counts, or each would remove what is too much.
            IF p_count IS NOT NULL AND pg_try_advisory_xact_lock(hashtextextended('\(name) prune', 0)) THEN
                SELECT coalesce(sum(change), 0) - greatest(p_count, 0) INTO v_excess FROM \(name).tally WHERE state = 5;
                v_ids := v_ids || \(name).remove(5, 'infinity', least(p_limit - cardinality(v_ids), greatest(v_excess, 0))::int);
            END IF;
            DELETE FROM \(name).alias AS a WHERE a.job = ANY (v_ids);
            RETURN QUERY SELECT unnest(v_ids);
        END $$;

        -- Removes jobs in a final state that were done with until a time, the first ones first.
        CREATE FUNCTION \(name).remove(p_state int, p_until timestamptz, p_limit int) RETURNS uuid[] LANGUAGE sql \(steadiness) AS $$
            WITH old AS (
                SELECT id FROM \(name).finished WHERE state = p_state AND finished_at <= p_until
                ORDER BY finished_at LIMIT p_limit FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM \(name).finished AS f USING old WHERE f.id = old.id RETURNING f.id, f.lane, f.state
            ), counted AS (
                INSERT INTO \(name).tally SELECT lane, state, -count(*) FROM gone GROUP BY lane, state
            )
            SELECT coalesce(array_agg(id), '{}') FROM gone
        $$;

        -- Gathers the tally's rows, so that counting stays cheap, and removes what workers that are gone have left. One at a time does it.
        CREATE FUNCTION \(name).gather() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT pg_try_advisory_xact_lock(hashtextextended('\(name) gather', 0)) THEN RETURN; END IF;
            WITH gone AS (DELETE FROM \(name).tally RETURNING *)
            INSERT INTO \(name).tally SELECT lane, state, sum(change) FROM gone GROUP BY lane, state HAVING sum(change) <> 0;
            DELETE FROM \(name).started AS s WHERE NOT EXISTS (SELECT FROM \(name).worker AS w WHERE w.incarnation = s.incarnation);
        END $$;
        """
    }
}
