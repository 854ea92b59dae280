import Afterwork

extension Schema {
    var people: String {
        """
        -- Cancels jobs. Returns each id that is known, as it was given, with the state and the id of its job.
        CREATE FUNCTION \(name).cancel(p_now timestamptz, p_ids uuid[])
        RETURNS TABLE (given uuid, id uuid, state smallint) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_one record;
            v_state smallint;
        BEGIN
            FOR v_one IN SELECT * FROM \(name).jobs_of(p_ids) LOOP
                v_state := NULL;
                -- A job that is in neither table goes from one to the other at this moment.
                FOR attempt IN 1..20 LOOP
                    SELECT j.state INTO v_state FROM \(name).job AS j WHERE j.id = v_one.job FOR UPDATE;
                    IF v_state IS NULL THEN
                        SELECT f.state INTO v_state FROM \(name).finished AS f WHERE f.id = v_one.job;
                    ELSIF v_state = 4 THEN
                        UPDATE \(name).job AS j SET is_cancelled = true WHERE j.id = v_one.job AND NOT j.is_cancelled;
                        PERFORM \(name).tell('orders');
                    ELSE
                        v_state := 7;
                        PERFORM \(name).end(v_now, v_one.job, v_state);
                    END IF;
                    EXIT WHEN v_state IS NOT NULL;
                END LOOP;
                CONTINUE WHEN v_state IS NULL;
                RETURN QUERY SELECT v_one.given, v_one.job, v_state;
            END LOOP;
        END $$;

        -- Makes jobs available whatever became of them. Returns what cancel returns.
        CREATE FUNCTION \(name).retry(p_now timestamptz, p_ids uuid[])
        RETURNS TABLE (given uuid, id uuid, state smallint) LANGUAGE plpgsql \(steadiness) AS $$
        #variable_conflict use_column
        DECLARE
            v_now timestamptz := coalesce(p_now, clock_timestamp());
            v_one record;
            v_job record;
            v_state smallint;
        BEGIN
            FOR v_one IN SELECT * FROM \(name).jobs_of(p_ids) LOOP
                v_state := NULL;
                FOR attempt IN 1..20 LOOP
                    SELECT j.state, j.lane INTO v_job FROM \(name).job AS j WHERE j.id = v_one.job FOR UPDATE;
                    IF FOUND THEN
                        v_state := CASE WHEN v_job.state = 4 THEN 4 ELSE 2 END;
                        IF v_job.state < 2 THEN
                            UPDATE \(name).job AS j SET
                                state = 2, failures = 0, crashes = 0, run_at = v_now, expires_at = NULL, wake_at = NULL
                            WHERE j.id = v_one.job;
                            INSERT INTO \(name).tally VALUES (v_job.lane, v_job.state, -1), (v_job.lane, 2, 1);
                            PERFORM \(name).tell_of_work();
                        END IF;
                    ELSE
                        WITH gone AS (
                            DELETE FROM \(name).finished AS f WHERE f.id = v_one.job AND f.state > 5 RETURNING f.*
                        ), back AS (
                            INSERT INTO \(name).job (\(lastingColumns), state, run_at, progress, message, error) OVERRIDING SYSTEM VALUE
                            SELECT \(lastingColumns), 2, v_now, progress, message, error FROM gone
                        ), counted AS (
                            INSERT INTO \(name).tally SELECT lane, state, -1 FROM gone UNION ALL SELECT lane, 2, 1 FROM gone
                        )
                        SELECT 2 INTO v_state FROM gone;
                        IF v_state IS NOT NULL THEN
                            PERFORM \(name).tell_of_work();
                        ELSE
                            SELECT f.state INTO v_state FROM \(name).finished AS f WHERE f.id = v_one.job AND f.state = 5;
                        END IF;
                    END IF;
                    EXIT WHEN v_state IS NOT NULL;
                END LOOP;
                CONTINUE WHEN v_state IS NULL;
                RETURN QUERY SELECT v_one.given, v_one.job, v_state;
            END LOOP;
        END $$;

        -- The jobs of ids, in the order in which all who change several do so: then nobody waits for one who waits for him.
        CREATE FUNCTION \(name).jobs_of(p_ids uuid[]) RETURNS TABLE (given uuid, job uuid) LANGUAGE sql AS $$
            SELECT one.id, coalesce(a.job, one.id) FROM unnest(p_ids) AS one(id) LEFT JOIN \(name).alias AS a USING (id) ORDER BY 2
        $$;

        -- Says how a queue is served. What is null stays, and a limit below 0 is none.
        CREATE FUNCTION \(name).serve(p_queue text, p_is_paused bool, p_limit int) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO \(name).queue AS q (name, is_paused, running_limit)
            VALUES (p_queue, coalesce(p_is_paused, false), CASE WHEN p_limit >= 0 THEN p_limit END)
            ON CONFLICT (name) DO UPDATE SET
                is_paused = coalesce(p_is_paused, q.is_paused),
                running_limit = CASE WHEN p_limit IS NULL THEN q.running_limit WHEN p_limit >= 0 THEN p_limit END;
            PERFORM \(name).tell('orders'), \(name).tell_of_work();
        END $$;

        -- What people say, for psql: SELECT \(name).pause('reviews'). Jobs that run go on; a number of null takes a limit away.
        CREATE FUNCTION \(name).pause(queue text) RETURNS void LANGUAGE sql AS $$ SELECT \(name).serve(queue, true, NULL) $$;
        CREATE FUNCTION \(name).resume(queue text) RETURNS void LANGUAGE sql AS $$ SELECT \(name).serve(queue, false, NULL) $$;
        CREATE FUNCTION \(name).set_limit(queue text, running int) RETURNS void LANGUAGE sql AS $$
            SELECT \(name).serve(queue, NULL, CASE WHEN running IS NULL THEN -1 ELSE greatest(running, 0) END)
        $$;
        -- What became of the job: one that runs is told to stop, and is cancelled when it has. Null for a job that nobody knows.
        CREATE FUNCTION \(name).cancel(id uuid) RETURNS text LANGUAGE sql AS $$
            SELECT \(name).state_name(c.state) FROM \(name).cancel(NULL, ARRAY[cancel.id]) AS c
        $$;
        CREATE FUNCTION \(name).retry(id uuid) RETURNS text LANGUAGE sql AS $$
            SELECT \(name).state_name(r.state) FROM \(name).retry(NULL, ARRAY[retry.id]) AS r
        $$;

        -- Stores a job: the way in for other languages, in a transaction of the caller's own.
        --
        --   SELECT \(name).enqueue('analyze-review', '{"rating": 5}', queue => 'reviews', run_at => now() + interval '1 hour');
        --
        -- Returns the id under which the job is stored. With unique_key, another job of the name and key that is not done with takes its place.
        -- Whoever may use the schema may call it, without a right to any table, and it looks for nothing where he could put something.
        CREATE FUNCTION \(name).enqueue(
            name text,
            payload jsonb DEFAULT '{}',
            queue text DEFAULT 'default',
            priority int DEFAULT 0,
            run_at timestamptz DEFAULT NULL,
            expires_after interval DEFAULT NULL,
            timeout interval DEFAULT NULL,
            unique_key text DEFAULT NULL,
            id uuid DEFAULT NULL
        ) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp \(steadiness) AS $$
        DECLARE
            v_id uuid := coalesce(enqueue.id, \(self.name).new_id());
        BEGIN
            IF name IS NULL OR name !~ '^[^[:cntrl:]]{1,128}$' OR queue IS NULL OR queue !~ '^[^[:cntrl:]]{1,128}$' THEN
                RAISE EXCEPTION 'A job needs a name and a queue of 1 to 128 characters.' USING ERRCODE = 'invalid_parameter_value';
            END IF;
            IF payload IS NULL THEN
                RAISE EXCEPTION 'A job needs a payload. Leave it out for {}.' USING ERRCODE = 'null_value_not_allowed';
            END IF;
            IF octet_length(payload::text) > \(ClaimRequest.byteLimit) THEN
                RAISE EXCEPTION 'A payload has \(ClaimRequest.byteLimit >> 20) MiB at most. Put elsewhere what is larger, and say where it is.'
                    USING ERRCODE = 'program_limit_exceeded';
            END IF;
            IF timeout <= interval '0' OR expires_after < interval '0' THEN
                RAISE EXCEPTION 'A timeout lies above 0, and expires_after not below.' USING ERRCODE = 'invalid_parameter_value';
            END IF;
            RETURN \(self.name).enqueue_one(
                NULL, v_id, \(self.name).lane(queue, name, priority), convert_to(payload::text, 'UTF8'), run_at, NULL,
                (extract(epoch FROM expires_after) * 1000000)::bigint, (extract(epoch FROM timeout) * 1000000)::bigint, NULL, NULL,
                CASE WHEN unique_key IS NOT NULL THEN convert_to(name, 'UTF8') || '\\x01'::bytea || convert_to(unique_key, 'UTF8') END,
                NULL, 31, false
            );
        END $$;

        -- A UUID whose first 48 bits are the time, so that ids grow (RFC 9562, version 7).
        CREATE FUNCTION \(name).new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
            SELECT encode(
                set_byte(
                    overlay(
                        uuid_send(gen_random_uuid()) PLACING
                        substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
                    ),
                    6, get_byte(uuid_send(gen_random_uuid()), 6) & 15 | 112
                ), 'hex'
            )::uuid
        $$;
        """
    }
}
