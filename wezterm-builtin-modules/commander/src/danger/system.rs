//! Services, accounts, packages, processes and containers.
//!
//! It hides which subcommands of the administrators' programs change or remove something.

use super::call::{Call, names};
use super::rules::When::{
    self, All, Always, Any, Contains, Either, Fed, Has, Long, Not, Short, Starts, Test, Verb,
    VerbStarts,
};
use super::rules::{self, NAMED, Row};
use super::{Family, Found};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    kills(call, found);
    let tables = [
        (Family::System, MACHINE),
        (Family::System, NETWORK),
        (Family::System, SETTINGS),
        (Family::Privilege, PRIVILEGE),
        (Family::Removes, PACKAGES),
        (Family::Removes, DATA),
    ];
    for (family, table) in tables {
        if let Some(what) = rules::first(call, table) {
            found.add(family, &call.text, what);
        }
    }
    if let Some(what) = redis(call) {
        found.add(Family::Removes, &call.text, what);
    }
}

/// Signals on which a program reads its settings anew, reports, or goes on.
const ONLY_TELL: &[&str] = &[
    "HUP", "USR1", "USR2", "WINCH", "CONT", "CHLD", "INFO", "0", "1", "10", "12", "17", "18", "28",
];

/// Returns the signal that is sent, without `SIG`.
fn signal(call: &Call<'_>) -> Option<String> {
    let first = call.args.first()?.value.as_str();
    let given = match first {
        "-s" | "-n" | "--signal" => call.args.get(1)?.value.as_str(),
        _ => first
            .strip_prefix("--signal=")
            .or_else(|| first.strip_prefix('-'))?,
    };
    // `-s9` and `-sKILL`, but not `-sigkill`.
    let given = match given.strip_prefix('s') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase()) => {
            rest
        }
        _ => given,
    };
    let name = given.to_uppercase();
    Some(name.strip_prefix("SIG").unwrap_or(&name).to_owned())
}

fn kills(call: &Call<'_>, found: &mut Found) {
    let operands = call.operands();
    let signal = signal(call);
    let tells = signal
        .as_deref()
        .is_some_and(|signal| ONLY_TELL.contains(&signal));
    let what = match call.name.as_str() {
        "kill" => {
            let targets = call.args.iter().skip(1);
            let all = targets.clone().count() > 0
                && targets
                    .clone()
                    .any(|arg| matches!(arg.value.as_str(), "-1" | "0" | "1"));
            let only_asks = call.any(&["-0", "-l", "-L"]);
            let hard = matches!(signal.as_deref(), Some("9" | "KILL"));
            let unknown = operands.iter().any(|arg| arg.substitutes()) || call.place.many;
            if only_asks || !(all || hard || unknown && !tells) {
                return;
            }
            match all {
                true => "ends all processes".into(),
                false => format!("ends {} at once", names(&operands)),
            }
        }
        "killall" | "pkill" | "skill" | "taskkill" | "stop-process" | "xkill" | "killall5"
        | "slay"
            if !tells && !call.any(&["-l"]) =>
        {
            format!("ends the processes {}", names(&operands))
        }
        _ => match rules::first(call, SESSIONS) {
            Some(what) => what,
            None => return,
        },
    };
    found.add(Family::Kills, &call.text, what);
}

const SESSIONS: &[Row] = &[
    Row(&["fuser"], Short(&['k']), "ends what uses a file or a port"),
    Row(&["tmux"], VerbStarts(&["kill"]), "ends a terminal session"),
    Row(
        &["screen"],
        Any(&["quit", "kill"]),
        "ends a terminal session",
    ),
    Row(
        &["loginctl"],
        VerbStarts(&["kill", "terminate"]),
        "ends a session",
    ),
];

/// Words by which a service is stopped or changed.
const SERVICE: &[&str] = &[
    "stop",
    "disable",
    "mask",
    "restart",
    "isolate",
    "poweroff",
    "reboot",
    "halt",
    "kill",
    "rescue",
    "emergency",
    "suspend",
    "hibernate",
    "delete",
    "down",
    "kexec",
    "revert",
    "set-default",
    "shutdown",
    "try-restart",
    "reload-or-restart",
    "edit",
    "force-stop",
];

