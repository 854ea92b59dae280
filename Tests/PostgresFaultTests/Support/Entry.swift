import Afterwork

/// The job that `PostgresProcess` does: it takes so many milliseconds, and leaves a row.
struct Entry: Job {
    var pause: Int
}
