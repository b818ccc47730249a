import Foundation

/// Where a configuration stands, which decides what its relative paths mean.
struct Surroundings {
    /// The configuration, as it is named in problems.
    let file: String
    /// The environment's `CREDENTIALS_DIRECTORY`, set by systemd for `LoadCredential=`.
    private let credentialsFolder: String?

    init(file: String, environment: [String: String]) {
        self.file = file
        credentialsFolder = environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The absolute path of a file; a relative one starts in the folder of the configuration.
    func path(_ path: String) -> String {
        let folder = URL(filePath: file).deletingLastPathComponent()
        return URL(filePath: path, relativeTo: folder).standardizedFileURL.path
    }

    /// The absolute path of a secret; a relative one starts in the credentials directory, if there is one.
    func secretPath(_ path: String) -> String {
        guard let credentialsFolder else { return self.path(path) }
        let folder = URL(filePath: credentialsFolder, directoryHint: .isDirectory)
        return URL(filePath: path, relativeTo: folder).standardizedFileURL.path
    }
}
