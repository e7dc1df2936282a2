//! Clouds, clusters, and programs that keep data elsewhere: what removes, changes, or opens to all.
//!
//! It hides the words by which their many programs say so. Most take an object and a verb in either
//! order, so the first word that is known decides: `kubectl auth can-i delete` only asks.

use super::call::{Call, names};
use super::rules::When::{All, Any, Contains, Either, Has, Long, Not, Second, Short, Test, Verb};
use super::rules::{self, Row};
use super::{Family, Found, line};

/// Words that remove something.
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
    "forget",
    "gc",
    "expire",
    "expunge",
    "unregistervm",
    "empty",
    "garbage-collect",
    "compact",
];

/// Words that only read, where one stands before any of the others.
const READS: &[&str] = &[
    "get", "list", "ls", "describe", "show", "explain", "can-i", "help", "validate",
];

/// Options that take a value in several of these programs.
const WITH_VALUE: &[&str] = &[
    "-n",
    "--namespace",
    "--context",
    "--cluster",
    "--profile",
    "--region",
    "--project",
    "-R",
    "--repo",
    "-c",
    "-r",
    "--output",
    "-o",
    "--query",
    "--as",
    "--kubeconfig",
    "--zone",
    "-g",
    "--resource-group",
    "--endpoint-url",
    "--subscription",
    "-a",
    "--app",
    "--password-file",
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
    "kopia",
    "duplicity",
    "duplicacy",
    "rdiff-backup",
    "bupstash",
    "rustic",
    "attic",
    "pgbackrest",
    "barman",
    "wal-g",
    "proxmox-backup-client",
    "dvc",
    "git-annex",
    "ostree",
    "nix",
    "guix",
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
    "ctr",
    "crictl",
    "skopeo",
    "registry",
    "juju",
    "crane",
    "databricks",
    "mlflow",
];

/// Gives rights to somebody else, or to everybody.
const GRANTS: &[Row] = &[
    Row(
        &["aws"],
        All(&[
            Second(&[
                "put-bucket-acl",
                "put-object-acl",
                "put-bucket-policy",
                "put-public-access-block",
                "put-user-policy",
                "put-role-policy",
                "put-group-policy",
                "attach-user-policy",
                "attach-role-policy",
                "attach-group-policy",
                "add-user-to-group",
                "add-permission",
                "create-access-key",
                "authorize-security-group-ingress",
                "update-assume-role-policy",
                "modify-image-attribute",
                "modify-snapshot-attribute",
                "put-key-policy",
                "create-grant",
                "set-repository-policy",
                "put-resource-policy",
            ]),
            Not(&Any(&["private", "--acl=private"])),
        ]),
        "gives others rights in a cloud",
    ),
    Row(
        &["aws", "gsutil", "s3cmd", "s5cmd", "mc", "rclone", "gcloud"],
        Either(&[
            Any(&[
                "public-read",
                "public-read-write",
                "--acl-public",
                "publicRead",
                "publicReadWrite",
                "authenticated-read",
            ]),
            Contains(&[
                "acl=public",
                "allUsers",
                "AllUsers",
                "allAuthenticatedUsers",
                "AllAuthenticatedUsers",
            ]),
        ]),
        "opens data to everybody",
    ),
    Row(
        &["gcloud", "gsutil", "bq"],
        Has(&["add-iam-policy-binding", "set-iam-policy", "defacl"]),
        "gives others rights in a cloud",
    ),
    Row(
        &["mc"],
        All(&[Verb(&["anonymous", "policy"]), Second(&["set", "set-json"])]),
        "opens data to everybody",
    ),
    Row(
        &["az"],
        Either(&[
            All(&[Verb(&["role"]), Has(&["create"])]),
            Has(&["set-permission", "set-policy"]),
            All(&[Any(&["--public-access"]), Not(&Any(&["off", "none"]))]),
        ]),
        "gives others rights in a cloud",
    ),
    Row(
        &["kubectl", "oc"],
        Either(&[
            All(&[
                Has(&["create"]),
                Has(&["rolebinding", "clusterrolebinding", "clusterrole"]),
            ]),
            All(&[
                Has(&["policy"]),
                Contains(&["add-role-to", "add-cluster-role-to", "add-scc-to"]),
            ]),
        ]),
        "gives others rights in a cluster",
    ),
    Row(
        &["gh", "glab"],
        All(&[
            Verb(&["repo"]),
            Second(&["edit"]),
            Contains(&["--visibility"]),
        ]),
        "changes who sees a repository",
    ),
    Row(
        &["heroku"],
        Verb(&["access:add", "access:update"]),
        "gives others rights",
    ),
    Row(
        &["vault"],
        All(&[Verb(&["policy", "auth"]), Second(&["write", "enable"])]),
        "gives others rights on secrets",
    ),
    Row(
        &["rabbitmqctl"],
        Verb(&[
            "set_permissions",
            "set_user_tags",
            "add_user",
            "change_password",
        ]),
        "gives others rights on a queue",
    ),
];

