import AnswerbackCLI

@main
struct Main {
    static func main() async {
        await Answerback.runAndExit()
    }
}
