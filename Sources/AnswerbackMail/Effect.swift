import AnswerbackCore

/// How those who use the Hub feel it. Says only what eGain documents of the Hub, and where it is silent, that it is.
struct Effect {
    private let role: String
    private let isTokenEndpoint: Bool
    private let judgement: Judgement

    init(of step: Incident.Step, on callback: Callback) {
        role = callback.id.role
        isTokenEndpoint = callback.isTokenEndpoint
        judgement = step.observation.judgement
    }

    var text: String {
        if isTokenEndpoint { return Effect.onTokens }
        guard let reason = judgement.reason else { return late }
        return switch reason {
        case .http5xx, .http4xx, .auth, .protocolError, .dns, .connect, .tls, .reset, .timeout: "\(loss) \(Effect.fate)"
        case .redirect: "eGain does not say whether the Hub follows a redirect. If it does not: \(loss)"
        case .tokenEndpoint: Effect.onTokens
        case .invalidURL: "There is no address that the Hub could post to. \(loss)"
        case .authNotEnforced:
            """
            Users notice nothing, and messages get through. But whoever knows the address can send messages in the Hub's name, and they \
            are taken.
            """
        case .authContract:
            """
            Perhaps nothing yet. The Hub keeps its token until the callback answers 401. When the token runs out and the callback says \
            anything else, the Hub does not learn that it needs a new one, and messages are refused until somebody steps in.
            """
        // Nobody is told of these.
        case .ownNetwork, .ownResolver, .ownLoad, .ownLimits, .notAsked:
            "We cannot tell: this Answerback could not see the callback."
        case .blocked: "We cannot tell: this Answerback is not allowed to connect to the address. The Hub may well reach it."
        }
    }

    /// What does not arrive while the callback takes no messages.
    private var loss: String {
        switch role {
        case "custom_bot", "egain_bot":
            "What customers write does not reach the bot: they wait for an answer that does not come."
        case "custom_agent", "egain_agent":
            "What customers write does not reach the agent, who may not know that somebody is waiting."
        case "customer":
            "What bots and agents write does not reach the customer, who waits for an answer that has been written."
        case "business_notification":
            "Receipts for notifications do not arrive: nobody learns here what was delivered."
        default:
            "Messages for this role do not arrive."
        }
    }

    private static let fate = """
        The Hub knows such messages as failed or as waiting for another try; how often it tries, eGain does not say.
        """

    private static let onTokens = """
        Nothing yet. The Hub keeps the token that it has until a callback answers 401. Then it asks here for a new one, and as long as it \
        gets none, the messages for the roles named below are refused.
        """

    private var late: String {
        """
        The Hub asks for an answer within 5 seconds; this callback gives one later. eGain does not say what becomes of a message \
        then. Whoever waits for the reply waits at least that much longer.
        """
    }
}
