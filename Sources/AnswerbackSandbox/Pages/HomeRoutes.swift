import Hummingbird

/// The home page and what all pages share.
struct HomeRoutes: Sendable {
    let sandbox: HomePage

    /// Our own style sheet and nothing else: no scripts, no frames, nothing from elsewhere.
    static let policy =
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    func add(to router: RouterGroup<BasicRequestContext>) {
        router.get("/") { _, _ in Response.html(sandbox.render(), policy: HomeRoutes.policy) }
        router.get("/style.css") { _, _ in Response.text(Templates.style, type: "text/css; charset=utf-8") }
        router.get("/favicon.ico") { _, _ in Response(status: .noContent) }
    }
}