const MACHINE: &[Row] = &[
    Row(
        &[
            "reboot",
            "shutdown",
            "halt",
            "poweroff",
            "telinit",
            "stop-computer",
            "restart-computer",
        ],
        Not(&Any(&["-c"])),
        "stops the machine",
    ),
    Row(&["init"], Verb(&["0", "1", "6", "s"]), "stops the machine"),
    Row(
        &[
            "systemctl",
            "rc-service",
            "service",
            "sv",
            "initctl",
            "supervisorctl",
            "s6-svc",
            "pm2",
            "monit",
            "sc",
            "net",
        ],
        Has(SERVICE),
        "stops or changes a service",
    ),
    Row(
        &["launchctl"],
        Verb(&[
            "unload", "remove", "bootout", "disable", "stop", "kill", "reboot",
        ]),
        "stops or changes a service",
    ),
    Row(
        &["rc-update", "update-rc.d", "chkconfig"],
        NAMED,
        "changes which services start",
    ),
    Row(
        &["crontab"],
        Short(&['r', 'i']),
        "removes all timed commands",
    ),
    Row(
        &["crontab"],
        All(&[Not(&Short(&['l', 'e'])), Either(&[NAMED, Fed])]),
        "replaces all timed commands",
    ),
    Row(
        &[
            "userdel", "useradd", "groupdel", "groupadd", "deluser", "delgroup", "adduser",
            "usermod", "groupmod", "chpasswd", "chsh", "gpasswd", "vipw", "visudo", "dscl",
            "chage", "newusers",
        ],
        Always,
        "changes an account",
    ),
    Row(
        &["passwd"],
        Not(&Either(&[Short(&['S']), Long(&["--status"])])),
        "changes a password",
    ),
    Row(&["modprobe"], Short(&['r']), "unloads a part of the kernel"),
    Row(
        &[
            "rmmod",
            "insmod",
            "kexec",
            "depmod",
            "update-grub",
            "grub-mkconfig",
            "dracut",
            "mkinitcpio",
        ],
        Always,
        "changes the kernel or how it starts",
    ),
    Row(&["swapoff"], Always, "turns swap off"),
    Row(
        &["umount"],
        Short(&['f', 'l', 'a']),
        "takes a file system away",
    ),
    Row(
        &["mount"],
        Contains(&["remount"]),
        "changes how a file system is mounted",
    ),
    Row(
        &["docker", "podman", "docker-compose"],
        Has(&["kill"]),
        "ends containers",
    ),
    Row(
        &["docker", "podman"],
        All(&[
            Verb(&["stop"]),
            Test(|call| call.operands().iter().any(|arg| arg.substitutes())),
        ]),
        "stops containers",
    ),
    Row(
        &["docker"],
        All(&[Verb(&["swarm"]), Has(&["leave"])]),
        "leaves a swarm",
    ),
    Row(
        &["npm", "yarn", "pnpm"],
        Verb(&["unpublish", "deprecate", "owner"]),
        "changes a published package",
    ),
    Row(
        &["cargo", "gem"],
        Verb(&["yank", "owner"]),
        "changes a published package",
    ),
];

const NETWORK: &[Row] = &[
    Row(
        &["iptables", "ip6tables", "ebtables", "arptables"],
        Not(&Either(&[
            Short(&['L', 'S', 'C']),
            Long(&["--list", "--list-rules", "--version"]),
        ])),
        "changes the firewall",
    ),
    Row(
        &["iptables-restore", "ip6tables-restore"],
        Always,
        "changes the firewall",
    ),
    Row(&["nft"], Not(&Verb(&["list", ""])), "changes the firewall"),
    Row(
        &["ufw"],
        Not(&Verb(&["status", "show", "version", ""])),
        "changes the firewall",
    ),
    Row(
        &["firewall-cmd"],
        Starts(&["--add", "--remove", "--set", "--panic-on"]),
        "changes the firewall",
    ),
    Row(&["pfctl"], Short(&['F', 'd', 'f']), "changes the firewall"),
    Row(
        &["netsh", "set-netfirewallprofile"],
        Always,
        "changes the network",
    ),
    Row(
        &["nmcli"],
        Has(&["delete", "down", "off", "disconnect", "modify", "del"]),
        "changes the network",
    ),
    Row(
        &["ip"],
        Has(&["down", "del", "delete", "flush", "replace", "add", "change"]),
        "changes the network",
    ),
    Row(&["ifconfig"], Has(&["down"]), "changes the network"),
    Row(&["ifdown", "tc"], NAMED, "changes the network"),
    Row(
        &["route"],
        Has(&["del", "add", "delete", "flush"]),
        "changes the network",
    ),
    Row(&["rfkill"], Has(&["block"]), "turns a radio off"),
];

