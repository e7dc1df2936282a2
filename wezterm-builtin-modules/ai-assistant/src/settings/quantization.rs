//! The ways to quantize weights while they are loaded: one table.
//!
//! Plain data, any thread. Names, sizes and what a matrix must be like are mistral.rs' (0.8.1); each
//! row is loaded by a test. It hides nothing of how quantizing works, which is the engine's.

/// A way to quantize weights while they are loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantization {
    /// What mistral.rs calls it.
    pub name: &'static str,
    /// How many bits a weight takes, scales included.
    pub bits: f64,
    /// Of how many weights a row is a multiple.
    pub block: u64,
    /// Of how many weights a row has to be a multiple for the engine's kernels, which assert it where
    /// they are built with debug assertions.
    pub step: u64,
    /// What becomes of a matrix whose rows do not fill blocks; `None` where the engine does not load a
    /// model that has one.
    pub instead: Option<&'static str>,
    /// Whether a GPU takes it as well as a CPU.
    pub gpu: bool,
}

/// What matrices are that no way of quantizing fits.
const AS_NUMBERS: &str = "F32";

/// All ways, the usual ones first. `FP8` is what the engine's authors also call F8E4M3.
pub const QUANTIZATIONS: &[Quantization] = &[
    row("Q2K", 2.625, (256, 256), Some("Q4_0"), true),
    row("Q3K", 3.4375, (256, 256), Some("Q4_0"), true),
    row("Q4_0", 4.5, (32, 32), Some(AS_NUMBERS), true),
    row("Q4_1", 5.0, (32, 64), Some(AS_NUMBERS), true),
    row("Q4K", 4.5, (256, 256), Some("Q4_1"), true),
    row("Q5_0", 5.5, (32, 64), Some(AS_NUMBERS), true),
    row("Q5_1", 6.0, (32, 64), Some(AS_NUMBERS), true),
    row("Q5K", 5.5, (256, 256), Some("Q5_0"), true),
    row("Q6K", 6.5625, (256, 256), Some("Q5_1"), true),
    row("Q8_0", 8.5, (32, 32), Some(AS_NUMBERS), true),
    row("Q8_1", 9.0, (32, 32), Some(AS_NUMBERS), false),
    row("Q8K", 9.125, (256, 256), Some("Q8_1"), false),
    row("HQQ4", 5.0, (64, 64), None, true),
    row("HQQ8", 9.0, (64, 64), None, true),
    row("FP8", 8.0, (1, 1), None, true),
    row("F8Q8", 8.25, (32, 32), None, true),
    row("MXFP4", 4.25, (32, 32), None, true),
    row("AFQ2", 2.5, (64, 64), None, true),
    row("AFQ3", 3.5, (64, 64), None, true),
    row("AFQ4", 4.5, (64, 64), None, true),
    row("AFQ6", 6.5, (64, 64), None, true),
    row("AFQ8", 8.5, (64, 64), None, true),
];

const fn row(
    name: &'static str,
    bits: f64,
    (block, step): (u64, u64),
    instead: Option<&'static str>,
    gpu: bool,
) -> Quantization {
    Quantization {
        name,
        bits,
        block,
        step,
        instead,
        gpu,
    }
}

impl Quantization {
    /// Finds the one of this name, whatever its case.
    pub fn find(name: &str) -> Option<&'static Self> {
        let mut all = QUANTIZATIONS.iter();
        all.find(|one| one.name.eq_ignore_ascii_case(name.trim()))
    }

    /// Returns all names, as people read a list.
    pub fn names() -> String {
        let names: Vec<&str> = QUANTIZATIONS.iter().map(|one| one.name).collect();
        names.join(", ")
    }

    /// Returns what a matrix with rows of this many weights becomes, with its bits a weight; `None`
    /// where the engine does not load it.
    pub fn of_rows(&self, row: u64) -> Option<(&'static str, f64)> {
        if row > 0 && row.is_multiple_of(self.block) {
            return row
                .is_multiple_of(self.step)
                .then_some((self.name, self.bits));
        }
        match self.instead? {
            AS_NUMBERS => Some((AS_NUMBERS, 32.0)),
            other => Self::find(other)?.of_rows(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_does_not_fill_its_blocks_becomes_what_fits() {
        let of = |name: &str, row| Quantization::find(name).expect("it is known").of_rows(row);
        assert_eq!(of("q2k", 512), Some(("Q2K", 2.625)));
        assert_eq!(of("Q2K", 96), Some(("Q4_0", 4.5)));
        assert_eq!(of("Q8K", 96), Some(("Q8_1", 9.0)));
        assert_eq!(of("Q4K", 48), Some(("F32", 32.0)));
        assert_eq!(of("HQQ4", 96), None);
        assert_eq!(of("Q4_1", 96), None);
        assert_eq!(of("Q4K", 96), None);
        assert_eq!(of("Q4K", 64), Some(("Q4_1", 5.0)));
        assert_eq!(of("FP8", 3), Some(("FP8", 8.0)));
    }

    #[test]
    fn what_stands_in_for_another_is_in_the_table() {
        for one in QUANTIZATIONS {
            assert!(one.step.is_multiple_of(one.block), "{one:?}");
            let known = |name: &str| name == AS_NUMBERS || Quantization::find(name).is_some();
            assert!(one.instead.is_none_or(known), "{one:?}");
        }
    }
}
