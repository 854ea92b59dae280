public import AfterworkHummingbird

/// How multipart bodies are taken in: how much, and where large files wait until the handler saves them.
public struct UploadOptions: Sendable, Hashable {
    /// How many parts and bytes are accepted.
    public var limits: MultipartLimits
    /// When a file leaves memory, and the folder it goes to. Saving is without a copy if that is on the file system where files are
    /// saved.
    public var spool: SpoolPolicy

    /// Makes options.
    ///
    /// - Parameters:
    ///   - limits: How many parts and bytes are accepted.
    ///   - spool: When a file leaves memory, and where it goes.
    public init(limits: MultipartLimits = MultipartLimits(), spool: SpoolPolicy = SpoolPolicy()) {
        self.limits = limits
        self.spool = spool
    }
}
