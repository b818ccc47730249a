import AnswerbackCore
import Curl
import Foundation

extension CurlTransfer {
    /// The request of a recipe; nil when its URL cannot be asked.
    ///
    /// - Parameter probe: for which it is made.
    init?(_ recipe: TokenRecipe, for probe: Probe, timeout: Duration, _ transport: ProbeTransport) {
        guard recipe.url.isUsableURL else { return nil }
        switch recipe.method {
        case .get: self.init(.get, recipe.url)
        case .post:
            self.init(.post, recipe.url)
            body = Array(recipe.payload.utf8)
        }
        headers = recipe.headers.filter(CurlTransfer.mayBeSent).map(CurlTransfer.line)
        self.timeout = timeout
        use(transport, for: probe, isConfidential: true)
    }
}

extension AccessToken {
    /// Reads what a token endpoint answered. Of an answer without a token nothing is quoted but the word of RFC 6749 §5.2 for what is
    /// wrong, because endpoints repeat what they were sent.
    init(_ result: Result<CurlReply, CurlFailure>, to recipe: TokenRecipe) throws(Missing) {
        switch result {
        case .failure(let failure):
            throw Missing(sentence: "it could not be asked: \(failure.message.printable(limit: 160))")
        case .success(let reply):
            guard (200..<300).contains(reply.status) else {
                throw Missing(sentence: "it answered \(reply.status)\(reply.wordOfError(to: recipe))")
            }
            guard !reply.isBodyCut else { throw Missing(sentence: "its answer is longer than 64 KiB") }
            try self.init(JSONValue(tolerating: reply.body), at: recipe.tokenPath, now: Date())
        }
    }
}

extension CurlReply {
    fileprivate func wordOfError(to recipe: TokenRecipe) -> String {
        guard let word = JSONValue(tolerating: body)?["error"]?.string, word.wholeMatch(of: #/[a-z_]{1,40}/#) != nil,
            !recipe.payload.contains(word)
        else { return "" }
        return " (\(word))"
    }
}
