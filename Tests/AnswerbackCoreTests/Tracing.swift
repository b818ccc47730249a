import AnswerbackCore
import Foundation

/// Some seconds after a moment of no importance.
func time(_ seconds: Double) -> Date {
    Date(timeIntervalSince1970: 1_790_000_000 + seconds)
}

extension AlertPolicy {
    init(confirm: Int, recover: Int) {
        self.init()
        self.confirm = confirm
        self.recover = recover
    }
}

extension Verdict {
    /// h for healthy, s for slow, f for failing, u for unreachable, ? for suspect.
    var letter: Character {
        switch self {
        case .healthy: "h"
        case .slow: "s"
        case .failing: "f"
        case .unreachable: "u"
        case .suspect: "?"
        }
    }

    static func sequence(_ letters: String) -> [Verdict] {
        letters.compactMap { letter in allCases.first { $0.letter == letter } }
    }
}

extension Health {
    /// N for not known, U for up, G for degraded, D for down.
    var letter: Character {
        switch self {
        case .unknown: "N"
        case .up: "U"
        case .degraded: "G"
        case .down: "D"
        }
    }
}

extension HealthState {
    /// Takes the verdicts one second after the other and returns the health after each, in letters.
    mutating func trace(_ verdicts: [Verdict], policy: AlertPolicy, from start: Double = 1) -> String {
        var trace = ""
        for (second, verdict) in verdicts.enumerated() {
            _ = take(verdict, at: time(start + Double(second)), policy: policy)
            trace.append(health.letter)
        }
        return trace
    }
}
