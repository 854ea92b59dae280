extension Schema {
    var enqueueing: String {
        """
        -- Stores jobs that are to run at once and have nothing special. One that is there already stays.
        CREATE FUNCTION \(name).enqueue_plain(p_now timestamptz, p_ids uuid[], p_lanes int[], p_payloads bytea[])
        RETURNS void LANGUAGE plpgsql \(steadiness) AS $$
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_is_new bool;
        BEGIN
            WITH stored AS (
                INSERT INTO \(name).job (id, state, lane, run_at, created_at, payload)
                SELECT n.id, 2, n.lane, v_now, v_now, n.payload
                FROM unnest(p_ids, p_lanes, p_payloads) AS n(id, lane, payload)
                ON CONFLICT (id) DO NOTHING
                RETURNING lane
            )
            INSERT INTO \(name).tally (lane, state, change) SELECT lane, 2, count(*) FROM stored GROUP BY lane;
            v_is_new := FOUND;
            -- One that is done with is not stored again. Looked for only now, when one that was ended meanwhile is there.
            IF EXISTS (SELECT FROM \(name).finished AS f WHERE f.id = ANY (p_ids)) THEN
                WITH again AS (
                    DELETE FROM \(name).job AS j USING \(name).finished AS f WHERE j.id = ANY (p_ids) AND f.id = j.id RETURNING j.lane
                )
                INSERT INTO \(name).tally SELECT lane, 2, -count(*) FROM again GROUP BY lane;
            END IF;
            IF v_is_new THEN PERFORM \(name).tell_of_work(); END IF;
        END $$;

        -- Stores a job. Returns the id under which it is stored: the other one's if the same job is there.
        -- p_states: the states in which another job with the same key is in the way, as a sum of powers of two.
        CREATE FUNCTION \(name).enqueue_one(
            p_now timestamptz, p_id uuid, p_lane int, p_payload bytea, p_run_at timestamptz, p_delay bigint, p_expiry bigint,
            p_timeout bigint, p_retry text, p_trace text, p_key bytea, p_period bigint, p_states int, p_replaces bool
        ) RETURNS uuid LANGUAGE plpgsql AS $$
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_run_at timestamptz := greatest(v_now, coalesce(p_run_at, \(name).later(v_now, p_delay), v_now));
            v_expires_at timestamptz := \(name).later(v_run_at, p_expiry);
            v_state smallint := CASE WHEN v_run_at > v_now THEN 0 ELSE 2 END;
            v_wake_at timestamptz;
            v_other record;
            v_other_id uuid;
            v_lane int;
        BEGIN
            IF EXISTS (SELECT FROM \(name).finished WHERE id = p_id) THEN RETURN p_id; END IF;
            IF p_key IS NOT NULL THEN
                -- One after another, whoever stores a job of this key.
                PERFORM pg_advisory_xact_lock(hashtextextended('\(name)' || encode(p_key, 'hex'), 0));
                IF EXISTS (SELECT FROM \(name).job WHERE id = p_id) THEN RETURN p_id; END IF;
                SELECT job INTO v_other FROM \(name).alias WHERE id = p_id;
                IF FOUND THEN RETURN v_other.job; END IF;
                SELECT * INTO v_other FROM \(name).conflicting(v_now, p_key, p_period, p_states);
                IF FOUND THEN
                    v_other_id := v_other.id;
                    INSERT INTO \(name).alias (id, job) VALUES (p_id, v_other_id);
                    IF p_replaces THEN
                        SELECT * INTO v_other FROM \(name).job WHERE id = v_other_id AND state < 4 FOR UPDATE;
                        IF FOUND THEN
                            -- A job that was tried waits on as one that is to be tried again.
                            v_state := CASE
                                WHEN v_other.state = 1 THEN 1 WHEN v_run_at > v_now THEN 0 WHEN v_other.crashes > 0 THEN 3 ELSE 2
                            END;
                            -- It stays in its queue; only its priority is the new one's.
                            SELECT \(name).lane(old.queue, old.name, new.priority) INTO v_lane
                            FROM \(name).lane AS old, \(name).lane AS new WHERE old.lane = v_other.lane AND new.lane = p_lane;
                            UPDATE \(name).job SET
                                payload = p_payload, lane = v_lane, run_at = v_run_at, expires_at = v_expires_at, state = v_state,
                                wake_at = CASE WHEN v_state < 2 THEN least(v_run_at, v_expires_at) ELSE v_expires_at END
                            WHERE id = v_other_id RETURNING wake_at INTO v_wake_at;
                            INSERT INTO \(name).tally VALUES (v_other.lane, v_other.state, -1), (v_lane, v_state, 1);
                            PERFORM \(name).tell_of(v_state, v_wake_at);
                        END IF;
                    END IF;
                    RETURN v_other_id;
                END IF;
            END IF;
            v_wake_at := CASE WHEN v_state = 0 THEN least(v_run_at, v_expires_at) ELSE v_expires_at END;
            INSERT INTO \(name).job (id, state, lane, run_at, created_at, expires_at, wake_at, timeout, retry, unique_key, trace, payload)
            VALUES (
                p_id, v_state, p_lane, v_run_at, v_now, v_expires_at, v_wake_at, p_timeout, p_retry, p_key, p_trace, p_payload
            )
            ON CONFLICT (id) DO NOTHING RETURNING lane INTO v_lane;
            IF FOUND THEN
                IF EXISTS (SELECT FROM \(name).finished WHERE id = p_id) THEN
                    -- It was ended while this one waited for it.
                    DELETE FROM \(name).job WHERE id = p_id;
                    RETURN p_id;
                END IF;
                INSERT INTO \(name).tally VALUES (p_lane, v_state, 1);
                PERFORM \(name).tell_of(v_state, v_wake_at);
            END IF;
            RETURN p_id;
        END $$;

        -- The job last stored that is in the way of another with the same key.
        CREATE FUNCTION \(name).conflicting(p_now timestamptz, p_key bytea, p_period bigint, p_states int)
        RETURNS TABLE (id uuid, seq bigint) LANGUAGE plpgsql AS $$
        DECLARE
            v_since timestamptz := CASE WHEN p_period IS NULL THEN '-infinity' ELSE \(name).later(p_now, -p_period) END;
            v_live record;
            v_done record;
            v_bit int;
        BEGIN
            SELECT j.id, j.seq INTO v_live FROM \(name).job AS j
            WHERE sha256(j.unique_key) = sha256(p_key) AND j.unique_key = p_key AND j.created_at > v_since
                AND (p_states >> (CASE WHEN j.state = 3 THEN 2 ELSE j.state END)) & 1 = 1
            ORDER BY j.seq DESC LIMIT 1;
            -- Only who asks for them meets those that are done with, of which there may be thousands; none behind the first too old one.
            IF p_states >> 5 > 0 THEN
                FOR v_done IN
                    SELECT f.id, f.seq, f.state, f.created_at FROM \(name).finished AS f
                    WHERE sha256(f.unique_key) = sha256(p_key) AND f.unique_key = p_key ORDER BY f.seq DESC
                LOOP
                    EXIT WHEN v_done.created_at <= v_since;
                    CONTINUE WHEN (p_states >> v_done.state) & 1 = 0;
                    IF v_live.seq IS NULL OR v_done.seq > v_live.seq THEN
                        RETURN QUERY SELECT v_done.id, v_done.seq;
                        RETURN;
                    END IF;
                    EXIT;
                END LOOP;
            END IF;
            IF v_live.seq IS NOT NULL THEN RETURN QUERY SELECT v_live.id, v_live.seq; END IF;
        END $$;

        -- Stores jobs of any kind, in their order. Returns for each the id under which it is stored.
        CREATE FUNCTION \(name).enqueue_all(
            p_now timestamptz, p_ids uuid[], p_lanes int[], p_payloads bytea[], p_run_ats timestamptz[], p_delays bigint[],
            p_expiries bigint[], p_timeouts bigint[], p_retries text[], p_traces text[], p_keys bytea[], p_periods bigint[], p_states int[],
            p_replaces bool[]
        ) RETURNS TABLE (id uuid) LANGUAGE plpgsql \(steadiness) AS $$
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_key bytea;
        BEGIN
            -- In the order of the keys first, so that two who store many of the same wait for one another in one direction only.
            FOR v_key IN SELECT DISTINCT key FROM unnest(p_keys) AS key WHERE key IS NOT NULL ORDER BY key LOOP
                PERFORM pg_advisory_xact_lock(hashtextextended('\(name)' || encode(v_key, 'hex'), 0));
            END LOOP;
            FOR place IN 1..cardinality(p_ids) LOOP
                id := \(name).enqueue_one(
                    v_now, p_ids[place], p_lanes[place], p_payloads[place], p_run_ats[place], p_delays[place], p_expiries[place],
                    p_timeouts[place], p_retries[place], p_traces[place], p_keys[place], p_periods[place], p_states[place],
                    p_replaces[place]
                );
                RETURN NEXT;
            END LOOP;
        END $$;
        """
    }
}
