//! Commands that only say what they would do.
//!
//! It hides how each program spells a rehearsal. A program that is not in the table rehearses
//! nothing, whatever its options are called: `rm --dry-run x` is not taken for harmless.

use super::call::Call;

struct Rehearsal {
    programs: &'static [&'static str],
    /// The first operands for which the options mean this; none for any.
    verbs: &'static [&'static str],
    /// The one-letter option, and the letters that take a value in the same program.
    letter: Option<(char, &'static str)>,
    long: &'static [&'static str],
}

const DRY_RUN: &[&str] = &["--dry-run"];

/// Git's subcommands.
const GIT: &[Rehearsal] = &[
    Rehearsal {
        programs: &["push", "clean", "rm", "mv", "prune"],
        verbs: &[],
        letter: Some(('n', "oe")),
        long: DRY_RUN,
    },
    Rehearsal {
        programs: &[
            "fetch",
            "add",
            "commit",
            "worktree",
            "reflog",
            "remote",
            "lfs",
            "notes",
            "filter-repo",
        ],
        verbs: &[],
        letter: None,
        long: DRY_RUN,
    },
];

const TABLE: &[Rehearsal] = &[
    Rehearsal {
        programs: &["rsync"],
        verbs: &[],
        letter: Some(('n', "eBMTf")),
        long: DRY_RUN,
    },
    Rehearsal {
        programs: &["rclone", "restic", "borg", "rustic", "stow", "bumpversion"],
        verbs: &[],
        letter: Some(('n', "rpotd")),
        long: DRY_RUN,
    },
    Rehearsal {
        programs: &["apt", "apt-get", "aptitude"],
        verbs: &[],
        letter: Some(('s', "octa")),
        long: &[
            "--simulate",
            "--dry-run",
            "--just-print",
            "--no-act",
            "--recon",
        ],
    },
    Rehearsal {
        programs: &["make", "gmake"],
        verbs: &[],
        letter: Some(('n', "CfIjloW")),
        long: &["--dry-run", "--just-print", "--recon"],
    },
    Rehearsal {
        programs: &["dpkg"],
        verbs: &[],
        letter: None,
        long: &["--dry-run", "--no-act", "--simulate"],
    },
    Rehearsal {
        programs: &["dnf", "yum"],
        verbs: &[],
        letter: None,
        long: &["--assumeno"],
    },
    Rehearsal {
        programs: &[
            "zypper",
            "brew",
            "pip",
            "pip3",
            "gem",
            "nix-collect-garbage",
            "conda",
            "mamba",
        ],
        verbs: &[],
        letter: None,
        long: DRY_RUN,
    },
    Rehearsal {
        programs: &[
            "npm", "pnpm", "yarn", "cargo", "poetry", "uv", "lerna", "dart", "flutter", "bun",
            "jsr",
        ],
        verbs: &["publish", "pub", "clean", "unpublish", "version"],
        letter: None,
        long: DRY_RUN,
    },
    Rehearsal {
        programs: &["kubectl", "oc", "helm"],
        verbs: &[],
        letter: None,
        long: &[
            "--dry-run",
            "--dry-run=client",
            "--dry-run=server",
            "--dry-run=true",
        ],
    },
    Rehearsal {
        programs: &["aws"],
        verbs: &[],
        letter: None,
        long: &["--dryrun", "--dry-run"],
    },
    Rehearsal {
        programs: &[
            "gcloud",
            "az",
            "doctl",
            "eksctl",
            "velero",
            "kopia",
            "duplicity",
            "docker-compose",
            "s3cmd",
            "s5cmd",
            "pacman",
            "ansible",
            "logrotate",
            "systemctl",
            "patch",
            "dvc",
        ],
        verbs: &[],
        letter: None,
        long: DRY_RUN,
    },
];

/// Returns whether a command only shows what it would do.
pub(super) fn only(call: &Call<'_>) -> bool {
    among(call, TABLE)
}

/// Returns whether a subcommand of git, which the call names as its program, only shows that.
pub(super) fn git(call: &Call<'_>) -> bool {
    among(call, GIT)
}

fn among(call: &Call<'_>, table: &[Rehearsal]) -> bool {
    let taken_back = call.flag(&[
        "--no-dry-run",
        "--dry-run=false",
        "--dry-run=none",
        "--dry-run=0",
    ]);
    let verb = call.verb();
    let spelled = |row: &Rehearsal| {
        let letter = row.letter;
        call.flag(row.long)
            || letter.is_some_and(|(letter, takes)| call.grouped(letter, takes).is_some())
    };
    !taken_back
        && table.iter().any(|row| {
            call.is(row.programs)
                && (row.verbs.is_empty() || row.verbs.contains(&verb))
                && spelled(row)
        })
}
