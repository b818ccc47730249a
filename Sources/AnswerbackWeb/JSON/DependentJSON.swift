import AnswerbackCore

/// A role that gets its tokens from a token endpoint.
struct DependentJSON: Encodable {
    let applicationId: String
    let role: String

    init(_ dependent: Callback.Dependent) {
        applicationId = dependent.id.application
        role = dependent.id.role
    }
}
