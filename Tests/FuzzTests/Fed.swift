import Foundation
import FuzzTargets
import Testing

/// The targets that are fed, by the names that their folders have.
enum Fed: String, CaseIterable, CustomTestStringConvertible {
    case json, binder, multipart, requests

    var testDescription: String { rawValue }

    /// How many damaged inputs take about two seconds.
    var damagedInputs: Int {
        switch self {
        case .json: 4000
        case .binder: 1500
        case .multipart: 1500
        case .requests: 1000
        }
    }

    /// Uses the target; a server runs for as long as it is used.
    func use(_ use: (any FuzzTarget) async throws -> Void) async throws {
        switch self {
        case .json: try await use(JSONTarget())
        case .binder: try await use(BinderTarget())
        case .multipart: try await use(MultipartTarget())
        case .requests:
            let target = try await RequestTarget.started()
            do {
                try await use(target)
                try await target.checkGoodRequest()
            } catch {
                try await target.stop()
                throw error
            }
            try await target.stop()
        }
    }

    /// The inputs written by hand, and those that libFuzzer found worth keeping, by their names.
    var inputs: [(name: String, bytes: [UInt8])] {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            return try ["Seeds", "Corpus"].flatMap { kind in
                let folder = root.appending(path: "Fuzzing/\(kind)/\(rawValue)")
                return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
                    ("\(kind)/\(rawValue)/\(name)", Array(try Data(contentsOf: folder.appending(path: name))))
                }
            }
        }
    }
}
