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
    "/proc",
];

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

/// Folders that hold people's data and other programs' sockets. An empty one stands in their place, with
/// nothing in it but what was granted.
pub const HIDDEN: &[&str] = &[
    "/home",
    "/root",
    "/tmp",
    "/var/tmp",
    "/run",
    "/mnt",
    "/media",
    "/srv",
    "/dev/shm",
    "/dev/mqueue",
    "/var/lib",
    "/var/spool",
    "/var/mail",
    "/var/log",
    "/var/cache",
    "/var/backups",
];

/// The folder for temporary files.
pub const TEMPORARY: &str = "/tmp";

/// Folders that every program writes to: where they are hidden, they are one's own and empty.
pub const SCRATCH: &[&str] = &[TEMPORARY, "/var/tmp", "/dev/shm"];
