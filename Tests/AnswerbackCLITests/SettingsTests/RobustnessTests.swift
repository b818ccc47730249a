import Testing

@testable import AnswerbackCLI

@Suite struct RobustnessTests {
    /// The same numbers each time, so that a text that fails can be found again (Steele and Vigna's SplitMix64).
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "\n", "  ", "- ", ": ", "\t", "{", "}", "[", "]", "\"", "'", "&a ", "*a", "|", ">", "#", "!!int ", "? ", "%", "---\n",
        "\r", "\u{85}", "\u{2028}", "é", "\0", "probe:", "<<: *a", "\u{e000}",
    ]

    /// The configuration with some pieces taken out and others put in.
    private func spoiled(_ text: String, with dice: inout Dice) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let start = Int.random(in: 0..<scalars.count, using: &dice)
            let end = min(scalars.count, start + Int.random(in: 0...12, using: &dice))
            let piece = Self.pieces.randomElement(using: &dice) ?? ""
            scalars.replaceSubrange(start..<end, with: Array(piece.unicodeScalars))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func whateverAFileHoldsTheAnswerIsSettingsOrProblemsWithAPlace(_ seed: UInt64) {
        var dice = Dice(state: seed)
        for _ in 0..<50 {
            let text = spoiled(SettingsTests.everything, with: &dice)
            do {
                _ = try Settings.read(text, file: "a.yaml")
            } catch {
                #expect(!error.problems.isEmpty)
                #expect(error.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty }, "\(error)")
            }
        }
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func aFileThatIsTooDeepIsRefused(_ opening: String) {
        let text = "probe: \n  " + String(repeating: opening, count: 100_000)
        #expect(throws: SettingsError.self) { try Settings.read(text, file: "a.yaml") }
    }

    @Test func keysGivenTwiceWithoutEndAreRefused() {
        let text = String(repeating: "probe: {}\n", count: 400)
        let error = #expect(throws: SettingsError.self) { try Settings.read(text, file: "a.yaml") }
        #expect(error?.problems.contains { $0.message == "has too many keys that are given twice" } ?? false)
    }

    @Test(arguments: [
        ("intervall", "interval"), ("inetrval", "interval"), ("INTERVAL", "interval"), ("verifyTls", "verify_tls"),
        ("verify-tls", "verify_tls"), ("cafile", "ca_file"), ("", nil), ("zebra", nil), ("den", "deny"),
    ])
    func theNearestKeyIsSuggested(_ word: String, _ expected: String?) {
        #expect(word.nearest(of: ["interval", "deny", "verify_tls", "ca_file"]) == expected)
    }

    @Test(arguments: [
        ("localhost", true), ("a.localhost", true), ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("[::1]", true),
        ("127.0.0.1.example.com", false), ("128.0.0.1", false), ("localhost.example.com", false), ("::2", false), ("", false),
    ])
    func onlyThisMachineIsLoopback(_ host: String, _ expected: Bool) {
        #expect(Location.isLoopback(host) == expected)
    }
}
