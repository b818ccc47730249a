import AnswerbackCore
import Curl
import Foundation

/// What has to be sent for which probe, and what the answers make of it: a state machine that never waits.
///
/// Most probes are one request. A probe by `message` can be several: a token has to be got before it, or after a 401, and then the
/// callback is asked once more. The observation is of the last of its own requests.
struct ProbeDesk: Sendable {
    /// What the state machine wants to be done.
    struct Work {
        var orders: [CurlLoop.Order] = []
        var observations: [Observation] = []

        static func += (left: inout Work, right: Work) {
            left.orders += right.orders
            left.observations += right.observations
        }
    }

    /// A probe by `message` on its way.
    struct Errand: Sendable {
        let probe: Probe
        let message: ProbeMessage
        /// What the callback has answered with 401: then this is the second try, and the last one.
        var refused: AccessToken?
    }

    /// What a request is for.
    private enum Request: Sendable {
        case probe(Probe)
        case message(Errand, Authorization?)
        case token(Authentication, TokenRecipe)
        case tokenEndpoint(Probe, TokenRecipe)
        case certificates(of: Observation)
    }

    /// What a message was sent with.
    private enum Authorization: Sendable {
        case token(AccessToken)
        case basic(String)

        var value: String {
            switch self {
            case .token(let token): token.authorization
            case .basic(let value): value
            }
        }
    }

    var transport: ProbeTransport
    private var authentications = Authentications()
    private var shelf = TokenShelf<Errand>()
    private var requests: [CurlLoop.Token: Request] = [:]
    private var last: CurlLoop.Token = 0

    init(transport: ProbeTransport) {
        self.transport = transport
    }

    mutating func use(_ authentications: Authentications) {
        self.authentications = authentications
        shelf.forget(allBut: authentications.all)
    }

    /// Ends all probes without observations.
    mutating func abandon() {
        requests.removeAll()
    }

    mutating func begin(_ probes: [Probe]) -> Work {
        var work = Work()
        for probe in probes {
            switch probe.policy.method {
            case .reach, .contract: work += send(CurlTransfer(probe, transport), for: .probe(probe), of: probe)
            case .message: work += beginMessage(probe)
            case .token: work += beginTokenEndpoint(probe)
            }
        }
        return work
    }

    mutating func take(_ completions: [CurlLoop.Completion]) -> Work {
        var work = Work()
        for completion in completions {
            guard let request = requests.removeValue(forKey: completion.token) else { continue }
            switch request {
            case .probe(let probe):
                work += conclude(Observation(of: probe, completion), of: probe, completion)
            case .message(let errand, let authorization):
                work += end(errand, authorization, completion)
            case .token(let authentication, let recipe):
                work += settle(authentication, completion.token(by: recipe))
            case .tokenEndpoint(let probe, let recipe):
                work += conclude(Observation(ofTokenEndpoint: probe, by: recipe, completion), of: probe, completion)
            case .certificates(var observation):
                observation.evidence?.take(completion, notTrusted: observation.detail)
                work.observations.append(observation)
            }
        }
        return work
    }

    private mutating func send(_ transfer: CurlTransfer?, for request: Request, of probe: Probe) -> Work {
        guard let transfer else { return Work(observations: [Observation(refusing: probe)]) }
        last += 1
        requests[last] = request
        return Work(orders: [.init(token: last, transfer: transfer)])
    }
}

// Ends of probes.
extension ProbeDesk {
    /// Where the certificate was not trusted, it is fetched for the evidence before the observation is told.
    ///
    /// - Parameter observation: nil comes of a request that was cancelled.
    private mutating func conclude(_ observation: Observation?, of probe: Probe, _ completion: CurlLoop.Completion) -> Work {
        guard let observation else { return Work() }
        guard let transfer = CurlTransfer(lookingAtTheCertificateAfter: completion, transport) else {
            return Work(observations: [observation])
        }
        return send(transfer, for: .certificates(of: observation), of: probe)
    }
}

