import AnswerbackCore

extension HubTelemetry {
    /// Counts a call of the registry that failed.
    mutating func take(_ error: RegistryError) {
        failures[error.kind, default: 0] += 1
        lastError = error.message
    }
}
