/// First in, first out, in constant time on average.
struct FIFO<Element: Sendable>: Sendable {
    private var incoming: [Element] = []
    private var outgoing: [Element] = []

    mutating func append(_ element: Element) {
        incoming.append(element)
    }

    mutating func removeFirst() -> Element? {
        if outgoing.isEmpty {
            outgoing = incoming.reversed()
            incoming.removeAll(keepingCapacity: true)
        }
        return outgoing.popLast()
    }
}
