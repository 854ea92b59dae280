import NIOPosix

// Keeping an upload, under a name that is safe and was free.

extension UploadedFile {
    /// Saves the file in a folder, under a cleaned name that nothing there has.
    ///
    /// ```swift
    /// try await file.save(into: "/srv/uploads").name             // report.pdf
    /// try await file.save(into: "/srv/uploads").name             // report-2.pdf
    /// try await file.save(into: "/srv/uploads", as: "1.pdf").name   // 1.pdf
    /// ```
    ///
    /// The file appears at once and complete. Nothing is overwritten, nothing outside the folder is touched, links in it are not
    /// followed, and saves side by side each get a name of their own: after nine numbered names, a random one. The file has the
    /// permissions 0666 less the process's umask. It is not flushed to the disk (`fsync`).
    ///
    /// A file that was spooled to the same file system is linked, not copied, the first time. Then this value and the saved file are one:
    /// whoever changes the saved file in place changes what this value reads. If the process dies, nothing remains of an unfinished
    /// save, except where the file system has no `O_TMPFILE` (as on macOS and NFS): there, a file named `.afterwork-….part`.
    ///
    /// - Parameters:
    ///   - directory: The folder's path. It must exist.
    ///   - name: The name to save as, which is cleaned as well; the client's if it is nil. See ``FileName/cleaned(_:)``.
    /// - Returns: Where the file is.
    /// - Throws: ``FileSaveError``, and then nothing was saved; or `CancellationError` if the task was cancelled before it began.
    @discardableResult
    public func save(into directory: String, as name: String? = nil) async throws -> SavedFile {
        try await save(into: directory, as: name, features: .detected)
    }

    @discardableResult
    func save(into directory: String, as name: String?, features: FileFeatures) async throws -> SavedFile {
        let name = try FileName.cleaned(name ?? filename)
        let save = ExclusiveSave(content: content, directory: directory, name: name, features: features)
        return try await threadPool.runIfActive { try save.run() }
    }
}
