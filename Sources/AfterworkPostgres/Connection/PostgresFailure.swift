import Afterwork
import CLibpq

/// What a server, or the way to it, did not do.
public struct PostgresFailure: Error, CustomStringConvertible {
    /// SQLSTATE, as PostgreSQL's appendix A lists it: `23505` for a value that was to be unique; empty if the failure is the connection's.
    public let code: String
    /// What it was about.
    public let description: String
    /// Whether the connection is of no more use.
    let isFatal: Bool

    /// What a server said of a statement.
    init(result: OpaquePointer) {
        // PG_DIAG_SQLSTATE and others, which are macros of characters. Not the context, which may be a function's whole source.
        func field(_ character: Unicode.Scalar) -> String {
            PQresultErrorField(result, CInt(UInt8(ascii: character))).map { Self.line(String(cString: $0)) } ?? ""
        }
        code = field("C")
        let texts = [field("M"), field("D"), field("H")].filter { !$0.isEmpty }
        description =
            texts.isEmpty ? PQresultErrorMessage(result).map { Self.line(String(cString: $0)) } ?? "" : texts.joined(separator: "; ")
        // 57P01 to 57P05, 25P03: the server or somebody ends the session.
        isFatal = code.isEmpty || code.hasPrefix("57P") || code.hasPrefix("08") || code == "25P03"
    }

    /// What happened to a connection.
    init(connection: OpaquePointer?, doing: String) {
        code = ""
        let text = PQerrorMessage(connection).map { Self.line(String(cString: $0)) } ?? ""
        description = text.isEmpty ? doing : "\(doing): \(text)"
        isFatal = true
    }

    /// The application asked for what cannot be.
    init(misuse: String) {
        code = ""
        description = misuse
        isFatal = false
    }

    /// Nothing came in time.
    init(silenceFor limit: Duration) {
        code = ""
        description = "the server did not answer within \(limit)"
        isFatal = true
    }

    /// Whether the same may go well when it is done once more: a deadlock or a conflict of transactions.
    var isPassing: Bool { code == "40P01" || code == "40001" }

    /// Whether somebody else has held a lock for too long.
    var isLockTimeout: Bool { code == "55P03" }

    /// Whether the server took too long for it.
    var isTimeout: Bool { code == "57014" }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
    }
}

extension JobStoreUnavailable {
    /// What went wrong, for whoever uses the store.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - place: What the database is called in messages.
    init(_ error: any Error, in place: String) {
        switch error {
        case let error as JobStoreUnavailable: self = error
        case let error as PostgresFailure:
            let (reason, advice) = Self.reason(of: error)
            let code = error.code.isEmpty ? "" : " (SQLSTATE \(error.code))"
            let end = error.code.isEmpty && "\(error)".last.map { ".?!".contains($0) } ?? false ? "" : "."
            self.init(reason, "The job store in \(place) cannot do it: \(error)\(code)\(end) \(advice)")
        default: self.init(.lost, "The job store in \(place) failed: \(error)")
        }
    }

    /// By SQLSTATE's classes (PostgreSQL, appendix A).
    private static func reason(of failure: PostgresFailure) -> (Reason, advice: String) {
        switch failure.code {
        case "53200": (.busy, "The server has no memory for it, or for its locks: each unique job takes one. Store fewer of them at once.")
        case "53100": (.full, "Make room there; it goes on by itself then. Nothing is lost of what was stored.")
        case "25006": (.readOnly, "The server is a standby or read-only. Name the primary, or add target_session_attrs=read-write.")
        case "42501":
            (
                .readOnly,
                """
                Grant the role what it needs on the schema. Its owner makes the tables: let him run first, and grant him CREATE on the database if \
                the schema is not there.
                """
            )
        case "57014", "55P03": (.busy, "It took longer than the store waits. See who holds locks (pg_stat_activity, pg_locks).")
        case "25P03": (.busy, "The transaction said nothing for too long while it was open. Do before it what takes long.")
        case "40P01", "40001": (.busy, "Others were in the way again and again. Try again.")
        case "XX001", "XX002": (.corrupt, "Keep a copy of the data folder, and restore a backup.")
        case "3D000", "28P01", "28000": (.lost, "See to the connection string: database, role and password.")
        case "53300": (.lost, "Each process takes up to fourteen connections. Raise max_connections and the role's limit, or run fewer.")
        case "42P07", "42723", "42710": (.lost, "The schema has tables or functions that are not the store's. Take one of its own.")
        case "42601": (.lost, "The schema's name may be a word of SQL's. Take another.")
        case "42P01", "42883", "42703", "3F000":
            (
                .lost,
                "The store's tables were changed, or they are somebody else's. Restore them; or take a schema of its own, or one that is empty."
            )
        default: (.lost, "See to the server, or to how it is named: database, role, password.")
        }
    }
}
