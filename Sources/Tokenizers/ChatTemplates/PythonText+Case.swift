extension PythonText {
    /// Python's `lower`: a sigma that ends a word becomes `ς`.
    static func lowercased(_ text: String) -> String {
        guard text.unicodeScalars.contains("Σ") else { return mapped(text) { $0.lowercaseMapping } }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            guard scalar == "Σ" else {
                result += scalar.properties.lowercaseMapping
                continue
            }
            let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
            let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
            let endsWord = before?.properties.isCased == true && after?.properties.isCased != true
            result += endsWord ? "ς" : "σ"
        }
        return result
    }

    /// Python's `upper`.
    static func uppercased(_ text: String) -> String { mapped(text) { $0.uppercaseMapping } }

    /// Python's `capitalize`.
    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + lowercased(string(text.unicodeScalars.dropFirst()))
    }

    /// Python's `str.title`: each run of letters starts in title case.
    static func titled(_ text: String) -> String {
        var result = ""
        var followsLetter = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result += followsLetter ? properties.lowercaseMapping : properties.titlecaseMapping
            followsLetter = properties.isCased
        }
        return result
    }

    /// Jinja's `title` filter: words end at white space, hyphens and opening brackets only.
    static func titledAsFilter(_ text: String) -> String {
        let breaks = Set("-({[<".unicodeScalars)
        var result = ""
        var word = String.UnicodeScalarView()
        func cased(_ word: String.UnicodeScalarView) -> String {
            guard let first = word.first else { return "" }
            return first.properties.uppercaseMapping + lowercased(string(word.dropFirst()))
        }
        for scalar in text.unicodeScalars {
            if breaks.contains(scalar) || isSpace(scalar) {
                result += cased(word)
                word = String.UnicodeScalarView()
                result.unicodeScalars.append(scalar)
            } else {
                word.append(scalar)
            }
        }
        return result + cased(word)
    }

    /// Python's `swapcase`.
    static func swappedCase(_ text: String) -> String {
        mapped(text) { $0.isUppercase ? $0.lowercaseMapping : $0.isLowercase ? $0.uppercaseMapping : nil }
    }

    private static func mapped(_ text: String, _ mapping: (Unicode.Scalar.Properties) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let mapped = mapping(scalar.properties) {
                result += mapped
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether there are letters with case and all of them are in the given one.
    static func hasOnlyCase(_ text: String, upper: Bool) -> Bool {
        var isCased = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            let isTitle = properties.generalCategory == .titlecaseLetter
            if isTitle || (upper ? properties.isLowercase : properties.isUppercase) { return false }
            if upper ? properties.isUppercase : properties.isLowercase { isCased = true }
        }
        return isCased
    }

    /// Python's `istitle`.
    static func isTitle(_ text: String) -> Bool {
        var (isCased, followsLetter) = (false, false)
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
                if followsLetter { return false }
                (isCased, followsLetter) = (true, true)
            } else if properties.isLowercase {
                if !followsLetter { return false }
                (isCased, followsLetter) = (true, true)
            } else {
                followsLetter = false
            }
        }
        return isCased
    }

    /// Python's `isprintable` of one code point.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// Python's `isalpha` of one code point.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Python's `isdigit` of one code point.
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
    }
}
