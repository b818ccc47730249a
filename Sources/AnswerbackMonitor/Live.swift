import NIOConcurrencyHelpers

/// A value that a reload replaces while others use it.
package final class Live<Value: Sendable>: Sendable {
    private let box: NIOLockedValueBox<(value: Value, version: Int)>

    package init(_ value: Value) {
        box = NIOLockedValueBox((value, 0))
    }

    package var current: Value { box.withLockedValue { $0.value } }

    /// How often it has been replaced.
    var version: Int { box.withLockedValue { $0.version } }

    package func replace(by value: Value) {
        box.withLockedValue { $0 = (value, $0.version + 1) }
    }
}
