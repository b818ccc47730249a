import AnswerbackCore
import Foundation
import Testing

/// What is kept of an answer, and how it is said.
@Suite struct EvidenceTests {
    private let none = SentSecrets(url: "http://a", headers: [])

    private func body(_ bytes: [UInt8], isCut: Bool = false) -> Evidence.Body? {
        Evidence.Body(bytes, isCut: isCut, without: none)
    }

    @Test func aTextIsKeptLineByLine() throws {
        let text = "{\r\n\t\"error\": \"ungültig\"\n}\n\n \n"
        let shown = try #require(body(Array(text.utf8)))
        #expect(shown.text == "{\n    \"error\": \"ungültig\"\n}")
        #expect(!shown.isBinary && !shown.isCut && shown.bytes == text.utf8.count)
    }

    @Test func noBodyIsNoText() {
        #expect(body([]) == nil)
    }

    @Test func aLongTextIsCutAndSaysSo() throws {
        let shown = try #require(body(Array(repeating: UInt8(ascii: "x"), count: 5000)))
        #expect(shown.text == String(repeating: "x", count: 1024) && shown.isCut && shown.bytes == 5000)
        #expect(try #require(body(Array(repeating: UInt8(ascii: "x"), count: 1024))).isCut == false)
        #expect(try #require(body(Array("x".utf8), isCut: true)).isCut)
    }

    @Test func aCharacterThatTheCutDividesIsLeftOut() throws {
        let text = "x" + String(repeating: "é", count: 600)
        let shown = try #require(body(Array(text.utf8)))
        #expect(shown.text == "x" + String(repeating: "é", count: 511))
        #expect(!shown.isBinary)
    }

    @Test func whatNobodyCanReadIsShownInHexadecimal() throws {
        let gzip: [UInt8] = [0x1f, 0x8b, 0x08, 0x00]
        #expect(try #require(body(gzip)).text == "1f 8b 08 00")
        let long = try #require(body((0..<200).map { UInt8($0) }))
        #expect(long.isBinary && long.isCut && long.text.count == 64 * 3 - 1)
    }

    @Test func anotherEncodingOfLettersIsStillText() throws {
        let latin = try #require(body(Array("Service nicht verf".utf8) + [0xfc] + Array("gbar".utf8)))
        #expect(latin.text == "Service nicht verf\u{fffd}gbar" && !latin.isBinary)
    }

    @Test func controlCharactersDoNothing() throws {
        let shown = try #require(body(Array("ok \u{1B}[31mred\u{202E} and some more words to be a text".utf8)))
        #expect(shown.text == "ok ·[31mred· and some more words to be a text")
    }

    @Test func whatIsKnownOfTheConnectionIsSaidInWords() {
        var evidence = Evidence()
        #expect(evidence.facts.isEmpty && evidence.answer.isEmpty)
        evidence.triedAddresses = ["192.0.2.7"]
        #expect(evidence.facts.map(\.value) == ["192.0.2.7"])
        evidence.port = 443
        evidence.localAddress = "192.0.2.1"
        evidence.localPort = 51_234
        var tls = Evidence.TLS()
        tls.version = "TLSv1.3"
        tls.cipher = "TLS_AES_256_GCM_SHA384"
        let (start, end) = (Date(timeIntervalSince1970: 1_767_225_600), Date(timeIntervalSince1970: 1_775_001_600))
        tls.chain = [
            .init(subject: "CN = bot", issuer: "CN = inter", serialNumber: "1000", validFrom: start, expires: end),
            .init(subject: "CN = inter", issuer: "CN = ca\r\n", serialNumber: "2", validFrom: nil, expires: start),
        ]
        evidence.tls = tls
        #expect(
            evidence.facts.map { "\($0.name): \($0.value)" } == [
                "Connection: to port 443, from 192.0.2.1 port 51234", "TLS: TLSv1.3, TLS_AES_256_GCM_SHA384",
                "Certificate: CN = bot; from 2026-01-01 to 2026-04-01; serial number 1000; by CN = inter",
                "issued by: CN = inter; to 2026-01-01; serial number 2; by CN = ca··",
            ])
        #expect(tls.expires == start)
        evidence.tls?.notTrusted = "certificate has expired"
        #expect(evidence.facts.dropFirst(2).first.map { "\($0.name): \($0.value)" } == "Not trusted: certificate has expired")
    }

    /// As earlier versions wrote it.
    @Test func evidenceWithoutAWordOnTrustIsStillRead() throws {
        let stored = Data(#"{"triedAddresses":[],"headers":[],"tls":{"version":"TLSv1.3","chain":[]}}"#.utf8)
        #expect(try JSONDecoder().decode(Evidence.self, from: stored).tls?.version == "TLSv1.3")
    }

    @Test func theAnswerReadsAsItCame() throws {
        var evidence = Evidence()
        evidence.statusLine = "HTTP/1.1 503 Service Unavailable"
        evidence.headers = [Header(name: "content-type", value: "text/plain"), Header(name: "Server", value: "x")]
        #expect(evidence.answer == ["HTTP/1.1 503 Service Unavailable", "content-type: text/plain", "Server: x"])
        evidence.body = body(Array("one\ntwo".utf8), isCut: true)
        #expect(evidence.answer.suffix(4) == ["", "one", "two", "…"])
        #expect(evidence.httpVersion == "HTTP/1.1" && evidence.contentType == "text/plain")
    }

    @Test func itIsTheSameAfterItWasWrittenDown() throws {
        var evidence = Evidence()
        evidence.statusLine = "HTTP/1.1 200 OK"
        evidence.headers = [Header(name: "A", value: "\"</script>")]
        evidence.body = body([0, 1, 2])
        evidence.tls = Evidence.TLS()
        let data = try JSONEncoder().encode(evidence)
        #expect(try JSONDecoder().decode(Evidence.self, from: data) == evidence)
    }
}
