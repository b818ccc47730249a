import Foundation
import Glibc

/// A text file, read whole.
struct FileText {
    let text: String
    /// Whether every user of this machine may read it.
    let isReadableByOthers: Bool

    /// Why a file could not be read, as the end of a sentence that begins with its path.
    struct Failure: Error {
        let description: String
    }

    /// Throws when there is no such file, it cannot be read, is larger than `limit` bytes, or is not UTF-8.
    init(path: String, limit: Int) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileText.failure(errno) }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, isReadableByOthers: FileText.isReadableByOthers(path), limit: limit)
    }

    /// What comes on stdin until its end.
    static func standardInput(limit: Int) throws(Failure) -> FileText {
        try FileText(descriptor: STDIN_FILENO, isReadableByOthers: false, limit: limit)
    }

    private init(descriptor: CInt, isReadableByOthers: Bool, limit: Int) throws(Failure) {
        self.isReadableByOthers = isReadableByOthers
        let bytes = try FileText.bytes(of: descriptor, limit: limit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(description: "is not UTF-8 on line \(FileText.firstBadLine(of: bytes))")
        }
        self.text = text
    }

    /// What a link leads to counts, not the link.
    private static func isReadableByOthers(_ path: String) -> Bool {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int ?? 0
        return mode & 0o004 != 0
    }

    private static func bytes(of descriptor: CInt, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Failure(description: "is larger than \(limit / 1024) KiB") }
        }
    }

    private static func failure(_ code: CInt) -> Failure {
        Failure(description: "cannot be read: \(String(cString: strerror(code)))")
    }

    private static func firstBadLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}
