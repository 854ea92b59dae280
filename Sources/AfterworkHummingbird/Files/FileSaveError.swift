public import HTTPTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a file was not saved. Nothing of it remains.
///
/// For a status of 400 the message is fit for the client. For the others it names a folder of the server: log it, and tell the client
/// less.
public struct FileSaveError: Error, Sendable, Hashable {
    /// What went wrong.
    public enum Reason: Sendable, Hashable {
        /// Nothing is left of the name when it is cleaned. Status 400.
        case invalidName
        /// The folder does not exist. Status 500.
        case missingDirectory
        /// The folder's path is that of something else. Status 500.
        case notADirectory
        /// The process may not write to the folder, or its file system is read-only. Status 500.
        case permissionDenied
        /// The disk, or the process's quota on it, is full. Status 507.
        case diskFull
        /// Every name that was tried is taken. Status 500.
        case namesTaken(tried: Int)
        /// The folder's file system has no hard links, which a save needs in order never to overwrite a file. Status 500.
        case linksUnsupported
        /// Another system call failed, with its `errno`. Status 500.
        case system(call: String, code: Int32)
    }

    /// What went wrong.
    public let reason: Reason
    /// The name that the file should have got: as it was given if it is invalid, else cleaned.
    public let name: String
    /// The folder's path as it was given, or nil if it did not come to that.
    public let directory: String?

    init(_ reason: Reason, name: String, directory: String?) {
        self.reason = reason
        self.name = name
        self.directory = directory
    }

    init(_ error: SystemCallError, name: String, directory: String) {
        let reason: Reason =
            switch error.code {
            case ENOENT: .missingDirectory
            case ENOTDIR: .notADirectory
            case EPERM where error.call == "linkat", EOPNOTSUPP where error.call == "linkat": .linksUnsupported
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOSPC, EDQUOT: .diskFull
            default: .system(call: error.call, code: error.code)
            }
        self.init(reason, name: name, directory: directory)
    }

    /// The HTTP status to answer with: 400, 500 or 507.
    public var status: HTTPResponse.Status {
        switch reason {
        case .invalidName: .badRequest
        case .diskFull: 507
        default: .internalServerError
        }
    }
}

extension FileSaveError: CustomStringConvertible {
    /// A sentence or two: what is wrong, with which file and folder, and what to do.
    public var message: String {
        let file = DisplayName(name)
        let folder = DisplayName(directory ?? "", longest: 1024)
        return switch reason {
        case .invalidName: "\(file) cannot be the name of a file. Send one with a letter or digit in it."
        case .missingDirectory: "\(file) was not saved: the folder \(folder) does not exist. Create it."
        case .notADirectory: "\(file) was not saved: \(folder) is not a folder. Give the path of one."
        case .permissionDenied: "\(file) was not saved: no permission to write to the folder \(folder). Change its owner or mode."
        case .diskFull: "\(file) was not saved: the disk of the folder \(folder) is full. Make room, then send the file again."
        case .namesTaken(let tried): "\(file) was not saved: all \(tried) names tried are taken in the folder \(folder). Try another name."
        case .linksUnsupported:
            "\(file) was not saved: the file system of the folder \(folder) has no hard links. Choose a folder on one that has."
        case .system(let call, let code):
            "\(file) was not saved: \(call) in the folder \(folder) failed: \(SystemCallError(call: call, code: code).text)."
        }
    }

    /// The message.
    public var description: String { message }
}
