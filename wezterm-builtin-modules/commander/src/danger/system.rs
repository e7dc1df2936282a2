//! Services, accounts, packages, processes, containers and clouds.
//!
//! It hides which subcommands of the administrators' programs change or remove something.

use super::call::{Call, names};
use super::{Family, Found};

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    kills(call, found);
    if let Some(what) = machine(call) {
        found.add(Family::System, &call.text, what);
    }
    if let Some(what) = privilege(call) {
        found.add(Family::Privilege, &call.text, what);
    }
    if let Some(what) = removes(call) {
        found.add(Family::Removes, &call.text, what);
    }
}

fn kills(call: &Call<'_>, found: &mut Found) {
    let operands = call.operands();
    let what = match call.name.as_str() {
        "kill" => {
            let all = call
                .args
                .iter()
                .skip(1)
                .any(|arg| arg.value == "-1" || arg.value == "0" || arg.value == "1");
            let zero = call.any(&["-0", "-l", "-L"]);
            let hard = call.args.iter().any(|arg| {
                matches!(
                    arg.value.to_uppercase().as_str(),
                    "-9" | "-KILL" | "-SIGKILL" | "KILL" | "SIGKILL" | "9"
                )
            });
            let unknown = operands.iter().any(|arg| arg.substitutes());
            if (!all && !hard && !unknown && !call.place.many) || zero {
                return;
            }
            if all {
                "ends all processes".into()
            } else {
                format!("ends {} at once", names(&operands))
            }
        }
        "killall" | "pkill" | "skill" | "taskkill" | "stop-process" | "xkill" | "killall5"
        | "slay"
            if !call.any(&["-l", "-0"]) =>
        {
            format!("ends the processes {}", names(&operands))
        }
        "fuser" if call.short(&['k']) => "ends what uses a file or a port".into(),
        "tmux" if call.verb().starts_with("kill") => "ends a terminal session".into(),
        "screen" if call.any(&["quit", "kill"]) => "ends a terminal session".into(),
        "loginctl" if call.verb().starts_with("kill") || call.verb().starts_with("terminate") => {
            "ends a session".into()
        }
        _ => return,
    };
    found.add(Family::Kills, &call.text, what);
}

