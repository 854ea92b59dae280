/// How much of a form is accepted before it is refused.
///
/// Every limit can be reached exactly; one more is refused. `Int.max` is no limit.
///
/// ```swift
/// var limits = MultipartLimits()
/// limits.fileBytes = 10 * 1024 * 1024   // a file may have 10 MiB
/// ```
public struct MultipartLimits: Sendable, Hashable {
    /// How many parts (fields and files together) a form may have; 1,000 unless set. More is status 413.
    public var parts: Int
    /// How many files a form may have; 100 unless set, because each may take a file descriptor. More is status 413.
    public var files: Int
    /// How many bytes the header lines of one part may have, line ends and the empty line after them included; 16 KiB unless set.
    /// More is status 431. Taken as 1 GiB if it is more.
    public var headerBytes: Int
    /// How many bytes one text field may have; 1 MiB unless set. More is status 413. Taken as 1 GiB if it is more, because a field
    /// is held in one buffer.
    public var fieldBytes: Int
    /// How many bytes all text fields together may have, because they are held in memory; 8 MiB unless set. More is status 413.
    public var allFieldBytes: Int
    /// How many bytes one file may have; 100 MiB unless set. More is status 413.
    public var fileBytes: Int
    /// How many bytes the whole body may have, headers, boundaries, preamble and epilogue included; 256 MiB unless set. More is
    /// status 413.
    public var totalBytes: Int

    /// Makes limits; each has its default unless given.
    ///
    /// - Parameters:
    ///   - parts: How many parts a form may have.
    ///   - files: How many files a form may have.
    ///   - headerBytes: How many bytes the header lines of one part may have.
    ///   - fieldBytes: How many bytes one text field may have.
    ///   - allFieldBytes: How many bytes all text fields together may have.
    ///   - fileBytes: How many bytes one file may have.
    ///   - totalBytes: How many bytes the whole body may have.
    public init(
        parts: Int = 1000,
        files: Int = 100,
        headerBytes: Int = 16 * 1024,
        fieldBytes: Int = 1024 * 1024,
        allFieldBytes: Int = 8 * 1024 * 1024,
        fileBytes: Int = 100 * 1024 * 1024,
        totalBytes: Int = 256 * 1024 * 1024
    ) {
        self.parts = parts
        self.files = files
        self.headerBytes = headerBytes
        self.fieldBytes = fieldBytes
        self.allFieldBytes = allFieldBytes
        self.fileBytes = fileBytes
        self.totalBytes = totalBytes
    }

    /// The limits with those that are held in one buffer kept below what a `ByteBuffer` can hold (4 GiB, and it doubles to grow).
    var bounded: MultipartLimits {
        let most = 1024 * 1024 * 1024
        var limits = self
        limits.headerBytes = min(headerBytes, most)
        limits.fieldBytes = min(fieldBytes, most)
        return limits
    }
}
