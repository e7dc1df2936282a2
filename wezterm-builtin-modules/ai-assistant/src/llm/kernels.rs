//! Which instruction sets the engine's kernels were compiled for, and which ones this CPU has.
//!
//! The engine chooses its quantized kernels when it is compiled, from what the compiler may use, so
//! that a program compiled for less is several times slower. Without AVX2 it would take the portable
//! ones, ten times slower, so that this has to be said to be meant. Pure, any thread. That a CPU has
//! what the program uses is looked at when that starts.

// Documentation and its tests are made for no CPU in particular.
#[cfg(all(
    not(doc),
    not(doctest),
    feature = "mistral",
    target_arch = "x86_64",
    not(target_feature = "avx2"),
    not(feature = "portable")
))]
compile_error!(
    "this build may not use AVX2, without which models are many times slower. RUSTFLAGS in the \
     environment replaces the target-cpu of .cargo/config.toml: unset it, or name one in it, such as \
     -C target-cpu=x86-64-v3. Where a program for older CPUs is meant, add --features portable"
);

/// An instruction set that kernels gain from.
struct Set {
    name: &'static str,
    compiled: bool,
    available: fn() -> bool,
}

/// Makes the table of sets; the first word is what the standard library detects with.
macro_rules! sets {
    ($detected:ident: $($name:literal $feature:tt,)*) => {
        &[$(Set {
            name: $name,
            compiled: cfg!(target_feature = $feature),
            available: || std::arch::$detected!($feature),
        }),*]
    };
}

#[cfg(target_arch = "x86_64")]
const SETS: &[Set] = sets! {
    is_x86_feature_detected:
    "AVX" "avx",
    "AVX2" "avx2",
    "FMA" "fma",
    "F16C" "f16c",
    "AVX-512" "avx512f",
    "AVX-512 VNNI" "avx512vnni",
};
#[cfg(target_arch = "aarch64")]
const SETS: &[Set] = sets! {
    is_aarch64_feature_detected:
    "NEON" "neon",
    "DOTPROD" "dotprod",
};
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const SETS: &[Set] = &[];

/// Names the instruction sets that the kernels in this program use: `AVX2`, `NEON`.
pub fn compiled() -> Vec<&'static str> {
    let sets = SETS.iter().filter(|set| set.compiled);
    sets.map(|set| set.name).collect()
}

/// Names the instruction sets that this CPU has and the kernels in this program do not use, though
/// they would gain from them.
pub fn unused() -> Vec<&'static str> {
    let sets = SETS.iter().filter(|set| !set.compiled && (set.available)());
    sets.map(|set| set.name).collect()
}

/// Returns how many threads the engine computes with on a CPU: `RAYON_NUM_THREADS` where it is set,
/// else one for each that the machine has.
pub fn threads() -> usize {
    let set = std::env::var("RAYON_NUM_THREADS").ok();
    let set = set.and_then(|text| text.parse().ok());
    set.filter(|threads| *threads > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The system tells what the CPU has in another way.
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    #[test]
    fn what_the_cpu_has_is_either_used_or_told_as_unused() {
        let told = std::fs::read_to_string("/proc/cpuinfo").expect("Linux tells");
        let flags = told.lines().find(|line| line.starts_with("flags"));
        let flags: Vec<&str> = flags.expect("flags").split_whitespace().collect();
        let (used, unused) = (compiled(), unused());
        for (name, flag) in [
            ("AVX", "avx"),
            ("AVX2", "avx2"),
            ("FMA", "fma"),
            ("F16C", "f16c"),
            ("AVX-512", "avx512f"),
            ("AVX-512 VNNI", "avx512_vnni"),
        ] {
            let has = flags.contains(&flag);
            assert_eq!(
                used.contains(&name) || unused.contains(&name),
                has,
                "{name}"
            );
            assert!(!(used.contains(&name) && unused.contains(&name)), "{name}");
        }
    }
}
