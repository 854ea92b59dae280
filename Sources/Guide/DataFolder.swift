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
    let reviewAnalyses: ResultFile
    /// What documents were found to hold, a JSON object a line.
    let documentAnalyses: ResultFile

    /// Makes the folder, and `uploads` in it, if they are not there.
    ///
    /// - Parameter path: Where the folder is or shall be.
    /// - Throws: ``FileError`` if they cannot be made.
    init(path: String) throws(FileError) {
        uploads = "\(path)/uploads"
        activities = AppendingFile(path: "\(path)/activities.log")
        reviewAnalyses = ResultFile(path: "\(path)/review_analysis.json", ledgerPath: "\(path)/review_analysis.ledger")
        documentAnalyses = ResultFile(path: "\(path)/document_analysis.json", ledgerPath: "\(path)/document_analysis.ledger")
        for folder in Self.ancestors(of: uploads) {
            if mkdir(folder, 0o755) == 0 {
                // Like the files that will be in it: without its name a power cut leaves nothing of them.
                try OpenFile.flushNames(
                    in: folder.contains("/") ? String(folder[...(folder.lastIndex(of: "/") ?? folder.startIndex)]) : "."
                )
            } else if errno != EEXIST {
                throw FileError(path: folder, code: errno)
            }
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

    /// Waits until an uploaded file is on the disk: the job that is stored with it would outlive a power cut without it. The call blocks.
    func flush(_ upload: String) throws(FileError) {
        try OpenFile(path: upload).flush()
        try OpenFile.flushNames(in: uploads)
    }

    /// `a`, `a/b` and `a/b/c` of the last.
    private static func ancestors(of path: String) -> [String] {
        let ends = path.indices.filter { path[$0] == "/" && $0 != path.startIndex }
        return ends.map { String(path[..<$0]) } + [path]
    }
}
