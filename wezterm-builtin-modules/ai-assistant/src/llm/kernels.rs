//! Which instruction sets the engine's kernels were compiled for.
//!
//! The engine chooses its quantized kernels when it is compiled, from what the compiler may use, so
//! that a program compiled for less is several times slower. Pure, any thread.

/// Instruction sets that the kernels gain from, and whether the compiler could use them.
const SETS: &[(&str, bool)] = &[
    ("AVX", cfg!(target_feature = "avx")),
    ("AVX2", cfg!(target_feature = "avx2")),
    ("FMA", cfg!(target_feature = "fma")),
    ("F16C", cfg!(target_feature = "f16c")),
    ("AVX-512", cfg!(target_feature = "avx512f")),
    ("AVX-512 VNNI", cfg!(target_feature = "avx512vnni")),
    ("NEON", cfg!(target_feature = "neon")),
    ("DOTPROD", cfg!(target_feature = "dotprod")),
];

/// Names the instruction sets that the kernels in this program use: `AVX2`, `NEON`.
pub fn compiled() -> Vec<&'static str> {
    let sets = SETS.iter().filter(|(_, in_use)| *in_use);
    sets.map(|(name, _)| *name).collect()
}

/// Returns how many threads the engine computes with on a CPU: `RAYON_NUM_THREADS` where it is set,
/// else one for each that the machine has.
pub fn threads() -> usize {
    let set = std::env::var("RAYON_NUM_THREADS").ok();
    let set = set.and_then(|text| text.parse().ok());
    set.filter(|threads| *threads > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}
