import AnswerbackCore
import AnswerbackSandbox
import Foundation
import Glibc

/// A configuration for a sandbox, and the file with its secret beside it; both can be read by their owner only.
struct SandboxFiles {
    private let sandbox: Sandbox
    private let configuration: URL
    private let webListen: String

    /// - Parameter webListen: where Answerback's own page shall be.
    init(_ sandbox: Sandbox, configuration: String, webListen: String = "127.0.0.1:10505") {
        self.sandbox = sandbox
        self.configuration = URL(filePath: configuration).absoluteURL
        self.webListen = webListen
    }

    /// Makes the folder if it is missing, and overwrites what an earlier sandbox wrote.
    func write() throws(Failure) {
        let folder = configuration.deletingLastPathComponent()
        let name = configuration.deletingPathExtension().lastPathComponent
        let secret = folder.appending(path: "\(name).secret")
        let text = sandbox.configuration(
            historyPath: folder.appending(path: "\(name).db").path, webListen: webListen, secretFile: secret.lastPathComponent)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(.unavailable, "\(folder.path.printable()): the folder cannot be made")
        }
        try write("\(sandbox.clientSecret)\n", to: secret)
        try write(text, to: configuration)
    }

    /// Writes beside the file and renames: never readable by others, not even for a moment.
    private func write(_ text: String, to file: URL) throws(Failure) {
        let draft = "\(file.path).\(UUID().uuidString).tmp"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(file) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard (try? handle.write(contentsOf: Data(text.utf8))) != nil, rename(draft, file.path) == 0 else {
            let failure = problem(file)
            unlink(draft)
            throw failure
        }
    }

    private func problem(_ file: URL) -> Failure {
        Failure(.unavailable, "\(file.path.printable()): cannot be written (\(String(cString: strerror(errno))))")
    }
}