// Probes by message.
extension ProbeDesk {
    private mutating func beginMessage(_ probe: Probe) -> Work {
        guard probe.callback.url.isUsableURL else { return Work(observations: [Observation(refusing: probe)]) }
        do throws(ProbeMessage.Refusal) {
            let message = try ProbeMessage(to: probe.callback, conversation: UUID(), id: UUID(), at: Date())
            return authorize(Errand(probe: probe, message: message))
        } catch {
            return Work(observations: [Observation(spoiling: probe, error.sentence)])
        }
    }

    private mutating func authorize(_ errand: Errand) -> Work {
        let probe = errand.probe
        guard let id = probe.callback.authenticationID else { return post(errand, nil) }
        do throws(Authentications.Missing) {
            let authentication = try authentications.authentication(id, from: probe.policy.credentials)
            switch authentication.way {
            case .basic(let username, let password):
                let pair = Data("\(username):\(password)".utf8).base64EncodedString()
                return post(errand, .basic("Basic \(pair)"))
            case .oauth2(let recipe):
                return authorize(errand, by: authentication, recipe)
            }
        } catch {
            return Work(observations: [Observation(spoiling: probe, error.sentence)])
        }
    }

    private mutating func authorize(_ errand: Errand, by authentication: Authentication, _ recipe: TokenRecipe) -> Work {
        switch shelf.token(for: errand, by: authentication, refused: errand.refused, at: .now) {
        case .use(let token): return post(errand, .token(token))
        case .wait: return Work()
        case .goWithout(let missing): return Work(observations: [Observation(spoiling: errand, missing)])
        case .fetch:
            guard let transfer = CurlTransfer(recipe, for: errand.probe, timeout: ProbeDesk.tokenTimeout, transport) else {
                return settle(authentication, .failure(.init(sentence: "its address is not an http or https URL")))
            }
            return send(transfer, for: .token(authentication, recipe), of: errand.probe)
        }
    }

    /// For a token that probes wait for.
    private static let tokenTimeout = Duration.seconds(15)

    private mutating func post(_ errand: Errand, _ authorization: Authorization?) -> Work {
        let transfer = CurlTransfer(
            errand.probe, message: errand.message, authorization: authorization?.value, transport)
        return send(transfer, for: .message(errand, authorization), of: errand.probe)
    }

    private mutating func end(
        _ errand: Errand, _ authorization: Authorization?, _ completion: CurlLoop.Completion
    ) -> Work {
        if case .token(let token)? = authorization, errand.refused == nil, completion.status == 401 {
            var again = errand
            again.refused = token
            return authorize(again)
        }
        let observation = Observation(of: errand.probe, completion, hiding: authorization?.value)
        return conclude(observation, of: errand.probe, completion)
    }

    private mutating func settle(
        _ authentication: Authentication, _ result: Result<AccessToken, AccessToken.Missing>?
    ) -> Work {
        // Cancelled, together with all that waited for it.
        guard let result else { return Work() }
        var work = Work()
        for errand in shelf.settle(authentication, result, at: .now) {
            switch result {
            case .success(let token): work += post(errand, .token(token))
            case .failure(let missing): work.observations.append(Observation(spoiling: errand, missing))
            }
        }
        return work
    }
}

// Token endpoints.
extension ProbeDesk {
    private mutating func beginTokenEndpoint(_ probe: Probe) -> Work {
        do throws(Authentications.Missing) {
            let authentication = try authentications.authentication(probe.callback.id.application, from: .registry)
            guard let recipe = authentication.recipe else {
                throw Authentications.Missing("the authentication has no token endpoint")
            }
            let transfer = CurlTransfer(recipe, for: probe, timeout: probe.policy.patience, transport)
            return send(transfer, for: .tokenEndpoint(probe, recipe), of: probe)
        } catch {
            return Work(observations: [Observation(spoiling: probe, error.sentence)])
        }
    }
}

extension CurlLoop.Completion {
    fileprivate var status: Int? { (try? result.get())?.status }

    /// nil when it was cancelled.
    fileprivate func token(by recipe: TokenRecipe) -> Result<AccessToken, AccessToken.Missing>? {
        if case .failure(let failure) = result, failure.kind == .cancelled { return nil }
        do throws(AccessToken.Missing) {
            return .success(try AccessToken(result, to: recipe))
        } catch {
            return .failure(error)
        }
    }
}
