public import NIOCore

/// Splits the body of a `multipart/form-data` request into its parts, as it arrives.
///
/// It does no I/O: give it each chunk, then ask for events until there are none.
///
/// ```swift
/// var parser = MultipartParser(boundary: try MultipartParser.boundary(fromContentType: contentType))
/// for try await chunk in body {
///     try parser.append(chunk)
///     while let event = try parser.next() { … }
/// }
/// try parser.finish()
/// ```
///
/// The format is RFC 7578, in the syntax of RFC 2046 section 5.1.1. A preamble, an epilogue, an empty line before the first boundary
/// and white space after a boundary are passed over; lines must end in CR LF; a body without its closing boundary is refused.
///
/// Time is in proportion to the bytes received, however they are cut and whatever they are. Besides the last chunk it holds at most
/// one delimiter or ``MultipartLimits/headerBytes`` of bytes. After it threw, every call throws the same error.
public struct MultipartParser: Sendable {
    private enum State {
        case preamble, boundaryLine, headers, content, epilogue
        case failed(MultipartError)
    }

    /// What one step through the bytes came to.
    private enum Step {
        case event(MultipartEvent)
        case again, needsMore
    }

    private let delimiter: MultipartDelimiter
    private let limits: MultipartLimits
    private var state: State
    /// Begins with a line break, so that a boundary at the very beginning is found like any other.
    private var undecided = UndecidedBytes([ASCII.carriageReturn, ASCII.lineFeed])
    private var receivedBytes = 0
    private var part = MultipartError.Part(number: 0)
    private var headers = MultipartHeaderBlock()
    private var headerBytes = 0
    private var isFile = false
    private var contentBytes = 0
    private var fileCount = 0
    private var fieldBytes = 0
    /// Whether the line break of the empty line after the headers is still there. It stays until content follows, because a
    /// boundary may follow at once: the content of such a part is empty.
    private var hidesLineBreak = false

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - boundary: The boundary, 1 to 70 characters of those in RFC 2046 section 5.1.1, as
    ///     ``boundary(fromContentType:)`` returns it. With any other, every call throws.
    ///   - limits: How much is accepted.
    public init(boundary: String, limits: MultipartLimits = MultipartLimits()) {
        self.limits = limits.bounded
        delimiter = MultipartDelimiter(boundary: boundary)
        state = Self.isValid(boundary: boundary) ? .preamble : .failed(MultipartError(.invalidBoundary))
    }

    /// Takes the next bytes of the body.
    ///
    /// - Parameter buffer: Bytes of the body, any number.
    /// - Throws: ``MultipartError`` if the body has more than ``MultipartLimits/totalBytes``.
    public mutating func append(_ buffer: ByteBuffer) throws(MultipartError) {
        if case .failed(let error) = state { throw error }
        receivedBytes += buffer.readableBytes
        guard receivedBytes <= limits.totalBytes else { throw fail(.bodyTooLarge(declared: nil, limit: limits.totalBytes)) }
        if case .epilogue = state { return }
        undecided.append(buffer)
    }

    /// Finds what comes next in the bytes taken so far.
    ///
    /// - Returns: An event, or nil if more bytes are needed.
    /// - Throws: ``MultipartError`` if the body is malformed or has more than a limit allows.
    public mutating func next() throws(MultipartError) -> MultipartEvent? {
        while true {
            let step: Step
            switch state {
            case .preamble: step = try skipPreamble()
            case .boundaryLine: step = try readBoundaryLine()
            case .headers: step = try readHeaderLine()
            case .content: step = try readContent()
            case .epilogue: step = skipEpilogue()
            case .failed(let error): throw error
            }
            switch step {
            case .event(let event): return event
            case .again: continue
            case .needsMore: return nil
            }
        }
    }

    /// Makes sure that the body was whole. Call it after the last byte, when ``next()`` has returned nil.
    ///
    /// - Throws: ``MultipartError`` if the closing boundary was not seen.
    public mutating func finish() throws(MultipartError) {
        switch state {
        case .epilogue: return
        case .failed(let error): throw error
        case .preamble: throw fail(.truncated(part: nil))
        case .boundaryLine, .headers, .content: throw fail(.truncated(part: part))
        }
    }
}

extension MultipartParser {
    private mutating func skipPreamble() throws(MultipartError) -> Step {
        switch undecided.search(delimiter) {
        case .content(let count):
            undecided.skip(count)
            return .needsMore
        case .delimiter(let count, let length, let isClosing):
            undecided.skip(count + length)
            try beginPart(unless: isClosing)
            return .again
        }
    }

