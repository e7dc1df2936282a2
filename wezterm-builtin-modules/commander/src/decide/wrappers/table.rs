//! The wrappers whose command follows their own flags and operands.
//!
//! A flag that is not in this table makes what the wrapper runs unknown.

use crate::decide::tables::Flags;

/// A program that runs what follows its own flags and operands.
pub struct Wrapper {
    /// Its names.
    pub names: &'static [&'static str],
    /// Its flags.
    pub flags: Flags,
    /// How many words stand before the command.
    pub operands: usize,
    /// Whether words like `A=b` may stand before the command.
    pub assigns: bool,
    /// Whether it does nothing beside running the command.
    pub transparent: bool,
    /// Whether it starts a shell when no command is given.
    pub or_a_shell: bool,
}

/// Returns flags that are read.
pub const fn flags(
    short: &'static [&'static str],
    long: &'static [&'static str],
    number: bool,
) -> Flags {
    Flags {
        short,
        long,
        single: &[],
        number,
    }
}

/// A wrapper without flags.
const PLAIN: Wrapper = Wrapper {
    names: &[],
    flags: Flags::NONE,
    operands: 0,
    assigns: false,
    transparent: false,
    or_a_shell: false,
};

/// The table; `env` comes first.
pub const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        names: &["env"],
        flags: flags(
            &["iu:0vC:"],
            &[
                "ignore-environment unset= null chdir= block-signal? default-signal? ignore-signal? debug argv0=",
            ],
            false,
        ),
        assigns: true,
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["nice", "gnice"],
        flags: flags(&["n:"], &["adjustment="], true),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["nohup"],
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["timeout", "gtimeout"],
        flags: flags(
            &["k:s:vfp"],
            &["kill-after= signal= foreground preserve-status verbose"],
            false,
        ),
        operands: 1,
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["setsid"],
        flags: flags(&["cfw"], &["ctty fork wait"], false),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["stdbuf"],
        flags: flags(&["i:o:e:"], &["input= output= error="], false),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["time"],
        flags: flags(&["pvqf:"], &["portability verbose quiet format="], false),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["ionice"],
        flags: flags(&["c:n:t"], &["class= classdata= ignore"], false),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &["command"],
        flags: flags(&["p"], &[], false),
        transparent: true,
        ..PLAIN
    },
    Wrapper {
        names: &[
            "builtin",
            "noglob",
            "nocorrect",
            "unbuffer",
            "fakeroot",
            "catchsegv",
            "torsocks",
            "proxychains",
            "proxychains4",
            "tsocks",
            "dbus-run-session",
            "dbus-launch",
            "xvfb-run",
        ],
        flags: flags(&["pqa"], &["auto-servernum"], false),
        ..PLAIN
    },
    Wrapper {
        names: &["exec"],
        flags: flags(&["cla:"], &[], false),
        ..PLAIN
    },
    Wrapper {
        names: &["sudo", "sudo-rs"],
        flags: flags(
            &["AbEHknPSsivVKBNu:g:h:p:C:r:t:T:U:D:R:a:c:"],
            &[
                "user= group= host= prompt= chdir= chroot= close-from= other-user= role= type= command-timeout= askpass \
               background preserve-env? set-home login reset-timestamp non-interactive preserve-groups stdin shell bell \
               no-update version validate remove-timestamp",
            ],
            false,
        ),
        assigns: true,
        ..PLAIN
    },
    Wrapper {
        names: &["doas"],
        flags: flags(&["nLsu:C:a:"], &[], false),
        ..PLAIN
    },
    Wrapper {
        names: &["run0", "pkexec"],
        flags: flags(
            &["u:g:D:"],
            &["user= group= chdir= nice= unit= setenv= disable-internal-agent keep-cwd"],
            false,
        ),
        or_a_shell: true,
        ..PLAIN
    },
    Wrapper {
        names: &["gosu", "su-exec", "setuidgid", "chpst"],
        operands: 1,
        ..PLAIN
    },
    Wrapper {
        names: &["busybox", "toybox"],
        ..PLAIN
    },
    Wrapper {
        names: &["chroot"],
        flags: flags(&[], &["userspec= groups= skip-chdir"], false),
        operands: 1,
        or_a_shell: true,
        ..PLAIN
    },
    Wrapper {
        names: &["unshare"],
        flags: flags(
            &["muinpUCTfrcR:S:G:w:"],
            &[
                "mount? uts? ipc? net? pid? user? cgroup? time? mount-proc? mount-binfmt? map-user= map-group= map-users= \
               map-groups= map-root-user map-current-user map-auto kill-child? fork propagation= setgroups= keep-caps \
               root= wd= setuid= setgid= monotonic= boottime=",
            ],
            false,
        ),
        or_a_shell: true,
        ..PLAIN
    },
    Wrapper {
        names: &["nsenter"],
        flags: flags(
            &["at:m::u::i::n::p::C::U::T::S:G:r::w::FeW:"],
            &[
                "all target= mount? uts? ipc? net? pid? cgroup? user? time? setuid= setgid= preserve-credentials root? wd? \
               wdns= env no-fork follow-context",
            ],
            false,
        ),
        or_a_shell: true,
        ..PLAIN
    },
    Wrapper {
        names: &["flock"],
        flags: flags(
            &["nsuxoew:E:F"],
            &[
                "exclusive shared nonblock nb timeout= wait= conflict-exit-code= close no-fork verbose unlock",
            ],
            false,
        ),
        operands: 1,
        ..PLAIN
    },
    Wrapper {
        names: &["strace"],
        flags: flags(
            &["a:Ab:cCdDe:E:fFhiI:kno:O:p:P:qrs:S:tTu:U:vwxX:yYzZ"],
            &[
                "follow-forks output-separately trace= signal= summary summary-only output= string-limit= user= env= seccomp-bpf",
            ],
            false,
        ),
        ..PLAIN
    },
    Wrapper {
        names: &["ltrace"],
        flags: flags(
            &["a:A:bcCD:e:F:fhiL:l:n:o:p:rs:StTu:w:x:X:"],
            &["output= follow="],
            false,
        ),
        ..PLAIN
    },
    Wrapper {
        names: &["linux32", "linux64", "i386", "x86_64", "uname26"],
        flags: flags(&["3BFILRSTXZv"], &["uname-2.6 addr-no-randomize"], false),
        or_a_shell: true,
        ..PLAIN
    },
    Wrapper {
        names: &["taskset"],
        flags: flags(&["apc"], &["all-tasks pid cpu-list"], false),
        operands: 1,
        ..PLAIN
    },
    Wrapper {
        names: &["chrt"],
        flags: flags(
            &["abdfimoprRvT:P:D:"],
            &[
                "all-tasks batch deadline fifo idle max other pid rr reset-on-fork sched-runtime= sched-period= sched-deadline=",
            ],
            false,
        ),
        operands: 1,
        ..PLAIN
    },
    Wrapper {
        names: &[
            "prlimit",
            "choom",
            "setpriv",
            "systemd-inhibit",
            "systemd-cat",
            "cpulimit",
            "numactl",
            "rlwrap",
            "valgrind",
        ],
        flags: flags(&["n:p:l:N:m:C:aAr"], &[], false),
        ..PLAIN
    },
];
