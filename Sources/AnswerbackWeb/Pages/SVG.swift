/// Writes the small pictures of our pages: numbers and escaped text between tags of ours.
///
/// The strict Content-Security-Policy forbids `style` attributes, so a picture has its sizes in SVG's own attributes and its
/// colours in classes of style.css.
struct SVG {
    private(set) var text: String

    /// - Parameters:
    ///   - name: the class that style.css sizes it by.
    ///   - label: what it shows, for those who cannot see it; without one the picture only decorates.
    init(width: Int, height: Int, class name: String, label: String?) {
        text = #"<svg class="\#(name)" viewBox="0 0 \#(width) \#(height)" preserveAspectRatio="none""#
        text += label.map { #" role="img" aria-label="\#($0.escapedForHTML)">"# } ?? #" aria-hidden="true">"#
    }

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, class name: String) {
        text += #"<rect class="\#(name)" x="\#(x.short)" y="\#(y.short)" width="\#(width.short)" height="\#(height.short)"/>"#
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, class name: String) {
        text += #"<path class="\#(name)" d="M\#(x1.short) \#(y1.short)L\#(x2.short) \#(y2.short)"/>"#
    }

    /// Puts what is drawn by `draw` together under a text that a pointer shows.
    mutating func group(title: String, _ draw: (inout SVG) -> Void) {
        text += "<g><title>\(title.escapedForHTML)</title>"
        draw(&self)
        text += "</g>"
    }

    var closed: String { text + "</svg>" }
}

extension String {
    /// As text or attribute value of HTML and SVG.
    var escapedForHTML: String {
        guard utf8.contains(where: { "<>&\"'".utf8.contains($0) }) else { return self }
        var result = ""
        for character in unicodeScalars {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

extension Double {
    /// One decimal at most, as a picture needs it.
    fileprivate var short: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
