//! seccomp: the kernel denies system calls that reach beyond the process and that no package needs while it
//! loads.

#![allow(clippy::useless_conversion)] // Numbers of calls are of another type on other architectures.

use std::{collections::BTreeMap, io, process};

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp as Is, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

/// The system calls that are always denied. They reach other processes and their memory, mounts, namespaces,
/// keys, the kernel and its clock, or tell the names of files that change in a folder that nobody may read.
const NEVER: [libc::c_long; 51] = [
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
    libc::SYS_inotify_add_watch,
    libc::SYS_mknodat,
];

/// The calls that change modes, owners, times and attributes of files, which Landlock does not guard.
const PROPERTIES: [libc::c_long; 11] = [
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

/// More calls of these kinds that not every architecture has: most are older forms of those above.
#[cfg(target_arch = "x86_64")]
const NEVER_HERE: [libc::c_long; 5] =
    [libc::SYS_kexec_file_load, libc::SYS_iopl, libc::SYS_ioperm, libc::SYS_mknod, libc::SYS_uselib];
#[cfg(not(target_arch = "x86_64"))]
const NEVER_HERE: [libc::c_long; 0] = [];

#[cfg(target_arch = "x86_64")]
const PROPERTIES_HERE: [libc::c_long; 7] = [
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_fchmodat2,
];
#[cfg(not(target_arch = "x86_64"))]
const PROPERTIES_HERE: [libc::c_long; 1] = [452]; // fchmodat2, which the crate does not name everywhere.

/// The calls that start a process.
#[cfg(target_arch = "x86_64")]
const FORKS_HERE: [libc::c_long; 2] = [libc::SYS_fork, libc::SYS_vfork];
#[cfg(not(target_arch = "x86_64"))]
const FORKS_HERE: [libc::c_long; 0] = [];

/// The calls that reach what programs share by System V and POSIX: memory, semaphores and queues.
const SHARED: [libc::c_long; 13] = [
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_shmctl,
    libc::SYS_semget,
    libc::SYS_semop,
    libc::SYS_semtimedop,
    libc::SYS_semctl,
    libc::SYS_msgget,
    libc::SYS_msgsnd,
    libc::SYS_msgrcv,
    libc::SYS_msgctl,
    libc::SYS_mq_open,
    libc::SYS_mq_unlink,
];

/// The calls that change how a process is scheduled, each with the argument that names another process.
const SCHEDULES: [(libc::c_long, u8); 5] = [
    (libc::SYS_sched_setaffinity, 0),
    (libc::SYS_sched_setscheduler, 0),
    (libc::SYS_sched_setparam, 0),
    (libc::SYS_sched_setattr, 0),
    (libc::SYS_ioprio_set, 1),
];

/// The calls by which a process leaves the group in which packproof ends all of a script's processes.
const LEAVES: [libc::c_long; 2] = [libc::SYS_setsid, libc::SYS_setpgid];

/// The system calls that are said to be absent. The C library and libuv then use older calls, whose arguments
/// the filter can read.
// clone3 has its flags in memory, where no filter can look; io_uring opens files and sockets without a system
// call for each.
const ABSENT: [libc::c_long; 4] =
    [libc::SYS_clone3, libc::SYS_io_uring_setup, libc::SYS_io_uring_enter, libc::SYS_io_uring_register];

/// Restricts this process for good, and with it the program that it becomes.
pub fn restrict() -> io::Result<()> {
    let thread = u64::try_from(libc::CLONE_THREAD).unwrap_or_default();
    let mut denied = denied_everywhere()?;
    deny(&mut denied, PROPERTIES.into_iter().chain(PROPERTIES_HERE).chain(FORKS_HERE));
    // A `clone` without CLONE_THREAD starts a process.
    denied.insert(i64::from(libc::SYS_clone), vec![rule(&[(0, Is::MaskedEq(thread), 0)])?]);
    denied.extend(signals()?);
    apply(&[(absent(), libc::ENOSYS), (denied, libc::EPERM)])
}

/// Restricts this process for good, and with it the install script that it becomes: it may start processes, which all stay in its
/// group, and changes of modes, owners and times are said to succeed and do nothing: tools that copy files make them. `is_scoped`
/// tells that Landlock keeps signals inside already.
pub fn restrict_script(is_scoped: bool) -> io::Result<()> {
    let mut denied = denied_everywhere()?;
    deny(&mut denied, LEAVES.into_iter().chain(SHARED));
    for (call, process) in SCHEDULES {
        // 0 is the calling process.
        denied.insert(i64::from(call), vec![rule(&[(process, Is::Ne, 0)])?]);
    }
    let inner =
        [libc::CLONE_NEWNS, libc::CLONE_NEWUSER, libc::CLONE_NEWPID, libc::CLONE_NEWNET, libc::CLONE_NEWIPC];
    // CLONE_PARENT gives a new process the parent of its caller, which for the shell is packproof.
    let flags = inner.into_iter().chain([libc::CLONE_NEWUTS, libc::CLONE_NEWCGROUP, libc::CLONE_PARENT]);
    let with = |flag| {
        let flag = u64::try_from(flag).unwrap_or_default();
        rule(&[(0, Is::MaskedEq(flag), flag)])
    };
    denied.insert(i64::from(libc::SYS_clone), flags.map(with).collect::<io::Result<_>>()?);
    if !is_scoped {
        denied.extend(signals()?);
        deny(&mut denied, [libc::SYS_truncate]); // Landlock of these kernels does not guard it.
    }
    let mut unchanged = BTreeMap::new();
    deny(&mut unchanged, PROPERTIES.into_iter().chain(PROPERTIES_HERE));
    apply(&[(absent(), libc::ENOSYS), (denied, libc::EPERM), (unchanged, 0)])
}

fn absent() -> BTreeMap<i64, Vec<SeccompRule>> {
    ABSENT.into_iter().map(|call| (i64::from(call), Vec::new())).collect()
}

fn deny(calls: &mut BTreeMap<i64, Vec<SeccompRule>>, more: impl IntoIterator<Item = libc::c_long>) {
    calls.extend(more.into_iter().map(|call| (i64::from(call), Vec::new())));
}

fn apply(filters: &[(BTreeMap<i64, Vec<SeccompRule>>, i32)]) -> io::Result<()> {
    // A filter of seccompiler answers all its calls with one error, so each error has a filter of its own.
    for (calls, error) in filters {
        apply_filter(&filter(calls.clone(), *error)?).map_err(io::Error::other)?;
    }
    Ok(())
}

fn filter(calls: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> io::Result<BpfProgram> {
    let architecture = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let answer = SeccompAction::Errno(error.unsigned_abs());
    let filter = SeccompFilter::new(calls, SeccompAction::Allow, answer, architecture);
    filter.and_then(BpfProgram::try_from).map_err(io::Error::other)
}

/// The calls that neither a package nor an install script may make.
fn denied_everywhere() -> io::Result<BTreeMap<i64, Vec<SeccompRule>>> {
    let mut calls = BTreeMap::new();
    deny(&mut calls, NEVER.into_iter().chain(NEVER_HERE));
    let own = u64::from(process::id()); // The program's, too: the keeper becomes it.
    let netlink = u64::try_from(libc::AF_NETLINK).unwrap_or_default();
    for (call, rules) in [
        (libc::SYS_prlimit64, vec![rule(&[(0, Is::Ne, own), (0, Is::Ne, 0)])?]),
        // The first argument 0 is PRIO_PROCESS; the others mean groups and users.
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

/// The rules for signals: only this process and its group get them.
fn signals() -> io::Result<BTreeMap<i64, Vec<SeccompRule>>> {
    let own = u64::from(process::id());
    let kill = vec![rule(&[(0, Is::Ne, own), (0, Is::Ne, 0)])?];
    let tgkill = vec![rule(&[(0, Is::Ne, own)])?];
    let all = [(libc::SYS_kill, kill), (libc::SYS_tgkill, tgkill), (libc::SYS_tkill, Vec::new())];
    Ok(all.into_iter().map(|(call, rules)| (i64::from(call), rules)).collect())
}

/// Returns the rule that all conditions hold, each of an argument's index, an operator and a value.
fn rule(conditions: &[(u8, Is, u64)]) -> io::Result<SeccompRule> {
    // The kernel takes these arguments as 32 bits, so what stands above them must not count.
    let condition = |(at, is, value): &(u8, Is, u64)| SeccompCondition::new(*at, Dword, is.clone(), *value);
    let conditions: Result<Vec<_>, _> = conditions.iter().map(condition).collect();
    conditions.and_then(SeccompRule::new).map_err(io::Error::other)
}
