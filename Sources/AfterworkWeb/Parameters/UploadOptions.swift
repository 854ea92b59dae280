public import AfterworkHummingbird

/// How bodies are taken in: how much, and where large files wait until the handler saves them.
public struct UploadOptions: Sendable, Hashable {
    /// How many parts and bytes of a multipart form are accepted.
    public var limits: MultipartLimits
    /// When a file leaves memory, and the folder it goes to. Saving is without a copy if that is on the file system where files are
    /// saved.
    public var spool: SpoolPolicy
    /// How many bytes a body may have that is read as a whole, JSON or an urlencoded form; nil for the `maxUploadSize` of the request's
    /// context, which is 2 MiB unless it says otherwise. More is status 413.
    public var bodyBytes: Int?

    /// Makes options.
    ///
    /// - Parameters:
    ///   - limits: How many parts and bytes of a multipart form are accepted.
    ///   - spool: When a file leaves memory, and where it goes.
    ///   - bodyBytes: How many bytes a body may have that is read as a whole; nil for what the request's context says.
    public init(limits: MultipartLimits = MultipartLimits(), spool: SpoolPolicy = SpoolPolicy(), bodyBytes: Int? = nil) {
        self.limits = limits
        self.spool = spool
        self.bodyBytes = bodyBytes
    }
}
