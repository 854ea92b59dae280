extension Schema {
    var inspection: String {
        """
        -- Everything that is known of jobs, done with or not.
        CREATE VIEW \(name).record AS
        SELECT id, lane, payload, state, created_at, run_at, failures, crashes, expires_at, claimed_at, NULL::timestamptz AS finished_at,
            is_cancelled, progress, message, NULL::bytea AS result, error
        FROM \(name).job
        UNION ALL
        SELECT id, lane, payload, state, created_at, run_at, failures, crashes, expires_at, claimed_at, finished_at,
            false, progress, message, result, error
        FROM \(name).finished;
        """
    }
}
