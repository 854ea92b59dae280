import AfterworkJSON

/// What is done with the jobs of one type, with the type itself taken out.
struct JobHandler: Sendable {
    let name: String
    let options: JobOptions
    /// Decodes a payload, runs the handler, and encodes its result.
    let run: @Sendable (_ payload: [UInt8], JobContext) async throws -> [UInt8]?

    init<J: Job, Result: Encodable & Sendable>(_ type: J.Type, _ handler: @escaping @Sendable (J, JobContext) async throws -> Result) {
        name = J.name
        options = J.options
        run = { payload, context in
            let result = try await handler(Self.decode(payload), context)
            var writer = JSONWriter()
            try writer.encode(result)
            return writer.bytes
        }
    }

    init<J: Job>(_ type: J.Type, _ handler: @escaping @Sendable (J, JobContext) async throws -> Void) {
        name = J.name
        options = J.options
        run = { payload, context in
            try await handler(Self.decode(payload), context)
            return nil
        }
    }

    private static func decode<J: Job>(_ payload: [UInt8]) throws -> J {
        do {
            return try JSONReader.decode(J.self, from: payload)
        } catch {
            throw UndecodablePayload(error: error)
        }
    }
}

/// A job's payload is not what its type expects.
struct UndecodablePayload: Error {
    let error: any Error
}

/// The handlers of a queue, by the name of their jobs.
struct JobRegistry {
    private(set) var handlers: [String: JobHandler] = [:]
    /// Names for which a second handler was given.
    private(set) var duplicates: Set<String> = []

    mutating func add(_ handler: JobHandler) {
        if handlers.updateValue(handler, forKey: handler.name) != nil { duplicates.insert(handler.name) }
    }
}

/// Two types of job are called the same, or one has two handlers, so nobody can say what is to be done.
public struct DuplicateJobHandlers: Error, Hashable, CustomStringConvertible {
    /// The names, in alphabetical order.
    public let names: [String]

    /// What is wrong and what to do.
    public var description: String {
        let names = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return "There is more than one handler for \(names). Register one for each type of job, and give types that are called the same "
            + "a `static let name` each. No job was run."
    }
}
