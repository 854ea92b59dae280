// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, so that it is found whatever the clone's folder is called.
        .package(name: "afterwork", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "BareServer",
            dependencies: [
                "Load",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BurningServer",
            dependencies: [
                "Load",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "AfterworkWeb", package: "afterwork"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "CodingBenchmark",
            dependencies: [
                .product(name: "AfterworkJSON", package: "afterwork"),
                .product(name: "AfterworkWeb", package: "afterwork"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "CostlyServer",
            dependencies: [
                "Load",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "AfterworkWeb", package: "afterwork"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "DurableServer",
            dependencies: [
                "Load",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "AfterworkHummingbird", package: "afterwork"),
                .product(name: "AfterworkSQLite", package: "afterwork"),
                .product(name: "AfterworkWeb", package: "afterwork"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "IdleClient", swiftSettings: settings),
        .executableTarget(
            name: "JobBenchmark",
            dependencies: [
                "Load",
                "RawSQLite",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "AfterworkJSON", package: "afterwork"),
                .product(name: "AfterworkPostgres", package: "afterwork"),
                .product(name: "AfterworkSQLite", package: "afterwork"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(name: "RawSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "RunnerBenchmark",
            dependencies: [
                "Load",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "TypedServer",
            dependencies: [
                "Load",
                .product(name: "Afterwork", package: "afterwork"),
                .product(name: "AfterworkHummingbird", package: "afterwork"),
                .product(name: "AfterworkWeb", package: "afterwork"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(name: "Load", swiftSettings: settings),
    ]
)
