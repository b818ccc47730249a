import AnswerbackCore
import Curl
import NIOConcurrencyHelpers

/// One of the mail servers with our connections to it.
final class SMTPRelay: Sendable {
    let name: String
    private let connections: [CurlSMTP]
    /// How many mails each connection has to carry.
    private let loads: NIOLockedValueBox<[Int]>
    private let tokens: (any AccessTokens)?

    /// Nil when the server's URL is none of a mail server.
    init?(_ server: SMTPServer, connections count: Int) {
        guard let settings = server.curl else { return nil }
        name = server.name
        connections = (1...count).map { CurlSMTP(settings, name: "curl-smtp-\($0)") }
        loads = NIOLockedValueBox([Int](repeating: 0, count: count))
        if case .token(_, let tokens)? = server.login { self.tokens = tokens } else { tokens = nil }
    }

    /// Returns what the server said when it took the mail. A token that it refuses is replaced once.
    func send(_ mail: CurlSMTPMail) async throws(MailError) -> CurlSMTPReply {
        guard let tokens else { return try await send(mail, token: nil) }
        let token = try await tokens.current()
        do throws(MailError) {
            return try await send(mail, token: token)
        } catch {
            guard error.kind == .auth else { throw error }
            tokens.refuse(token)
        }
        return try await send(mail, token: try await tokens.current())
    }

    func close() {
        for connection in connections { connection.close() }
    }

    private func send(_ mail: CurlSMTPMail, token: String?) async throws(MailError) -> CurlSMTPReply {
        let connection = takeConnection()
        defer { loads.withLockedValue { $0[connection] -= 1 } }
        do throws(CurlSMTPFailure) {
            return try await connections[connection].send(mail, token: token).reply
        } catch {
            throw MailError(error)
        }
    }

    /// The first of those with the least to do: one that was used lately is probably still connected.
    private func takeConnection() -> Int {
        loads.withLockedValue { loads in
            let index = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            loads[index] += 1
            return index
        }
    }
}
