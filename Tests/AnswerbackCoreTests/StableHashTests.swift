import AnswerbackCore
import Testing

@Suite struct StableHashTests {
    /// FNV-1a of 64 bits of these texts is published (cbf29ce484222325, af63dc4c8601ec8c, 85944171f73967e8); mixing it as
    /// MurmurHash3 does was computed by another program.
    @Test(
        arguments: [
            ("", 0xefd0_1f60_ba99_2926), ("a", 0x82a2_a958_a9be_ce5b), ("foobar", 0x2c22_1949_22d1_672b),
            ("é", 0x9d55_ccb9_ba86_763b),
        ] as [(String, UInt64)])
    func itIsFNV1aMixed(text: String, hash: UInt64) {
        #expect(StableHash.of(text) == hash)
    }

    @Test func everyBitIsEvenForTextsThatDifferAtTheirEnd() {
        var ones = Array(repeating: 0, count: 64)
        for number in 0..<4096 {
            let hash = StableHash.of("callback-\(number)")
            for bit in 0..<64 where hash >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
        }
        // 2048 are expected; the standard deviation is 32.
        #expect(ones.allSatisfy { (1850...2250).contains($0) }, "\(ones)")
    }
}
