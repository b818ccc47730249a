/// What can be chosen about a sandbox.
package struct SandboxOptions: Sendable, Hashable {
    /// Where the registry and the pages are served; port 0 picks a free one.
    package var listen = "127.0.0.1:10506"
    /// Where the mailbox takes mail; port 0 picks a free one.
    package var smtp = "127.0.0.1:10525"
    /// The file that keeps the registry; nil keeps it in memory.
    package var state: String?
    /// What the token endpoint calls its client. The default is `answerback-sandbox`.
    package var clientID = "answerback-sandbox"
    /// The client's secret; nil makes a new one for this run.
    package var clientSecret: String?
    /// How long a token is good, from 1 s to 1 day. The default is one hour, which is what eGain's own clients assume.
    package var tokenLifetime: Duration = .seconds(3600)
    /// Whether a registry that is new begins with the sample applications. The default is yes.
    package var hasSamples = true
    /// What goes wrong from the start; can be changed later at `/sandbox/faults`.
    package var faults = Faults()

    package init() {}

    package init(listen: String, smtp: String, state: String? = nil) {
        self.listen = listen
        self.smtp = smtp
        self.state = state
    }
}
