package import AnswerbackCore
import Foundation

extension Listing {
    /// Reads the list as leniently as the API's documents are vague: unknown members are passed over, and a record that cannot be used is
    /// skipped with a remark.
    package init(_ list: RegistryList) {
        var reader = ListingReader()
        for (index, record) in list.records.enumerated() { reader.read(record, at: index) }
        self.init(applications: reader.applications, remarks: reader.remarks + list.remarks)
    }

    /// What can be used of client applications that somebody else than the registry gives.
    package init(_ documents: [RegistryDocument]) {
        self.init(RegistryList(.clientApplications, documents.map(\.json)))
    }

    init(json: [UInt8]) throws(RegistryError) {
        self.init(try RegistryList(.clientApplications, json: json))
    }
}

/// Collects what can be used of a list, and what has to be said about the rest.
private struct ListingReader {
    var applications: [ClientApplication] = []
    var remarks: [String] = []
    private var ids: Set<String> = []

    mutating func read(_ record: JSONValue, at index: Int) {
        guard let id = record["id"]?.string, (1...255).contains(id.count) else {
            return remarks.append("client application number \(index + 1) has no id: skipped")
        }
        let name = record["name"]?.string ?? ""
        let title = "client application \((name.isEmpty ? id : name).printable(limit: 80))"
        guard ids.insert(id).inserted else { return remarks.append("\(title) is listed twice: the first is kept") }
        guard let roles = record["roles"]?.array else { return remarks.append("\(title) has no roles: skipped") }
        applications.append(
            ClientApplication(
                id: id, name: name.isEmpty ? id : name, description: record["description"]?.string,
                isActive: record["active"]?.bool ?? true, roles: read(roles, of: title),
                created: record["created"]?.date, modified: record["modified"]?.date))
    }

    private mutating func read(_ roles: [JSONValue], of title: String) -> [ClientApplication.Role] {
        var names: Set<String> = []
        var result: [ClientApplication.Role] = []
        for (index, role) in roles.enumerated() {
            guard let name = role["name"]?.string, (1...255).contains(name.count) else {
                remarks.append("\(title): role number \(index + 1) has no name: skipped")
                continue
            }
            let roleTitle = "\(title), role \(name.printable(limit: 80))"
            guard names.insert(name).inserted else {
                remarks.append("\(roleTitle) is listed twice: the first is kept")
                continue
            }
            if let role = read(role, name: name, title: roleTitle) { result.append(role) }
        }
        return result
    }

    private mutating func read(_ role: JSONValue, name: String, title: String) -> ClientApplication.Role? {
        guard let callback = role["callback"]?.string, !callback.isEmpty, callback.count <= 4096 else {
            remarks.append("\(title) has no callback: skipped")
            return nil
        }
        let email = role["notificationEmail"]?.string ?? ""
        if EmailAddress(email) == nil {
            remarks.append("\(title): mail cannot be sent to its notificationEmail")
        }
        return ClientApplication.Role(
            name: name, version: role["version"]?.string ?? "", callback: callback, notificationEmail: email,
            headers: headers(role["headers"], title: title), authenticationID: role["authentication"]?["id"]?.string)
    }

    private mutating func headers(_ value: JSONValue?, title: String) -> [Header] {
        guard let value, value != .null else { return [] }
        guard let items = value.array else {
            remarks.append("\(title): its custom headers are not a list and are left out")
            return []
        }
        return items.compactMap { item in
            if let name = item["name"]?.string, let value = item["value"]?.string {
                let header = Header(name: name, value: value)
                if header.isSendable { return header }
            }
            remarks.append("\(title): a custom header cannot be sent and is left out")
            return nil
        }
    }
}

extension JSONValue {
    /// Both forms that the API's documents show: `2021-04-02T19:59:07.654Z` and `2022-07-09 20:01:15.521`.
    fileprivate var date: Date? {
        guard let text = string else { return nil }
        let iso = text.replacing(" ", with: "T")
        return Date(iso8601: iso.hasSuffix("Z") ? iso : iso + "Z")
    }
}
