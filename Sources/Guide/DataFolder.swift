#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder that the guide writes to, and the files in it.
struct DataFolder: Sendable {
    /// Where uploaded files are kept.
    let uploads: String
    /// What happened in projects, a line each.
    let activities: AppendingFile
    /// What reviews were found to say, a JSON object a line.
    let reviewAnalyses: AppendingFile
    /// What documents were found to hold, a JSON object a line.
    let documentAnalyses: AppendingFile

    /// Makes the folder, and `uploads` in it, if they are not there.
    ///
    /// - Parameter path: Where the folder is or shall be.
    /// - Throws: `AppendingFile.WriteError` if they cannot be made.
    init(path: String) throws(AppendingFile.WriteError) {
        uploads = "\(path)/uploads"
        activities = AppendingFile(path: "\(path)/activities.log")
        reviewAnalyses = AppendingFile(path: "\(path)/review_analysis.json")
        documentAnalyses = AppendingFile(path: "\(path)/document_analysis.json")
        for folder in Self.ancestors(of: uploads) where mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw AppendingFile.WriteError(path: folder, code: errno)
        }
    }

    /// The uploaded files, in no order. The call blocks.
    ///
    /// - Throws: An error of Foundation's if the folder cannot be read.
    func documents() throws -> [Document] {
        try FileManager.default.contentsOfDirectory(atPath: uploads).compactMap { name -> Document? in
            var status = stat()
            // A file that has just gone, or has no name yet, is not among them.
            guard !name.hasPrefix("."), stat("\(uploads)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            #if canImport(Darwin)
            let changed = status.st_mtimespec
            #else
            let changed = status.st_mtim
            #endif
            let uploadedAt = Date(timeIntervalSince1970: Double(changed.tv_sec) + Double(changed.tv_nsec) / 1e9)
            return Document(filename: name, fileSize: Int(status.st_size), uploadedAt: uploadedAt)
        }
    }

    /// `a`, `a/b` and `a/b/c` of the last.
    private static func ancestors(of path: String) -> [String] {
        let ends = path.indices.filter { path[$0] == "/" && $0 != path.startIndex }
        return ends.map { String(path[..<$0]) } + [path]
    }
}
