extension Schema {
    var finishing: String {
        """
        -- Writes down how attempts ended. p_outcomes: 0 completed, 1 failed, 2 discarded, 3 snoozed, 4 released, 5 stopped, 6 undecodable.
        -- p_ids: in their order, in which all go on who change several; then nobody waits for one who waits for him.
        -- p_waits: microseconds until the next attempt of one that failed, null if there is none; or how long one snoozes.
        -- Returns the places, counted from 1, of those that were written, which are not stale; and 0 if workers have something to do now: those
        -- of the same process need not wait until the server tells them, or hear nothing of the server's.
        CREATE FUNCTION \(name).finish(
            p_now timestamptz, p_ids uuid[], p_fences bigint[], p_outcomes smallint[], p_results bytea[], p_errors text[], p_waits bigint[]
        ) RETURNS TABLE (place int) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_places int[];
            v_back int[];
            v_is_work bool;
            v_wake_at timestamptz;
        BEGIN
            IF 0 <> ANY (p_outcomes) THEN
                -- What becomes of these depends on whether they were cancelled, which nobody is to change meanwhile.
                PERFORM FROM \(name).job AS j WHERE j.id = ANY (p_ids) ORDER BY j.id FOR UPDATE;
            END IF;
            WITH ended AS (
                SELECT n.*, n.outcome IN (1, 3) AND n.wait IS NOT NULL OR n.outcome = 4 AS goes_on
                FROM unnest(p_ids, p_fences, p_outcomes, p_results, p_errors, p_waits) WITH ORDINALITY
                    AS n(id, fence, outcome, result, error, wait, place)
            ), gone AS (
                DELETE FROM \(name).job AS j USING ended AS n
                WHERE j.id = ANY (ARRAY[n.id]) AND j.fence = n.fence AND j.state + 0 = 4 AND (NOT n.goes_on OR j.is_cancelled)
                RETURNING j.*, n.place AS at, n.outcome, n.result, n.error AS why, n.wait, n.goes_on,
                    CASE
                        WHEN n.goes_on THEN 7 WHEN n.outcome = 0 THEN 5 WHEN n.outcome IN (1, 2) THEN 6 WHEN n.outcome = 6 THEN 8 ELSE 7
                    END AS final
            ), kept AS (
                INSERT INTO \(name).finished (
                    \(lastingColumns), state, finished_at, expires_at, message, run_at, failures, crashes, progress, error, result
                )
                SELECT
                    \(lastingColumns), final, v_now, expires_at, message,
                    CASE WHEN goes_on AND outcome <> 4 THEN \(name).later(v_now, wait) ELSE run_at END,
                    failures + CASE WHEN outcome = 1 THEN 1 ELSE 0 END,
                    CASE WHEN outcome IN (1, 3) THEN 0 ELSE crashes END,
                    CASE WHEN outcome = 0 THEN 1 ELSE progress END, coalesce(why, error), result
                FROM gone
                ON CONFLICT (id) DO NOTHING
                RETURNING lane, state
            ), counted AS (
                INSERT INTO \(name).tally
                SELECT lane, state, count(*) FROM kept GROUP BY lane, state
                UNION ALL SELECT lane, 4, -count(*) FROM gone GROUP BY lane
            )
            SELECT array_agg(at) INTO v_places FROM gone;
            IF 0 <> ANY (p_outcomes) THEN
                WITH back AS (
                    UPDATE \(name).job AS j SET
                        state = CASE n.outcome WHEN 1 THEN 1 WHEN 3 THEN 0 ELSE CASE WHEN j.crashes > 0 THEN 3 ELSE 2 END END,
                        failures = j.failures + CASE WHEN n.outcome = 1 THEN 1 ELSE 0 END,
                        crashes = CASE WHEN n.outcome = 4 THEN j.crashes ELSE 0 END,
                        error = coalesce(n.error, j.error),
                        run_at = CASE WHEN n.outcome = 4 THEN j.run_at ELSE \(name).later(v_now, n.wait) END,
                        wake_at = CASE WHEN n.outcome = 4 THEN j.expires_at ELSE least(\(name).later(v_now, n.wait), j.expires_at) END,
                        owner = NULL
                    FROM unnest(p_ids, p_fences, p_outcomes, p_errors, p_waits) WITH ORDINALITY
                        AS n(id, fence, outcome, error, wait, place)
                    WHERE j.id = ANY (ARRAY[n.id]) AND j.fence = n.fence AND j.state + 0 = 4
                    RETURNING n.place, j.lane, j.state, j.wake_at
                ), counted AS (
                    INSERT INTO \(name).tally
                    SELECT lane, state, count(*) FROM back GROUP BY lane, state
                    UNION ALL SELECT lane, 4, -count(*) FROM back GROUP BY lane
                )
                SELECT array_agg(place), bool_or(state > 1), min(wake_at) INTO v_back, v_is_work, v_wake_at FROM back;
                v_places := v_places || v_back;
                IF v_wake_at IS NOT NULL THEN PERFORM \(name).tell_of_time(v_wake_at); END IF;
            END IF;
            -- A place under a queue's limit has become free.
            IF v_is_work OR v_places IS NOT NULL AND EXISTS (SELECT FROM \(name).queue WHERE running_limit IS NOT NULL) THEN
                PERFORM \(name).tell_of_work();
                v_places := v_places || 0;
            END IF;
            RETURN QUERY SELECT unnest(v_places);
        END $$;

        -- Writes down how far running attempts are.
        CREATE FUNCTION \(name).report(p_ids uuid[], p_fences bigint[], p_fractions float8[], p_messages text[])
        RETURNS void LANGUAGE sql \(steadiness) AS $$
            UPDATE \(name).job AS j SET progress = n.fraction, message = n.message
            FROM unnest(p_ids, p_fences, p_fractions, p_messages) AS n(id, fence, fraction, message)
            WHERE j.id = ANY (ARRAY[n.id]) AND j.fence = n.fence AND j.state + 0 = 4
        $$;
        """
    }
}
