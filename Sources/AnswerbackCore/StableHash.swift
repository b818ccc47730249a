/// FNV-1a of 64 bits, mixed once more: the same on every machine and in every run, unlike `Hasher`, which is seeded.
///
/// For spreading things evenly; it protects against nobody. Source: draft-eastlake-fnv; the final mixing is that of
/// MurmurHash3, since the low bits of FNV-1a alone are uneven for ids that differ only at their end.
public enum StableHash {
    public static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
