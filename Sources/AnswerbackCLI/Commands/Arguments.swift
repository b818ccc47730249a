public import AnswerbackCore
public import ArgumentParser

// Words of Core as they are given on the command line.

extension ProbeMethod: ExpressibleByArgument {
    public init?(argument: String) {
        guard let method = ProbeMethod.allCases.first(where: { $0.rawValue == argument }) else { return nil }
        self = method
    }
}

extension Duration: @retroactive ExpressibleByArgument {
    /// In the form of the configuration: `15s`.
    public init?(argument: String) {
        self.init(text: argument)
    }
}
