/// Reads a path after the grammar of RFC 9535, character by character.
struct JSONPathReader {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func path() throws(JSONPath.Refusal) -> [JSONPath.Step] {
        guard take("$") else { throw refusal("a path begins with $") }
        var steps: [JSONPath.Step] = []
        while true {
            let hasBlanks = skipBlanks()
            guard let next = peek else {
                if hasBlanks { throw refusal("nothing follows the blanks") }
                return steps
            }
            switch next {
            case ".": steps.append(.name(try shorthand()))
            case "[": steps.append(try bracketed())
            default: throw refusal("a step begins with . or [")
            }
        }
    }

    // .name

    private mutating func shorthand() throws(JSONPath.Refusal) -> String {
        position += 1
        switch peek {
        case ".": throw refusal(".. may lead to several values")
        case "*": throw refusal("* may lead to several values")
        case let first? where JSONPathReader.mayBegin(first): break
        default: throw refusal("a name begins with a letter or _; any other is written as ['name']")
        }
        var name = String.UnicodeScalarView()
        while let next = peek, JSONPathReader.mayBegin(next) || JSONPathReader.isDigit(next) {
            name.append(next)
            position += 1
        }
        return String(name)
    }

    private static func mayBegin(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 || scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    // ['name'] and [index]

    private mutating func bracketed() throws(JSONPath.Refusal) -> JSONPath.Step {
        position += 1
        _ = skipBlanks()
        let step: JSONPath.Step
        switch peek {
        case "'", "\"": step = .name(try quoted())
        case "*": throw refusal("* may lead to several values")
        case "?": throw refusal("a filter may lead to several values")
        case ":": throw refusal("a slice may lead to several values")
        case let next? where next == "-" || JSONPathReader.isDigit(next): step = .index(try index())
        default: throw refusal("in brackets there is a name in quotes or an index")
        }
        _ = skipBlanks()
        switch peek {
        case "]": break
        case ",": throw refusal("a list may lead to several values")
        case ":": throw refusal("a slice may lead to several values")
        default: throw refusal("] is missing")
        }
        position += 1
        return step
    }

    /// From -(2^53)+1 to 2^53-1 (§2.1), without needless zeros.
    private mutating func index() throws(JSONPath.Refusal) -> Int {
        let start = position
        let isNegative = take("-")
        var digits = ""
        while let next = peek, JSONPathReader.isDigit(next) {
            digits.unicodeScalars.append(next)
            position += 1
        }
        guard let number = Int(digits), number < 1 << 53, digits == String(number), !(isNegative && number == 0) else {
            position = start
            throw refusal("an index is a whole number up to 2^53-1 without needless zeros")
        }
        return isNegative ? -number : number
    }

    private mutating func quoted() throws(JSONPath.Refusal) -> String {
        let quote = scalars[position]
        position += 1
        var name = String.UnicodeScalarView()
        while let next = peek, next != quote {
            if next.value < 0x20 { throw refusal("control characters are written with \\") }
            position += 1
            name.append(next == "\\" ? try escaped(in: quote) : next)
        }
        guard take(quote) else { throw refusal("the end of the name, \(quote), is missing") }
        return String(name)
    }

    /// What follows a backslash.
    private mutating func escaped(in quote: Unicode.Scalar) throws(JSONPath.Refusal) -> Unicode.Scalar {
        guard let next = peek else { throw refusal("nothing follows the backslash") }
        if next == "u" {
            position += 1
            return try hexadecimal()
        }
        guard let meant = next == quote ? quote : JSONPathReader.escapes[next] else {
            throw refusal("a backslash does not stand before this character")
        }
        position += 1
        return meant
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\",
    ]

    /// A character by its number, those above U+FFFF as two surrogates.
    private mutating func hexadecimal() throws(JSONPath.Refusal) -> Unicode.Scalar {
        let start = position
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if (0xD800..<0xDC00).contains(first), take("\\"), take("u") {
            let second = try fourDigits()
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        position = start
        throw refusal("half of a surrogate pair is no character")
    }

    private mutating func fourDigits() throws(JSONPath.Refusal) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let next = peek, next.isASCII, let digit = Character(next).hexDigitValue else {
                throw refusal("\\u is followed by four hexadecimal digits")
            }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }

    // Characters

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard peek == wanted else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() -> Bool {
        let start = position
        while let next = peek, [" ", "\t", "\n", "\r"].contains(next) { position += 1 }
        return position > start
    }

    private func refusal(_ sentence: String) -> JSONPath.Refusal {
        JSONPath.Refusal(position: position + 1, sentence: sentence)
    }
}