    private mutating func beginPart(unless isClosing: Bool) throws(MultipartError) {
        guard !isClosing else {
            state = .epilogue
            return
        }
        guard part.number < limits.parts else { throw fail(.tooManyParts(limit: limits.parts)) }
        part = MultipartError.Part(number: part.number + 1)
        headers = MultipartHeaderBlock()
        headerBytes = 0
        state = .boundaryLine
    }

    /// Passes over the white space after a boundary (`transport-padding`, RFC 2046 section 5.1.1), which counts as header bytes so
    /// that there is an end to it, and its line break.
    private mutating func readBoundaryLine() throws(MultipartError) -> Step {
        let padding = undecided.leadingBlanks()
        undecided.skip(padding)
        try countHeaderBytes(padding)
        guard undecided.count >= 2 else { return .needsMore }
        guard undecided.prefix(2) == [ASCII.carriageReturn, ASCII.lineFeed] else { throw malformed(.textAfterBoundary) }
        undecided.skip(2)
        state = .headers
        return .again
    }

    private mutating func readHeaderLine() throws(MultipartError) -> Step {
        guard let length = undecided.lineLength() else {
            guard undecided.count <= limits.headerBytes - headerBytes else { throw headersTooLarge() }
            return .needsMore
        }
        try countHeaderBytes(length)
        let line = undecided.prefix(length)
        guard line.dropLast().last == ASCII.carriageReturn else { throw malformed(.lineEnding) }
        let header: MultipartPartHeader
        do throws(MultipartMalformation) {
            guard length == 2 else {
                try headers.add(line: line.dropLast(2))
                undecided.skip(length)
                return .again
            }
            header = try beginContent()
        } catch {
            throw malformed(error)
        }
        if isFile {
            guard fileCount < limits.files else { throw fail(.tooManyFiles(limit: limits.files)) }
            fileCount += 1
        }
        return .event(.partBegan(header))
    }

    private mutating func beginContent() throws(MultipartMalformation) -> MultipartPartHeader {
        let header = try headers.partHeader()
        part = MultipartError.Part(number: part.number, name: header.name, filename: header.filename)
        isFile = header.filename != nil
        contentBytes = 0
        hidesLineBreak = true
        state = .content
        return header
    }

    private mutating func readContent() throws(MultipartError) -> Step {
        switch undecided.search(delimiter) {
        case .content(let count):
            guard count > 0 else { return .needsMore }
            return try takeContent(count)
        case .delimiter(let count, let length, let isClosing):
            guard count == 0 else { return try takeContent(count) }
            undecided.skip(length)
            try beginPart(unless: isClosing)
            return .event(.partEnded)
        }
    }

    private mutating func takeContent(_ count: Int) throws(MultipartError) -> Step {
        var count = count
        if hidesLineBreak {
            // A delimiter begins with a line break, so what is not one has both of its bytes.
            undecided.skip(2)
            count -= 2
            hidesLineBreak = false
        }
        guard count > 0 else { return .again }
        if isFile {
            guard count <= limits.fileBytes - contentBytes else { throw fail(.fileTooLarge(part: part, limit: limits.fileBytes)) }
        } else {
            // Of two limits the one passed first counts, however the content was cut.
            let (left, leftForAll) = (limits.fieldBytes - contentBytes, limits.allFieldBytes - fieldBytes)
            guard count <= left || leftForAll < left else { throw fail(.fieldTooLarge(part: part, limit: limits.fieldBytes)) }
            guard count <= leftForAll else { throw fail(.fieldsTooLarge(limit: limits.allFieldBytes)) }
            fieldBytes += count
        }
        contentBytes += count
        return .event(.partData(undecided.take(count)))
    }

    private mutating func skipEpilogue() -> Step {
        undecided.skip(undecided.count)
        return .needsMore
    }
}

extension MultipartParser {
    private mutating func countHeaderBytes(_ count: Int) throws(MultipartError) {
        headerBytes += count
        guard headerBytes <= limits.headerBytes else { throw headersTooLarge() }
    }

    private mutating func headersTooLarge() -> MultipartError {
        fail(.headersTooLarge(part: part, limit: limits.headerBytes))
    }

    private mutating func malformed(_ malformation: MultipartMalformation) -> MultipartError {
        fail(.malformed(malformation, part: part))
    }

    private mutating func fail(_ reason: MultipartError.Reason) -> MultipartError {
        let error = MultipartError(reason)
        state = .failed(error)
        undecided = UndecidedBytes([])
        return error
    }
}
