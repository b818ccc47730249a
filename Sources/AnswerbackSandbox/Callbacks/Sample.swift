package import AnswerbackCore

/// One sample callback: a role of an application that exists only to show something.
package struct Sample: Sendable, Hashable {
    /// Samples with one application name become roles of one application.
    package let application: String
    package let role: String
    package var version = "v3"
    /// The part of the address that names it.
    package let slug: String
    package let owner: String
    package let behaviour: Behaviour
    /// What it does, as a sentence.
    package let story: String
    /// What Answerback makes of it with the configuration that the sandbox writes.
    package let expectation: Expectation
    /// How that configuration probes it.
    package var method = ProbeMethod.reach
    package var isActive = true
    package var headers: [(name: String, value: String)] = []
    package var authentication: String?

    /// A word for the colour and a phrase for people.
    package struct Expectation: Sendable, Hashable {
        /// `up`, `degraded`, `down`, `changing` or `unwatched`.
        package let kind: String
        package let phrase: String

        static func up(_ phrase: String) -> Expectation { Expectation(kind: "up", phrase: phrase) }
        static func degraded(_ phrase: String) -> Expectation { Expectation(kind: "degraded", phrase: phrase) }
        static func down(_ phrase: String) -> Expectation { Expectation(kind: "down", phrase: phrase) }
        static func changing(_ phrase: String) -> Expectation { Expectation(kind: "changing", phrase: phrase) }
        static func unwatched(_ phrase: String) -> Expectation { Expectation(kind: "unwatched", phrase: phrase) }
    }

    package func address(_ origins: Origins) -> String { behaviour.address(slug: slug, origins: origins) }

    package static func == (left: Sample, right: Sample) -> Bool { left.slug == right.slug }
    package func hash(into hasher: inout Hasher) { hasher.combine(slug) }
}
