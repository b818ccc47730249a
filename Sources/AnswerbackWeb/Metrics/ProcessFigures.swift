import Foundation
import Glibc

/// What the kernel counts of a process: proc(5) has the sources. A figure that cannot be read is nil.
package struct ProcessFigures: Sendable {
    var cpu: Duration?
    var residentBytes: Int?
    var virtualBytes: Int?
    var openFiles: Int?
    var maximumFiles: Int?
    /// Since 1970.
    var started: Duration?

    package init() {}

    /// Our own, as they are at this moment.
    package static func now() -> ProcessFigures {
        var figures = ProcessFigures()
        if let stat = read("/proc/self/stat") { figures.take(stat: stat) }
        figures.openFiles = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.maximumFiles = Int(clamping: limit.rlim_cur)
        }
        return figures
    }

    /// With this start when the kernel does not tell: systemd's `ProcSubset=pid` hides when the machine was started.
    func startedOtherwise(at date: Date) -> ProcessFigures {
        var figures = self
        figures.started = started ?? .seconds(date.timeIntervalSince1970)
        return figures
    }

    /// Takes the figures out of one line of `/proc/self/stat`. The name of the command comes in brackets and may hold anything,
    /// so counting starts behind the last bracket, at field 3.
    private mutating func take(stat: String) {
        guard let bracket = stat.lastIndex(of: ")") else { return }
        let fields = stat[bracket...].split(separator: " ").dropFirst().map { Int($0) }
        let field = { (number: Int) in fields.indices.contains(number - 3) ? fields[number - 3] : nil }
        if let user = field(14), let system = field(15) { cpu = ProcessFigures.ticks(user + system) }
        virtualBytes = field(23)
        residentBytes = field(24).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
        if let start = field(22), let boot = ProcessFigures.bootTime() { started = .seconds(boot) + ProcessFigures.ticks(start) }
    }

    /// When the machine was started, in seconds since 1970.
    private static func bootTime() -> Int? {
        let line = read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Int($0.dropFirst("btime ".count)) }
    }

    private static func ticks(_ count: Int) -> Duration {
        .milliseconds(count * 1000 / max(1, Int(sysconf(Int32(_SC_CLK_TCK)))))
    }

    private static func read(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
