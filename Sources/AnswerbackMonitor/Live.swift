import NIOConcurrencyHelpers

/// A value that a reload replaces while others use it.
package final class Live<Value: Sendable>: Sendable {
    private let box: NIOLockedValueBox<Value>

    package init(_ value: Value) {
        box = NIOLockedValueBox(value)
    }

    package var current: Value { box.withLockedValue { $0 } }

    package func replace(by value: Value) {
        box.withLockedValue { $0 = value }
    }
}
