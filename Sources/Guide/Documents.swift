import Afterwork
import AfterworkHummingbird
import AfterworkWeb

/// The tutorial's step 4: files that are saved before the response and processed after it.
@API
struct Documents: RouteProvider {
    let work: SimulatedWork

    /// Saves a document and processes it afterwards.
    @Post("/documents/upload")
    func uploadDocument(
        file: UploadedFile,
        @Form uploadedBy: String = "user",
        background: BackgroundTasks
    ) async throws -> UploadReceipt {
        _ = try await file.save(into: work.folder.uploads)
        background.add(process, file.filename, file.size, uploadedBy, name: "process document")
        return UploadReceipt(
            filename: file.filename,
            fileSize: file.size,
            status: "uploaded",
            message: "File uploaded successfully and is being processed"
        )
    }

    func process(filename: String, fileSize: Int, uploadedBy: String) async throws {
        try await work.simulate(.seconds(3))
        let analysis = DocumentAnalysis(
            filename: filename,
            fileSize: fileSize,
            uploadedBy: uploadedBy,
            wordCount: fileSize / 5,
            status: "processed",
            processedAt: LocalTime.microseconds()
        )
        try work.folder.documentAnalyses.append(analysis.json)
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
