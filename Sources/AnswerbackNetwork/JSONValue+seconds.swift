import AnswerbackCore

extension JSONValue {
    /// Seconds as a number, or as a number in a text, which some token endpoints send. From zero to a year.
    var seconds: Duration? {
        guard let number = number ?? string.flatMap(Double.init), (0...31_536_000).contains(number) else { return nil }
        return .seconds(number)
    }
}
