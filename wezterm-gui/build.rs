//! Puts the look at the CPU (`start/cpu.c`) in front of everything else that the program does.
//!
//! Runs when the program is compiled. It hides how C is linked in, and which of the compiler's features
//! the program was compiled to use. Where the look is not possible (other architectures, other systems)
//! the program is without it.

use std::env::var;
use std::path::PathBuf;

/// The compiler's name of a feature, the name for people, where CPUID tells of it, and what the system
/// must save for it: what compilers use of their own accord, oldest first.
const FEATURES: &[(&str, &str, &str, u32, &str)] = &[
    ("sse3", "SSE3", "LEAF_1_ECX", 0, "USUAL"),
    ("ssse3", "SSSE3", "LEAF_1_ECX", 9, "USUAL"),
    ("sse4.1", "SSE4.1", "LEAF_1_ECX", 19, "USUAL"),
    ("sse4.2", "SSE4.2", "LEAF_1_ECX", 20, "USUAL"),
    ("popcnt", "POPCNT", "LEAF_1_ECX", 23, "USUAL"),
    ("cmpxchg16b", "CMPXCHG16B", "LEAF_1_ECX", 13, "USUAL"),
    ("sse4a", "SSE4A", "AMD_ECX", 6, "USUAL"),
    ("aes", "AES", "LEAF_1_ECX", 25, "USUAL"),
    ("pclmulqdq", "PCLMULQDQ", "LEAF_1_ECX", 1, "USUAL"),
    ("avx", "AVX", "LEAF_1_ECX", 28, "AVX"),
    ("f16c", "F16C", "LEAF_1_ECX", 29, "AVX"),
    ("rdrand", "RDRAND", "LEAF_1_ECX", 30, "USUAL"),
    ("fma", "FMA", "LEAF_1_ECX", 12, "AVX"),
    ("avx2", "AVX2", "LEAF_7_EBX", 5, "AVX"),
    ("bmi1", "BMI1", "LEAF_7_EBX", 3, "USUAL"),
    ("bmi2", "BMI2", "LEAF_7_EBX", 8, "USUAL"),
    ("lzcnt", "LZCNT", "AMD_ECX", 5, "USUAL"),
    ("movbe", "MOVBE", "LEAF_1_ECX", 22, "USUAL"),
    ("adx", "ADX", "LEAF_7_EBX", 19, "USUAL"),
    ("rdseed", "RDSEED", "LEAF_7_EBX", 18, "USUAL"),
    ("sha", "SHA", "LEAF_7_EBX", 29, "USUAL"),
    ("gfni", "GFNI", "LEAF_7_ECX", 8, "USUAL"),
    ("vaes", "VAES", "LEAF_7_ECX", 9, "AVX"),
    ("vpclmulqdq", "VPCLMULQDQ", "LEAF_7_ECX", 10, "AVX"),
    ("avxvnni", "AVX-VNNI", "LEAF_7_1_EAX", 4, "AVX"),
    ("avx512f", "AVX-512", "LEAF_7_EBX", 16, "AVX512"),
    ("avx512dq", "AVX-512 DQ", "LEAF_7_EBX", 17, "AVX512"),
    ("avx512ifma", "AVX-512 IFMA", "LEAF_7_EBX", 21, "AVX512"),
    ("avx512cd", "AVX-512 CD", "LEAF_7_EBX", 28, "AVX512"),
    ("avx512bw", "AVX-512 BW", "LEAF_7_EBX", 30, "AVX512"),
    ("avx512vl", "AVX-512 VL", "LEAF_7_EBX", 31, "AVX512"),
    ("avx512vbmi", "AVX-512 VBMI", "LEAF_7_ECX", 1, "AVX512"),
    ("avx512vbmi2", "AVX-512 VBMI2", "LEAF_7_ECX", 6, "AVX512"),
    ("avx512vnni", "AVX-512 VNNI", "LEAF_7_ECX", 11, "AVX512"),
    ("avx512bitalg", "AVX-512 BITALG", "LEAF_7_ECX", 12, "AVX512"),
    (
        "avx512vpopcntdq",
        "AVX-512 VPOPCNTDQ",
        "LEAF_7_ECX",
        14,
        "AVX512",
    ),
    ("avx512bf16", "AVX-512 BF16", "LEAF_7_1_EAX", 5, "AVX512"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=start/cpu.c");
    let told = |name: &str| var(name).unwrap_or_default();
    let (arch, os) = (told("CARGO_CFG_TARGET_ARCH"), told("CARGO_CFG_TARGET_OS"));
    if arch != "x86_64" || os != "linux" {
        return;
    }
    let compiled = told("CARGO_CFG_TARGET_FEATURE");
    let compiled: Vec<&str> = compiled.split(',').collect();
    let used = FEATURES.iter().filter(|row| compiled.contains(&row.0));
    let rows = used.map(|(_, name, place, bit, state)| {
        format!("    {{\"{name}\", {place}, {bit}, {state}}},\n")
    });
    let folder = PathBuf::from(told("OUT_DIR"));
    let table: String = rows.collect();
    std::fs::write(folder.join("used_features.h"), table).expect("the table is written");
    let objects = cc::Build::new()
        .file("start/cpu.c")
        .include(&folder)
        // What the rest is compiled for is not what this must run on.
        .inherit_rustflags(false)
        .flag("-march=x86-64")
        .compile_intermediates();
    // Nothing calls it, so that a library would be left out.
    for object in objects {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    }
}
