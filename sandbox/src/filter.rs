//! Which system calls a confined program may not make: the kernel's own filter, seccomp-bpf.
//!
//! It takes away what leads around the other walls (other processes' memory, mounts, new namespaces,
//! sockets to elsewhere, typing into a terminal) and leaves the rest. It looks at numbers only: paths
//! are Landlock's affair. Made once, before anything is confined.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

/// Calls that fail as if it were not permitted.
const DENIED: &[c_long] = &[
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_perf_event_open,
    // What is mounted where, and which root there is.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_quotactl,
    // The kernel itself.
    libc::SYS_bpf,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
];

/// Calls that fail as if the kernel did not know them, so that programs fall back to others, which can
/// be looked into.
const UNKNOWN: &[c_long] = &[
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_clone3,
];

/// Requests of ioctl(2) that put text into a terminal: TIOCSTI and TIOCLINUX.
const TYPING: [u64; 2] = [0x5412, 0x541C];

/// Every kind of namespace, as clone(2) has them.
const NEW_NAMESPACES: u64 = (libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWCGROUP) as u64;

/// What stands in the way of sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sockets {
    /// Those of the Internet may be made, too.
    Internet,
    /// Those of this machine alone.
    Local,
    /// None may be connected: the files of other programs' sockets cannot be hidden.
    Alone,
}

/// Returns the program for the kernel.
pub fn filter(sockets: Sockets) -> Result<BpfProgram, seccompiler::BackendError> {
    let refused = SeccompAction::Errno(libc::EPERM as u32);
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let mut rules: BTreeMap<c_long, Vec<SeccompRule>> =
        DENIED.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(
        libc::SYS_ioctl,
        TYPING
            .into_iter()
            .map(|request| when(vec![equal(1, request)?]))
            .collect::<Result<_, _>>()?,
    );
    rules.insert(libc::SYS_clone, any_of(0, NEW_NAMESPACES)?);
    rules.insert(libc::SYS_socket, forbidden_sockets(sockets)?);
    if sockets == Sockets::Alone {
        rules.insert(libc::SYS_connect, Vec::new());
        rules.insert(
            libc::SYS_sendto,
            vec![when(vec![SeccompCondition::new(
                4,
                SeccompCmpArgLen::Qword,
                SeccompCmpOp::Ne,
                0,
            )?])?],
        );
    }
    let refusing = SeccompFilter::new(rules, SeccompAction::Allow, refused, arch)?;
    let unknown = UNKNOWN.iter().map(|call| (*call, Vec::new())).collect();
    let missing = SeccompAction::Errno(libc::ENOSYS as u32);
    let missing = SeccompFilter::new(unknown, SeccompAction::Allow, missing, arch)?;
    joined(missing.try_into()?, refusing.try_into()?)
}

fn when(conditions: Vec<SeccompCondition>) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(conditions)
}

fn equal(argument: u8, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
}

/// Returns rules that hold where any of the bits is set.
fn any_of(argument: u8, bits: u64) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let bits = (0..32).map(|bit| 1 << bit).filter(|bit| bits & bit != 0);
    bits.map(|bit| {
        let set = SeccompCmpOp::MaskedEq(bit);
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, set, bit)?;
        when(vec![condition])
    })
    .collect()
}

/// Returns rules for the sockets that may not be made: all but those of this machine, and where the
/// network is granted, of the Internet and of the question which addresses there are.
fn forbidden_sockets(sockets: Sockets) -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let not = |family: i32| {
        let family = u64::from(family.unsigned_abs());
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, family)
    };
    let mut allowed = vec![not(libc::AF_UNIX)?];
    let mut rules = Vec::new();
    if sockets == Sockets::Alone {
        // They are sent to without a connection, by a call whose address the filter cannot see.
        let local = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Eq,
            libc::AF_UNIX as u64,
        )?;
        let kind = SeccompCmpOp::MaskedEq(0xf);
        let datagram =
            SeccompCondition::new(1, SeccompCmpArgLen::Dword, kind, libc::SOCK_DGRAM as u64)?;
        rules.push(when(vec![local, datagram])?);
    }
    if sockets == Sockets::Internet {
        for family in [libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK] {
            allowed.push(not(family)?);
        }
        // The kind without its flags.
        let raw = SeccompCmpOp::MaskedEq(0xf);
        let raw = SeccompCondition::new(1, SeccompCmpArgLen::Dword, raw, libc::SOCK_RAW as u64)?;
        let netlink = not(libc::AF_NETLINK)?;
        rules.push(when(vec![raw, netlink])?);
    }
    rules.push(when(allowed)?);
    Ok(rules)
}

/// Returns one program of the two: what the first lets through is the second's. On x86-64 a look at the
/// numbers stands before both: those of the x32 calls, which are others for the same calls, end the
/// program.
fn joined(first: BpfProgram, second: BpfProgram) -> Result<BpfProgram, seccompiler::BackendError> {
    const RETURN: u16 = 0x06;
    const JUMP: u16 = 0x05;
    const LOAD: u16 = 0x20;
    const JUMP_IF_AT_LEAST: u16 = 0x35;
    const ALLOW: u32 = 0x7fff_0000;
    const KILL: u32 = 0x8000_0000;
    const X32: u32 = 0x4000_0000;
    let step = |code, jt, jf, k| sock_filter { code, jt, jf, k };
    let mut program = if cfg!(target_arch = "x86_64") {
        vec![
            step(LOAD, 0, 0, 0),
            step(JUMP_IF_AT_LEAST, 0, 1, X32),
            step(RETURN, 0, 0, KILL),
        ]
    } else {
        Vec::new()
    };
    let length = first.len();
    for (index, line) in first.into_iter().enumerate() {
        if (line.code, line.k) == (RETURN, ALLOW) {
            let rest = u32::try_from(length - index - 1).unwrap_or(u32::MAX);
            program.push(step(JUMP, 0, 0, rest));
        } else {
            program.push(line);
        }
    }
    program.extend(second);
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_is_made_and_fits_the_kernel() {
        for sockets in [Sockets::Internet, Sockets::Local, Sockets::Alone] {
            let program = filter(sockets).unwrap();
            // BPF_MAXINSNS.
            assert!(program.len() < 4096, "{sockets:?}: {}", program.len());
        }
    }

    #[test]
    fn no_call_stands_in_both_lists() {
        assert!(UNKNOWN.iter().all(|call| !DENIED.contains(call)));
    }
}
