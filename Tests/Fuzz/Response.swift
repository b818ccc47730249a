import AnswerbackCore
import AnswerbackNetwork
import Curl
import Foundation
import Glibc
import NIOConcurrencyHelpers

/// What a peer may send, made up by libFuzzer: an input is a whole answer, sent over a real connection to the real prober.
///
/// Whatever it is, the probe has to end with one observation, soon, with little memory and with a detail of one line.
enum Response {
    private static let server = Server()
    private static let prober = Prober()

    static func fuzz(_ bytes: UnsafeRawBufferPointer) {
        server.answer.withLockedValue { $0 = Array(bytes) }
        let observation = prober.probe("http://127.0.0.1:\(server.port)/")
        let detail = observation.detail ?? ""
        precondition(detail.count <= 301, "the detail is bounded")
        precondition(detail.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }, "the detail is one line")
        if case .answered(let status) = observation.outcome { precondition((100...999).contains(status), "three digits") }
    }
}

/// Sends the same bytes to whoever connects, then closes.
private final class Server: Sendable {
    let answer = NIOLockedValueBox<[UInt8]>([])
    let port: UInt16

    init() {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listening, pointer, length) == 0, listen(listening, 16) == 0,
                    getsockname(listening, pointer, &length) == 0
                else { fatalError("no server") }
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        let thread = Thread { [answer] in
            while true { Server.serve(accept(listening, nil, nil), answer.withLockedValue { $0 }) }
        }
        thread.start()
    }

    private static func serve(_ connection: Int32, _ answer: [UInt8]) {
        var request = [UInt8](repeating: 0, count: 4096)
        _ = recv(connection, &request, request.count, 0)
        _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        shutdown(connection, Int32(SHUT_WR))
        // Until the prober is through: a reset would take away what it has not yet read.
        while recv(connection, &request, request.count, 0) > 0 {}
        close(connection)
    }
}

/// One probe at a time, waited for.
private final class Prober: Sendable {
    private let prober: CurlProber
    private let seen = DispatchSemaphore(value: 0)
    private let last = NIOLockedValueBox<Observation?>(nil)

    init() {
        do { prober = try CurlProber(transport: ProbeTransport()) } catch { fatalError("\(error)") }
        Task { [prober, seen, last] in
            for await batch in prober.observations {
                precondition(batch.count == 1, "one observation for a probe")
                last.withLockedValue { $0 = batch[0] }
                seen.signal()
            }
        }
    }

    func probe(_ url: String) -> Observation {
        let id = CallbackID(application: "fuzz", role: "customer")
        let callback = Callback(id: id, applicationName: "fuzz", version: "v3", url: url, notificationEmail: "fuzz@peer.test")
        var policy = ProbePolicy()
        // Its answer has a body, unlike that to a HEAD.
        policy.method = .contract
        policy.patience = .seconds(5)
        prober.begin([Probe(callback: callback, policy: policy)])
        guard seen.wait(timeout: .now() + 20) == .success, let observation = last.withLockedValue({ $0 }) else {
            fatalError("a probe never ended")
        }
        return observation
    }
}
