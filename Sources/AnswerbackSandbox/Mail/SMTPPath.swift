/// The argument of MAIL or RCPT: `FROM:<address> SIZE=100 BODY=8BITMIME`.
struct SMTPPath: Sendable, Hashable {
    /// Without the angle brackets; empty for `<>`.
    let address: String
    /// With names in capitals; a parameter without a value is empty.
    let parameters: [String: String]

    /// Nil when the form is wrong, or when the address is longer than 254 bytes or not printable ASCII.
    init?(_ argument: String, keyword: String) {
        guard argument.prefix(keyword.count).uppercased() == keyword else { return nil }
        let rest = argument.dropFirst(keyword.count).drop { $0 == " " }
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        let address = rest[rest.index(after: rest.startIndex)..<end]
        guard address.utf8.count <= 254, address.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "<") }),
            address.isEmpty || address.contains("@")
        else { return nil }
        self.address = String(address)
        var parameters: [String: String] = [:]
        for word in rest[rest.index(after: end)...].split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1)
            guard let name = pair.first else { return nil }
            parameters[name.uppercased()] = pair.count == 2 ? String(pair[1]) : ""
        }
        self.parameters = parameters
    }
}
