import AnswerbackCore

/// What is found while one file is read: problems, warnings and where everything stands.
///
/// A class, because every part of the reader writes into the same one; made for one reading and never shared.
final class Report {
    let surroundings: Surroundings
    private(set) var problems: [Problem] = []
    private(set) var warnings: [Problem] = []
    /// Where the value, or for a section the key, of a path stands.
    private var places: [String: Place] = ["": .start]
    /// Keys that stand twice in their section, under the names that the composer gave them.
    var duplicates: [String: DuplicateKey] = [:]

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    /// Notes where something stands, so that rules between keys find their place later.
    func note(_ path: String, at place: Place) {
        places[path] = place
    }

    /// Takes up a problem. Without a place it is put where the path, or the nearest section around it, stands.
    func complain(_ path: String, _ message: String, at place: Place? = nil) {
        problems.append(problem(path, message, at: place))
    }

    /// The same about a file that the configuration names.
    func complain(inFile file: String, _ message: String, at place: Place = .wholeFile) {
        problems.append(
            Problem(file: file.printable(), line: place.line, column: place.column, key: "", message: message))
    }

    func warn(_ path: String, _ message: String, at place: Place? = nil) {
        warnings.append(problem(path, message, at: place))
    }

    /// Whether nothing is wrong with a key or with anything in it.
    func isSound(_ path: String) -> Bool {
        !problems.contains { $0.key == path || $0.key.hasPrefix(path + ".") || $0.key.hasPrefix(path + "[") }
    }

    private func problem(_ path: String, _ message: String, at place: Place?) -> Problem {
        let place = place ?? self.place(of: path)
        return Problem(
            file: surroundings.file, line: place.line, column: place.column, key: path.printable(limit: 100),
            message: message)
    }

    private func place(of path: String) -> Place {
        var path = path[...]
        while true {
            if let place = places[String(path)] { return place }
            path = path[..<(path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex)]
        }
    }
}

extension [Problem] {
    /// In the order of the file, then of each other file, and for one place in the order of finding.
    func inOrder(of file: String) -> [Problem] {
        func rank(_ problem: Problem, _ offset: Int) -> (Int, String, Int, Int, Int) {
            let isOther = problem.file != file
            return (isOther ? 1 : 0, isOther ? problem.file : "", problem.line, problem.column, offset)
        }
        return enumerated().sorted { rank($0.element, $0.offset) < rank($1.element, $1.offset) }.map(\.element)
    }
}