/// Changes what runs.
const CHANGES: &[Row] = &[
    Row(
        &["terraform", "tofu", "terragrunt"],
        Either(&[
            Verb(&["apply", "taint", "force-unlock", "import", "run-all"]),
            All(&[Verb(&["state"]), Has(&["rm", "mv", "push"])]),
        ]),
        "changes what a cloud runs",
    ),
    Row(
        &["pulumi"],
        Verb(&["up", "cancel", "refresh"]),
        "changes what a cloud runs",
    ),
    Row(
        &["ansible-playbook"],
        Not(&Either(&[
            Short(&['C']),
            Long(&[
                "--check",
                "--syntax-check",
                "--list-hosts",
                "--list-tasks",
                "--list-tags",
            ]),
        ])),
        "changes other machines",
    ),
    Row(
        &["kubectl", "oc"],
        Either(&[
            Test(|call| {
                matches!(
                    verb(call),
                    "drain" | "cordon" | "replace" | "patch" | "taint" | "edit" | "set"
                )
            }),
            All(&[
                Test(|call| verb(call) == "rollout"),
                Not(&Has(&["status", "history"])),
            ]),
            All(&[
                Test(|call| verb(call) == "apply"),
                Long(&["--force", "--prune"]),
            ]),
            All(&[
                Test(|call| verb(call) == "scale"),
                Any(&["--replicas=0", "0"]),
            ]),
        ]),
        "changes what a cluster runs",
    ),
    Row(
        &["helm"],
        Verb(&["rollback"]),
        "changes what a cluster runs",
    ),
];

/// Modules of ansible that change nothing.
const ANSIBLE_READS: &[&str] = &[
    "ping",
    "win_ping",
    "setup",
    "debug",
    "stat",
    "gather_facts",
    "getent",
    "assert",
    "find",
    "fetch",
    "slurp",
    "wait_for",
    "wait_for_connection",
];

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    if let Some(what) = removes(call) {
        found.add(Family::Removes, &call.text, what);
    }
    if let Some(what) = rules::first(call, GRANTS) {
        found.add(Family::Permissions, &call.text, what);
    }
    if let Some(what) = rules::first(call, CHANGES) {
        found.add(Family::System, &call.text, what);
    }
    if call.name == "ansible" {
        ansible(call, found);
    }
}

fn verb<'a>(call: &Call<'a>) -> &'a str {
    let operands = call.operands_after(WITH_VALUE);
    operands.first().map_or("", |arg| arg.value.as_str())
}

fn removes(call: &Call<'_>) -> Option<String> {
    if !call.is(CLOUDS) {
        return None;
    }
    let operands = call.operands_after(WITH_VALUE);
    let plans = call.is(&["terraform", "tofu", "terragrunt"]) && call.verb() == "plan";
    let known = operands.iter().take(4).map(|arg| arg.value.to_lowercase());
    let known: Vec<(bool, bool)> = known.map(|word| (reads(&word), destroys(&word))).collect();
    let removes = known.iter().find(|(reads, destroys)| *reads || *destroys);
    let flagged = call.any(&[
        "--delete",
        "-destroy",
        "--destroy",
        "--purge",
        "--force-delete",
        "--prune",
    ]) || call.long(&["--remove-older-than"]);
    let only_reads = matches!(removes, Some((true, _)));
    let removes = matches!(removes, Some((false, true)));
    if plans || only_reads || !(removes || flagged) {
        return None;
    }
    let thing = operands.get(1..).unwrap_or(&[]);
    Some(format!("removes {}", names(thing)))
}

fn reads(word: &str) -> bool {
    READS.contains(&word)
        || ["describe-", "list-", "get-", "head-"]
            .iter()
            .any(|start| word.starts_with(start))
}

fn destroys(word: &str) -> bool {
    let after_colon = word.rsplit_once(':').map(|(_, last)| last);
    let before_dash = word.split_once('-').map(|(first, _)| first);
    DESTRUCTIVE.contains(&word)
        || after_colon.is_some_and(|last| DESTRUCTIVE.contains(&last))
        || before_dash.is_some_and(|first| {
            DESTRUCTIVE.contains(&first) || matches!(first, "stop" | "unregister")
        })
        || word.starts_with("delete")
        || (word.starts_with("erase") && word.len() < 16)
}

/// Reads what ansible does on many machines: a shell line, or a module by its name.
fn ansible(call: &Call<'_>, found: &mut Found) {
    if call.short(&['C']) || call.long(&["--check", "--list-hosts", "--version"]) {
        return;
    }
    let module = call.value_text(&["-m", "--module-name"]);
    let module = module.unwrap_or_else(|| "command".into());
    let name = module.rsplit('.').next().unwrap_or("");
    let line = call.value_text(&["-a", "--args"]);
    match name {
        "command" | "shell" | "raw" | "win_shell" | "win_command" => {
            if let Some(line) = line {
                line::script(&line, call.place.depth + 1, found);
            }
        }
        _ if ANSIBLE_READS.contains(&name)
            || name.ends_with("_info")
            || name.ends_with("_facts") => {}
        _ => found.add(
            Family::System,
            &call.text,
            format!("runs {name} on other machines"),
        ),
    }
}
