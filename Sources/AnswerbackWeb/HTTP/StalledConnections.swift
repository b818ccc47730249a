import NIOCore

/// Closes a connection whose other end does not read its answers.
///
/// Hummingbird closes a connection that is idle or whose request does not become whole, but it waits for ever, also when it is to end,
/// for a client that asks for several things at once and reads none of them. An `IdleStateHandler` before this one says when nothing
/// whole was read or written for long: it stands behind the HTTP decoder, so single bytes of a header do not count, and an answer
/// counts only once all of it has left.
final class StalledConnections: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    struct Patience {
        /// Between two whole reads or writes, idle time of a kept connection included: longer than the usual scrape interval.
        var inBetween: TimeAmount = .seconds(120)
        /// How long a reader may keep us from ending.
        var atEnd: TimeAmount = .seconds(3)
    }

    private let patienceAtEnd: TimeAmount

    private init(patienceAtEnd: TimeAmount) {
        self.patienceAtEnd = patienceAtEnd
    }

    static func handlers(_ patience: Patience) -> [any RemovableChannelHandler] {
        [IdleStateHandler(allTimeout: patience.inBetween), StalledConnections(patienceAtEnd: patience.atEnd)]
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is IdleStateHandler.IdleStateEvent:
            context.close(promise: nil)
        case is ChannelShouldQuiesceEvent:
            let channel = context.channel
            channel.eventLoop.scheduleTask(in: patienceAtEnd) { channel.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}
