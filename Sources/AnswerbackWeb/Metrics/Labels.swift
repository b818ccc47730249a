import AnswerbackCore

/// The labels of a sample as they are written, so that those of one callback are escaped once and not for every sample.
struct Labels {
    private(set) var bytes: [UInt8]

    static let none = Labels(bytes: [])

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ pairs: KeyValuePairs<String, String>) {
        bytes = []
        for (name, value) in pairs {
            add(name, value)
        }
    }

    /// The two labels that identify a callback on a time series, and nothing else.
    init(_ callback: CallbackID) {
        self.init(["application": callback.application, "role": callback.role])
    }

    func with(_ name: String, _ value: String) -> Labels {
        var labels = self
        labels.add(name, value)
        return labels
    }

    func with(_ other: Labels) -> Labels {
        bytes.isEmpty ? other : Labels(bytes: bytes + [UInt8(ascii: ",")] + other.bytes)
    }

    private mutating func add(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: "=\"".utf8)
        for byte in value.utf8 {
            append(escaped: byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Both formats escape a backslash, a quote and a line feed, and nothing else.
    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
        case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
        default: bytes.append(byte)
        }
    }
}

/// The `le` labels of a histogram, made once for all histograms with the same edges.
struct BucketEdges {
    let labels: [Labels]

    /// OpenMetrics asks for `5.0` where the older format would also take `5`; one spelling for both keeps one time series.
    init(_ edges: [Duration]) {
        labels = edges.map { Labels(["le": "\($0.inSeconds)"]) } + [Labels(["le": "+Inf"])]
    }
}
