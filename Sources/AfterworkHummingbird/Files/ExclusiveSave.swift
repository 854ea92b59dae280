import NIOCore

/// Saves an upload under the first free one of several names, so that it appears at once and complete.
struct ExclusiveSave: Sendable {
    /// What is saved.
    let content: UploadContent
    /// The path of the folder where it is saved.
    let directory: String
    /// The name that is wanted, clean.
    let name: String
    /// What the system can do.
    let features: FileFeatures

    /// Saves the file. It blocks.
    ///
    /// - Throws: ``FileSaveError``, and then nothing remains.
    func run() throws(FileSaveError) -> SavedFile {
        let saved: String?
        do throws(SystemCallError) {
            let opened = try OpenDirectory(path: directory)
            if let linked = link(in: opened) {
                saved = linked
            } else {
                saved = try copy(to: opened)
            }
        } catch {
            throw FileSaveError(error, name: name, directory: directory)
        }
        guard let saved else { throw FileSaveError(.namesTaken(tried: AlternativeNames.most), name: name, directory: directory) }
        let separator = directory.hasSuffix("/") ? "" : "/"
        return SavedFile(path: directory + separator + saved, name: saved, size: content.size)
    }

    private func link(in directory: OpenDirectory) -> String? {
        guard case .file(let file) = content else { return nil }
        return file.link(as: AlternativeNames(name: name), in: directory)
    }

    private func copy(to directory: OpenDirectory) throws(SystemCallError) -> String? {
        let staged = try NewFile.staged(in: directory, features: features)
        switch content {
        case .memory(let bytes):
            let result = bytes.withUnsafeReadableBytes { bytes in
                Result { () throws(SystemCallError) in try staged.write(bytes, at: 0) }
            }
            try result.get()
        case .file(let file):
            try file.copy(to: staged)
        }
        return try AlternativeNames(name: name).link(staged, in: directory)
    }
}
