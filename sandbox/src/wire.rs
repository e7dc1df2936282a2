//! What is said between the program and its helper.
//!
//! A request is one byte with descriptors beside it; what is asked for lies in a file in memory, for it
//! may be long. Answers are lines of JSON on a socket of the run's own, which ends the run when it is
//! closed. Both ends are the same executable, so that there are no versions.

use std::ffi::OsString;
use std::io::{self, IoSlice, IoSliceMut, Read, Seek, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::{Deserialize, Serialize};

use crate::level::{Level, Walls};
use crate::policy::Policy;

/// How many descriptors go with a request.
const DESCRIPTORS: usize = 6;

/// What to run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// Where the program lies.
    pub program: PathBuf,
    /// Whether it is a script, which its interpreter opens by its path.
    pub script: bool,
    /// Its arguments, with its own name first.
    pub args: Vec<OsString>,
    /// Its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// Where it runs.
    pub cwd: PathBuf,
    /// The person's home folder.
    pub home: Option<PathBuf>,
    /// What it may reach; everything that the person may where there is none.
    pub policy: Option<Policy>,
    /// It is not started where less than this holds.
    pub least: Level,
}

/// The descriptors of a request, in the order in which they are sent.
#[derive(Debug)]
pub struct Descriptors {
    pub request: OwnedFd,
    pub control: OwnedFd,
    pub stdin: OwnedFd,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
    pub program: OwnedFd,
}

/// What the helper says of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// These walls stand, and the program is about to begin.
    Confined(Walls),
    /// It did not begin: what was being done, and why that failed.
    Failed {
        what: String,
        why: String,
        code: i32,
    },
    /// Less holds than was asked for, so it was not started.
    Weaker(Walls),
    /// It ended. What it left behind may still run.
    Ended {
        code: Option<i32>,
        signal: Option<i32>,
    },
    /// Nothing of it is left.
    Over,
    /// Something of it is left that could not be ended.
    Left,
}

/// What the program says to whoever looks after a run: be kind, and end it.
pub const END: u8 = b't';

/// Puts a request into a file in memory.
pub fn write_down(request: &Request) -> io::Result<OwnedFd> {
    let text = serde_json::to_vec(request)?;
    let mut file = std::fs::File::from(memfd_create("request", MemfdFlags::CLOEXEC)?);
    file.write_all(&text)?;
    file.rewind()?;
    Ok(file.into())
}

/// Reads it again.
pub fn read_back(file: OwnedFd) -> io::Result<Request> {
    let mut text = Vec::new();
    std::fs::File::from(file).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Makes ready what was written down to be read once more.
pub fn rewind(request: &OwnedFd) -> io::Result<()> {
    rustix::fs::seek(request, rustix::fs::SeekFrom::Start(0))?;
    Ok(())
}

/// Sends a request.
pub fn send(socket: BorrowedFd<'_>, descriptors: &Descriptors) -> io::Result<()> {
    let all = [
        descriptors.request.as_fd(),
        descriptors.control.as_fd(),
        descriptors.stdin.as_fd(),
        descriptors.stdout.as_fd(),
        descriptors.stderr.as_fd(),
        descriptors.program.as_fd(),
    ];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    beside.push(SendAncillaryMessage::ScmRights(&all));
    sendmsg(
        socket,
        &[IoSlice::new(b"r")],
        &mut beside,
        SendFlags::NOSIGNAL,
    )?;
    Ok(())
}

/// Takes the next request; nothing when there will be no more.
pub fn receive(socket: BorrowedFd<'_>) -> io::Result<Option<Descriptors>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let mut into = [IoSliceMut::new(&mut byte)];
    let message = recvmsg(socket, &mut into, &mut beside, RecvFlags::CMSG_CLOEXEC)?;
    let mut descriptors: Vec<OwnedFd> = Vec::new();
    for part in beside.drain() {
        if let RecvAncillaryMessage::ScmRights(some) = part {
            descriptors.extend(some);
        }
    }
    if message.bytes == 0 {
        return Ok(None);
    }
    let Ok([request, control, stdin, stdout, stderr, program]) =
        <[OwnedFd; DESCRIPTORS]>::try_from(descriptors)
    else {
        return Err(io::Error::other("a request came without its descriptors"));
    };
    Ok(Some(Descriptors {
        request,
        control,
        stdin,
        stdout,
        stderr,
        program,
    }))
}

/// Says something of a run. Whoever asked for it may be gone.
pub fn report(control: BorrowedFd<'_>, report: &Report) {
    let Ok(mut line) = serde_json::to_vec(report) else {
        return;
    };
    line.push(b'\n');
    let mut rest = line.as_slice();
    while !rest.is_empty() {
        match rustix::net::send(control, rest, SendFlags::NOSIGNAL) {
            Ok(sent) => rest = rest.get(sent..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_arrives_with_its_descriptors_and_bytes_that_are_no_text() {
        use std::os::unix::ffi::OsStringExt;
        use std::os::unix::net::UnixStream;

        let odd = OsString::from_vec(vec![b'a', 0xff, b'\n']);
        let request = Request {
            program: "/bin/true".into(),
            script: false,
            args: vec![odd.clone()],
            environment: vec![("A".into(), odd.clone())],
            cwd: "/".into(),
            home: None,
            policy: Some(Policy::default()),
            least: Level::Full,
        };
        let null = || OwnedFd::from(std::fs::File::open("/dev/null").unwrap());
        let (ours, theirs) = UnixStream::pair().unwrap();
        let descriptors = Descriptors {
            request: write_down(&request).unwrap(),
            control: null(),
            stdin: null(),
            stdout: null(),
            stderr: null(),
            program: null(),
        };
        send(ours.as_fd(), &descriptors).unwrap();
        drop(ours);
        let taken = receive(theirs.as_fd()).unwrap().unwrap();
        let taken = read_back(taken.request).unwrap();
        assert_eq!(taken.args, [odd]);
        assert_eq!(taken.policy, Some(Policy::default()));
        assert!(receive(theirs.as_fd()).unwrap().is_none());
    }
}
