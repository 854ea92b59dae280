// swift-tools-version: 6.2

import PackageDescription

// scripts/fuzz sets both: the flags with which ../Package.swift builds the modules that are fed, and where the toolchain has libFuzzer
// without a `main`, because SwiftPM wants one of ours.
let flags = Context.environment["AFTERWORK_FUZZING_FLAGS"] ?? ""
let library = Context.environment["AFTERWORK_LIBFUZZER"]

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

#if os(macOS)
let cxx = "-lc++"
#else
let cxx = "-lstdc++"
#endif
let linked = (library.map { [$0, cxx] } ?? []) + (flags.contains("address") ? ["-sanitize=address"] : [])

let package = Package(
    name: "fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, so that it is found whatever the clone's folder is called.
        .package(name: "afterwork", path: "..")
    ],
    targets: [
        .target(name: "LibFuzzer"),
        .target(
            name: "Fuzzing",
            dependencies: ["LibFuzzer", .product(name: "FuzzTargets", package: "afterwork")],
            swiftSettings: settings
        ),
    ]
        + ["FuzzJSON", "FuzzBinder", "FuzzMultipart", "FuzzRequests"].map {
            .executableTarget(
                name: $0,
                dependencies: ["Fuzzing", .product(name: "FuzzTargets", package: "afterwork")],
                swiftSettings: settings,
                linkerSettings: [.unsafeFlags(linked)]
            )
        }
)
