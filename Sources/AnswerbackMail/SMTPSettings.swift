package import AnswerbackCore

/// The mail servers and the sender, as the configuration's `smtp` section gives them.
package struct SMTPSettings: Sendable {
    /// In the order of preference; at least one.
    package var servers: [SMTPServer]
    package var from: Mailbox
    package var limits: MailLimits

    package init(_ servers: SMTPServer..., from: Mailbox, limits: MailLimits = MailLimits()) {
        self.init(servers: servers, from: from, limits: limits)
    }

    package init(servers: [SMTPServer], from: Mailbox, limits: MailLimits = MailLimits()) {
        precondition(!servers.isEmpty, "mail needs a server")
        self.servers = servers
        self.from = from
        self.limits = limits
    }
}
