//! A plain loop of a small part of the model's week, as one would write it first: every citizen is asked every week. Need,
//! channel, outcome and learning of one citizen after the other, from a counter-based generator, in parallel over stretches
//! of citizens. No offices, queues, hours, neighbours, satisfaction or counts by group; it is here to be compared with.

use jiama::parallel;

const STRETCH: usize = 1 << 16;

/// Digital skill, whether there is a device, and an open need, in columns.
pub(crate) struct People {
    skill: Vec<f32>,
    device: Vec<bool>,
    waiting: Vec<u32>,
    week: u64,
}

impl People {
    pub(crate) fn new(n: usize) -> Self {
        Self {
            skill: (0..n).map(|i| (i % 97) as f32 / 97.0).collect(),
            device: (0..n).map(|i| i % 3 != 0).collect(),
            waiting: vec![0; n],
            week: 0,
        }
    }

    /// One week of everybody; returns how many needs were met.
    pub(crate) fn week(&mut self) -> u64 {
        self.week += 1;
        let week = self.week;
        let columns =
            self.skill.chunks_mut(STRETCH).zip(self.device.chunks(STRETCH)).zip(self.waiting.chunks_mut(STRETCH));
        let pieces = columns.enumerate().map(|(i, ((s, d), w))| (i * STRETCH, s, d, w)).collect();
        parallel::map(pieces, |(first, skill, device, waiting): (usize, &mut [f32], &[bool], &mut [u32])| {
            let mut met = 0;
            for i in 0..skill.len() {
                let word = mix(week << 32 | (first + i) as u64);
                if waiting[i] == 0 && (word & 0xffff) < 4_756 {
                    waiting[i] = 1;
                }
                if waiting[i] == 0 {
                    continue;
                }
                let (u, v) = ((word >> 16 & 0xffff) as f32 / 65_536.0, (word >> 32 & 0xffff) as f32 / 65_536.0);
                let online = device[i] && u < logistic(4.0 * skill[i] - 1.7);
                let done = v < if online { logistic(4.6 * skill[i] - 1.3) } else { 0.9 };
                if done {
                    waiting[i] = 0;
                    met += 1;
                    if online {
                        skill[i] += 0.012 * (1.0 - skill[i]);
                    }
                } else {
                    waiting[i] += 1;
                }
            }
            met
        })
        .iter()
        .sum()
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// The finaliser of SplitMix64.
fn mix(counter: u64) -> u64 {
    let z = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
