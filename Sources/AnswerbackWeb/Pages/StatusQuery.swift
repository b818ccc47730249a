import AnswerbackCore

/// Which callbacks the status page shows.
struct StatusQuery {
    /// nil for all.
    let health: Health?
    /// Looked for in names, roles and addresses, whatever the case; empty for all.
    let text: String
    /// From 1.
    let page: Int

    static let pageSize = 100

    init(_ query: Query) throws(Refusal) {
        let word = query["health"]
        health = Health.allCases.first { $0.word == word }
        if let word, health == nil { throw .badRequest("There is no health called “\(word.printable(limit: 40))”.") }
        text = query["q"] ?? ""
        page = try query.integer("page", in: 1...1_000_000) ?? 1
    }

    var isFilter: Bool { health != nil || !text.isEmpty }

    /// The address of another page, or of this one with another health.
    func link(health: Health?, page: Int = 1) -> String {
        var parts: [String] = []
        if let health { parts.append("health=\(health.word)") }
        if !text.isEmpty { parts.append("q=\(text.percentEncoded)") }
        if page > 1 { parts.append("page=\(page)") }
        return parts.isEmpty ? "?" : "?" + parts.joined(separator: "&")
    }

    /// Those that are asked for, worst first, then by name, role and id.
    func select(from callbacks: [CallbackStatus]) -> [CallbackStatus] {
        let wanted = text.lowercased()
        var keyed: [(urgency: Int, name: String, status: CallbackStatus)] = []
        for status in callbacks where health == nil || status.health == health {
            let name = status.callback.applicationName.lowercased()
            guard wanted.isEmpty || matches(status, name: name, wanted) else { continue }
            keyed.append((status.health.urgency, name, status))
        }
        keyed.sort { left, right in
            (left.urgency, left.name, left.status.id.role, left.status.id.application)
                < (right.urgency, right.name, right.status.id.role, right.status.id.application)
        }
        return keyed.map(\.status)
    }

    private func matches(_ status: CallbackStatus, name: String, _ wanted: String) -> Bool {
        name.contains(wanted) || status.id.role.lowercased().contains(wanted)
            || status.id.application.lowercased().contains(wanted)
            || status.callback.url.hidingPassword.lowercased().contains(wanted)
    }
}
