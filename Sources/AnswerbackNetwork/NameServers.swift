import Foundation

/// The name servers that this machine asks.
enum NameServers {
    /// Their addresses as resolv.conf(5) names them; empty when it names none or cannot be read.
    static func configured(in file: String = "/etc/resolv.conf") -> [String] {
        guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count > 1 && words[0] == "nameserver" ? String(words[1]) : nil
        }
    }
}
