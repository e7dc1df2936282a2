/* Looks whether the CPU has what this program was compiled to use, and ends it with words where not.
 *
 * It is C because all of the Rust code is compiled for the CPU of the machine that it is built on, what runs
 * before `main` included: only code compiled for any x86-64 can look first. It runs as the first constructor
 * of the executable. It asks CPUID, and XGETBV for what the system saves, since a CPU's instruction may be
 * used only where the system keeps its registers. The table comes from ../build.rs.
 */

#ifdef __SSE3__
#error "this file must be compiled for any x86-64: build.rs says so last"
#endif

#include <cpuid.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Where CPUID tells of a feature. */
enum place { LEAF_1_ECX, LEAF_7_EBX, LEAF_7_ECX, LEAF_7_1_EAX, AMD_ECX, PLACES };

/* What the system must save of the CPU's state: the bits of XCR0. */
enum state { USUAL = 0, AVX = 0x6, AVX512 = 0xe6 };

struct feature {
    const char *name;
    enum place place;
    unsigned bit;
    unsigned state;
};

/* What the program was compiled to use. */
static const struct feature FEATURES[] = {
#include "used_features.h"
    {0, LEAF_1_ECX, 0, USUAL},
};

static void say(const char *text) {
    /* Nobody is left to tell that this cannot be told. */
    ssize_t written = write(2, text, strlen(text));
    (void)written;
}

static unsigned saved_state(unsigned leaf_1_ecx) {
    unsigned low, high;
    if (!(leaf_1_ecx & bit_OSXSAVE))
        return 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

__attribute__((constructor(101))) static void wezterm_check_cpu(void) {
    unsigned a, b, c, d, saved, words[PLACES] = {0};
    const struct feature *feature;
    const char *before = "wezterm: this program was built for a CPU that has more than this one: ";
    if (__get_cpuid(1, &a, &b, &c, &d))
        words[LEAF_1_ECX] = c;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        words[LEAF_7_EBX] = b;
        words[LEAF_7_ECX] = c;
        if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d))
            words[LEAF_7_1_EAX] = a;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
        words[AMD_ECX] = c;
    saved = saved_state(words[LEAF_1_ECX]);
    int lacking = 0;
    for (feature = FEATURES; feature->name; feature++) {
        int has = words[feature->place] >> feature->bit & 1;
        if (has && (saved & feature->state) == feature->state)
            continue;
        say(before);
        say(feature->name);
        before = ", ";
        lacking = 1;
    }
    if (!lacking)
        return;
    say(".\n"
        "Build it on this machine, which uses what it has:\n"
        "  cargo build --release\n"
        "or for every x86-64 CPU with AVX2 (nearly all since 2015):\n"
        "  RUSTFLAGS='-C target-cpu=x86-64-v3' cargo build --release\n"
        "or, slower, for every x86-64 CPU:\n"
        "  RUSTFLAGS='-C target-cpu=x86-64' cargo build --release --features portable\n");
    _exit(1);
}
