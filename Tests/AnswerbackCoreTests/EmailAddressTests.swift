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
        "(a)@example.com", "a\\@example.com", "a:b@example.com", "a@[192.0.2.1]",
        "a@example.com\r\nBcc: b@example.com", "a@example.com\n", "\ta\u{0}@example.com", "a\u{7F}@example.com",
        "a@example.com\u{2028}", "a\u{202e}b@example.com", "a\u{200b}b@example.com", "a\u{a0}b@example.com", "a@b\u{fc}..example",
        "a@b\u{fc}/c.example", "a@b\u{fc}%41.example", "a@\u{202e}elpmaxe.com", "a@b\u{fc}\u{200b}.example", "a@b\u{fc}?c=d",
        "a@\u{fc}#.de",
        "a\(long)@example.com", "a@b\(label).example", "not an address at all",
    ])
    func thisIsNoAddress(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(arguments: [
        ("a@b\u{fc}cher.example", "a@xn--bcher-kva.example", false), ("a@B\u{dc}CHER.example", "a@xn--bcher-kva.example", false),
        ("j\u{fc}rgen@example.com", "j\u{fc}rgen@example.com", true),
        ("\u{7528}\u{6237}@\u{4f8b}\u{5b50}.\u{516c}\u{53f8}", "\u{7528}\u{6237}@xn--fsqu00a.xn--55qx5d", true),
        ("owner@Example.com", "owner@Example.com", false),
    ])
    func lettersOfAllLanguagesMayBeInIt(_ text: String, _ mailbox: String, _ needsSMTPUTF8: Bool) throws {
        let address = try #require(EmailAddress(text))
        #expect(address.description == text && address.mailbox == mailbox)
        #expect(address.needsSMTPUTF8 == needsSMTPUTF8)
        #expect(address.domain.utf8.allSatisfy { $0 < 128 })
    }

    /// The ASCII form is the longer one, and is what a server sees.
    @Test func itIsAtMost254BytesLongOnTheWireToo() {
        let label = String(repeating: "\u{fc}b", count: 12)
        let domain = Array(repeating: label, count: 5).joined(separator: ".")
        let isShort = EmailAddress("a@\(domain).de")?.mailbox.utf8.count ?? 0 <= 254
        #expect(isShort)
        #expect(EmailAddress("a@\(domain).\(domain).de") == nil)
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
