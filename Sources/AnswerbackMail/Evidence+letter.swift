import AnswerbackCore

extension Evidence {
    /// What a letter shows of the answer: the headers that say who answered and what to do about it, and the beginning of the body. A few
    /// lines; the page has the rest.
    var excerpt: [String] {
        let told = headers.filter { Evidence.telling.contains($0.name.lowercased()) }.map { "\($0.name): \($0.value)" }
        let body = (body?.lines ?? []).filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
        return (told.prefix(Evidence.excerptLimit) + body).prefix(Evidence.excerptLimit).map { $0.printable(limit: 160) }
    }

    private static let excerptLimit = 6
    private static let telling: Set = ["server", "via", "content-type", "location", "retry-after", "www-authenticate"]
}
