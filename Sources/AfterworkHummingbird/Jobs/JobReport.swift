import Afterwork
import AfterworkJSON

/// A job as clients see it: how it stands and what it came to, not what it holds.
struct JobReport {
    private let job: JobRecord

    init(_ job: JobRecord) {
        self.job = job
    }

    /// The report as one line of JSON; what there is none of is null, so that every report has the same members.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        write("id", job.id.description, to: &writer)
        write("name", job.name, to: &writer)
        write("queue", job.queue, to: &writer)
        write("state", job.state.rawValue, to: &writer)
        writer.key("is_final")
        writer.write(job.state.isFinal)
        writer.key("failures")
        writer.write(job.failures)
        writer.key("progress")
        writer.write(progress)
        write("message", job.message, to: &writer)
        writer.key("result")
        writer.write(result)
        // What went wrong on the way to a good end is not what the job came to.
        write("error", job.state == .completed ? nil : job.error, to: &writer)
        write("created_at", job.createdAt.description, to: &writer)
        write("run_at", job.runAt.description, to: &writer)
        write("claimed_at", job.claimedAt?.description, to: &writer)
        write("finished_at", job.finishedAt?.description, to: &writer)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ name: String, _ text: String?, to writer: inout JSONWriter) {
        writer.key(name)
        if let text { writer.write(text) } else { writer.writeNull() }
    }

    /// A number between 0 and 1 is always one that JSON can hold.
    private var progress: RawJSON {
        var writer = JSONWriter()
        guard let progress = job.progress, (try? writer.write(progress)) != nil else { return .null }
        return text(of: writer.bytes)
    }

    private var result: RawJSON { job.result.map(text) ?? .null }

    /// What a store kept as JSON, compact; null if it is none.
    private func text(of bytes: [UInt8]) -> RawJSON {
        var reader = JSONReader(bytes)
        guard let range = try? reader.skipValue(), (try? reader.readEnd()) != nil else { return .null }
        return reader.text(in: range)
    }
}
