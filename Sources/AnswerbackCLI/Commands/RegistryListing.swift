import AnswerbackCore
import AnswerbackNetwork

/// The registry's list, for a command that needs it once.
enum RegistryListing {
    /// Empty when no registry is configured. Remarks go to stderr.
    static func fetch(_ settings: Settings) async throws -> Listing {
        let registry: HubRegistry?
        do {
            registry = try Composition(settings: settings).registry()
        } catch {
            throw Failure(.ours, "\(error)")
        }
        guard let registry else { return Listing(applications: []) }
        defer { registry.close() }
        do throws(RegistryError) {
            let listing = try await registry.clientApplications()
            for remark in listing.remarks { Terminal.say("registry: \(remark)") }
            return listing
        } catch {
            throw Failure(error)
        }
    }
}
