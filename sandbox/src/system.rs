//! Where the system's own programs and libraries lie, and what of the disk is nobody's business.
//!
//! Plain lists; what is not there on a machine is passed over.

/// What every program may read and run: the system's own, without anybody's data.
pub const READABLE: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/snap",
    "/etc/alternatives",
    "/etc/bash.bashrc",
    "/etc/bash_completion.d",
    "/etc/ca-certificates",
    "/etc/ca-certificates.conf",
    "/etc/debian_version",
    "/etc/environment",
    "/etc/fonts",
    "/etc/gai.conf",
    "/etc/gitconfig",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/inputrc",
    "/etc/issue",
    "/etc/java-openjdk",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/locale.alias",
    "/etc/locale.conf",
    "/etc/lsb-release",
    "/etc/machine-id",
    "/etc/magic",
    "/etc/mime.types",
    "/etc/networks",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/pki",
    "/etc/profile",
    "/etc/profile.d",
    "/etc/protocols",
    "/etc/python3",
    "/etc/resolv.conf",
    "/etc/rpc",
    "/etc/services",
    "/etc/shells",
    "/etc/skel",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/terminfo",
    "/etc/timezone",
    "/etc/vim",
    "/etc/wgetrc",
    "/etc/xdg",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
    "/sys/fs/cgroup",
    PROCESSES,
];

/// The list of processes, of which there is another one in namespaces of one's own.
pub const PROCESSES: &str = "/proc";

/// What a program that may use the network must read besides.
pub const READABLE_ONLINE: &[&str] = &["/run/systemd/resolve", "/run/NetworkManager/resolv.conf"];

/// Devices that hold nothing. The terminal is among them, which a program without one cannot open: it
/// is told so by the right error.
pub const DEVICES: &[&str] = &[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
];

/// The folders of the root in which the system's own things lie. In the place of every other one, which holds
/// people's data or other programs' sockets, stands an empty one, with nothing in it but what was granted;
/// so it is with all that lies in /var.
pub const TOP: &[&str] = &[
    "bin", "boot", "dev", "etc", "gnu", "lib", "lib32", "lib64", "libx32", "nix", "opt", "proc",
    "sbin", "snap", "sys", "usr", "var",
];

/// Others of that kind, which lie deeper.
pub const HIDDEN: &[&str] = &["/dev/shm", "/dev/mqueue", "/nix/var"];

/// The folder for temporary files.
pub const TEMPORARY: &str = "/tmp";

/// Folders that every program writes to: where they are hidden, they are one's own and empty.
pub const SCRATCH: &[&str] = &[TEMPORARY, "/var/tmp", "/dev/shm"];
