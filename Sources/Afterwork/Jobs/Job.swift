import Synchronization

/// Work that is stored before it is done, so that it survives whatever happens to the process.
///
/// A job is a value: what it is to work on. What is done with it is a closure, registered with the queue that runs it.
///
/// ```swift
/// struct SendReceipt: Job {
///     static let options = JobOptions(queue: "mail", retry: .exponential(maximumAttempts: 5))
///     var orderID: Int
/// }
///
/// queue.handle(SendReceipt.self) { receipt, context in
///     try await mail.send(orderID: receipt.orderID)
/// }
///
/// background.enqueue(SendReceipt(orderID: order.id))    // on disk before the reply
/// ```
///
/// A job runs at least once: one whose process dies in the middle runs again. What it does should therefore bear being done twice, or
/// finish in the transaction of its own writes.
///
/// Stored jobs outlive the build that stored them. A field added later must be optional, or have a default that the type's decoder
/// applies, as that of a type marked `@Schema` (AfterworkWeb) does and Swift's own does not. A job whose payload does not decode is put
/// into quarantine with the error, never lost.
public protocol Job: Codable, Sendable {
    /// What jobs of this type are called where they are stored, 1 to 128 bytes. A type that is renamed keeps its stored jobs by keeping
    /// its name.
    static var name: String { get }
    /// How jobs of this type are queued and run unless told otherwise where they are enqueued.
    static var options: JobOptions { get }
}

extension Job {
    /// The name of the type in kebab-case: `SendReceipt` is `send-receipt`.
    public static var name: String { KebabCase.name(of: Self.self) }
    /// The default queue, at once, ten attempts.
    public static var options: JobOptions { JobOptions() }
}

/// Names of types as jobs are called: words in small letters with dashes between them.
enum KebabCase {
    /// Asked for with every job that is stored, and much slower to make than to find.
    private static let names = Mutex<[ObjectIdentifier: String]>([:])

    /// The name of a type.
    static func name<J: Job>(of type: J.Type) -> String {
        names.withLock { names in
            if let name = names[ObjectIdentifier(type)] { return name }
            let name = text(of: "\(type)")
            names[ObjectIdentifier(type)] = name
            return name
        }
    }

    /// Turns the name of a type into that of a job.
    ///
    /// - Parameter typeName: A type's name as Swift prints it; of a generic one what stands before its arguments.
    /// - Returns: The words.
    static func text(of typeName: String) -> String {
        let name = Array(typeName.prefix { $0 != "<" })
        var result = ""
        for (index, character) in name.enumerated() {
            if startsWord(at: index, in: name) { result += "-" }
            result += character == "_" ? "-" : character.lowercased()
        }
        return result
    }

    /// A capital begins a word, and so does the last of several before a small letter: `PDFReport` is `pdf-report`.
    private static func startsWord(at index: Int, in name: [Character]) -> Bool {
        guard index > 0, name[index].isUppercase, name[index - 1] != "_" else { return false }
        guard name[index - 1].isUppercase else { return true }
        return index + 1 < name.count && name[index + 1].isLowercase
    }
}
