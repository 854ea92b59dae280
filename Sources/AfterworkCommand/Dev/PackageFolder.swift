import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder that a package lies in.
struct PackageFolder: Sendable, Hashable {
    /// Its path, absolute and without links.
    let path: String

    /// Finds the folder.
    ///
    /// - Parameter path: As it was given.
    /// - Throws: `ValidationError` if there is no manifest in it.
    init(path: String) throws {
        guard let manifest = Self.absolute("\(path)/Package.swift") else {
            let place = path == "." ? "here" : "in \(path)"
            throw ValidationError("There is no Package.swift \(place). Name the folder of the package with --path.")
        }
        self.path = String(manifest.dropLast("/Package.swift".count))
    }

    /// The package's manifest.
    var manifest: String { "\(path)/Package.swift" }

    /// The absolute path of what is there, without links; nil if nothing is.
    static func absolute(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// A path as it is written in the current folder: without that folder's path in front.
    static func short(_ path: String) -> String {
        guard let here = absolute("."), path.hasPrefix(here + "/") else { return path }
        return String(path.dropFirst(here.count + 1))
    }
}
