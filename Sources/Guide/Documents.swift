import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import HTTPTypes
import Hummingbird
import Logging
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The tutorial's step 4: files that are saved before the response and processed after it.
@API
struct Documents: RouteProvider {
    let work: SimulatedWork

    /// Saves a document and has it processed afterwards, whatever happens to this process. The answer names it as it was saved: another of
    /// the client's name may be there.
    @Post("/documents/upload")
    func uploadDocument(
        file: UploadedFile,
        @Form uploadedBy: String = "user",
        background: BackgroundTasks
    ) async throws -> Reply<UploadReceipt> {
        let saved = try await file.save(into: work.folder.uploads)
        // Flushing a file blocks, and a handler must not.
        try await NIOThreadPool.singleton.runIfActive { try work.folder.flush(saved.path) }
        let job = background.enqueue(ProcessDocument(filename: saved.name, fileSize: file.size, uploadedBy: uploadedBy))
        let receipt = UploadReceipt(
            filename: saved.name,
            fileSize: file.size,
            status: "uploaded",
            message: "File uploaded successfully and is being processed"
        )
        return Reply(headers: .location(of: job), body: receipt)
    }

    /// The documents that were uploaded.
    @Get("/documents")
    func documents(order: DocumentOrder = .name, limit: Int = 100) async throws -> [Document] {
        // Reading a folder blocks, and a handler must not.
        let documents = try await NIOThreadPool.singleton.runIfActive { try work.folder.documents() }
        return Array(documents.sorted(by: order.precedes).prefix(max(0, limit)))
    }

    /// A document as it was uploaded, for a browser to save.
    @Get("/documents/{filename}")
    func document(filename: String) throws -> FileReply {
        // No name of a saved file leads out of the folder.
        guard let name = try? FileName.cleaned(filename), name == filename else { throw HTTPError(.notFound) }
        return FileReply(path: "\(work.folder.uploads)/\(name)", filename: name)
    }
}

/// A saved document that is to be processed.
struct ProcessDocument: Job {
    static let options = JobOptions(queue: "documents")

    var filename: String
    var fileSize: Int
    var uploadedBy: String

    /// Processes the document.
    func run(_ context: JobContext, with work: SimulatedWork) async throws {
        let isNew = try await work.folder.documentAnalyses.append(for: context.attempt) {
            for (progress, done) in [(0.3, "read"), (0.6, "counted"), (0.9, "summed up")] {
                try await work.simulate(.seconds(1))
                try await context.report(progress: progress, done)
            }
            return DocumentAnalysis(
                filename: filename,
                fileSize: fileSize,
                uploadedBy: uploadedBy,
                wordCount: fileSize / 5,
                status: "processed",
                processedAt: LocalTime.microseconds()
            ).json
        }
        if !isNew { context.logger.notice("An earlier attempt has written the analysis already.") }
        work.report("Processed document: \(filename) (\(fileSize) bytes)")
    }
}

@Schema
struct UploadReceipt {
    var filename: String
    var fileSize: Int
    var status: String
    var message: String
}

@Schema
struct DocumentAnalysis {
    var filename: String
    var fileSize: Int
    var uploadedBy: String
    var wordCount: Int
    var status: String
    var processedAt: String
}

/// A file in the folder of uploads.
@Schema
struct Document {
    var filename: String
    var fileSize: Int
    var uploadedAt: Date
}

/// Which document comes first.
@Schema
enum DocumentOrder {
    case name
    case newest
    case largest

    /// Whether a document comes before another. Where nothing else decides, the name does.
    func precedes(_ first: Document, _ second: Document) -> Bool {
        switch self {
        case .newest where first.uploadedAt != second.uploadedAt: first.uploadedAt > second.uploadedAt
        case .largest where first.fileSize != second.fileSize: first.fileSize > second.fileSize
        default: first.filename < second.filename
        }
    }
}
