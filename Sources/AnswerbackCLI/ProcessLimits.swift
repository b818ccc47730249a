import Glibc

/// What the kernel lets this process do.
enum ProcessLimits {
    /// No core dump, which would hold the credentials of the registry and the mail server; and as many descriptors as are allowed:
    /// every probe in flight needs one, and shells give out 1,024.
    static func prepare() {
        change(RLIMIT_CORE) { rlimit(rlim_cur: 0, rlim_max: $0.rlim_max) }
        change(RLIMIT_NOFILE) { rlimit(rlim_cur: $0.rlim_max, rlim_max: $0.rlim_max) }
    }

    /// How many descriptors may be open at once.
    static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }

    private static func change(_ resource: __rlimit_resource, _ change: (rlimit) -> rlimit) {
        let number = __rlimit_resource_t(resource.rawValue)
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0 else { return }
        limit = change(limit)
        setrlimit(number, &limit)
    }
}
