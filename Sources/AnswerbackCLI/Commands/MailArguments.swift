package import AnswerbackMail
import ArgumentParser

// Words of AnswerbackMail as they are given on the command line.

extension LetterSample: ExpressibleByArgument {}

extension LetterTemplates.Part: ExpressibleByArgument {}
