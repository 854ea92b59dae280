/// A file that ``UploadedFile/save(into:as:)`` made.
public struct SavedFile: Sendable, Hashable {
    /// The folder's path as it was given, and the name.
    public let path: String
    /// The name that the file got, which differs from the one asked for if that was taken or not clean.
    public let name: String
    /// How many bytes the file has.
    public let size: Int
}
