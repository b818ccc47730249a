import AnswerbackCore
import ArgumentParser
import Foundation
import Glibc

/// Where a command reads its JSON from.
struct DocumentInput: ParsableArguments {
    @Option(name: [.long, .short], help: ArgumentHelp("The JSON; stdin by default.", valueName: "json-file"))
    var file: String?

    /// As messages call it.
    var place: String { file?.printable(limit: 300) ?? "stdin" }

    /// The same bound as for the registry's own list.
    private static let limit = 32 * 1024 * 1024

    func json() throws -> JSONValue {
        let text: String
        do throws(FileText.Failure) {
            if let file {
                text = try FileText(path: file, limit: DocumentInput.limit).text
            } else {
                if isatty(STDIN_FILENO) == 1 { Terminal.say("reading JSON from the terminal; Ctrl-D ends it") }
                text = try FileText.standardInput(limit: DocumentInput.limit).text
            }
        } catch {
            throw Failure(.usage, "\(place) \(error.description)")
        }
        guard let json = JSONValue(parsing: Data(text.utf8)) else {
            throw Failure(
                .usage, "\(place) is not JSON\(DocumentInput.line(ofTheFaultIn: text).map { ", around line \($0)" } ?? "")")
        }
        return json
    }

    /// Where JSON goes wrong; nil when Foundation does not say. It says it in a sentence only, and counts bytes.
    private static func line(ofTheFaultIn text: String) -> Int? {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            return nil
        } catch {
            let sentence = (error as NSError).userInfo["NSDebugDescription"] as? String
            guard let offset = sentence?.firstMatch(of: #/around character ([0-9]+)/#).flatMap({ Int($0.1) }) else { return nil }
            return 1 + text.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") }
        }
    }

    /// One record, without what the registry itself writes except for its `id`. Every limit that it breaks is told at once.
    func document(_ resource: RegistryResource) throws -> RegistryDocument {
        guard let document = RegistryDocument(resource, try json()) else {
            throw Failure(.usage, "\(place): expected an object, \(resource.article) \(resource.title) as the registry shows it")
        }
        try DocumentInput.require(document.withoutStamps.breaches().map { "\(place): \($0)" })
        return document
    }

    /// Refuses documents that the registry would refuse.
    static func require(_ breaches: [String]) throws {
        guard !breaches.isEmpty else { return }
        let count = breaches.count == 1 ? "one limit" : "\(breaches.count) limits"
        var failure = Failure(.usage, "\(count) of the registry would be broken; it was not asked")
        failure.places = breaches
        throw failure
    }

    /// Refuses a document in which something is hidden that nobody can put back.
    func requireNothingHidden(_ document: RegistryDocument) throws {
        let hidden = document.hiddenAttributes
        guard !hidden.isEmpty else { return }
        var failure = Failure(.usage, "what is hidden cannot be sent; show or export with --reveal, or fill it in")
        failure.places = hidden.map { "\(place): \($0.printable(limit: 200)): is hidden, and not registered" }
        throw failure
    }
}

/// Whether secrets are shown.
struct SecretOptions: ParsableArguments {
    @Flag(help: "Show secrets instead of \(RegistryDocument.hidden).")
    var reveal = false

    func shown(_ document: RegistryDocument) -> RegistryDocument {
        reveal ? document : document.hidingSecrets
    }
}

extension RegistryResource {
    fileprivate var article: String { self == .authentications ? "an" : "a" }
}
