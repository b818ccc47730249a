import AnswerbackCore
import Testing

@Suite struct EmailAddressTests {
    private static let long = String(repeating: "a", count: 64)
    private static let label = String(repeating: "b", count: 63)

    @Test(arguments: [
        "owner@example.com", "first.last+tag@sub.example.co.uk", "o'brien@example.com", "a@b", "!#$%&'*+-/=?^_`{|}~@example.com",
        "x@192.0.2.1", "x@xn--bcher-kva.example", "\(long)@example.com", "a@\(label).example",
    ])
    func mailCanBeSentToThis(text: String) {
        #expect(EmailAddress(text)?.description == text)
    }

    @Test(arguments: [
        "", "@", "owner", "owner@", "@example.com", "a@b@c", "a b@example.com", "a@exa mple.com", "a@.example", "a@example.",
        "a@exam..ple", "a@-example.com", "a@example-.com", "Owner <owner@example.com>", "a@b,c@d", "a@b;c@d", "\"a\"@example.com",
        "(a)@example.com", "a\\@example.com", "a:b@example.com", "a@[192.0.2.1]", "jürgen@example.com", "a@bücher.example",
        "a@example.com\r\nBcc: b@example.com", "a@example.com\n", "\ta\u{0}@example.com", "a\u{7F}@example.com",
        "a@example.com\u{2028}",
        "a\(long)@example.com", "a@b\(label).example", "not an address at all",
    ])
    func thisIsNoAddress(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func spacesAroundItAreNotPartOfIt() {
        #expect(EmailAddress(" \t owner@example.com\t ")?.description == "owner@example.com")
        #expect(EmailAddress(" \t ") == nil)
    }

    @Test func itIsAtMost254BytesLong() {
        let domain = Array(repeating: String(repeating: "d", count: 49), count: 4).joined(separator: ".")
        let local = String(repeating: "l", count: 254 - domain.count - 1)
        #expect(EmailAddress("\(local)@\(domain)")?.description.utf8.count == 254)
        #expect(EmailAddress("\(local)l@\(domain)") == nil)
    }

    @Test func theDomainStandsBehindTheAt() {
        #expect(EmailAddress("owner@sub.example.com")?.domain == "sub.example.com")
    }
}
