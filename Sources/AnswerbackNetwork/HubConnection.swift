package import AnswerbackCore
package import Curl

/// Where the registry is and how to be let in.
package struct HubConnection: Sendable {
    package enum Credentials: Sendable {
        /// A bearer token, asked for anew before each use so that a file may be rotated.
        case token(@Sendable () -> Result<String, RegistryError>)
        case clientCredentials(ClientCredentials)
    }

    /// OAuth 2.0 client credentials (RFC 6749 §4.4), sent in the form body as eGain documents it.
    package struct ClientCredentials: Sendable {
        package let tokenURL: String
        package let clientID: String
        package let clientSecret: String
        package let scope: String?

        package init(tokenURL: String, clientID: String, clientSecret: String, scope: String?) {
            self.tokenURL = tokenURL
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.scope = scope
        }
    }

    /// The API's base, `https://api.egain.cloud/conversation/conversationmgr/v3`, without a slash at its end.
    package let url: String
    package let credentials: Credentials
    /// For one request, from 1 s; the default is 30 s.
    package var timeout: Duration = .seconds(30)
    package var verifiesTLS = true
    package var caFile: String?
    package var addressPolicy = AddressPolicy()

    package init(url: String, credentials: Credentials) {
        self.url = url
        self.credentials = credentials
    }

    func transfer(_ method: CurlTransfer.Method, _ url: String) -> CurlTransfer {
        var transfer = CurlTransfer(method, url)
        transfer.userAgent = Version.userAgent
        transfer.timeout = timeout
        transfer.isFresh = false
        transfer.verifiesTLS = verifiesTLS
        transfer.caFile = caFile
        transfer.addressPolicy = addressPolicy
        transfer.headers = ["Accept: application/json"]
        return transfer
    }
}
