import AnswerbackCore
import AnswerbackMail
import AnswerbackMonitor
import AnswerbackNetwork
import AnswerbackStorage
import Curl
import Foundation

/// Turns settings into the parts that do the work: the only place that chooses concrete types.
struct Composition: Sendable {
    let settings: Settings

    /// nil when no registry is configured.
    func registry() throws -> HubRegistry? {
        guard let hub = settings.hub else { return nil }
        var connection = HubConnection(url: hub.url, credentials: hub.credentials.forConnection)
        connection.timeout = hub.timeout
        connection.caFile = hub.caFile
        connection.addressPolicy = settings.probe.addressPolicy
        return try HubRegistry(connection: connection)
    }

    var transport: ProbeTransport {
        var transport = ProbeTransport()
        transport.verifiesTLS = settings.probe.verifyTLS
        transport.caFile = settings.probe.caFile
        transport.addressFamily = settings.probe.resolve.forCurl
        transport.addressPolicy = settings.probe.addressPolicy
        return transport
    }

    func selfCheck(time: any Timekeeper) -> OwnMachine {
        OwnMachine(
            controlName: settings.controlName, controls: settings.controls, addressPolicy: settings.probe.addressPolicy,
            time: time)
    }

    /// nil when no mail server is configured.
    func mailer() throws -> SMTPMailer? {
        guard let smtp = settings.smtp else { return nil }
        let servers = try ([smtp.server] + smtp.backups).map(mailServer)
        let sending = AnswerbackMail.SMTPSettings(
            servers: servers, from: smtp.from, limits: MailLimits(concurrency: smtp.concurrency, rate: smtp.rate))
        guard let mailer = SMTPMailer(sending, externalURL: externalURL, templates: templates) else {
            throw Failure.noMailServer
        }
        return mailer
    }

    /// Writes mails without sending them.
    ///
    /// - Parameter from: whom they come from when no mail server is configured.
    func letterWriter(from: Mailbox) -> LetterWriter {
        LetterWriter(from: settings.smtp?.from ?? from, externalURL: externalURL, templates: templates)
    }

    private var externalURL: URL? { settings.web.externalURL.flatMap(URL.init(string:)) }
    private var templates: LetterTemplates { settings.mail.templates?.templates ?? .builtIn }

    private func mailServer(_ server: SMTPServerSettings) throws -> SMTPServer {
        guard let url = URL(string: server.url) else { throw Failure.noMailServer }
        return SMTPServer(
            url: url, starttls: server.startTLS.forMailer, login: try login(to: server), caFile: server.caFile,
            verifiesTLS: server.verifyTLS,
            timeouts: .init(connect: min(server.timeout, .seconds(15)), reply: server.timeout, total: server.timeout * 3))
    }

    private func login(to server: SMTPServerSettings) throws -> SMTPServer.Login? {
        guard let username = server.username else { return nil }
        guard let oauth = server.oauth else { return .password(username: username, password: server.password?.reveal() ?? "") }
        let tokens = try MailTokens(
            oauth.forConnection, timeout: server.timeout, addressPolicy: settings.probe.addressPolicy)
        return .token(username: username, tokens: tokens)
    }

    var monitorSettings: MonitorSettings {
        var result = MonitorSettings()
        result.refresh = settings.hub?.refresh ?? result.refresh
        result.configured = settings.callbacks
        result.authentications = settings.authentications.map(\.forProbes)
        result.policy = { [settings] in settings.policy(for: $0) }
        result.concurrency = settings.probe.concurrency
        result.groupWait = settings.alerts.groupWait
        result.remind = settings.alerts.remind
        result.certificateDays = settings.alerts.certificateDays
        result.fallback = settings.alerts.fallback
        result.mailDomain = settings.smtp?.from.address.domain ?? result.mailDomain
        result.retention = settings.history.keep.retention
        return result
    }

    /// For the daemon. Makes the folder of the history if it is missing.
    func history() throws(HistoryError) -> SQLiteHistory {
        let folder = URL(filePath: settings.history.path).deletingLastPathComponent()
        // A folder that cannot be made is reported by the opening that follows, with the file's name.
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try SQLiteHistory(path: settings.history.path)
    }
}

extension HubSettings.Credentials {
    fileprivate var forConnection: HubConnection.Credentials {
        switch self {
        case .token(let token):
            return .token { token.asItIsNow() }
        case .client(let client):
            return .clientCredentials(client.forConnection)
        }
    }
}

extension ClientCredentials {
    fileprivate var forConnection: HubConnection.ClientCredentials {
        .init(tokenURL: tokenURL, clientID: clientID, clientSecret: clientSecret.reveal(), scope: scope)
    }
}

extension Secret {
    /// A token in a file may have been replaced since the configuration was loaded.
    fileprivate func asItIsNow() -> Result<String, RegistryError> {
        guard let file else { return .success(reveal()) }
        do throws(FileText.Failure) {
            let text = try FileText(path: file, limit: Secret.limit).text.trimmingTrailingLineEnds
            guard !text.isEmpty, text.isOneLine else {
                return .failure(RegistryError(.token, "\(file.printable()) is not one line with a token"))
            }
            return .success(text)
        } catch {
            return .failure(RegistryError(.token, "\(file.printable()) \(error.description)"))
        }
    }
}

extension ProbeSettings {
    /// The networks were checked when the settings were read.
    fileprivate var addressPolicy: AddressPolicy {
        AddressPolicy(deny: deny.compactMap(Network.init), allow: allow.compactMap(Network.init))
    }
}

extension Failure {
    fileprivate static let noMailServer = Failure(.configuration, "smtp.url is not the address of a mail server")
}

extension SMTPServerSettings.StartTLS {
    fileprivate var forMailer: SMTPServer.StartTLS {
        switch self {
        case .required: .required
        case .preferred: .preferred
        case .never: .never
        }
    }
}

extension ProbeSettings.Family {
    fileprivate var forCurl: CurlTransfer.AddressFamily {
        switch self {
        case .any: .any
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        }
    }
}
