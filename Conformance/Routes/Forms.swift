import AfterworkWeb
import NIOCore

/// Routes that take a form, urlencoded or multipart.
@API
struct Forms: RouteProvider {
    @Post("/sign-up")
    func signUp(@Form fullName: String, @Form age: Int = 18, @Form nickname: String?) -> SignUp {
        SignUp(fullName: fullName, age: age, nickname: nickname)
    }

    @Post("/filled") func filled(@Form filter: Filter) -> Filter { filter }
    @Post("/tagged") func tagged(@Form tags: [String]) -> [String] { tags }

    @Post("/files")
    func store(file: UploadedFile, @Form note: String = "") async throws -> Stored { try await Stored(file, note: note) }

    @Post("/files/optional")
    func storeOptional(file: UploadedFile?) async throws -> Stored? {
        guard let file else { return nil }
        return try await Stored(file)
    }

    @Post("/files/several")
    func storeSeveral(files: [UploadedFile], cover: UploadedFile?) async throws -> [Stored] {
        var stored: [Stored] = []
        for file in files { stored.append(try await Stored(file)) }
        if let cover { stored.append(try await Stored(cover, note: "cover")) }
        return stored
    }
}

extension Stored {
    init(_ file: UploadedFile, note: String = "") async throws {
        let text = String(buffer: try await file.bytes(upTo: 1024 * 1024))
        self.init(filename: file.filename, contentType: file.contentType, size: file.size, text: text, note: note)
    }
}
