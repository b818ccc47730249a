import AnswerbackCore
import AnswerbackTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct GlobTests {
    @Test(arguments: [
        ("custom_bot", "custom_bot"), ("custom_*", "custom_bot"), ("*", ""), ("*", "anything"), ("", ""), ("*bot*", "a bot b"),
        ("custom_bo?", "custom_bot"), ("a**b", "ab"), ("?*", "x"), ("https://*.example/*", "https://a.b.example/c/d"),
        ("*é", "café"),
        ("f?n", "fün"), ("[a-z]", "[a-z]"), ("a.c", "a.c"), ("*aab", "aaaab"),
    ])
    func thisMatches(pattern: String, text: String) {
        #expect(Glob(pattern).matches(text))
    }

    @Test(arguments: [
        ("custom_bot", "custom_bots"), ("custom_bot", "custom_bo"), ("Custom_bot", "custom_bot"), ("", "a"), ("?", ""),
        ("?", "ab"),
        ("a.c", "abc"), ("[a-z]", "b"), ("a*b", "abc"), ("*bot", "bots"), ("ab*ba", "aba"),
    ])
    func thisDoesNot(pattern: String, text: String) {
        #expect(!Glob(pattern).matches(text))
    }

    /// The definition, which takes exponential time.
    private static func reference(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        switch pattern.first {
        case nil: text.isEmpty
        case "*": reference(pattern.dropFirst(), text) || (!text.isEmpty && reference(pattern, text.dropFirst()))
        case let wanted?:
            !text.isEmpty && (wanted == "?" || wanted == text.first) && reference(pattern.dropFirst(), text.dropFirst())
        }
    }

    @Test func itAgreesWithTheDefinition() {
        var random = Random(seed: 31)
        var matches = 0
        for _ in 0..<20_000 {
            let pattern = random.text(of: ["a", "b", "*", "?"], upTo: 7)
            let text = random.text(of: ["a", "b"], upTo: 8)
            let expected = Self.reference(Array(pattern)[...], Array(text)[...])
            if Glob(pattern).matches(text) != expected { Issue.record("`\(pattern)` and `\(text)`: \(!expected)") }
            if expected { matches += 1 }
        }
        #expect((2000...18_000).contains(matches), "too one-sided to say anything: \(matches)")
    }

    /// With backtracking over every star this would take longer than the universe has existed.
    @Test func patternsMadeToTakeForEverEndQuickly() {
        let text = String(repeating: "a", count: 2000)
        #expect(!Glob(String(repeating: "a*", count: 50) + "b").matches(text))
        #expect(!Glob(String(repeating: "*?", count: 50) + "b").matches(text))
        #expect(Glob(String(repeating: "*a", count: 50)).matches(text))
    }
}