fn machine(call: &Call<'_>) -> Option<String> {
    let verb = call.verb();
    let operands = call.operands();
    let has = |words: &[&str]| {
        operands
            .iter()
            .any(|arg| words.contains(&arg.value.as_str()))
    };
    let what = match call.name.as_str() {
        "reboot" | "shutdown" | "halt" | "poweroff" | "telinit" | "stop-computer"
        | "restart-computer" => {
            if call.any(&["-c"]) {
                return None;
            }
            "stops the machine"
        }
        "init" if matches!(verb, "0" | "1" | "6" | "s") => "stops the machine",
        "systemctl" | "rc-service" | "service" | "sv" | "initctl" | "supervisorctl" | "s6-svc"
        | "pm2" | "monit" | "sc" | "net"
            if has(&[
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
            ]) =>
        {
            "stops or changes a service"
        }
        "launchctl"
            if matches!(
                verb,
                "unload" | "remove" | "bootout" | "disable" | "stop" | "kill" | "reboot"
            ) =>
        {
            "stops or changes a service"
        }
        "rc-update" | "update-rc.d" | "chkconfig" if !operands.is_empty() => {
            "changes which services start"
        }
        "crontab" if call.short(&['r', 'i']) => "removes all timed commands",
        "crontab" if !call.short(&['l', 'e']) && (!operands.is_empty() || call.place.fed) => {
            "replaces all timed commands"
        }
        "iptables" | "ip6tables" | "ebtables" | "arptables"
            if !(call.short(&['L', 'S', 'C'])
                || call.long(&["--list", "--list-rules", "--version"])) =>
        {
            "changes the firewall"
        }
        "iptables-restore" | "ip6tables-restore" => "changes the firewall",
        "nft" if !matches!(verb, "list" | "") => "changes the firewall",
        "ufw" if !matches!(verb, "status" | "show" | "version" | "") => "changes the firewall",
        "firewall-cmd"
            if call.args.iter().any(|arg| {
                ["--add", "--remove", "--set", "--panic-on"]
                    .iter()
                    .any(|start| arg.value.starts_with(start))
            }) =>
        {
            "changes the firewall"
        }
        "pfctl" if call.short(&['F', 'd', 'f']) => "changes the firewall",
        "netsh" | "set-netfirewallprofile" => "changes the network",
        "userdel" | "useradd" | "groupdel" | "groupadd" | "deluser" | "delgroup" | "adduser"
        | "usermod" | "groupmod" | "chpasswd" | "chsh" | "gpasswd" | "vipw" | "visudo" | "dscl"
        | "chage" | "newusers" => "changes an account",
        "passwd" if !call.short(&['S']) && !call.long(&["--status"]) => "changes a password",
        "history" if call.short(&['c', 'w', 'd', 'p']) && call.short(&['c', 'd']) => {
            "forgets the history"
        }
        "unset" if call.any(&["HISTFILE"]) => "hides what is typed from the history",
        "set" if call.args.iter().any(|arg| arg.value == "+o") && call.any(&["history"]) => {
            "hides what is typed from the history"
        }
        "sysctl"
            if call.short(&['w', 'p']) || operands.iter().any(|arg| arg.value.contains('=')) =>
        {
            "changes the kernel's settings"
        }
        "modprobe" if call.short(&['r']) => "unloads a part of the kernel",
        "rmmod" | "insmod" | "kexec" | "depmod" | "update-grub" | "grub-mkconfig" | "dracut"
        | "mkinitcpio" => "changes the kernel or how it starts",
        "swapoff" => "turns swap off",
        "umount" if call.short(&['f', 'l', 'a']) => "takes a file system away",
        "mount" if call.args.iter().any(|arg| arg.value.contains("remount")) => {
            "changes how a file system is mounted"
        }
        "hostnamectl" if verb.starts_with("set") => "changes the machine's name",
        "hostname" if !operands.is_empty() => "changes the machine's name",
        "timedatectl" if verb.starts_with("set") => "changes the clock",
        "hwclock" if call.short(&['w', 's']) => "changes the clock",
        "date" if call.short(&['s']) || call.long(&["--set"]) => "changes the clock",
        "nmcli" if has(&["delete", "down", "off", "disconnect", "modify", "del"]) => {
            "changes the network"
        }
        "ip" if has(&["down", "del", "delete", "flush", "replace", "add", "change"]) => {
            "changes the network"
        }
        "ifconfig" if has(&["down"]) => "changes the network",
        "ifdown" | "tc" if !operands.is_empty() => "changes the network",
        "route" if has(&["del", "add", "delete", "flush"]) => "changes the network",
        "rfkill" if has(&["block"]) => "turns a radio off",
        "update-alternatives" if call.long(&["--set", "--remove", "--install", "--remove-all"]) => {
            "changes a default program"
        }
        "nvram" if call.short(&['c', 'd']) => "changes the firmware's settings",
        "defaults" if matches!(verb, "delete" | "delete-all") => "removes settings",
        "dconf" if matches!(verb, "reset" | "load") => "replaces settings",
        "gsettings" if verb.starts_with("reset") => "removes settings",
        "dmesg" if call.short(&['c', 'C']) || call.long(&["--clear", "--read-clear"]) => {
            "empties the kernel's messages"
        }
        "logrotate" if call.short(&['f']) => "turns the logs over",
        "auditctl" if call.short(&['D', 'e']) => "changes what is audited",
        "reg" if matches!(verb, "delete" | "add" | "import") => "changes the registry",
        "bcdedit" | "vssadmin" | "wbadmin" | "fsutil" | "cipher" => "changes the machine",
        "npm" | "yarn" | "pnpm" if matches!(verb, "unpublish" | "deprecate" | "owner") => {
            "changes a published package"
        }
        "cargo" | "gem" if matches!(verb, "yank" | "owner") => "changes a published package",
        "terraform" | "tofu" | "terragrunt"
            if matches!(verb, "apply" | "taint" | "force-unlock" | "import")
                || verb == "state" && has(&["rm", "mv", "push"])
                || verb == "run-all" =>
        {
            "changes what a cloud runs"
        }
        "pulumi" if matches!(verb, "up" | "cancel" | "refresh") => "changes what a cloud runs",
        "ansible-playbook"
            if !call.long(&["--check", "--syntax-check", "--list-hosts", "--list-tasks"]) =>
        {
            "changes other machines"
        }
        "ansible" if call.short(&['a', 'm']) => "runs something on other machines",
        "kubectl" | "oc"
            if matches!(
                verb,
                "drain"
                    | "cordon"
                    | "scale"
                    | "replace"
                    | "patch"
                    | "taint"
                    | "edit"
                    | "set"
                    | "rollout"
                    | "apply"
            ) =>
        {
            if verb == "rollout" && has(&["status", "history"])
                || verb == "apply"
                    && call
                        .args
                        .iter()
                        .any(|arg| arg.value.starts_with("--dry-run"))
            {
                return None;
            }
            if verb == "apply" && !call.long(&["--force", "--prune"]) {
                return None;
            }
            if verb == "scale"
                && !call
                    .args
                    .iter()
                    .any(|arg| arg.value == "--replicas=0" || arg.value == "0")
            {
                return None;
            }
            "changes what a cluster runs"
        }
        "helm" if matches!(verb, "rollback") => "changes what a cluster runs",
        "docker" | "podman" | "docker-compose" if has(&["kill"]) => "ends containers",
        "docker" | "podman" if verb == "stop" && operands.iter().any(|arg| arg.substitutes()) => {
            "stops containers"
        }
        "docker" if verb == "swarm" && has(&["leave"]) => "leaves a swarm",
        _ => return None,
    };
    Some(what.into())
}

