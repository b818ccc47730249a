import AnswerbackTesting
import Foundation
import Testing

/// `answerback sandbox` as a process: what it writes, and how it ends.
@Suite struct SandboxCommandTests {
    @Test func whatItWritesIsForItsOwnerAndCanBeUsed() async throws {
        let path = try Servers.sandboxConfiguration
        let run = try await Program.run(["config", "check", "--config", path])
        #expect(run.code == 0 && run.talk == "\(path): good\n")
        for file in [path, path.replacing(".yaml", with: ".secret")] {
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        let secret = try String(contentsOfFile: path.replacing(".yaml", with: ".secret"), encoding: .utf8)
        #expect(!(try String(contentsOfFile: path, encoding: .utf8)).contains(secret.trimmingCharacters(in: .newlines)))
    }

    @Test func itEndsWellWhenAsked() async throws {
        let run = try await Program.shell(
            """
            exec 3< <(exec $answerback sandbox --listen 127.0.0.1:0 --smtp 127.0.0.1:0); pid=$!
            head -1 <&3; kill $pid; wait $pid; echo $?
            """)
        #expect(run.lines.last == "0", "\(run)")
        #expect(run.lines.first?.hasPrefix("what there is   http://127.0.0.1:") == true)
    }

    /// Here because it is the command that stays and can be looked at; every command begins in the same way.
    @Test func itDumpsNoCoreAndMayOpenAsManyFilesAsTheSystemAllows() async throws {
        let run = try await Program.shell(
            """
            ulimit -Sn 256; ulimit -c unlimited
            exec 3< <(exec $answerback sandbox --listen 127.0.0.1:0 --smtp 127.0.0.1:0); pid=$!
            head -1 <&3 >/dev/null; cat /proc/$pid/limits; kill $pid; wait $pid; ulimit -Hn
            """)
        let limits = run.lines.map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(limits.first { $0.starts(with: ["Max", "core"]) }?[4] == "0", "\(run)")
        #expect(limits.first { $0.starts(with: ["Max", "open"]) }?[3] == run.lines.last, "\(run)")
    }

    @Test func itIsForThisMachineOnly() async throws {
        let run = try await Program.run(["sandbox", "--listen", "0.0.0.0:0", "--smtp", "127.0.0.1:0"])
        #expect(run.code == 64 && run.out == "" && run.talk.contains("loopback"))
    }

    @Test func aPortThatIsTakenOrAFolderThatCannotBeIsUnavailable() async throws {
        let taken = try Servers.sandbox.get().port("web")
        let run = try await Program.run(["sandbox", "--listen", "127.0.0.1:\(taken)", "--smtp", "127.0.0.1:0"])
        #expect(run.code == 69 && run.out == "" && run.talk.contains("\(taken)"), "\(run)")
        let nowhere = ["--listen", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--write-config", "/proc/none/a.yaml"]
        let unwritten = try await Program.run(["sandbox"] + nowhere)
        #expect(unwritten.code == 69 && unwritten.out == "" && unwritten.talk.contains("/proc/none"), "\(unwritten)")
    }
}
