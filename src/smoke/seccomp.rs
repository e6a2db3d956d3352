//! seccomp: the kernel denies system calls that reach beyond the process and that no package needs while it
//! loads.

#![allow(clippy::useless_conversion)] // Numbers of calls are of another type on other architectures.

use std::{collections::BTreeMap, io, process};

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp as Is, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

/// The system calls that are always denied. They reach other processes and their memory, mounts, namespaces,
/// keys, the kernel and its clock, and those properties of files that Landlock does not guard: modes, owners,
/// times and attributes.
const NEVER: [libc::c_long; 61] = [
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_execveat,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_vhangup,
    libc::SYS_fanotify_init,
    libc::SYS_mknodat,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
];

/// More calls of this kind that not every architecture has: most are older forms of those above.
#[cfg(target_arch = "x86_64")]
const NEVER_HERE: [libc::c_long; 14] = [
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_kexec_file_load,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_mknod,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_uselib,
    libc::SYS_fchmodat2,
];
#[cfg(not(target_arch = "x86_64"))]
const NEVER_HERE: [libc::c_long; 1] = [452]; // fchmodat2, which the crate does not name everywhere.

/// The system calls that are said to be absent. The C library and libuv then use older calls, whose arguments
/// the filter can read.
const ABSENT: [libc::c_long; 4] =
    [libc::SYS_clone3, libc::SYS_io_uring_setup, libc::SYS_io_uring_enter, libc::SYS_io_uring_register];

/// Restricts this process for good, and with it the program that it becomes.
pub fn restrict() -> io::Result<()> {
    let absent = ABSENT.into_iter().map(|call| (i64::from(call), Vec::new())).collect();
    for filter in [filter(absent, libc::ENOSYS), filter(denied()?, libc::EPERM)] {
        apply_filter(&filter?).map_err(io::Error::other)?;
    }
    Ok(())
}

fn filter(calls: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> io::Result<BpfProgram> {
    let architecture = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let answer = SeccompAction::Errno(error.unsigned_abs());
    let filter = SeccompFilter::new(calls, SeccompAction::Allow, answer, architecture);
    filter.and_then(BpfProgram::try_from).map_err(io::Error::other)
}

fn denied() -> io::Result<BTreeMap<i64, Vec<SeccompRule>>> {
    let never = NEVER.into_iter().chain(NEVER_HERE);
    let mut calls: BTreeMap<i64, _> = never.map(|call| (i64::from(call), Vec::new())).collect();
    let own = u64::from(process::id()); // Node's, too: the keeper becomes Node.
    let thread = u64::try_from(libc::CLONE_THREAD).unwrap_or_default();
    let netlink = u64::try_from(libc::AF_NETLINK).unwrap_or_default();
    for (call, rules) in [
        (libc::SYS_clone, vec![rule(&[(0, Is::MaskedEq(thread), 0)])?]),
        (libc::SYS_kill, vec![rule(&[(0, Is::Ne, own), (0, Is::Ne, 0)])?]),
        (libc::SYS_tgkill, vec![rule(&[(0, Is::Ne, own)])?]),
        (libc::SYS_prlimit64, vec![rule(&[(0, Is::Ne, own), (0, Is::Ne, 0)])?]),
        (libc::SYS_setpriority, vec![rule(&[(0, Is::Ne, 0)])?, rule(&[(1, Is::Ne, own), (1, Is::Ne, 0)])?]),
        // Only sockets of netlink's protocol 0 may be made: Node asks through them for the network
        // interfaces.
        (
            libc::SYS_socket,
            vec![rule(&[(0, Is::Ne, netlink)])?, rule(&[(0, Is::Eq, netlink), (2, Is::Ne, 0)])?],
        ),
    ] {
        calls.insert(i64::from(call), rules);
    }
    Ok(calls)
}

/// Returns the rule that all conditions hold, each of an argument's index, an operator and a value.
fn rule(conditions: &[(u8, Is, u64)]) -> io::Result<SeccompRule> {
    let condition = |(at, is, value): &(u8, Is, u64)| SeccompCondition::new(*at, Dword, is.clone(), *value);
    let conditions: Result<Vec<_>, _> = conditions.iter().map(condition).collect();
    conditions.and_then(SeccompRule::new).map_err(io::Error::other)
}
