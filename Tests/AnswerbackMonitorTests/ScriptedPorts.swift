import AnswerbackCore
import Foundation
import NIOConcurrencyHelpers

/// A registry that answers what it is told to, the last answer again and again.
final class ScriptedRegistry: Registry {
    typealias Answer = Result<Listing, RegistryError>

    /// One entry for each call, at its end.
    let asked = Journal<Answer>()
    private let answers: NIOLockedValueBox<[Answer]>
    /// One entry for each time the authentications were read.
    let readings = Journal<Authentications.Registered>()
    /// One entry for each time they begin to be read.
    let begun = Journal<Void>()
    private let keys = NIOLockedValueBox<Result<Authentications.Registered, RegistryError>>(.success(.init()))
    private let pause = NIOLockedValueBox<(Duration, any Timekeeper)?>(nil)

    /// - Parameter answers: at least one.
    init(_ answers: [Answer]) {
        self.answers = NIOLockedValueBox(answers)
    }

    /// Lets the authentications take so long to read from now on.
    func delay(_ duration: Duration, by time: any Timekeeper) {
        pause.withLockedValue { $0 = (duration, time) }
    }

    func clientApplications() async throws(RegistryError) -> Listing {
        let answer = answers.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0[0] }
        asked.append(answer)
        return try answer.get()
    }

    /// What it holds of authentications from now on.
    func hold(_ keys: Result<Authentications.Registered, RegistryError>) {
        self.keys.withLockedValue { $0 = keys }
    }

    func authentications() async throws(RegistryError) -> Authentications.Registered {
        begun.append(())
        if let (duration, time) = pause.withLockedValue({ $0 }) { try? await time.sleep(for: duration) }
        let answer = try keys.withLockedValue { $0 }.get()
        readings.append(answer)
        return answer
    }
}

/// A prober whose probes end at once as the script says, or when the test ends them.
final class ScriptedProber: Prober {
    let observations: AsyncStream<[Observation]>
    let begun = Journal<Probe>()
    /// What it was given to prove by who it is.
    let authentications = Journal<Authentications>()
    private let continuation: AsyncStream<[Observation]>.Continuation
    private let script: @Sendable (Probe) -> Observation?

    /// - Parameter script: nil leaves a probe under way.
    init(script: @escaping @Sendable (Probe) -> Observation? = { _ in nil }) {
        (observations, continuation) = AsyncStream.makeStream()
        self.script = script
    }

    func begin(_ probes: [Probe]) {
        begun.append(contentsOf: probes)
        let ended = probes.compactMap(script)
        if !ended.isEmpty { continuation.yield(ended) }
    }

    func use(_ authentications: Authentications) {
        self.authentications.append(authentications)
    }

    func end(_ observations: Observation...) {
        continuation.yield(observations)
    }

    func close() {
        continuation.finish()
    }
}

/// A look at ourselves that finds what the test says, and as long as it takes.
final class ScriptedSelfCheck: SelfCheck {
    let asked = Journal<SelfQuestion>()
    private let findings: NIOLockedValueBox<SelfFindings>
    private let takes: Duration
    private let time: any Timekeeper

    init(_ findings: SelfFindings = SelfFindings(), takes: Duration = .zero, time: any Timekeeper) {
        self.findings = NIOLockedValueBox(findings)
        self.takes = takes
        self.time = time
    }

    func find(_ change: (inout SelfFindings) -> Void) {
        findings.withLockedValue { change(&$0) }
    }

    func examine(_ question: SelfQuestion) async -> SelfFindings {
        asked.append(question)
        if takes > .zero { try? await time.sleep(for: takes) }
        return findings.withLockedValue { $0 }
    }
}

/// A mail server that takes or refuses letters as the script says.
final class ScriptedMailer: Mailer {
    /// One entry for each attempt, when it is answered.
    let attempts = Journal<Letter>()
    private let script: NIOLockedValueBox<@Sendable (Letter) -> MailError?>

    /// - Parameter script: nil accepts a letter.
    init(script: @escaping @Sendable (Letter) -> MailError? = { _ in nil }) {
        self.script = NIOLockedValueBox(script)
    }

    func become(_ script: @escaping @Sendable (Letter) -> MailError?) {
        self.script.withLockedValue { $0 = script }
    }

    func send(_ letter: Letter) async throws(MailError) -> Receipt {
        let refusal = script.withLockedValue { $0 }(letter)
        attempts.append(letter)
        if let refusal { throw refusal }
        return Receipt(reply: "250 Ok")
    }
}
