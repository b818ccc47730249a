import AnswerbackNetwork
import Testing

@testable import AnswerbackCLI

/// What tells our own failures from a callback's, as far as nobody sets it.
@Suite struct ControlTests {
    private func settings(hub: String? = nil, smtp: String? = nil, controlName: String? = nil) throws -> Settings {
        let sections = [
            hub.map { "hub: {url: '\($0)', credentials: {token: t}}\n" },
            smtp.map { "smtp: {url: '\($0)', from: a@example.com}\n" },
            controlName.map { "probe: {control_name: \($0)}\n" },
        ]
        let text = SettingsTests.callback + sections.compactMap(\.self).joined()
        return try Settings.read(text, file: "a.yaml").settings
    }

    @Test func theRegistryIsTheControl() throws {
        let settings = try settings(hub: "https://api.example.com/v3", smtp: "smtp://mail.example.com:587")
        #expect(settings.controlName == "api.example.com")
        #expect(
            settings.controls == [
                ControlHost(name: "api.example.com", port: 443), ControlHost(name: "mail.example.com", port: 587),
            ])
    }

    @Test func whatNeedsNoLookUpIsNoControlName() throws {
        let mail = try settings(hub: "https://192.0.2.1:8443/v3", smtp: "smtps://mail.example.com")
        #expect(mail.controlName == "mail.example.com")
        #expect(
            mail.controls == [ControlHost(name: "192.0.2.1", port: 8443), ControlHost(name: "mail.example.com", port: 465)])
        #expect(try settings(hub: "https://[2001:db8::1]/v3").controlName == nil)
        #expect(try settings().controlName == nil)
    }

    @Test func ourOwnMachineIsNoControl() throws {
        let settings = try settings(hub: "http://localhost:8080/v3", smtp: "smtp://127.0.0.1:2525")
        #expect(settings.controlName == nil)
        #expect(settings.controls.isEmpty)
    }

    @Test func whatIsSetComesFirst() throws {
        let settings = try settings(hub: "https://api.example.com/v3", controlName: "names.example.com")
        #expect(settings.controlName == "names.example.com")
    }
}
