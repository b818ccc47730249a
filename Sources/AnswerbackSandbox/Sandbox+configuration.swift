import AnswerbackCore
import Foundation

extension Sandbox {
    /// A configuration that `serve` and `check` can use as it is, as YAML.
    ///
    /// - Parameters:
    ///   - historyPath: of the SQLite database.
    ///   - webListen: where Answerback's own page shall be.
    ///   - secretFile: the file with the client's secret, which the caller writes for its owner only. When nil, the secret stands
    ///     in the configuration, of which Answerback warns.
    package func configuration(historyPath: String, webListen: String, secretFile: String? = nil) -> String {
        let secret =
            secretFile.map { "client_secret_file: \(quoted($0))" } ?? "client_secret: \(quoted(clientSecret))"
        return """
            # Answerback against its own sandbox. Written by the sandbox; its ports may be others the next time.
            hub:
              url: \(quoted(registryURL))
              refresh: 1m
              credentials:
                client_credentials:
                  token_url: \(quoted(tokenURL))
                  client_id: \(quoted(clientID))
                  \(secret)
                  scope: https://api.egain.cloud/auth/.default

            # In a hurry, because somebody is watching. Against a real Hub the defaults are kinder to everybody.
            probe:
              interval: 5s
              credentials: registry
              token_interval: 30s
            alerts:
              confirm: 3
              retry: 2s
              recover: 2
              group_wait: 5s
              fallback: operator@sandbox.test

            smtp:
              url: \(quoted(smtpURL))
              # The sandbox's mailbox speaks no TLS: it is on loopback, where nobody listens in.
              starttls: never
              from: Answerback <answerback@sandbox.test>

            history:
              url: \(quoted("sqlite:" + historyPath))
            web:
              listen: \(quoted(webListen))

            # These callbacks have credentials, so the sandbox can show what probes find with outdated ones and with the right ones.
            overrides:
            \(overrides)

            """
    }

    private var overrides: String {
        Sample.all.filter { $0.method != .reach }.map { sample in
            """
              - match: {application: \(sample.application), role: \(sample.role)}
                probe: {method: \(sample.method.rawValue)}
            """
        }.joined(separator: "\n")
    }

    /// As a double-quoted YAML scalar, of which JSON's texts are a subset.
    private func quoted(_ text: String) -> String { JSONValue.string(text).text }
}
