import AnswerbackCore

extension Sample {
    /// Every sample. Together they show each verdict and reason that can be shown on one machine, with owners who have several
    /// callbacks, so that a mail with more than one is seen too.
    package static let all = changing + healthy + answeringBadly + silent

    /// The first outage comes 20 s after the start and is over at 60 s: with probes every 5 s that is an alert and its recovery
    /// within two minutes.
    private static let changing = [
        Sample(
            application: "order-bot", role: "custom_bot", slug: "order-bot", owner: "commerce-bots@example.com",
            behaviour: .changes(.init(first: .seconds(20), lasting: .seconds(40), every: .seconds(180)), status: 503),
            story:
                "Works, but answers 503 for 40 seconds out of every three minutes, for the first time 20 seconds after the start.",
            expectation: .changing("down with http_5xx, then up again")),
        Sample(
            application: "stock-bot", role: "custom_bot", slug: "stock-bot", owner: "commerce-bots@example.com",
            behaviour: .changes(
                .init(first: .seconds(75), lasting: .seconds(60), every: .seconds(240)), status: 202, after: .milliseconds(6200)),
            story: "Works, but takes 6.2 seconds for a minute out of every four.",
            expectation: .changing("degraded, then up again")),
        Sample(
            application: "booking-bot", role: "custom_bot", slug: "booking-bot", owner: "travel-team@sandbox.test",
            behaviour: .drops(.init(first: .seconds(100), lasting: .seconds(30), every: .seconds(200))),
            story: "Works, but resets every connection for 30 seconds out of every 200, as a server does that is being deployed.",
            expectation: .changing("down with reset, then up again")),
        Sample(
            application: "loyalty-bot", role: "custom_bot", version: "v1", slug: "loyalty-bot",
            owner: "loyalty@sandbox.test", behaviour: .stumbles(oneIn: 9),
            story: "Answers every ninth request with 500 and the next one well.",
            expectation: .up("up: a lone failure is recorded, but changes nothing")),
    ]

    private static let healthy = [
        Sample(
            application: "customer-gateway", role: "customer", slug: "customer-gateway", owner: "channels@example.com",
            behaviour: .answers(202), story: "Answers 202 within 20 milliseconds, as the Hub likes it.",
            expectation: .up("up"), headers: [("X-Channel", "web")]),
        Sample(
            application: "customer-gateway", role: "business_notification", slug: "receipts",
            owner: "channels@example.com", behaviour: .wantsPassword,
            story: "Takes delivery receipts from whoever knows the password, and answers 401 to all others.",
            expectation: .up("up: a 401 shows that somebody is there"), authentication: "receipts-basic"),
        Sample(
            application: "faq-bot", role: "custom_bot", slug: "faq-bot", owner: "knowledge@example.com",
            behaviour: .answers(202, after: .milliseconds(4300)),
            story: "Answers well, but only after 4.3 of the 5 seconds that the Hub waits.",
            expectation: .up("up, with hardly any headroom")),
        Sample(
            application: "identity-bot", role: "custom_bot", slug: "identity-bot", owner: "identity@sandbox.test",
            behaviour: .wantsToken,
            story:
                "Answers 401 to credentials that are out of date and 202 to new ones: just what makes the Hub renew its token.",
            expectation: .up("up, probed with contract"), method: .contract, authentication: "identity-oauth2"),
        Sample(
            application: "concierge-bot", role: "custom_bot", slug: "concierge-bot", owner: "identity@sandbox.test",
            behaviour: .wantsToken,
            story:
                "Takes tokens for 45 seconds, then answers 401 until it is shown a new one: each time the token is replaced as the Hub does it.",
            expectation: .up("up, probed with message"), method: .message, authentication: "identity-oauth2"),
        Sample(
            application: "retired-bot", role: "custom_bot", version: "v1", slug: "retired-bot",
            owner: "commerce-bots@example.com", behaviour: .answers(410), story: "Belongs to an application that is not active.",
            expectation: .unwatched("not watched"), isActive: false),
    ]

