//! The widest instructions of the processor, chosen at run time. They change the speed and no bit: what runs under
//! [`wide`] is the same whole-number and IEEE arithmetic, lane by lane, and nothing is fused or reordered.

pub(crate) mod pick;

/// Numbers of 32 bits in registers of 256 bits. Lists that are worked on in whole lanes leave no rest, which
/// would be done one by one and cost short lists more than all the others.
pub(crate) const LANES: usize = 8;

/// Does work with the widest instructions that pay for so many rounds. What `work` calls takes part only where it is inlined,
/// so it should be a plain loop.
#[cfg(feature = "wide")]
#[inline]
pub(crate) fn wide<R>(rounds: usize, work: impl FnOnce() -> R) -> R {
    struct Work<F>(F);
    impl<R, F: FnOnce() -> R> pulp::NullaryFnOnce for Work<F> {
        type Output = R;
        #[inline(always)]
        fn call(self) -> R {
            (self.0)()
        }
    }
    arch(rounds).dispatch(Work(work))
}

/// Rounds from which on registers of 512 bits pay; in fewer, what is left over at the end costs more than they save.
#[cfg(all(feature = "wide", target_arch = "x86_64"))]
const MANY: usize = 64;

/// What `pulp` is to use.
#[cfg(feature = "wide")]
#[inline(always)]
fn arch(_rounds: usize) -> pulp::Arch {
    #[cfg(target_arch = "x86_64")]
    if _rounds < MANY
        && let Some(simd) = pulp::x86::V3::try_new()
    {
        return pulp::Arch::V3(simd);
    }
    pulp::Arch::new()
}

/// Does work with the instructions that the program was built for.
#[cfg(not(feature = "wide"))]
#[inline]
pub(crate) fn wide<R>(_rounds: usize, work: impl FnOnce() -> R) -> R {
    work()
}
