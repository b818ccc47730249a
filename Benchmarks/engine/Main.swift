import Foundation

/// What a probe costs the engine alone: `CurlLoop` with a driver that does nothing but order and count.
///
/// `rate` starts AMOUNT probes a second, what is due every 5 ms together, as the daemon does; `flight` keeps AMOUNT of them going. URLs
/// are taken in turn. Prints what the probes that ended within SECONDS cost, as JSON. Benchmarks/kit/limit.c does the same in C.
@main enum Main {
    static func main() throws {
        let urls = Array(AnyIterator { readLine() })
        guard let load = Load(CommandLine.arguments.dropFirst()), !urls.isEmpty else {
            FileHandle.standardError.write(
                Data("usage: engine-benchmark rate|flight AMOUNT WARM-UP SECONDS [CA-FILE] <URLS\n".utf8))
            exit(64)
        }
        print(try load.run(over: urls))
    }
}
