//! The program on a CPU that lacks what it was built for: it says so, instead of ending with a signal.
//!
//! The built binary in an emulator, which is any CPU that it is told to be.
#![cfg(target_arch = "x86_64")]

use std::process::{Command, Output};

use tests::{binary, can_use};

/// Starts the program on such a CPU.
fn on_cpu(cpu: &str) -> Output {
    let mut emulator = Command::new("qemu-x86_64");
    emulator.args(["-cpu", cpu]).arg(binary()).arg("--version");
    emulator.output().expect("qemu-user is installed")
}

#[test]
fn a_cpu_that_lacks_what_the_program_uses_is_told_what_and_what_to_do() {
    if !can_use("a CPU without AVX", &["qemu-user"]) {
        return;
    }
    // One from before AVX, and the most that the emulator can do, which is less than AVX-512. This test
    // is compiled as the program is.
    for (cpu, lacks, used, has) in [
        ("Nehalem", "AVX2", cfg!(target_feature = "avx2"), "SSE3"),
        ("max", "AVX-512", cfg!(target_feature = "avx512f"), "AVX2"),
    ] {
        let output = on_cpu(cpu);
        let told = String::from_utf8_lossy(&output.stderr);
        if !used {
            // The build may use something else that this CPU lacks.
            let named = told.lines().next().unwrap_or_default().contains(lacks);
            assert!(
                matches!(output.status.code(), Some(0 | 1)) && !named,
                "{cpu}: {output:?}"
            );
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{cpu}: {output:?}");
        let (first, advice) = told.split_once('\n').expect("lines");
        let (_, names) = first.split_once("more than this one: ").expect("names");
        let names: Vec<&str> = names.trim_end_matches('.').split(", ").collect();
        assert!(
            names.contains(&lacks) && !names.contains(&has),
            "{cpu}: {told}"
        );
        assert!(advice.contains("target-cpu=x86-64-v3"), "{cpu}: {told}");
        assert_eq!(output.stdout, b"", "{cpu}");
    }
}
