import AnswerbackCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The mailbox in the browser, as JSON, and each mail as it came.
struct MailRoutes: Sendable {
    let mailbox: Mailbox
    let smtpURL: String

    /// The frame with the HTML part inherits this policy: pictures may come with the mail, but nothing is ever fetched for it, so
    /// a mail cannot tell its sender that it was read. Styles inside of mails are inline.
    static let policy = """
        default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
        frame-ancestors 'none'
        """

    func add(to router: RouterGroup<BasicRequestContext>) {
        router.get("/mail") { _, _ in
            Response.html(MailPages.list(mailbox.entries(), smtpURL: smtpURL), policy: HomeRoutes.policy)
        }
        router.get("/mail.json") { _, _ in
            Response.json(["mails": .array(mailbox.entries().map { MailView($0).json })])
        }
        router.get("/mail/:number") { _, context in
            guard let entry = entry(context) else { return missing }
            return .html(MailPages.page(MailView(entry)), policy: MailRoutes.policy)
        }
        router.get("/mail/:number/source") { _, context in
            guard let entry = entry(context) else { return missing }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff",
                    .contentSecurityPolicy: "sandbox; default-src 'none'",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: entry.mail.content)))
        }
    }

    private func entry(_ context: BasicRequestContext) -> Mailbox.Entry? {
        context.parameters.get("number", as: Int.self).flatMap(mailbox.entry)
    }

    private var missing: Response { .text("No such mail, or not any more.\n", status: .notFound) }
}
