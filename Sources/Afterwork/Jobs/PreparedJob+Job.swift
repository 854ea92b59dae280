import AfterworkJSON
import Instrumentation
import ServiceContextModule

extension PreparedJob {
    /// Encodes a job and settles its options.
    init<J: Job>(_ job: J, id: JobID, payloadLimit: Int, configure: (inout JobOptions) -> Void) throws {
        let defaults = J.options
        var options = defaults
        configure(&options)
        let name = J.name
        for text in [name, options.queue] where !Self.isName(text) { throw JobRefusal(job: name, reason: .name(text)) }
        var writer = JSONWriter()
        do {
            try writer.encode(job)
        } catch {
            throw JobRefusal(job: name, reason: .notEncodable(error))
        }
        let payload = writer.bytes
        guard payload.count <= payloadLimit else {
            throw JobRefusal(job: name, reason: .tooLarge(size: payload.count, limit: payloadLimit))
        }
        let priority = Int(Int16(clamping: options.priority))
        self.init(id: id, name: name, queue: options.queue, priority: priority, payload: payload)
        schedule = options.schedule
        expiry = options.expiry
        // What its type says is asked of the type when it runs: a newer build may have better numbers.
        timeout = options.timeout == defaults.timeout ? nil : options.timeout ?? Self.longestTimeout
        retry = options.retry == defaults.retry ? nil : options.retry
        uniqueness = options.unique.map { Uniqueness($0, name: name, payload: payload) }
        if let context = ServiceContext.current { InstrumentationSystem.instrument.inject(context, into: &trace, using: TraceWriter()) }
    }

    /// Of a job that may take as long as it likes though its type says otherwise: ten years.
    static let longestTimeout = Duration.seconds(10 * 365 * 86_400)

    private static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}

extension PreparedJob.Uniqueness {
    init(_ rule: JobUniqueness, name: String, payload: [UInt8]) {
        // A name holds no control character, so nothing that follows can be taken for a part of it.
        var key = Array(name.utf8)
        switch rule.basis {
        case .type: break
        case .key(let text): key += [1] + Array(text.utf8)
        case .payload: key += [2] + payload
        }
        self.init(key: key, period: rule.period, states: rule.states, conflict: rule.conflict)
    }
}

struct TraceWriter: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
        carrier[key] = value
    }
}

struct TraceReader: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? {
        carrier[key]
    }
}