const SETTINGS: &[Row] = &[
    Row(&["history"], Short(&['c', 'd']), "forgets the history"),
    Row(
        &["unset"],
        Any(&["HISTFILE"]),
        "hides what is typed from the history",
    ),
    Row(
        &["set"],
        All(&[Any(&["+o"]), Any(&["history"])]),
        "hides what is typed from the history",
    ),
    Row(
        &["sysctl"],
        Either(&[
            Short(&['w', 'p']),
            Test(|call| call.operands().iter().any(|arg| arg.value.contains('='))),
        ]),
        "changes the kernel's settings",
    ),
    Row(
        &["hostnamectl"],
        VerbStarts(&["set"]),
        "changes the machine's name",
    ),
    Row(&["hostname"], NAMED, "changes the machine's name"),
    Row(&["timedatectl"], VerbStarts(&["set"]), "changes the clock"),
    Row(&["hwclock"], Short(&['w', 's']), "changes the clock"),
    Row(&["date"], Test(sets_the_clock), "changes the clock"),
    Row(
        &["update-alternatives"],
        Long(&["--set", "--remove", "--install", "--remove-all"]),
        "changes a default program",
    ),
    Row(
        &["nvram"],
        Short(&['c', 'd']),
        "changes the firmware's settings",
    ),
    Row(
        &["defaults"],
        Verb(&["delete", "delete-all"]),
        "removes settings",
    ),
    Row(&["dconf"], Verb(&["reset", "load"]), "replaces settings"),
    Row(&["gsettings"], VerbStarts(&["reset"]), "removes settings"),
    Row(
        &["dmesg"],
        Either(&[Short(&['c', 'C']), Long(&["--clear", "--read-clear"])]),
        "empties the kernel's messages",
    ),
    Row(&["logrotate"], Short(&['f']), "turns the logs over"),
    Row(&["auditctl"], Short(&['D', 'e']), "changes what is audited"),
    Row(
        &["reg"],
        Verb(&["delete", "add", "import"]),
        "changes the registry",
    ),
    Row(
        &["bcdedit", "vssadmin", "wbadmin", "fsutil", "cipher"],
        Always,
        "changes the machine",
    ),
];

/// `date -Is` writes the time in a form whose name is `s`; `date -s` and `date 01021200` set it.
fn sets_the_clock(call: &Call<'_>) -> bool {
    let digits = |text: &str| text.len() >= 8 && text.starts_with(|c: char| c.is_ascii_digit());
    call.grouped('s', "dfrsI").is_some()
        || call.long(&["--set"])
        || call
            .operands_after(&["-d", "--date", "-f", "--file", "-r", "--reference"])
            .iter()
            .any(|arg| digits(&arg.value))
}

const PRIVILEGE: &[Row] = &[
    Row(&["su"], Not(&Any(&["-c"])), "opens another user's shell"),
    Row(
        &["usermod", "adduser", "gpasswd", "dscl", "addgroup"],
        Test(|call| {
            call.args.iter().any(|arg| {
                arg.value
                    .split(',')
                    .any(|group| matches!(group, "sudo" | "wheel" | "docker" | "admin" | "root"))
            })
        }),
        "gives a user all rights",
    ),
    Row(&["visudo"], Always, "changes who has all rights"),
    Row(
        &["nsenter"],
        Long(&["--target", "-t"]),
        "enters another namespace",
    ),
];

/// Words by which a package is removed.
const UNINSTALL: When = Verb(&[
    "remove",
    "purge",
    "autoremove",
    "erase",
    "rm",
    "uninstall",
    "del",
    "delete",
    "unlink",
    "autoclean-all",
    "auto-remove",
    "full-upgrade",
    "dist-upgrade",
]);

const PACKAGES: &[Row] = &[
    Row(
        &[
            "apt",
            "apt-get",
            "aptitude",
            "dnf",
            "yum",
            "zypper",
            "apk",
            "brew",
            "pip",
            "pip3",
            "pipx",
            "gem",
            "cargo",
            "emerge",
            "port",
            "choco",
            "winget",
            "scoop",
            "xbps-remove",
            "rustup",
            "pkg",
            "opam",
            "ghcup",
            "asdf",
            "pyenv",
            "nvm",
            "uv",
            "go",
        ],
        UNINSTALL,
        "removes {rest}",
    ),
    // Without `-g` these take a package out of one project, which its files can bring back.
    Row(
        &["npm", "yarn", "pnpm", "poetry", "composer"],
        All(&[UNINSTALL, Short(&['g'])]),
        "removes {rest}",
    ),
    Row(
        &["dpkg", "rpm"],
        Either(&[
            Long(&["--remove", "--purge", "--erase"]),
            Short(&['P', 'e']),
            Any(&["-r"]),
        ]),
        "removes packages",
    ),
    Row(
        &["pacman", "yay", "paru"],
        Starts(&["-R"]),
        "removes packages",
    ),
    Row(&["nix-collect-garbage"], Always, "removes old packages"),
    Row(
        &["go"],
        All(&[Verb(&["clean"]), Starts(&["-"])]),
        "removes caches",
    ),
];

