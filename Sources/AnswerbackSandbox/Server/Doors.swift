import Logging
import NIOCore

/// All ports of a sandbox.
struct Doors: Sendable {
    let web: WebDoor
    let raw: Listener<RawCallbacks.Connection>
    let smtp: Listener<SMTPService.Connection>
    let refused: ReservedPort

    /// Opens all or none.
    static func open(_ options: SandboxOptions, logger: Logger) async throws(SandboxError) -> Doors {
        let webAddress = try LoopbackAddress(options.listen)
        let smtpAddress = try LoopbackAddress(options.smtp)
        let refused = try ReservedPort()
        let web = try await WebDoor.open(webAddress, logger: logger)
        do throws(SandboxError) {
            let smtp = try await Listener.bytes(smtpAddress)
            do throws(SandboxError) {
                let raw = try await Listener.bytes(LoopbackAddress("127.0.0.1:0"))
                return Doors(web: web, raw: raw, smtp: smtp, refused: refused)
            } catch {
                await smtp.close()
                throw error
            }
        } catch {
            await web.close()
            throw error
        }
    }

    func close() async {
        await web.close()
        await raw.close()
        await smtp.close()
    }
}
