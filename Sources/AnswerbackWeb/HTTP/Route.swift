import AnswerbackCore
import Hummingbird

/// Everything that can be asked for, read from a path.
///
/// A path is taken apart before its parts are decoded, so an application's name may hold a slash.
enum Route: Equatable {
    case status
    case callback(CallbackID)
    case incident(Int64)
    case metrics
    case asset(String)
    case api(API)
    case healthy
    case ready
    case reload

    /// The paths below `/api/v1`.
    enum API: Equatable {
        case status
        case callbacks
        case callback(CallbackID)
        case history(CallbackID)
        case events(CallbackID?)
        case incidents
        case notices
    }

    /// nil when nothing has this path.
    init?(path: String) {
        var parts: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let decoded = String(part).percentDecoded else { return nil }
            parts.append(decoded)
        }
        guard let route = Route.page(parts) ?? Route.api(parts) else { return nil }
        self = route
    }

    /// What may be done with it; `HEAD` goes wherever `GET` goes.
    var methods: [HTTPRequest.Method] { self == .reload ? [.post] : [.get, .head] }

    private static func page(_ parts: [String]) -> Route? {
        switch (parts.first, parts.count) {
        case ("", 1): .status
        case ("metrics", 1): .metrics
        case ("callbacks", 3): .callback(CallbackID(application: parts[1], role: parts[2]))
        case ("incidents", 2): Int64(parts[1]).map(Route.incident)
        case ("assets", 2): .asset(parts[1])
        case ("-", 2): ["healthy": .healthy, "ready": .ready, "reload": .reload][parts[1]]
        default: nil
        }
    }

    private static func api(_ parts: [String]) -> Route? {
        guard parts.starts(with: ["api", "v1"]) else { return nil }
        let rest = Array(parts.dropFirst(2))
        switch (rest.first, rest.count) {
        case ("status", 1): return .api(.status)
        case ("callbacks", 1): return .api(.callbacks)
        case ("callbacks", 3): return .api(.callback(CallbackID(application: rest[1], role: rest[2])))
        case ("callbacks", 4) where rest[3] == "history":
            return .api(.history(CallbackID(application: rest[1], role: rest[2])))
        case ("callbacks", 4) where rest[3] == "events":
            return .api(.events(CallbackID(application: rest[1], role: rest[2])))
        case ("events", 1): return .api(.events(nil))
        case ("incidents", 1): return .api(.incidents)
        case ("notices", 1): return .api(.notices)
        default: return nil
        }
    }
}