    private static let answeringBadly = [
        Sample(
            application: "translation-bot", role: "custom_bot", slug: "translation-bot", owner: "knowledge@example.com",
            behaviour: .answers(202, after: .milliseconds(6100)),
            story: "Answers well, but after 6.1 seconds: the Hub has given up by then.",
            expectation: .degraded("degraded: slow")),
        Sample(
            application: "returns-bot", role: "custom_bot", slug: "returns-bot", owner: "commerce-bots@example.com",
            behaviour: .answers(500), story: "Answers 500 to everything.", expectation: .down("down with http_5xx")),
        Sample(
            application: "open-bot", role: "custom_bot", slug: "open-bot", owner: "identity@sandbox.test",
            behaviour: .answers(202), story: "Answers 202 to everybody, whatever credentials come with the request.",
            expectation: .down("down with auth_not_enforced, probed with contract"), method: .contract,
            authentication: "identity-oauth2"),
        Sample(
            application: "survey-bot", role: "custom_bot", slug: "survey-bot", owner: "research@sandbox.test",
            behaviour: .answers(403),
            story: "Answers 403 instead of 401 to credentials that are out of date, so the Hub never renews them.",
            expectation: .down("down with auth_contract, probed with contract"), method: .contract,
            authentication: "identity-oauth2"),
        Sample(
            application: "vault-bot", role: "custom_bot", slug: "vault-bot", owner: "identity@sandbox.test",
            behaviour: .answers(401), story: "Answers 401 to everybody, also to a token that is new.",
            expectation: .down("down with auth, probed with message"), method: .message, authentication: "identity-oauth2"),
        Sample(
            application: "pbx-bridge", role: "custom_agent", version: "v1", slug: "pbx-bridge", owner: "telephony@example.com",
            behaviour: .babbles, story: "Answers with the greeting of an SSH server.",
            expectation: .down("down with protocol")),
    ]

    private static let silent = [
        Sample(
            application: "branch-desk", role: "custom_agent", slug: "branch-desk", owner: "telephony@example.com",
            behaviour: .refuses, story: "Nobody listens at its port.", expectation: .down("down with connect")),
        Sample(
            application: "payment-bot", role: "custom_bot", slug: "payment-bot", owner: "payments@example.com",
            behaviour: .resets, story: "Takes the request and resets the connection.", expectation: .down("down with reset")),
        Sample(
            application: "delivery-bot", role: "custom_bot", slug: "delivery-bot", owner: "payments@example.com",
            behaviour: .closes, story: "Takes the request and closes the connection without an answer.",
            expectation: .down("down with reset")),
        Sample(
            application: "claims-desk", role: "custom_agent", slug: "claims-desk", owner: "claims@example.com",
            behaviour: .hangs, story: "Takes the request and never answers.", expectation: .down("down with timeout")),
        Sample(
            application: "secure-relay", role: "custom_bot", slug: "secure-relay", owner: "claims@example.com",
            behaviour: .lacksTLS, story: "Is registered with https, but its port does not speak TLS.",
            expectation: .down("down with tls")),
        Sample(
            application: "pilot-bot", role: "custom_bot", slug: "pilot-bot", owner: "refused@sandbox.test",
            behaviour: .registeredAs("https://pilot.bot.invalid/callback"),
            story: "Has a host name that does not exist, and an owner whose mailbox refuses every mail.",
            expectation: .down("down with dns; the mail becomes a dead letter")),
        Sample(
            application: "draft-bot", role: "custom_bot", slug: "draft-bot", owner: "ask Miriam",
            behaviour: .registeredAs("to be filled in"),
            story: "Was registered with a note instead of an address; the registry takes any text.",
            expectation: .down("down with invalid_url; nobody can be mailed")),
        Sample(
            application: "metadata-bot", role: "egain_bot", slug: "metadata-bot", owner: "cloud@sandbox.test",
            behaviour: .registeredAs("http://169.254.169.254/latest/meta-data/"),
            story: "Points at the address from which cloud machines get their secrets; Answerback never connects there.",
            expectation: .down("down with blocked")),
    ]
}
