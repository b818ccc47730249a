import AnswerbackCore
import AnswerbackMail
import Foundation

extension Form where Value == TemplateFolder {
    /// The path of a folder that holds at least one template. What is wrong with a template is said with its own file, line and column.
    static var templateFolder: Form {
        .scalar("the path of a folder", show: \.path) { text, field in
            let path = field.report.surroundings.path(text)
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".mustache") }.sorted()
            } catch {
                var isFolder: ObjCBool = false
                let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                let trouble = !exists ? "does not exist" : isFolder.boolValue ? "cannot be read by this user" : "is not a folder"
                return field.refuse("\(path.quoted) \(trouble)")
            }
            return templates(names, in: path, field).map { TemplateFolder(path: path, templates: $0) }
        }
    }

    private static func templates(_ names: [String], in path: String, _ field: Field) -> LetterTemplates? {
        let known = LetterTemplates.Part.allCases.map(\.rawValue)
        guard !names.isEmpty else { return field.refuse("\(path.quoted) holds none of \(known.joined(separator: ", "))") }
        var files: [LetterTemplates.Part: String] = [:]
        var isGood = true
        for name in names {
            let file = URL(filePath: path).appending(path: name).path
            guard let part = LetterTemplates.Part(rawValue: name) else {
                let hint =
                    name.nearest(of: known).map { "did you mean \($0.quoted)?" } ?? "known: \(known.joined(separator: ", "))"
                field.report.complain(inFile: file, "is no template of a letter; \(hint)")
                isGood = false
                continue
            }
            do throws(FileText.Failure) {
                files[part] = try FileText(path: file, limit: 256 * 1024).text
            } catch {
                field.report.complain(inFile: file, error.description)
                isGood = false
            }
        }
        return isGood ? read(files, in: path, field.report) : nil
    }

    private static func read(
        _ files: [LetterTemplates.Part: String], in path: String, _ report: Report
    ) -> LetterTemplates? {
        do throws(TemplateError) {
            return try LetterTemplates(files)
        } catch {
            for slip in error.slips {
                let file = URL(filePath: path).appending(path: slip.part.rawValue).path
                report.complain(inFile: file, slip.sentence, at: Place(line: slip.line, column: slip.column))
            }
            return nil
        }
    }
}

extension TemplateSlip {
    /// With what was probably meant.
    fileprivate var sentence: String {
        guard let unknown else { return message }
        let hint =
            unknown.nearest(of: known).map { "did you mean \($0.quoted)?" } ?? "known here: \(known.joined(separator: ", "))"
        return "\(message); \(hint)"
    }
}
