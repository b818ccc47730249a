import AnswerbackCore
import AnswerbackTesting
import Curl
import Foundation
import Glibc
import Testing

@testable import AnswerbackNetwork

/// Looking at this machine, which is well. What an ailing one shows is proved in a network of its own, see Tests/SystemTests.
@Suite(.timeLimit(.minutes(1))) struct OwnMachineTests {
    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1"]) func thereIsAWayToOurselves(_ address: String) {
        #expect(!Way.isCutOff(address))
    }

    @Test(arguments: ["", "bot.example", "127.0.0.1:80", "[::1]", "300.1.1.1"])
    func whatIsNoAddressTellsNothing(_ text: String) {
        #expect(!Way.isCutOff(text))
    }

    @Test func theNameServersAreThoseOfTheFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "resolv.conf", "# none\nnameserver 192.0.2.1\n\tnameserver\t2001:db8::1 # second\nsearch nameserver\nnameserver\n")
        #expect(NameServers.configured(in: file) == ["192.0.2.1", "2001:db8::1"])
        #expect(NameServers.configured(in: "/nowhere") == [])
    }

    @Test func aNameThatIsThereIsFound() {
        #expect(ControlName.lookUp("localhost") == .found)
    }

    @Test func aHostThatRefusesIsThere() throws {
        let listener = try Listener()
        #expect(ControlHost(name: "127.0.0.1", port: listener.port).ask(AddressPolicy()) == .isThere)
        listener.end()
        #expect(ControlHost(name: "127.0.0.1", port: listener.port).ask(AddressPolicy()) == .isThere)
    }

    @Test func aHostThatNeverAnswersIsSilent() throws {
        let port = try ProbePeers.http.get().port("backlog")
        #expect(ControlHost(name: "127.0.0.1", port: Int(port)).ask(AddressPolicy()) == .isSilent)
    }

    @Test func aHostIsNotConnectedToWhereThatIsForbidden() throws {
        let listener = try Listener()
        defer { listener.end() }
        let policy = AddressPolicy(deny: ["127.0.0.0/8"].compactMap(Network.init))
        #expect(ControlHost(name: "127.0.0.1", port: listener.port).ask(policy) == .isForbidden)
        #expect(!listener.hasVisitor)
    }

    @Test func aHostThatMayNotBeAskedTellsNothing() async {
        let policy = AddressPolicy(deny: ["127.0.0.0/8"].compactMap(Network.init))
        let machine = OwnMachine(
            controlName: nil, controls: [ControlHost(name: "127.0.0.1", port: 1)], addressPolicy: policy, time: TestTime())
        let question = SelfQuestion(addresses: [], asksResolver: false, asksControls: true)
        #expect(await machine.examine(question).controls.isEmpty)
    }

    @Test func thisProcessHasDescriptorsLeft() {
        #expect(OwnMachine.hasDescriptors(8))
    }

    @Test func onlyWhatIsAskedIsLookedAt() async {
        let machine = OwnMachine(
            controlName: "localhost", controls: [ControlHost(name: "127.0.0.1", port: 1)], time: TestTime())
        let nothing = SelfQuestion(addresses: ["127.0.0.1"], asksResolver: false, asksControls: false)
        #expect(await machine.examine(nothing) == SelfFindings())
        let controls = SelfQuestion(addresses: [], asksResolver: false, asksControls: true)
        #expect(await machine.examine(controls).controls == [true])
    }
}

/// A port that takes connections until it is closed.
private struct Listener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isListening)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody has connected.
    var hasVisitor: Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 1
    }

    func end() { close(descriptor) }
}
