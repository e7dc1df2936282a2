//! Sockets: other machines, this machine, other programs.

use std::os::unix::net::UnixListener;

use sandbox::Network;

use crate::world::{BOTH, Kernel, Outcome, World, finish};

async fn python(world: &World, network: Network, script: &str) -> Outcome {
    let mut policy = world.policy();
    policy.network = network;
    let started = world
        .start_program("/usr/bin/python3", &["python3", "-c", script], Some(policy))
        .await;
    let (run, streams) = started.unwrap();
    finish(run, streams).await
}

#[tokio::test]
async fn c42_no_connection_is_made_and_none_taken() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = format!(
            "import socket
for work in (lambda: socket.create_connection(('127.0.0.1', {port}), 2), lambda: socket.create_server(('127.0.0.1', 0))):
    try: work(); print('done')
    except OSError as e: print(type(e).__name__)"
        );
        let done = python(&world, Network::Off, &script).await;
        assert_eq!(
            done.out, "PermissionError\nPermissionError\n",
            "{kernel:?}: {done:?}"
        );
        let done = python(&world, Network::On, &script).await;
        assert_eq!(done.out, "done\ndone\n", "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c43_other_kinds_of_sockets_cannot_be_made() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = "import socket
for family, kind in ((2, 2), (10, 2), (2, 3), (16, 3), (17, 3), (40, 1), (31, 1), (38, 5)):
    try: socket.socket(family, kind); print('made', family, kind)
    except OSError as e: print(e.errno)";
        let done = python(&world, Network::Off, script).await;
        assert_eq!(done.out, "1\n".repeat(8), "{kernel:?}: {done:?}");
        // With the network: no raw ones, no packets, no virtual machines.
        let done = python(&world, Network::On, script).await;
        assert_eq!(
            done.out, "made 2 2\nmade 10 2\n1\nmade 16 3\n1\n1\n1\n1\n",
            "{kernel:?}: {done:?}"
        );
    }
}

#[tokio::test]
async fn c49_names_are_not_looked_up_and_no_proxy_is_known() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = "import os, socket
try: print(socket.getaddrinfo('localhost.invalid', 80))
except OSError as e: print(type(e).__name__)
for address in (('127.0.0.53', 53), ('8.8.8.8', 53)):
    try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', address); print('sent')
    except OSError as e: print(e.errno)
print([name for name in os.environ if 'proxy' in name.lower()])";
        let done = python(&world, Network::Off, script).await;
        assert_eq!(done.out, "gaierror\n1\n1\n[]\n", "{kernel:?}: {done:?}");
    }
}

#[tokio::test]
async fn c44_other_programs_sockets_are_out_of_reach() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let path = world.home.join("agent.sock");
        let _listener = UnixListener::bind(&path).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777)).unwrap();
        let in_tmp = tempfile::tempdir().unwrap();
        std::fs::set_permissions(in_tmp.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let other = in_tmp.path().join("s");
        let _other = UnixListener::bind(&other).unwrap();
        std::fs::set_permissions(&other, std::fs::Permissions::from_mode(0o777)).unwrap();
        let script = format!(
            "import socket
for path in ('{}', '{}'):
    s = socket.socket(socket.AF_UNIX)
    try: s.connect(path); print('connected')
    except OSError as e: print('no')
a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))",
            path.display(),
            other.display()
        );
        let done = python(&world, Network::Off, &script).await;
        assert_eq!(done.out, "no\nno\nb'x'\n", "{kernel:?}: {done:?}");
        if kernel == Kernel::Whole {
            let done = python(&world, Network::On, &script).await;
            assert_eq!(done.out, "no\nno\nb'x'\n", "{done:?}");
        }
    }
}

#[tokio::test]
async fn c44_nor_are_those_that_need_no_connection() {
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let path = world.home.join("log.sock");
        let theirs = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o777)).unwrap();
        let script = format!(
            "import socket
for send in (lambda s: s.sendmsg([b'x'], [], 0, '{0}'), lambda s: s.sendto(b'x', '{0}')):
    try: send(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)); print('sent')
    except OSError: print('no')",
            path.display()
        );
        let done = python(&world, Network::Off, &script).await;
        assert_eq!(done.out, "no\nno\n", "{kernel:?}: {done:?}");
        theirs.set_nonblocking(true).unwrap();
        assert!(theirs.recv(&mut [0; 8]).is_err(), "{kernel:?}");
    }
}

#[tokio::test]
async fn c45_abstract_sockets_are_out_of_reach() {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::SocketAddr;
    let name = format!("wezterm-walls-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let _listener = UnixListener::bind_addr(&address).unwrap();
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let script = format!(
            "import socket
s = socket.socket(socket.AF_UNIX)
try: s.connect('\\0{name}'); print('connected')
except OSError as e: print('no')"
        );
        for network in [Network::Off, Network::On] {
            let done = python(&world, network, &script).await;
            assert_eq!(done.out, "no\n", "{kernel:?} {network:?}: {done:?}");
        }
    }
}

#[tokio::test]
async fn c47_a_panes_terminal_cannot_be_written_to() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let script = "import os, pty, sys
master, slave = pty.openpty()
os.chmod(os.ttyname(slave), 0o666)
print(os.ttyname(slave), flush=True)
sys.stdin.read()";
    let mut holder = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut slave = String::new();
    let said = holder.stdout.take().unwrap();
    BufReader::new(said).read_line(&mut slave).unwrap();
    let slave = slave.trim();
    assert!(slave.starts_with("/dev/pts/"), "{slave}");
    for kernel in BOTH {
        let world = World::new(kernel).await;
        let done = world.run(&format!("echo pwned > {slave}")).await;
        assert!(
            done.err.contains("Permission denied"),
            "{kernel:?}: {done:?}"
        );
    }
    drop(holder.stdin.take());
    holder.wait().unwrap();
}
