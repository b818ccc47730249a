import AnswerbackNetwork
import Foundation

extension Settings {
    /// The name that tells whether our name service works: as set, or of the registry, or of the mail server. What needs no look-up
    /// tells nothing.
    var controlName: String? {
        probe.controlName
            ?? controls.map(\.name).first { name in
                !Location.isLoopback(name) && !NetworkText.isIPv4(name) && !name.contains(":")
            }
    }

    /// The registry and the mail server, unless they are on this machine: they have nothing to do with the callbacks.
    var controls: [ControlHost] {
        [hub?.url, smtp?.server.url].compactMap { url in
            guard let url, let location = Location(url), !Location.isLoopback(location.host) else { return nil }
            return ControlHost(name: location.host.trimmingCharacters(in: ["[", "]"]), port: location.port)
        }
    }
}
