// swift-tools-version: 6.2

import CompilerPluginSupport
import PackageDescription

/// In tests an import per member would only be noise: the rule guards what users of the library have to import.
let testSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let settings = testSettings + [.enableUpcomingFeature("MemberImportVisibility")]

/// The flags with which scripts/fuzz builds the modules that it feeds, so that they count what they reach; nil anywhere else.
let fuzzingFlags = Context.environment["AFTERWORK_FUZZING_FLAGS"]?.split(separator: " ").map(String.init)
let fuzzedSettings = settings + (fuzzingFlags.map { [.unsafeFlags($0)] } ?? [])

let package = Package(
    name: "afterwork",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "AfterworkJSON", targets: ["AfterworkJSON"]),
        .library(name: "Afterwork", targets: ["Afterwork"]),
        .library(name: "AfterworkSQLite", targets: ["AfterworkSQLite"]),
        .library(name: "AfterworkPostgres", targets: ["AfterworkPostgres"]),
        .library(name: "AfterworkHummingbird", targets: ["AfterworkHummingbird"]),
        .library(name: "AfterworkWeb", targets: ["AfterworkWeb"]),
        .library(name: "AfterworkTesting", targets: ["AfterworkTesting"]),
        .executable(name: "afterwork", targets: ["AfterworkMain"]),
        .executable(name: "guide", targets: ["Guide"]),
        .executable(name: "simulate", targets: ["Simulate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(name: "AfterworkJSON", swiftSettings: fuzzedSettings),
        .target(name: "CAfterwork"),
        .target(
            name: "Afterwork",
            dependencies: [
                "AfterworkJSON",
                "CAfterwork",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "ServiceContextModule", package: "swift-service-context"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AfterworkSQLite",
            dependencies: [
                "Afterwork",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        // From the system: libpq-dev, or Homebrew's libpq.
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .target(
            name: "AfterworkPostgres",
            dependencies: ["Afterwork", "CLibpq", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: settings
        ),
        .target(name: "AfterworkTesting", dependencies: ["Afterwork", "AfterworkJSON"], swiftSettings: settings),
        .target(
            name: "AfterworkHummingbird",
            dependencies: [
                "Afterwork",
                "AfterworkJSON",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: fuzzedSettings
        ),
        .macro(
            name: "AfterworkWebMacros",
            dependencies: [
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
                .product(name: "SwiftIfConfig", package: "swift-syntax"),
                .product(name: "SwiftParser", package: "swift-syntax"),
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "AfterworkWeb",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkJSON",
                "AfterworkWebMacros",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: fuzzedSettings
        ),
        .target(
            name: "AfterworkCommand",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Main"],
            swiftSettings: settings
        ),
        // Apart from the command's own code, because tests cannot import an executable: SwiftPM builds those of a package with macros
        // for another destination than its executables.
        .executableTarget(
            name: "AfterworkMain",
            dependencies: ["AfterworkCommand", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Sources/AfterworkCommand/Main",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Guide",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkJSON",
                "AfterworkPostgres",
                "AfterworkSQLite",
                "AfterworkWeb",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "SmallestServer",
            dependencies: ["Afterwork", "AfterworkWeb"],
            path: "Examples/SmallestServer",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "DurableJobs",
            dependencies: [
                "AfterworkSQLite",
                "AfterworkWeb",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Examples/DurableJobs",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "SharedJobs",
            dependencies: [
                "AfterworkPostgres",
                "AfterworkWeb",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Examples/SharedJobs",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ExistingHummingbird",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkWeb",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "Examples/ExistingHummingbird",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "PlainHummingbird",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "Examples/PlainHummingbird",
            swiftSettings: settings
        ),
        // Apart from the server, for the reason given at AfterworkMain.
        .target(
            name: "ConformanceRoutes",
            dependencies: [
                "AfterworkWeb",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Conformance/Routes",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ConformanceServer",
            dependencies: ["AfterworkWeb", "ConformanceRoutes"],
            path: "Conformance/Server",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: testSettings
        ),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkJSON",
                "AfterworkWeb",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/FuzzTargets",
            swiftSettings: testSettings
        ),
        .target(
            name: "JobSimulator",
            dependencies: [
                "Afterwork",
                "AfterworkPostgres",
                "AfterworkSQLite",
                "TestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/JobSimulator",
            exclude: ["Main"],
            swiftSettings: testSettings
        ),
        // Apart from the simulator, for the reason given at AfterworkMain.
        .executableTarget(
            name: "Simulate",
            dependencies: ["JobSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Tests/JobSimulator/Main",
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "JobSimulatorTests",
            dependencies: [
                "JobSimulator",
                "Simulate",
                "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
        .target(name: "PowerCut", path: "Tests/PowerCut"),
        // No test depends on it, although some run it: its calls of the C library would be those of the tests as well.
        .executableTarget(
            name: "StoreProcess",
            dependencies: [
                "Afterwork",
                "AfterworkSQLite",
                "PowerCut",
                "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/StoreProcess",
            swiftSettings: testSettings
        ),
        // What the promises about durable jobs are tested with: a process to be killed.
        .executableTarget(
            name: "JobVictim",
            dependencies: ["Afterwork", "AfterworkSQLite"],
            path: "Tests/JobVictim",
            swiftSettings: testSettings
        ),
        // What stores in PostgreSQL are tested with: processes to be killed, stopped and cut off.
        .executableTarget(
            name: "PostgresProcess",
            dependencies: ["Afterwork", "AfterworkPostgres", "TestSupport", .product(name: "Logging", package: "swift-log")],
            path: "Tests/PostgresProcess",
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "PostgresFaultTests",
            dependencies: [
                "Afterwork",
                "AfterworkPostgres",
                "PostgresProcess",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "DurablePromiseTests",
            dependencies: [
                "Afterwork",
                "AfterworkPostgres",
                "AfterworkSQLite",
                "AfterworkTesting",
                "AfterworkWeb",
                "JobVictim",
                "TestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: testSettings),
        .testTarget(name: "AfterworkJSONTests", dependencies: ["AfterworkJSON", "TestSupport"], swiftSettings: testSettings),
        .testTarget(
            name: "AfterworkTests",
            dependencies: [
                "Afterwork",
                "AfterworkJSON",
                "AfterworkTesting",
                "TestSupport",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceContextModule", package: "swift-service-context"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(name: "AfterworkTestingTests", dependencies: ["Afterwork", "AfterworkTesting"], swiftSettings: testSettings),
        .testTarget(
            name: "AfterworkSQLiteTests",
            dependencies: [
                "Afterwork",
                "AfterworkSQLite",
                "AfterworkTesting",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AfterworkPostgresTests",
            dependencies: ["Afterwork", "AfterworkPostgres", "AfterworkTesting", "TestSupport"],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AfterworkHummingbirdTests",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkTesting",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceContextModule", package: "swift-service-context"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AfterworkWebMacrosTests",
            dependencies: [
                "AfterworkWebMacros",
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
                .product(name: "SwiftIfConfig", package: "swift-syntax"),
                .product(name: "SwiftParser", package: "swift-syntax"),
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AfterworkWebTests",
            dependencies: [
                "Afterwork",
                "AfterworkHummingbird",
                "AfterworkJSON",
                "AfterworkWeb",
                "ConformanceRoutes",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Diagnostics/Mistakes"],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AfterworkCommandTests",
            dependencies: [
                "AfterworkCommand",
                "AfterworkMain",
                "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "GuideTests",
            dependencies: [
                "Guide",
                "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: testSettings
        ),
    ]
)

// What Fuzzing/ needs and no user does.
if fuzzingFlags != nil { package.products.append(.library(name: "FuzzTargets", targets: ["FuzzTargets"])) }
