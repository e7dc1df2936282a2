//! The rows of programs that tell about the system, print words, or tell their version.
//!
//! As in [`super::rows`], what writes, runs another program or connects is left out.

use super::flags::Flags;
use super::rows::PLAIN;
use super::{Form, Operands, Row};

/// The table.
pub const ROWS: &[Row] = &[
    Row {
        programs: &["df"],
        does: "tells how full disks are",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["aB:hHiklPt:Tvx:"],
                long: &[
                    "all block-size= human-readable si inodes local portability print-type type= \
               exclude-type= total output? no-sync help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["df -h"],
        other: &["df --sync"],
    },
    Row {
        programs: &["pwd"],
        does: "prints the directory",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["LP"],
                long: &["logical physical help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["pwd"],
        other: &["pwd -x"],
    },
    Row {
        programs: &["echo"],
        does: "prints its words",
        before: Flags::NONE,
        forms: &[Form {
            operands: Operands::Words,
            ..PLAIN
        }],
        safe: &["echo -n a -rf"],
        other: &[],
    },
    Row {
        programs: &["printf"],
        does: "prints its words",
        before: Flags::NONE,
        forms: &[Form {
            operands: Operands::Format,
            ..PLAIN
        }],
        safe: &["printf %s\\n a -x"],
        other: &["printf -v PATH x"],
    },
    Row {
        programs: &["date"],
        does: "prints the time",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["d:f:I::Rr:u"],
                long: &[
                    "date= file= iso-8601? rfc-2822 rfc-email rfc-3339= reference= universal utc debug \
               resolution help version",
                ],
                ..Flags::NONE
            },
            operands: Operands::Format1,
            ..PLAIN
        }],
        safe: &["date", "date -u +%F", "date -d yesterday"],
        other: &["date -s tomorrow", "date 01010101"],
    },
    Row {
        programs: &["uname"],
        does: "tells about the system",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["asnrvmpio"],
                long: &[
                    "all kernel-name nodename kernel-release kernel-version machine processor \
               hardware-platform operating-system help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["uname -a"],
        other: &["uname -S x"],
    },
    Row {
        programs: &["whoami"],
        does: "tells the user",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                long: &["help version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["whoami"],
        other: &["whoami x"],
    },
    Row {
        programs: &["id"],
        does: "tells the user",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["aGgnruzZ"],
                long: &["context group groups name real user zero help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["id -u"],
        other: &["id -x"],
    },
    Row {
        programs: &["hostname"],
        does: "tells the machine's name",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["AadfIisyV"],
                long: &[
                    "alias all-fqdns domain fqdn long all-ip-addresses ip-address short help version",
                ],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["hostname -s"],
        other: &["hostname new", "hostname -F f"],
    },
    Row {
        programs: &["uptime"],
        does: "tells how long the system runs",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["psV"],
                long: &["pretty since help version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["uptime -p"],
        other: &["uptime x"],
    },
    Row {
        programs: &["ps"],
        does: "lists processes",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["AadeNfFjlLMmo:O:yp:q:C:s:t:u:U:g:G:k:cHwTVZ"],
                long: &[
                    "deselect pid= ppid= quick-pid= format= forest headers no-headers no-heading sort= user= \
               User= group= Group= tty= sid= width= columns= cols= rows= lines= cumulative context help \
               version",
                ],
                ..Flags::NONE
            },
            operands: Operands::PsLetters,
            ..PLAIN
        }],
        safe: &["ps aux", "ps -ef", "ps -o pid,args -p 1"],
        other: &["ps auxe", "ps -E"],
    },
    Row {
        programs: &["free"],
        does: "tells how much memory is free",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bkmghtlwvs:c:V"],
                long: &[
                    "bytes kibi mebi gibi human total lohi wide seconds= count= si line help version",
                ],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["free -h"],
        other: &["free x"],
    },
    Row {
        programs: &["which"],
        does: "finds programs",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["as"],
                long: &["all"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["which -a sh"],
        other: &["which -x sh"],
    },
    Row {
        programs: &["whereis"],
        does: "finds programs",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bmsul"],
                long: &["help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["whereis -b sh"],
        other: &["whereis --x"],
    },
    Row {
        programs: &["basename"],
        does: "prints the end of a path",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["as:z"],
                long: &["multiple suffix= zero help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["basename a/b"],
        other: &["basename -x a"],
    },
    Row {
        programs: &["dirname"],
        does: "prints a path without its end",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["z"],
                long: &["zero help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["dirname a/b"],
        other: &["dirname -x a"],
    },
    Row {
        programs: &["env"],
        does: "prints the environment",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["0"],
                long: &["null help version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["env"],
        other: &["env x", "env A=b ls"],
    },
    Row {
        programs: &["printenv"],
        does: "prints the environment",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["0"],
                long: &["null help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["printenv HOME"],
        other: &["printenv -x"],
    },
    Row {
        programs: &["true", "false"],
        does: "do nothing",
        before: Flags::NONE,
        forms: &[Form {
            operands: Operands::Words,
            ..PLAIN
        }],
        safe: &["true"],
        other: &[],
    },
    Row {
        programs: &["test", "["],
        does: "compares",
        before: Flags::NONE,
        forms: &[Form {
            operands: Operands::Test,
            ..PLAIN
        }],
        safe: &["test -f a", "[ -n a ]"],
        other: &["test -v a[x]"],
    },
    Row {
        programs: &["seq"],
        does: "counts",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["f:s:w"],
                long: &["format= separator= equal-width help version"],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["seq 1 5", "seq 5 -1 1"],
        other: &["seq -x 1"],
    },
    Row {
        programs: &["rustc"],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["vV"],
                long: &["version verbose"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            needs: &["--version", "-V"],
            ..PLAIN
        }],
        safe: &["rustc --version", "rustc -vV"],
        other: &["rustc", "rustc -v", "rustc a.rs"],
    },
    Row {
        programs: &["cargo"],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["vV"],
                long: &["version verbose"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            needs: &["--version", "-V"],
            ..PLAIN
        }],
        safe: &["cargo --version", "cargo -V"],
        other: &["cargo metadata", "cargo tree", "cargo test"],
    },
    Row {
        programs: &["python", "python3"],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["V"],
                long: &["version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            needs: &["--version", "-V"],
            ..PLAIN
        }],
        safe: &["python3 --version"],
        other: &["python3", "python3 -c x", "python3 x.py"],
    },
    Row {
        programs: &["node", "npm"],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["v"],
                long: &["version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            needs: &["--version", "-v"],
            ..PLAIN
        }],
        safe: &["node --version"],
        other: &["node", "node -e x", "node x.js"],
    },
    Row {
        programs: &[
            "ruby", "perl", "gcc", "g++", "clang", "clang++", "make", "cmake", "bash",
        ],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                long: &["version"],
                ..Flags::NONE
            },
            operands: Operands::AtMost(0),
            needs: &["--version"],
            ..PLAIN
        }],
        safe: &["gcc --version"],
        other: &["gcc a.c", "perl -e x", "make", "bash", "bash -c x"],
    },
    Row {
        programs: &["go"],
        does: "tells its version",
        before: Flags::NONE,
        forms: &[Form {
            name: "version",
            operands: Operands::AtMost(0),
            ..PLAIN
        }],
        safe: &["go version"],
        other: &["go version -m x", "go build"],
    },
];