const DATA: &[Row] = &[
    Row(
        &["docker", "podman", "nerdctl", "docker-compose", "buildah"],
        All(&[
            Has(&["prune", "rm", "rmi", "remove", "reset"]),
            Not(&Verb(&["run", "exec"])),
        ]),
        "removes {rest}",
    ),
    Row(
        &["docker", "podman", "nerdctl", "docker-compose"],
        All(&[
            Has(&["down"]),
            Either(&[Short(&['v']), Long(&["--volumes", "--rmi"])]),
        ]),
        "removes containers and their data",
    ),
    Row(
        &["dropdb", "dropuser"],
        Always,
        "removes the database or user {all}",
    ),
    Row(
        &["mysqladmin"],
        Has(&["drop", "shutdown", "kill", "flush-hosts"]),
        "removes a database or stops it",
    ),
    Row(
        FRAMEWORKS,
        Test(resets_a_database),
        "removes what a database holds",
    ),
    Row(
        &["journalctl"],
        Either(&[Starts(&["--vacuum"]), Long(&["--rotate"])]),
        "removes old logs",
    ),
    Row(
        &["xcrun"],
        Has(&["erase", "delete"]),
        "removes a simulator's data",
    ),
    Row(
        &["adb"],
        Has(&["rm", "uninstall", "wipe", "reboot"]),
        "changes or removes what a phone holds",
    ),
    Row(&["ipcrm"], Always, "removes shared memory"),
    Row(&["atrm"], Always, "removes timed commands"),
    Row(
        &["ssh-add"],
        Short(&['D', 'd']),
        "removes keys from the agent",
    ),
    Row(&["lprm", "cancel"], Always, "removes print jobs"),
    Row(&["postsuper"], Short(&['d']), "removes mail"),
    Row(&["tarsnap"], Short(&['d']), "removes backups"),
];

const FRAMEWORKS: &[&str] = &[
    "rake",
    "rails",
    "mix",
    "artisan",
    "sequelize",
    "sequelize-cli",
    "knex",
    "prisma",
    "typeorm",
    "alembic",
    "flask",
    "php",
    "npx",
    "bundle",
    "manage.py",
    "python",
    "python3",
    "django-admin",
    "drizzle-kit",
    "dotnet",
];

fn resets_a_database(call: &Call<'_>) -> bool {
    const TASKS: &[&str] = &[
        "db:drop",
        "db:reset",
        "db:migrate:reset",
        "db:wipe",
        "migrate:fresh",
        "migrate:reset",
        "ecto.drop",
        "ecto.reset",
        "db:schema:load",
        "db:rollback",
        "migrate:rollback",
        "flush",
        "reset_db",
        "schema:drop",
        "downgrade",
        "db:purge",
        "db:setup",
        "db:truncate_all",
        "db:migrate:undo:all",
    ];
    let operands = call.operands();
    let has = |words: &[&str]| {
        operands
            .iter()
            .any(|arg| words.contains(&arg.value.as_str()))
    };
    let prisma = has(&["prisma"]) || call.name == "prisma";
    has(TASKS)
        || prisma && (has(&["reset"]) || call.long(&["--force-reset", "--accept-data-loss"]))
        || (has(&["migrate"]) && has(&["zero"]))
        || (has(&["database"]) && has(&["drop"]))
}

fn redis(call: &Call<'_>) -> Option<String> {
    const COMMANDS: &[&str] = &[
        "FLUSHALL",
        "FLUSHDB",
        "DEL",
        "UNLINK",
        "SHUTDOWN",
        "CONFIG",
        "DEBUG",
        "EVAL",
        "SCRIPT",
        "SLAVEOF",
        "REPLICAOF",
    ];
    if !call.is(&["redis-cli", "valkey-cli"]) {
        return None;
    }
    let mut words = call.operands().into_iter();
    let mut words = words.by_ref().map(|arg| arg.value.to_uppercase());
    let command = words.find(|word| COMMANDS.contains(&word.as_str()))?;
    if command == "CONFIG" && words.next().as_deref() == Some("GET") {
        return None;
    }
    Some(format!("does {command} on a database"))
}
