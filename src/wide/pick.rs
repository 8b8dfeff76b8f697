//! Picks some of many: those that carry a flag, side by side and in order.
//!
//! With AVX2 as many as there are lanes at a time, by a table that says for each set of them where its members go; else one
//! after the other. The same comes out.

/// Which flags are meant: those whose bits under the mask are the value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag {
    pub(crate) mask: u32,
    pub(crate) value: u32,
}

impl Flag {
    #[inline(always)]
    fn is_on(self, flags: u32) -> bool {
        flags & self.mask == self.value
    }
}

/// Writes the places of those of the first `n` that carry the flag; returns how many there are. `flags` and `out` hold at
/// least `n`, in whole lanes; `out` may be written to behind what is picked.
pub(crate) fn places(flags: &[u32], n: usize, flag: Flag, out: &mut [u32]) -> usize {
    #[cfg(all(feature = "wide", target_arch = "x86_64"))]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(
            #[inline(always)]
            || avx2::places(simd, flags, n, flag, out),
        );
    }
    one_by_one((0..).zip(&flags[..n]), flag, out)
}

/// Writes those of the first `n` items that carry the flag; returns how many there are. `items`, `flags` and `out` hold at
/// least `n`, in whole lanes; `out` may be written to behind what is picked.
pub(crate) fn items(items: &[u64], flags: &[u32], n: usize, flag: Flag, out: &mut [u64]) -> usize {
    #[cfg(all(feature = "wide", target_arch = "x86_64"))]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(
            #[inline(always)]
            || avx2::items(simd, items, flags, n, flag, out),
        );
    }
    one_by_one(items.iter().copied().zip(&flags[..n]), flag, out)
}

/// What is not picked is written too, and then written over: no branch, whose outcome the processor could only guess.
fn one_by_one<'a, T>(items: impl Iterator<Item = (T, &'a u32)>, flag: Flag, out: &mut [T]) -> usize {
    let mut at = 0;
    for (item, flags) in items {
        out[at] = item;
        at += usize::from(flag.is_on(*flags));
    }
    at
}

#[cfg(all(feature = "wide", target_arch = "x86_64"))]
mod avx2 {
    use super::Flag;
    use crate::wide::LANES;
    use pulp::cast;
    use pulp::x86::V3;
    use std::arch::x86_64::{__m128i, __m256i};

    /// For each set of eight, its members in order; what follows them does not matter.
    static MEMBERS: [[u8; LANES]; 256] = {
        let mut all = [[0; LANES]; 256];
        let mut set = 0;
        while set < all.len() {
            let (mut member, mut n) = (0, 0);
            while member < LANES {
                if set >> member & 1 == 1 {
                    all[set][n] = member as u8;
                    n += 1;
                }
                member += 1;
            }
            set += 1;
        }
        all
    };

    /// For each set of four numbers of 64 bits, its members in order, as halves.
    static HALVES: [[u32; LANES]; 16] = {
        let mut all = [[0; LANES]; 16];
        let mut set = 0;
        while set < all.len() {
            let mut n = 0;
            while n < LANES {
                all[set][n] = 2 * MEMBERS[set][n / 2] as u32 + n as u32 % 2;
                n += 1;
            }
            set += 1;
        }
        all
    };

    /// The set of those who carry the flag.
    #[inline(always)]
    fn set(simd: V3, flags: [u32; LANES], flag: Flag) -> usize {
        let (mask, value): (__m256i, __m256i) = (cast([flag.mask; LANES]), cast([flag.value; LANES]));
        let on = simd.avx2._mm256_cmpeq_epi32(simd.avx2._mm256_and_si256(cast(flags), mask), value);
        simd.avx._mm256_movemask_ps(cast(on)) as usize % 256
    }

    #[inline(always)]
    fn size(set: usize) -> usize {
        set.count_ones() as usize
    }

    /// Takes away those of the last set who are beyond the `n` there are.
    #[inline(always)]
    fn without_rest(picked: usize, last: usize, n: usize) -> usize {
        picked - size(last >> ((n + LANES - 1) % LANES + 1))
    }

    #[inline(always)]
    pub(super) fn places(simd: V3, flags: &[u32], n: usize, flag: Flag, out: &mut [u32]) -> usize {
        let eights = flags.as_chunks::<LANES>().0;
        let (mut at, mut last) = (0, 0);
        for (i, flags) in eights[..n.div_ceil(LANES)].iter().enumerate() {
            last = set(simd, *flags, flag);
            let members: __m128i = cast([u64::from_le_bytes(MEMBERS[last]), 0]);
            let first: __m256i = cast([(i * LANES) as u32; LANES]);
            let found = simd.avx2._mm256_add_epi32(simd.avx2._mm256_cvtepu8_epi32(members), first);
            out[at..at + LANES].copy_from_slice(&cast::<_, [u32; LANES]>(found));
            at += size(last);
        }
        without_rest(at, last, n)
    }

    #[inline(always)]
    pub(super) fn items(simd: V3, items: &[u64], flags: &[u32], n: usize, flag: Flag, out: &mut [u64]) -> usize {
        let (eights, items) = (flags.as_chunks::<LANES>().0, items.as_chunks::<LANES>().0);
        let (mut at, mut last) = (0, 0);
        for (flags, items) in eights[..n.div_ceil(LANES)].iter().zip(items) {
            last = set(simd, *flags, flag);
            let halves = items.as_chunks::<4>().0;
            for (set, four) in [last % 16, last / 16].into_iter().zip(halves) {
                let found = simd.avx2._mm256_permutevar8x32_epi32(cast(*four), cast(HALVES[set]));
                out[at..at + 4].copy_from_slice(&cast::<_, [u64; 4]>(found));
                at += size(set);
            }
        }
        without_rest(at, last, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wide::LANES;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn picked_are_those_with_the_flag_in_order(
            flags in prop::collection::vec(0u32..8, 0..70), mask in 0u32..8, value in 0u32..8
        ) {
            let n = flags.len();
            let mut padded = flags.clone();
            // What is behind the end is not looked at, whatever it is.
            padded.resize(n.next_multiple_of(LANES), value);
            let flag = Flag { mask, value };
            let wanted: Vec<u32> = (0..).zip(&flags).filter(|(_, f)| *f & mask == value).map(|(i, _)| i).collect();
            let mut out = vec![0; padded.len()];
            let found = places(&padded, n, flag, &mut out);
            prop_assert_eq!(&out[..found], &wanted);
            let found = one_by_one((0..).zip(&flags), flag, &mut out);
            prop_assert_eq!(&out[..found], &wanted);

            let all: Vec<u64> = (0..padded.len() as u64).map(|i| i << 32 | (7 + i)).collect();
            let mut out = vec![0; padded.len()];
            let found = items(&all, &padded, n, flag, &mut out);
            let wanted: Vec<u64> = wanted.iter().map(|i| all[*i as usize]).collect();
            prop_assert_eq!(&out[..found], &wanted);
        }
    }
}
