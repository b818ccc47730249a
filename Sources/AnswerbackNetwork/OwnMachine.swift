package import AnswerbackCore
package import Curl
import Glibc
import NIOConcurrencyHelpers

/// Looks at the machine that we run on: its routes and links, its name service, its limits.
package final class OwnMachine: SelfCheck {
    private let time: any Timekeeper
    private let name: BlockingQuestion<ControlName.Answer>?
    private let hosts: [BlockingQuestion<ControlHost.Answer>]
    private let nameWasFound = NIOLockedValueBox(false)

    /// The longest that an answer may take. A name service or a host that takes longer leaves a callback next to nothing of its five
    /// seconds.
    package static let patience = Duration.seconds(3)
    /// An answer is as good as a new one for so long.
    private static let freshness = Duration.seconds(1)
    private static let descriptorsNeeded = 8

    /// - Parameters:
    ///   - controlName: a name that exists as long as our name service works; nil leaves only the way to the name servers to judge by.
    ///   - controls: hosts that have nothing to do with the callbacks.
    ///   - addressPolicy: which addresses of these may be connected to.
    package init(
        controlName: String?, controls: [ControlHost], addressPolicy: AddressPolicy = AddressPolicy(), time: any Timekeeper
    ) {
        self.time = time
        name = controlName.map { name in
            BlockingQuestion(thread: "control-name", freshness: OwnMachine.freshness, time: time) { ControlName.lookUp(name) }
        }
        hosts = controls.map { host in
            BlockingQuestion(thread: "control-host", freshness: OwnMachine.freshness, time: time) { host.ask(addressPolicy) }
        }
    }

    package func examine(_ question: SelfQuestion) async -> SelfFindings {
        var findings = SelfFindings()
        findings.lacksDescriptors = !OwnMachine.hasDescriptors(OwnMachine.descriptorsNeeded)
        findings.cutOff = question.addresses.filter(Way.isCutOff)
        if question.asksResolver { findings.resolver = await resolver() }
        if question.asksControls { findings.controls = await controls() }
        return findings
    }

    private func resolver() async -> SelfFindings.Resolver {
        let servers = NameServers.configured()
        if !servers.isEmpty, servers.allSatisfy(Way.isCutOff) { return .cutOff }
        guard let name else { return .unknown }
        switch await name.answer(within: OwnMachine.patience) {
        case .found:
            nameWasFound.withLockedValue { $0 = true }
            return .answers
        // Of a name that was never there it says that somebody answers; of one that was, that the wrong one does.
        case .unknown: return nameWasFound.withLockedValue { $0 } ? .silent : .answers
        case .failed, nil: return .silent
        }
    }

    private func controls() async -> [Bool] {
        await withTaskGroup(of: ControlHost.Answer.self) { group in
            for host in hosts { group.addTask { await host.answer(within: OwnMachine.patience) ?? .isSilent } }
            // A host that may not be asked tells nothing.
            return await group.filter { $0 != .isForbidden }.reduce(into: []) { $0.append($1 == .isThere) }
        }
    }

    /// Whether the process could still open so many files or sockets.
    static func hasDescriptors(_ count: Int) -> Bool {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<count {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return ![EMFILE, ENFILE, ENOMEM].contains(errno) }
            opened.append(descriptor)
        }
        return true
    }
}
