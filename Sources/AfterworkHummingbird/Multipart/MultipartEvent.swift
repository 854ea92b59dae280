public import NIOCore

/// What a ``MultipartParser`` found next in a body.
///
/// A part is one `partBegan`, any number of `partData`, one `partEnded`. An empty part has no `partData`.
public enum MultipartEvent: Sendable, Hashable {
    /// A part's headers are complete; its content follows.
    case partBegan(MultipartPartHeader)
    /// More of the part's content, 1 byte or more. Where it is cut depends only on how the body arrived and means nothing.
    case partData(ByteBuffer)
    /// The part's content is complete.
    case partEnded
}
