// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours: what the compiler can prove, it has to prove.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

/// The tests of one target, which may also use `others`.
func tests(of name: String, _ others: Target.Dependency..., readingFiles folders: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "AnswerbackTesting"] + others,
        exclude: folders,
        swiftSettings: strict)
}

// Who may import whom is a table in docs/architecture.md; scripts/check-imports holds the sources to it.
let package = Package(
    name: "answerback",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "answerback", targets: ["answerback"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "Curl", dependencies: ["CCurl", locks], swiftSettings: strict),
        .target(name: "AnswerbackCore", swiftSettings: strict),
        .target(
            name: "AnswerbackNetwork",
            dependencies: ["AnswerbackCore", "Curl", logging, locks],
            swiftSettings: strict),
        .target(
            name: "AnswerbackMail",
            dependencies: ["AnswerbackCore", "Curl", mustache, locks],
            resources: [.embedInCode("Templates")],
            swiftSettings: strict),
        .target(
            name: "AnswerbackStorage",
            dependencies: ["AnswerbackCore", .product(name: "GRDB", package: "GRDB.swift"), logging],
            swiftSettings: strict),
        .target(
            name: "AnswerbackMonitor",
            dependencies: [
                "AnswerbackCore", logging, lifecycle, locks, .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(
            name: "AnswerbackWeb",
            dependencies: ["AnswerbackCore", hummingbird, mustache, lifecycle, logging, locks],
            resources: [.embedInCode("Templates")],
            swiftSettings: strict),
        .target(
            name: "AnswerbackSandbox",
            dependencies: [
                "AnswerbackCore", hummingbird, mustache, lifecycle, logging, locks,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.embedInCode("Templates")],
            swiftSettings: strict),
        .target(
            name: "AnswerbackCLI",
            dependencies: [
                "AnswerbackCore", "AnswerbackNetwork", "AnswerbackMail", "AnswerbackStorage", "AnswerbackMonitor",
                "AnswerbackWeb", "AnswerbackSandbox", "Curl", lifecycle, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "answerback", dependencies: ["AnswerbackCLI"], swiftSettings: strict),
        .target(name: "AnswerbackTesting", dependencies: ["AnswerbackCore", locks], swiftSettings: strict),
        .executableTarget(
            name: "engine-benchmark", dependencies: ["Curl", locks], path: "Benchmarks/engine", swiftSettings: strict),
        tests(of: "Curl", locks),
        tests(of: "AnswerbackCore"),
        tests(of: "AnswerbackNetwork", "AnswerbackCore", "Curl", logging),
        tests(of: "AnswerbackMail", "AnswerbackCore", "Curl", locks, readingFiles: ["Fixtures"]),
        tests(
            of: "AnswerbackStorage", "AnswerbackCore", .product(name: "GRDB", package: "GRDB.swift"),
            readingFiles: ["Fixtures"]),
        tests(of: "AnswerbackMonitor", "AnswerbackCore", "AnswerbackStorage", lifecycle, logging, locks),
        tests(
            of: "AnswerbackWeb", "AnswerbackCore", hummingbird, hummingbirdTesting, logging, readingFiles: ["Expected"]),
        tests(of: "AnswerbackSandbox", "AnswerbackCore", "AnswerbackNetwork", "Curl", logging),
        tests(
            of: "AnswerbackCLI", "AnswerbackCore", "AnswerbackMail", "AnswerbackStorage", "AnswerbackSandbox", logging,
            .product(name: "ArgumentParser", package: "swift-argument-parser"), readingFiles: ["Fixtures"]),
    ]
)

// Built only by Tests/Fuzz/run, since it needs a sanitizer: libFuzzer's.
if Context.environment["ANSWERBACK_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["AnswerbackCore", "AnswerbackNetwork", "Curl", locks], path: "Tests/Fuzz",
            exclude: ["run", "corpus"], swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
