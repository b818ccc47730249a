/// Where the access tokens of a mail server come from.
public protocol AccessTokens: Sendable {
    /// A token that is believed to be good. Throws ``MailError/Kind/token`` when there is none to be had.
    func current() async throws(MailError) -> String
    /// Forgets a token that was refused, so that ``current()`` gets another one.
    func refuse(_ token: String)
}
