import AnswerbackTesting
import Curl
import Glibc
import Testing

/// What stands in the environment of the process, or in the home of its user, changes no transfer.
@Suite(.timeLimit(.minutes(1))) struct EnvironmentTests {
    /// A process of its own, since the environment is everybody's.
    @Test func aProxyInTheEnvironmentIsPassedBy() async {
        await #expect(processExitsWith: .success) {
            let (peer, tls) = (try Peer("http-faults.py"), try Peer("tls-faults.py"))
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, peer.http("", port: "closed"), 1)
            }
            let reply = try await perform(CurlTransfer(.get, peer.http("echo")))
            #expect(try Received(echoed: reply).line == "GET /echo HTTP/1.1")
            var transfer = CurlTransfer(.get, tls.https("good"))
            transfer.caFile = tls.text("ca")
            #expect(try await perform(transfer).status == 200)
        }
    }
}
