import Foundation

/// Turns bytes into text.
package enum Charset {
    /// Knows UTF-8, US-ASCII, ISO 8859-1 and windows-1252; everything else is read as UTF-8, with `U+FFFD` for what is none.
    package static func decode(_ bytes: [UInt8], _ name: String?) -> String {
        switch name?.lowercased() {
        case "iso-8859-1", "latin1": String(data: Data(bytes), encoding: .isoLatin1) ?? utf8(bytes)
        case "windows-1252", "cp1252": String(data: Data(bytes), encoding: .windowsCP1252) ?? utf8(bytes)
        default: utf8(bytes)
        }
    }

    private static func utf8(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
