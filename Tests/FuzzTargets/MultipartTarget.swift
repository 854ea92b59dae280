import AfterworkHummingbird
import NIOCore
import NIOPosix

/// Parses an input as a multipart form.
///
/// The first byte decides where the body is cut into chunks, the second how narrow the limits are. Then comes a line with the content type,
/// and then the body.
///
/// - What a body holds does not depend on where it is cut.
/// - No limit is passed.
/// - A form that is accepted and written anew is the same form.
/// - A form that goes to disk is the same, and nothing of it remains there.
public struct MultipartTarget: FuzzTarget {
    private let folder: SpoolFolder

    /// Makes a target with a folder of its own for temporary files.
    public init() throws {
        folder = try SpoolFolder()
    }

    /// Parses the input.
    public func check(_ input: [UInt8]) async throws {
        guard input.count > 2, let lineEnd = input.firstIndex(of: UInt8(ascii: "\n")), lineEnd >= 2 else { return }
        let contentType = String(decoding: input[2..<lineEnd], as: UTF8.self)
        let body = Array(input[(lineEnd + 1)...])
        let limits = Self.limits(narrowness: input[1])
        let cuts = Cuts(seed: input[0], length: body.count)
        let boundary: String
        do throws(MultipartError) {
            boundary = try MultipartParser.boundary(fromContentType: contentType)
        } catch {
            try Self.expectRefusal(error)
            return
        }
        let whole = ParsedForm(body, boundary: boundary, limits: limits)
        for sizes in [cuts.sizes, body.count <= 400 ? Array(repeating: 1, count: body.count) : []] {
            let cut = ParsedForm(body, boundary: boundary, limits: limits, chunkSizes: sizes)
            // Which of two limits is passed first may depend on the cuts where one of them is that of the whole body.
            guard body.count <= limits.totalBytes else {
                try expect(cut.error != nil && whole.error != nil, "A body of \(body.count) bytes is accepted.")
                continue
            }
            try expect(cut.decided == whole.decided, "Cut into \(sizes), it is \(cut) instead of \(whole).")
        }
        try whole.expectWithin(limits, body: body)
        if let error = whole.error { try Self.expectRefusal(error) } else { try whole.expectSameWrittenAnew() }
        try await checkForm(body, contentType: contentType, limits: limits, sizes: cuts.sizes, whole: whole)
    }

    /// Where most inputs pass them, the last kind: they are a few hundred bytes long.
    private static func limits(narrowness: UInt8) -> MultipartLimits {
        switch narrowness % 4 {
        case 0: MultipartLimits()
        case 1: MultipartLimits(parts: 3, files: 1, headerBytes: 100)
        case 2: MultipartLimits(fieldBytes: 8, allFieldBytes: 12, fileBytes: 20)
        default: MultipartLimits(parts: 2, headerBytes: 70, fieldBytes: 40, fileBytes: 40, totalBytes: 200)
        }
    }

    private static func expectRefusal(_ error: MultipartError) throws(Finding) {
        try expect(error.status.kind == .clientError, "\(error) is answered with \(error.status).")
        try expect(error.message.utf8.count < 2_000, "The message is \(error.message.utf8.count) bytes long.")
    }

    private func checkForm(
        _ body: [UInt8],
        contentType: String,
        limits: MultipartLimits,
        sizes: [Int],
        whole: ParsedForm
    ) async throws {
        let spool = SpoolPolicy(memoryThreshold: 16, memoryPerForm: 24, directory: folder.path)
        var spooled = false
        do {
            let form = try await MultipartForm.read(
                Chunks(body, sizes: sizes),
                contentType: contentType,
                limits: limits,
                spool: spool,
                threadPool: folder.threadPool
            )
            try expect(whole.error == nil, "The form is accepted, but its body is refused: \(whole.error as Any)")
            try expect(form.entries.count == whole.parts.count, "The form has \(form.entries.count) parts instead of \(whole.parts.count).")
            for (entry, part) in zip(form.entries, whole.parts) {
                try await compare(entry, with: part)
                if case .file(let file) = entry.value, file.size > 8 { spooled = true }
            }
        } catch let error as MultipartError {
            spooled = true
            if case .fieldNotUTF8 = error.reason {
                try Self.expectRefusal(error)
            } else {
                try expect(
                    error == whole.error || body.count > limits.totalBytes,
                    "The form is refused with \(error), but its body with \(whole.error as Any)."
                )
            }
        }
        if spooled { try await folder.expectEmpty() }
    }

    private func compare(_ entry: MultipartForm.Entry, with part: ParsedForm.Part) async throws {
        let content: [UInt8]
        switch entry.value {
        case .field(let text):
            content = Array(text.utf8)
            try expect(part.header.filename == nil, "The file \(part.header) is a field.")
        case .file(let file):
            content = Array(buffer: try await file.bytes(upTo: .max))
            try expect(file.filename == part.header.filename, "The file \(part.header) is called \(file.filename).")
            try expect(file.contentType == part.header.contentType, "The file \(part.header) has another type.")
        }
        try expect(entry.name == part.header.name && content == part.content, "\(part.header) is \(entry.name) with \(content).")
    }
}

/// Where a body is cut into chunks.
private struct Cuts {
    let sizes: [Int]

    /// Even seeds cut into pieces of about one size, odd ones in a pattern of small and large.
    init(seed: UInt8, length: Int) {
        var state = UInt32(seed) &* 2_654_435_761 | 1
        var sizes: [Int] = []
        var left = length
        while left > 0, sizes.count < 200 {
            state = state &* 1_664_525 &+ 1_013_904_223
            let most = seed.isMultiple(of: 2) ? Int(seed / 4) + 1 : [1, 2, 5, 64][Int(state >> 30)]
            sizes.append(min(left, Int(state >> 8) % most + 1))
            left -= sizes[sizes.count - 1]
        }
        self.sizes = sizes
    }
}

/// A request's body that arrives in chunks; the last one has what is left.
private struct Chunks: AsyncSequence {
    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ArraySlice<UInt8>
        var sizes: ArraySlice<Int>

        mutating func next() -> ByteBuffer? {
            guard !rest.isEmpty else { return nil }
            let chunk = ByteBuffer(bytes: rest.prefix(sizes.popFirst() ?? rest.count))
            rest = rest.dropFirst(chunk.readableBytes)
            return chunk
        }
    }

    let body: [UInt8]
    let sizes: [Int]

    init(_ body: [UInt8], sizes: [Int]) {
        self.body = body
        self.sizes = sizes
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rest: body[...], sizes: sizes[...])
    }
}
