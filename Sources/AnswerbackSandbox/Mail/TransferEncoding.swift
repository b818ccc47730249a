import Foundation

/// Undoes the transfer encodings of RFC 2045 §6. What is not encoded as it should be is taken as it stands.
package enum TransferEncoding {
    package static func base64(_ bytes: [UInt8]) -> [UInt8] {
        Array(Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters) ?? Data(bytes))
    }

    package static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for line in Lines(bytes[...]) {
            // White space at the end of a line was added on the way (RFC 2045 §6.7, rule 3).
            var content = line.content
            while let last = content.last, last == 32 || last == 9 { content = content.dropLast() }
            let isSoft = content.last == UInt8(ascii: "=")
            decodeEscapes(isSoft ? content.dropLast() : content, into: &result)
            let hasEnd = line.end > line.content.endIndex
            if !isSoft, hasEnd { result.append(contentsOf: [13, 10]) }
        }
        return result
    }

    /// The `Q` encoding of RFC 2047 §4.2, in which a space is an underscore.
    static func q(_ text: Substring) -> [UInt8] {
        var result: [UInt8] = []
        decodeEscapes(Array(text.utf8.map { $0 == UInt8(ascii: "_") ? 32 : $0 })[...], into: &result)
        return result
    }

    private static func decodeEscapes(_ bytes: ArraySlice<UInt8>, into result: inout [UInt8]) {
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), let high = rest.first.flatMap(digit), let low = rest.dropFirst().first.flatMap(digit) {
                result.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
