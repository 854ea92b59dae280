/// What is known of a package's layout while its manifest changes.
///
/// Two things are asked of it: what is there to be started, which the last build that succeeded says, whatever the manifest has become
/// since; and what the next build may take for granted, which is nothing once the manifest is another than the one that was described.
struct KnownLayout: Sendable {
    /// The layout of the last build that succeeded.
    private(set) var built: PackageLayout?

    /// The manifests that there were so far, by number: the one that is there, the one that `built` describes and the one that the build
    /// in progress began with.
    private var manifest = 0
    private var builtManifest = 0
    private var begunManifest = 0

    /// Takes in that the manifest has changed.
    mutating func manifestChanged() {
        manifest += 1
    }

    /// Takes in that a build begins.
    ///
    /// - Returns: The layout to build with, or nil if the package is to be asked for it.
    mutating func buildBegan() -> PackageLayout? {
        begunManifest = manifest
        return builtManifest == manifest ? built : nil
    }

    /// Takes in that the build has succeeded. If the manifest has changed since it began, it may describe the old one.
    mutating func buildSucceeded(with layout: PackageLayout) {
        built = layout
        builtManifest = begunManifest
    }
}
