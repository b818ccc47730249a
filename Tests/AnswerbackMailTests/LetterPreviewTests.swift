import AnswerbackMail
import Foundation
import Testing

/// Writes every kind of letter into the folder named by ANSWERBACK_MAIL_PREVIEWS, to be looked at. Without it there is nothing to see.
@Test(.enabled(if: ProcessInfo.processInfo.environment["ANSWERBACK_MAIL_PREVIEWS"] != nil))
func everyLetterCanBeLookedAt() throws {
    let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["ANSWERBACK_MAIL_PREVIEWS"]))
    for (name, letter) in SampleLetters.all {
        let text = LetterText(letter, externalURL: SampleLetters.page)
        try Data(text.html.utf8).write(to: folder.appending(path: "\(name).html"))
        try Data("Subject: \(text.subject)\n\n\(text.text)".utf8).write(to: folder.appending(path: "\(name).txt"))
    }
}