fn privilege(call: &Call<'_>) -> Option<String> {
    let what = match call.name.as_str() {
        "su" if !call.args.iter().any(|arg| arg.value == "-c") => "opens another user's shell",
        "usermod" | "adduser" | "gpasswd" | "dscl" | "addgroup"
            if call.args.iter().any(|arg| {
                arg.value
                    .split(',')
                    .any(|group| matches!(group, "sudo" | "wheel" | "docker" | "admin" | "root"))
            }) =>
        {
            "gives a user all rights"
        }
        "visudo" => "changes who has all rights",
        "nsenter" if call.long(&["--target", "-t"]) => "enters another namespace",
        _ => return None,
    };
    Some(what.into())
}

/// Words by which the programs of clouds and clusters remove something.
const DESTRUCTIVE: &[&str] = &[
    "delete",
    "destroy",
    "remove",
    "rm",
    "terminate",
    "purge",
    "drop",
    "erase",
    "wipe",
    "undeploy",
    "unpublish",
    "rb",
    "deregister",
    "del",
    "uninstall",
    "nuke",
    "reset",
    "prune",
    "rollback",
    "undefine",
    "truncate",
    "flush",
    "revoke",
    "down",
    "cleanup",
    "archive",
    "disable",
];

const CLOUDS: &[&str] = &[
    "aws",
    "gcloud",
    "gsutil",
    "az",
    "doctl",
    "fly",
    "flyctl",
    "heroku",
    "kubectl",
    "oc",
    "helm",
    "eksctl",
    "linode-cli",
    "hcloud",
    "vercel",
    "netlify",
    "firebase",
    "supabase",
    "gh",
    "glab",
    "ibmcloud",
    "oci",
    "scw",
    "vault",
    "consul",
    "nomad",
    "etcdctl",
    "minikube",
    "kind",
    "k3d",
    "railway",
    "wrangler",
    "rabbitmqadmin",
    "rabbitmqctl",
    "s3cmd",
    "s5cmd",
    "mc",
    "b2",
    "terraform",
    "tofu",
    "terragrunt",
    "pulumi",
    "cdk",
    "sam",
    "serverless",
    "sls",
    "vagrant",
    "virsh",
    "lxc",
    "multipass",
    "qm",
    "pct",
    "govc",
    "vboxmanage",
    "openstack",
    "velero",
    "argocd",
    "istioctl",
    "cf",
    "bq",
    "cbt",
    "kops",
    "amplify",
    "eb",
    "copilot",
    "stripe",
    "security",
    "tmutil",
    "simctl",
    "adb",
    "kafka-topics",
    "kafka-topics.sh",
    "pass",
    "op",
    "bw",
    "restic",
    "borg",
    "snapper",
    "timeshift",
    "influx",
    "cypher-shell",
    "solr",
    "mongocli",
    "atlas",
    "planetscale",
    "pscale",
    "neonctl",
    "turso",
    "snap",
    "flatpak",
    "conda",
    "mamba",
    "nix-env",
    "nix-collect-garbage",
];

