//! The row of git: the commands that show something. Even these run what a repository's settings name (a file
//! system monitor, a diff driver), so that they are never more than "only in the sandbox".

use super::flags::Flags;
use super::{Form, Operands, Row};

const DIFF_SHORT: &str = "puswbRazDWcmqn:L:S:G:O:M::C::B::X::l:U:t0";
const DIFF_LONG: &str = "patch no-patch unified= raw patch-with-raw indent-heuristic no-indent-heuristic minimal patience \
histogram anchored= diff-algorithm= stat? compact-summary numstat shortstat dirstat? cumulative summary \
patch-with-stat name-only name-status submodule? color? no-color color-moved? no-color-moved color-moved-ws= \
word-diff? word-diff-regex= color-words? no-renames rename-empty no-rename-empty check ws-error-highlight= \
full-index binary abbrev? break-rewrites? find-renames? find-copies? find-copies-harder irreversible-delete \
diff-filter= find-object= pickaxe-all pickaxe-regex skip-to= rotate-to= relative? no-relative text \
ignore-cr-at-eol ignore-space-at-eol ignore-space-change ignore-all-space ignore-blank-lines \
ignore-matching-lines= inter-hunk-context= function-context exit-code quiet no-ext-diff no-textconv \
ignore-submodules? src-prefix= dst-prefix= no-prefix default-prefix line-prefix= ita-invisible-in-index cached \
staged merge-base base ours theirs cc combined-all-paths";
const LOG_SHORT: &str = "iEFPg";
const LOG_LONG: &str = "oneline graph no-graph decorate? no-decorate decorate-refs= decorate-refs-exclude= source mailmap \
no-mailmap use-mailmap log-size follow all branches? tags? remotes? glob= exclude= max-count= skip= since= after= \
until= before= author= committer= grep= grep-reflog= all-match invert-grep regexp-ignore-case basic-regexp \
extended-regexp fixed-strings perl-regexp merges no-merges min-parents= max-parents= no-min-parents \
no-max-parents first-parent not reverse walk-reflogs reflog boundary simplify-by-decoration full-history dense \
sparse simplify-merges ancestry-path? date-order author-date-order topo-order pretty? format= abbrev-commit \
no-abbrev-commit encoding= expand-tabs? no-expand-tabs notes? no-notes relative-date date= parents children \
left-right cherry cherry-mark cherry-pick left-only right-only";

const fn form(
    name: &'static str,
    short: &'static [&'static str],
    long: &'static [&'static str],
    number: bool,
    operands: Operands,
) -> Form {
    Form {
        name,
        flags: Flags {
            short,
            long,
            single: &[],
            number,
        },
        operands,
        needs: &[],
    }
}

const LISTS: &[&str] = &[
    "--list",
    "--contains",
    "--no-contains",
    "--merged",
    "--no-merged",
    "--points-at",
];

