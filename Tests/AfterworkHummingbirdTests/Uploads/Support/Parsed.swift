import NIOCore

@testable import AfterworkHummingbird

/// Everything that a parser made of a body, independent of how its content was cut.
struct Parsed: Equatable {
    struct Part: Equatable {
        var header: MultipartPartHeader
        var content: [UInt8] = []
        var isComplete = false
    }

    var parts: [Part] = []
    var error: MultipartError.Reason?

    /// Parses a body that arrives in chunks of these sizes; the last chunk has what is left.
    init(_ body: [UInt8], boundary: String, limits: MultipartLimits = MultipartLimits(), chunkSizes: [Int] = []) {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        do throws(MultipartError) {
            var start = 0
            for size in chunkSizes + [body.count] {
                let end = min(body.count, start + size)
                try add(ByteBuffer(bytes: body[start..<end]), to: &parser)
                start = end
            }
            try parser.finish()
        } catch {
            self.error = error.reason
        }
    }

    /// What does not depend on how the body was cut: how much came of a part before an error does.
    var decided: Parsed {
        var decided = self
        for index in parts.indices where !parts[index].isComplete { decided.parts[index].content = [] }
        return decided
    }

    private mutating func add(_ chunk: ByteBuffer, to parser: inout MultipartParser) throws(MultipartError) {
        try parser.append(chunk)
        while let event = try parser.next() {
            switch event {
            case .partBegan(let header): parts.append(Part(header: header))
            case .partData(let bytes): parts[parts.count - 1].content += bytes.readableBytesView
            case .partEnded: parts[parts.count - 1].isComplete = true
            }
        }
    }
}
