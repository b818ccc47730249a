import AnswerbackCore
import Foundation

/// What the registry begins with: the state file, or the samples, or nothing.
struct Seed: Sendable {
    let origins: Origins

    private static let delivererID = "hub-of-the-sandbox"

    func contents(_ options: SandboxOptions) throws(SandboxError) -> RegistryStore.Contents {
        if let kept = try file(options)?.read() { return kept }
        guard options.hasSamples else { return [:] }
        let client = deliverer(secret: TokenIssuer.randomText())
        return Sample.records(origins: origins, deliverer: client, password: TokenIssuer.randomText(), at: Date())
    }

    /// The store over these contents; with a state file they are written at once, so that a file that cannot be written is
    /// known before anybody relies on it.
    func store(_ options: SandboxOptions, _ contents: RegistryStore.Contents) throws(SandboxError) -> RegistryStore {
        guard let file = file(options) else { return RegistryStore(contents) }
        try file.write(contents)
        return RegistryStore(contents) { try file.write($0) }
    }

    /// The client whose tokens `identity-bot` and `concierge-bot` take, with the secret that stands in the registry: it has to be the same when
    /// the registry comes out of a state file.
    func deliverer(in contents: RegistryStore.Contents) -> TokenClient {
        let payload = attributes("identity-oauth2", in: contents)?["oauth2"]?["payload"]?.string ?? ""
        let secret = FormBody(payload)?["client_secret"] ?? TokenIssuer.randomText()
        return deliverer(secret: secret)
    }

    /// Its tokens are short-lived, so that somebody who watches sees one expire and be replaced.
    private func deliverer(secret: String) -> TokenClient {
        TokenClient(id: Seed.delivererID, secret: secret, permissions: [.deliver], lifetime: .seconds(45))
    }

    /// The password of the callback for receipts, in the same way.
    func password(in contents: RegistryStore.Contents) -> String {
        attributes("receipts-basic", in: contents)?["basicAuth"]?["password"]?.string ?? TokenIssuer.randomText()
    }

    private func attributes(_ name: String, in contents: RegistryStore.Contents) -> [String: JSONValue]? {
        contents[.authentications]?.first { $0.name == name }?.attributes
    }

    private func file(_ options: SandboxOptions) -> StateFile? {
        options.state.map { StateFile(path: $0, origins: origins) }
    }
}
