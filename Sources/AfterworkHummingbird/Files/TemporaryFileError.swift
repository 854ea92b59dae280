public import HTTPTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Why a large upload could not be kept on disk while it arrived, or read back from there.
///
/// The message names a folder of the server: log it, and tell the client less.
public struct TemporaryFileError: Error, Sendable, Hashable {
    /// The folder of temporary files, as ``SpoolPolicy/directory`` has it.
    public let directory: String
    /// The system call that failed.
    public let call: String
    /// Its `errno`; 0 if a read ended before the end of the file.
    public let code: Int32

    init(_ error: SystemCallError, directory: String) {
        self.directory = directory
        call = error.call
        code = error.code
    }

    /// The HTTP status to answer with: 507 if the disk or the process's quota on it is full, else 500.
    public var status: HTTPResponse.Status {
        code == ENOSPC || code == EDQUOT ? 507 : .internalServerError
    }
}

extension TemporaryFileError: CustomStringConvertible {
    /// A sentence or two: what is wrong, in which folder, and what to do.
    public var message: String {
        let advice =
            switch code {
            case ENOENT, ENOTDIR: "Create the folder, or choose another with SpoolPolicy."
            case ENOSPC, EDQUOT: "Make room there."
            case EMFILE, ENFILE: "Raise the limit of open files."
            default: "Check the folder, or choose another with SpoolPolicy."
            }
        let folder = DisplayName(directory, longest: 1024)
        let reason = SystemCallError(call: call, code: code).text
        return "An upload could not be kept in the folder \(folder): \(call) failed: \(reason). \(advice)"
    }

    /// The message.
    public var description: String { message }
}
