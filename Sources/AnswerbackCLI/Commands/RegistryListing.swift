import AnswerbackCore

/// The registry's list, for a command that needs it once.
enum RegistryListing {
    /// Empty when no registry is configured. Remarks go to stderr.
    static func fetch(_ settings: Settings) async throws -> Listing {
        guard settings.hub != nil else { return Listing(applications: []) }
        return try await RegistryDesk.open(settings) { try await $0.clientApplications() }
    }
}
