import AnswerbackCore
import Testing

/// Text from outside before it is shown or sent.
@Suite struct OutsideTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("注文ボット é", "注文ボット é"), ("a\r\nSet-Cookie: b", "a··Set-Cookie: b"),
        ("\u{0}\u{7}\u{1B}[31m", "···[31m"),
        ("\u{7F}\u{85}\u{9F}", "···"), ("a\u{2028}b\u{2029}c", "a·b·c"), ("\u{202E}tob-redro\u{202C}", "·tob-redro·"),
        ("\u{2066}x\u{2069}\u{200F}", "·x··"), ("\u{FEFF}bom", "·bom"), ("soft\u{AD}hyphen", "soft·hyphen"), ("\u{E000}", "·"),
        ("\u{10FFFF}", "·"), ("tab\there", "tab·here"), ("<script>", "<script>"),
    ])
    func whatIsShownIsOneLineWithoutTricks(text: String, shown: String) {
        #expect(text.printable() == shown)
    }

    @Test func aTextLongerThanTheLimitIsCut() {
        #expect("12345".printable(limit: 5) == "12345")
        #expect("123456".printable(limit: 5) == "12345…")
        #expect("e\u{301}e\u{301}".printable(limit: 3) == "e\u{301}e…")
        #expect(String(repeating: "x", count: 100_000).printable() == String(repeating: "x", count: 500) + "…")
    }

    @Test(arguments: [
        ("https://user:secret@bot.example/path", "https://***@bot.example/path"),
        ("https://secret@bot.example", "https://***@bot.example"),
        ("https://bot.example/a@b", "https://bot.example/a@b"), ("https://bot.example?a@b", "https://bot.example?a@b"),
        ("https://bot.example#a@b", "https://bot.example#a@b"), ("https://u:p@ss@bot.example/", "https://***@bot.example/"),
        ("HTTPS://u:p@bot.example\\x@y", "HTTPS://***@bot.example\\x@y"), ("ftp://u:p@h", "ftp://***@h"),
        ("not a URL", "not a URL"),
        ("", ""), ("https://", "https://"), ("https://a:b@", "https://***@"),
        ("https://bot.example/x://u:p@h", "https://bot.example/x://u:p@h"),
        ("https://f.example/api/bot?code=key==&v=2&plain#x=y", "https://f.example/api/bot?code=***&v=***&plain#x=y"),
        ("https://u:p@h?k=v", "https://***@h?k=***"), ("h?=", "h?=***"), ("?", "?"), ("a#b?c=d", "a#b?c=d"),
    ])
    func aPasswordInAURLIsHidden(url: String, shown: String) {
        #expect(url.hidingPassword == shown)
    }

    /// None of these is a usable URL, but the registry takes them and they are shown.
    @Test(arguments: [
        ("user:secret@bot.example/path", "***@bot.example/path"), ("https:/user:secret@bot.example", "https:/***@bot.example"),
        ("https:user:secret@bot.example", "***@bot.example"), ("//user:secret@bot.example", "//***@bot.example"),
        ("https:///user:secret@bot.example", "https:///***@bot.example"),
        ("https:\\\\user:secret@bot.example", "https:\\\\***@bot.example"),
        (" https://user:secret@bot.example", " https://***@bot.example"), ("https://u:secret@\u{301}h", "https://***@\u{301}h"),
        ("/path/a@b", "/path/a@b"),
    ])
    func aPasswordInABrokenURLIsHiddenAsWell(url: String, shown: String) {
        #expect(url.hidingPassword == shown)
    }

    @Test(arguments: [
        ("X-Tenant", "a b"), ("x!#$%&'*+-.^_`|~9", ""), ("X", "\ttab"), ("X", "ünïcode"),
    ])
    func aProperHeaderCanBeSent(name: String, value: String) {
        #expect(Header(name: name, value: value).isSendable)
    }

    @Test(arguments: [
        ("", "a"), ("X Y", "a"), ("X:", "a"), ("X\r\nY", "a"), ("Ü", "a"), ("X(", "a"), ("X\u{0}", "a"), ("X", "a\r\nY: b"),
        ("X", "a\nb"),
        ("X", "\u{0}"), ("X", "\u{7F}"), ("X", "\u{1B}[0m"), ("X", "a\r"),
    ])
    func aHeaderThatWouldBecomeAnotherCannot(name: String, value: String) {
        #expect(!Header(name: name, value: value).isSendable)
    }
}