const FORMS: &[Form] = &[
    form("", &["v"], &["version"], false, Operands::AtMost(0)),
    form(
        "version",
        &[],
        &["build-options"],
        false,
        Operands::AtMost(0),
    ),
    form(
        "status",
        &["sbvzu::"],
        &[
            "short long branch show-stash porcelain? verbose untracked-files? ignore-submodules? ignored? column? \
           no-column ahead-behind no-ahead-behind renames no-renames find-renames?",
        ],
        false,
        Operands::Any,
    ),
    form(
        "log",
        &[DIFF_SHORT, LOG_SHORT],
        &[DIFF_LONG, LOG_LONG],
        true,
        Operands::Any,
    ),
    form(
        "diff",
        &[DIFF_SHORT, "123"],
        &[DIFF_LONG],
        false,
        Operands::Any,
    ),
    form(
        "show",
        &[DIFF_SHORT, LOG_SHORT],
        &[DIFF_LONG, LOG_LONG],
        true,
        Operands::Any,
    ),
    form(
        "shortlog",
        &["nsecw::"],
        &["numbered summary email committer group=", LOG_LONG],
        false,
        Operands::Any,
    ),
    form(
        "branch",
        &["arvqi"],
        &[
            "list all remotes verbose column? no-column sort= format= contains no-contains merged no-merged \
           points-at= show-current color? no-color ignore-case abbrev? no-abbrev quiet",
        ],
        false,
        Operands::AnyWith(LISTS),
    ),
    form(
        "tag",
        &["ln::i"],
        &[
            "list sort= format= contains no-contains merged no-merged points-at= column? no-column color? ignore-case",
        ],
        false,
        Operands::AnyWith(&[
            "-l",
            "--list",
            "--contains",
            "--no-contains",
            "--merged",
            "--no-merged",
            "--points-at",
        ]),
    ),
    form("remote", &["v"], &["verbose"], false, Operands::AtMost(0)),
    form(
        "rev-parse",
        &["q"],
        &[
            "short? abbrev-ref? show-toplevel show-prefix show-cdup git-dir absolute-git-dir git-common-dir \
           is-inside-work-tree is-inside-git-dir is-bare-repository is-shallow-repository verify quiet symbolic \
           symbolic-full-name all branches? tags? remotes? show-superproject-working-tree show-object-format? \
           end-of-options",
        ],
        false,
        Operands::Any,
    ),
    form(
        "ls-files",
        &["cdoimsutvfzrkx:X:"],
        &[
            "cached deleted others ignored stage unmerged killed modified directory no-empty-directory exclude= \
           exclude-from= exclude-per-directory= exclude-standard error-unmatch full-name recurse-submodules abbrev? \
           debug eol deduplicate format= sparse with-tree= resolve-undo",
        ],
        false,
        Operands::Any,
    ),
    form(
        "blame",
        &["bcdeflnpstwL:M::C::"],
        &[
            "root show-stats line-porcelain porcelain incremental date= first-parent progress no-progress abbrev= \
           ignore-rev= ignore-revs-file= encoding= contents= show-name show-number show-email since= minimal \
           color-lines color-by-age reverse score-debug",
        ],
        false,
        Operands::Any,
    ),
    form(
        "describe",
        &[],
        &[
            "all tags contains dirty? broken? abbrev= candidates= exact-match debug long match= exclude= always \
           first-parent",
        ],
        false,
        Operands::Any,
    ),
    form(
        "stash list",
        &[DIFF_SHORT, LOG_SHORT],
        &[DIFF_LONG, LOG_LONG],
        true,
        Operands::Any,
    ),
    Form {
        needs: &[
            "--get",
            "--get-all",
            "--get-regexp",
            "--get-urlmatch",
            "--list",
            "-l",
        ],
        ..form(
            "config",
            &["lz"],
            &[
                "get get-all get-regexp get-urlmatch list global local system worktree show-origin show-scope null \
               name-only type= bool int bool-or-int path includes no-includes default=",
            ],
            false,
            Operands::Any,
        )
    },
];

/// git.
pub const ROW: Row = Row {
    programs: &["git"],
    does: "shows a repository; only in the sandbox, for a repository's settings can name programs to run",
    before: Flags {
        short: &["PC:"],
        long: &["no-pager no-optional-locks literal-pathspecs no-replace-objects"],
        single: &[],
        number: false,
    },
    forms: FORMS,
    safe: &[
        "git status -s",
        "git status --porcelain=v2 -uno",
        "git log --oneline -5 -- src",
        "git log -p -n 3 --stat",
        "git diff --cached HEAD~1",
        "git diff --name-only a..b",
        "git show HEAD:src/main.rs",
        "git branch",
        "git branch -avv",
        "git branch --list a*",
        "git branch --show-current",
        "git branch --merged main",
        "git remote -v",
        "git rev-parse --abbrev-ref HEAD",
        "git rev-parse --show-toplevel",
        "git ls-files -o",
        "git blame -L 1,5 f",
        "git describe --tags --always",
        "git tag",
        "git tag -l v*",
        "git tag --sort=-v:refname",
        "git stash list",
        "git shortlog -sn HEAD",
        "git config --get user.name",
        "git config -l",
        "git --version",
        "git --no-pager log -3",
        "git -C sub status",
        "git version",
    ],
    other: &[
        "git -c a.b=c status",
        "git --git-dir=x status",
        "git diff --ext-diff",
        "git log --output=x",
        "git branch new",
        "git tag new",
        "git push",
        "git config a b",
    ],
};
