extension String {
    /// The word that was probably meant: the one with the fewest slips of the pen, if they are few for its length.
    ///
    /// Case, hyphens and underscores are not looked at, so that `verifyTls` finds `verify_tls`.
    func nearest(of words: [String]) -> String? {
        let candidates = words.map { word in (word, bare.slips(to: word.bare)) }
        guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else { return nil }
        return best.0
    }

    private var bare: [Character] { lowercased().filter { $0 != "-" && $0 != "_" } }
}

extension [Character] {
    /// How many letters have to be inserted, removed, replaced or swapped with their neighbour to get the other word.
    fileprivate func slips(to other: [Character]) -> Int {
        var rows = [Array<Int>(0...other.count)]
        for row in indices {
            var line = [row + 1]
            for column in other.indices {
                let isSame = self[row] == other[column]
                var best = Swift.min(line[column] + 1, rows[row][column + 1] + 1, rows[row][column] + (isSame ? 0 : 1))
                if row > 0, column > 0, self[row] == other[column - 1], self[row - 1] == other[column] {
                    best = Swift.min(best, rows[row - 1][column - 1] + 1)
                }
                line.append(best)
            }
            rows.append(line)
        }
        return rows[count][other.count]
    }
}
