import AnswerbackCore
import Foundation
import Glibc

/// The registry on disk: one JSON document, replaced as a whole on every change, readable by its owner only because
/// authentications hold secrets.
///
/// The sandbox's own addresses are written as words (`sandbox:…`), because its ports may be others the next time.
package struct StateFile: Sendable {
    private let path: String
    private let origins: Origins

    package init(path: String, origins: Origins) {
        self.path = path
        self.origins = origins
    }

    /// Nil when there is no file yet.
    package func read() throws(SandboxError) -> RegistryStore.Contents? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw problem("cannot be read") }
        guard let document = JSONValue(parsing: data), let object = document.object else {
            throw problem("is not a JSON object; move it away to begin anew")
        }
        guard object["format"] == 1 else { throw problem("format: expected 1") }
        var contents: RegistryStore.Contents = [:]
        for resource in RegistryResource.allCases {
            contents[resource] = try records(resource, in: object)
        }
        return contents
    }

    /// Writes beside the file and renames, so that a crash leaves the old file or the new one.
    package func write(_ contents: RegistryStore.Contents) throws(SandboxError) {
        let object = Dictionary(
            uniqueKeysWithValues: RegistryResource.allCases.map { resource in
                (resource.rawValue, JSONValue.array(contents[resource, default: []].map(\.shown)))
            })
        let document = JSONValue.object(object.merging(["format": 1]) { first, _ in first }).mapStrings(origins.named)
        let draft = "\(path).\(UUID().uuidString).tmp"
        guard
            FileManager.default.createFile(
                atPath: draft, contents: document.encoded(pretty: true), attributes: [.posixPermissions: 0o600])
        else { throw problem("cannot be written") }
        guard rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(draft)
            throw problem("cannot be replaced: \(reason)")
        }
    }

    private func records(
        _ resource: RegistryResource, in object: [String: JSONValue]
    ) throws(SandboxError) -> [RegistryRecord] {
        guard let list = object[resource.rawValue]?.array else { throw problem("\(resource.rawValue): expected a list") }
        var records: [RegistryRecord] = []
        for (index, value) in list.enumerated() {
            let place = "\(resource.rawValue)[\(index)]"
            let record = try record(value.mapStrings(origins.resolved), resource, place)
            if records.contains(where: { $0.id == record.id }) { throw problem("\(place): the id is there twice") }
            records.append(record)
        }
        return records
    }

    private func record(
        _ value: JSONValue, _ resource: RegistryResource, _ place: String
    ) throws(SandboxError) -> RegistryRecord {
        guard var attributes = value.object else { throw problem("\(place): expected an object") }
        guard let id = attributes.removeValue(forKey: "id")?.string, id.unicodeScalars.count == 36 else {
            throw problem("\(place).id: expected 36 characters")
        }
        guard let created = Date(timestamp: attributes.removeValue(forKey: "created")),
            let modified = Date(timestamp: attributes.removeValue(forKey: "modified"))
        else { throw problem("\(place): created and modified have to be times such as 2026-01-02T03:04:05.678Z") }
        do throws(RegistryFault) {
            try resource.check(.object(attributes), isUpdate: false)
        } catch {
            throw problem("\(place): \(error.developerMessage)")
        }
        return RegistryRecord(id: id, created: created, modified: modified, attributes: attributes)
    }

    private func problem(_ text: String) -> SandboxError {
        SandboxError(.state, "\(path.printable(limit: 300)): \(text)")
    }
}

extension Date {
    fileprivate init?(timestamp: JSONValue?) {
        guard let text = timestamp?.string,
            let date = try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
        else { return nil }
        self = date
    }
}