fn removes(call: &Call<'_>) -> Option<String> {
    let verb = call.verb();
    let operands = call.operands();
    let has = |words: &[&str]| {
        operands
            .iter()
            .any(|arg| words.contains(&arg.value.as_str()))
    };
    let thing = names(&operands.iter().skip(1).copied().collect::<Vec<_>>());
    if call.long(&["--dry-run", "--dryrun"]) && call.is(CLOUDS) {
        return None;
    }
    if call.is(CLOUDS) {
        let early = operands.iter().take(4).any(|arg| {
            let word = arg.value.to_lowercase();
            DESTRUCTIVE.contains(&word.as_str())
                || word
                    .rsplit(':')
                    .next()
                    .is_some_and(|last| word.contains(':') && DESTRUCTIVE.contains(&last))
                || word.split_once('-').is_some_and(|(first, _)| {
                    DESTRUCTIVE.contains(&first) || matches!(first, "stop" | "unregister")
                })
                || word.starts_with("delete")
                || word == "unregistervm"
                || (word.starts_with("erase") && word.len() < 16)
        });
        let flagged = call.args.iter().any(|arg| {
            matches!(
                arg.value.as_str(),
                "--delete" | "-destroy" | "--destroy" | "--purge" | "--force-delete"
            )
        });
        if early || flagged {
            return Some(format!("removes {thing}"));
        }
    }
    let what = match call.name.as_str() {
        "docker" | "podman" | "nerdctl" | "docker-compose" | "buildah" => {
            let compose = verb == "compose" || call.name == "docker-compose";
            if has(&["prune", "rm", "rmi", "remove", "reset"]) && !(verb == "run" || verb == "exec")
            {
                format!("removes {thing}")
            } else if compose
                && has(&["down"])
                && (call.short(&['v']) || call.long(&["--volumes", "--rmi"]))
            {
                "removes containers and their data".into()
            } else {
                return None;
            }
        }
        "apt" | "apt-get" | "aptitude" | "dnf" | "yum" | "zypper" | "apk" | "brew" | "pip"
        | "pip3" | "pipx" | "gem" | "npm" | "yarn" | "pnpm" | "cargo" | "emerge" | "port"
        | "choco" | "winget" | "scoop" | "xbps-remove" | "rustup" | "pkg" | "opam" | "ghcup"
        | "asdf" | "pyenv" | "nvm" | "uv" | "poetry" | "go" | "composer"
            if matches!(
                verb,
                "remove"
                    | "purge"
                    | "autoremove"
                    | "erase"
                    | "rm"
                    | "uninstall"
                    | "del"
                    | "delete"
                    | "unlink"
                    | "autoclean-all"
                    | "auto-remove"
                    | "full-upgrade"
                    | "dist-upgrade"
            ) && !matches!(call.name.as_str(), "npm" | "yarn" | "pnpm" | "poetry" | "composer" if !call.short(&['g'])) =>
        {
            format!("removes {thing}")
        }
        "dpkg" | "rpm"
            if call.long(&["--remove", "--purge", "--erase"])
                || call.short(&['P', 'e'])
                || call.any(&["-r"]) =>
        {
            "removes packages".into()
        }
        "pacman" | "yay" | "paru" if call.args.iter().any(|arg| arg.value.starts_with("-R")) => {
            "removes packages".into()
        }
        "redis-cli" | "valkey-cli" => {
            let command = operands
                .iter()
                .map(|arg| arg.value.to_uppercase())
                .find(|word| {
                    matches!(
                        word.as_str(),
                        "FLUSHALL"
                            | "FLUSHDB"
                            | "DEL"
                            | "UNLINK"
                            | "SHUTDOWN"
                            | "CONFIG"
                            | "DEBUG"
                            | "EVAL"
                            | "SCRIPT"
                            | "SLAVEOF"
                            | "REPLICAOF"
                    )
                })?;
            if command == "CONFIG" && operands.iter().any(|arg| arg.value.to_uppercase() == "GET") {
                return None;
            }
            format!("does {command} on a database")
        }
        "dropdb" | "dropuser" => format!("removes the database or user {verb}"),
        "mysqladmin" if has(&["drop", "shutdown", "kill", "flush-hosts"]) => {
            "removes a database or stops it".into()
        }
        "rake" | "rails" | "mix" | "artisan" | "sequelize" | "sequelize-cli" | "knex"
        | "prisma" | "typeorm" | "alembic" | "flask" | "php" | "npx" | "bundle" | "manage.py"
        | "python" | "python3" | "django-admin" | "drizzle-kit" | "dotnet"
            if operands.iter().any(|arg| {
                matches!(
                    arg.value.as_str(),
                    "db:drop"
                        | "db:reset"
                        | "db:migrate:reset"
                        | "db:wipe"
                        | "migrate:fresh"
                        | "migrate:reset"
                        | "ecto.drop"
                        | "ecto.reset"
                        | "db:schema:load"
                        | "db:rollback"
                        | "migrate:rollback"
                        | "flush"
                        | "reset_db"
                        | "schema:drop"
                        | "downgrade"
                        | "db:purge"
                        | "db:setup"
                        | "db:truncate_all"
                        | "db:migrate:undo:all"
                )
            }) || (has(&["prisma"]) || call.name == "prisma")
                && (has(&["reset"]) || call.long(&["--force-reset", "--accept-data-loss"]))
                || (has(&["migrate"]) && has(&["zero"]))
                || (has(&["database"]) && has(&["drop"])) =>
        {
            "removes what a database holds".into()
        }
        "journalctl"
            if call
                .args
                .iter()
                .any(|arg| arg.value.starts_with("--vacuum"))
                || call.long(&["--rotate"]) =>
        {
            "removes old logs".into()
        }
        "go" if verb == "clean" && call.args.len() > 1 => "removes caches".into(),
        "xcrun" if has(&["erase", "delete"]) => "removes a simulator's data".into(),
        "adb" if has(&["rm", "uninstall", "wipe", "reboot"]) => {
            "changes or removes what a phone holds".into()
        }
        "ipcrm" => "removes shared memory".into(),
        "atrm" => "removes timed commands".into(),
        "ssh-add" if call.short(&['D', 'd']) => "removes keys from the agent".into(),
        "lprm" | "cancel" => "removes print jobs".into(),
        "postsuper" if call.short(&['d']) => "removes mail".into(),
        "nix-collect-garbage" => "removes old packages".into(),
        _ => return None,
    };
    Some(what)
}
