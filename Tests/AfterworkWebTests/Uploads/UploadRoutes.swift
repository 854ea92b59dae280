import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import NIOCore

/// Routes that take files.
@API
struct Uploads: RouteProvider {
    let folder: TemporaryFolder

    /// Saves a file and says what it was.
    @Post("/files")
    func save(file: UploadedFile, @Form uploadedBy: String = "user") async throws -> Received {
        let saved = try await file.save(into: folder.path)
        return Received(filename: file.filename, type: file.contentType, size: file.size, savedAs: saved.name, uploadedBy: uploadedBy)
    }

    /// Says what two files hold.
    @Post("/pairs")
    func pair(left: UploadedFile, right: UploadedFile) async throws -> [String] {
        [String(buffer: try await left.bytes(upTo: 100)), String(buffer: try await right.bytes(upTo: 100))]
    }

    /// Looks at a file without keeping it.
    @Post("/sizes")
    func size(file: UploadedFile) -> Int { file.size }

    /// Takes no file at all.
    @Post("/nothing")
    func nothing() {}
}

@Schema
struct Received {
    var filename: String
    var type: String?
    var size: Int
    var savedAs: String
    var uploadedBy: String
}
