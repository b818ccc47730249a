import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The registry API: five operations on each of the two kinds of records.
struct RegistryRoutes: Sendable {
    static let path = "/conversation/conversationmgr/v3"

    let store: RegistryStore
    let issuer: TokenIssuer
    let faults: FaultSwitch

    func add(to router: Router<BasicRequestContext>) {
        for resource in RegistryResource.allCases {
            let api = router.group("\(RegistryRoutes.path)/\(resource.rawValue)")
            api.get { request, _ in await guarded(request, .read) { () throws(RegistryFault) in try list(resource) } }
            api.post { request, _ in await create(resource, request) }
            api.get(":id") { request, context in
                await guarded(request, .read) { () throws(RegistryFault) in
                    .json(try store.get(resource, id: try id(context)).shown)
                }
            }
            api.put(":id") { request, context in await replace(resource, request, context) }
            api.delete(":id") { request, context in
                await guarded(request, .manage) { () throws(RegistryFault) in try delete(resource, try id(context)) }
            }
        }
    }

    private func list(_ resource: RegistryResource) throws(RegistryFault) -> Response {
        guard let body = ListShape.body(resource, store.list(resource), fault: faults.current.list) else {
            throw .notFound(resource.rawValue)
        }
        return .json(body)
    }

    private func create(_ resource: RegistryResource, _ request: Request) async -> Response {
        let body = await RegistryRoutes.body(of: request)
        return await guarded(request, .manage) { () throws(RegistryFault) in
            .json(["id": .string(try store.create(resource, try body.get(), at: Date()))], status: .created)
        }
    }

    private func replace(_ resource: RegistryResource, _ request: Request, _ context: BasicRequestContext) async -> Response {
        let body = await RegistryRoutes.body(of: request)
        return await guarded(request, .manage) { () throws(RegistryFault) in
            try store.replace(resource, id: try id(context), try body.get(), at: Date())
            return Response(status: .noContent)
        }
    }

    private func delete(_ resource: RegistryResource, _ id: String) throws(RegistryFault) -> Response {
        if faults.current.inUse?.contains(id) == true { throw .inUse(id, by: "a participant") }
        try store.delete(resource, id: id)
        return Response(status: .noContent)
    }

    /// Does what all operations have in common: faults, authorization, query parameters, the shape of errors.
    private func guarded(
        _ request: Request, _ permission: Permission,
        _ operation: @escaping @Sendable () throws(RegistryFault) -> Response
    ) async -> Response {
        let answer: @Sendable () async -> Response = {
            do throws(RegistryFault) {
                try authorize(request, permission, at: Date())
                if let parameter = request.uri.queryParameters.first { throw .unsupportedQuery(String(parameter.key)) }
                return try operation()
            } catch {
                return .fault(error, withUserMessage: request.headers[.egainErrorMessage] == "yes")
            }
        }
        guard let fault = faults.nextRegistryFault() else { return await answer() }
        return await faults.registryResponse(fault, now: Date(), answer: answer)
    }

    /// Who may manage may also read.
    private func authorize(_ request: Request, _ permission: Permission, at now: Date) throws(RegistryFault) {
        guard let granted = issuer.permissions(authorization: request.headers[.authorization], at: now) else {
            throw .unauthorized
        }
        guard granted.contains(permission) || granted.contains(.manage) else { throw .forbidden }
    }

    private func id(_ context: BasicRequestContext) throws(RegistryFault) -> String {
        let id = context.parameters.get("id")?.removingPercentEncoding ?? ""
        guard id.unicodeScalars.count == 36 else { throw .invalid("id", "36 characters") }
        return id
    }

    private static func body(of request: Request) async -> Result<JSONValue, RegistryFault> {
        guard let buffer = try? await request.body.collect(upTo: 1 << 20) else { return .failure(.tooLarge) }
        guard let value = JSONValue(parsing: Data(buffer.readableBytesView)), value.object != nil else {
            return .failure(.notJSON)
        }
        return .success(value)
    }
}

extension Response {
    static func fault(_ fault: RegistryFault, withUserMessage: Bool = false) -> Response {
        .json(fault.body(withUserMessage: withUserMessage), status: .init(code: fault.status))
    }
}

extension HTTPField.Name {
    /// Asks for an error message that can be shown to users.
    fileprivate static let egainErrorMessage = HTTPField.Name("X-egain-error-message" as StaticString)
}
