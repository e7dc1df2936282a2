"""A scratch tree for a task's command, and a sandbox in which a command line runs on it.

The tree is a whole small file system in a temporary folder: the current directory is `WORK`, below `HOME`. A
command sees that tree as its root, the machine's programs read-only, no network, no other process and nothing
else of this machine; it has no capabilities and `LIMIT` seconds. That is done by bubblewrap where it is
installed, else by `unshare`. Trees for the same task and values are alike to the byte and the time stamp, and
stand at the same place, so that what two commands print and leave can be compared.
"""

import functools
import gzip
import hashlib
import io
import lzma
import os
import posixpath
import random
import resource
import shutil
import signal
import stat
import subprocess
import tarfile
import tempfile
import time
import zipfile

HOME = "/home/user"
WORK = HOME + "/work"
ORIGIN = HOME + "/.origin.git"
LIMIT = 5
PATIENCE = 60  # for what is no command of an answer, on a busy machine
MEBIBYTE = 1 << 20
LONGEST = 300_000  # lines that a file gets at most
MOST = 60  # files or commits that a number asks for at most
BIG = 8 * MEBIBYTE  # of larger files only the size is compared
DAY = 86_400
AGES = (0.1, -0.5, 0.5, 1.5)  # days off the number, in `aged`
NOW = int(time.time())
WORDS = ("stone river cloud lamp paper window garden silver answer market bridge winter letter music orange candle "
         "harbour pocket thunder velvet 17 4 230 9").split()
PLAIN = ("notes.txt", "README.md", ".hidden", "run.sh", "src/main.rs", "src/net/socket.rs", "docs/guide.md",
         "docs/deep/er/old.txt", "data/list.csv")


class Unfit(Exception):
    """No tree can be made in which these values would show anything."""


# --- The sandbox -------------------------------------------------------------------------------

# `$1` is the tree, `$2` the command line, the rest what is bound; prints nothing of its own.
UNSHARED = r"""
root=$1 line=$2; shift 2
ro() { for o in '' ,nosuid,nodev ,nosuid,nodev,relatime; do mount -o "remount,bind,ro$o" "$1" 2>/dev/null && return; done; exit 125; }
mount --bind "$root" "$root" || exit 125
for d; do mount --rbind "$d" "$root$d" && ro "$root$d" || exit 125; done
for d in null zero urandom; do mount --bind "/dev/$d" "$root/dev/$d" || exit 125; done
mount -t proc -o ro proc "$root/proc" && cd "$root" && mkdir .outside && pivot_root . .outside && cd / || exit 125
umount -l /.outside && rmdir /.outside && cd "$HERE" || exit 125
exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs bash -c "$line"
"""


@functools.cache
def system():
    """What the sandbox has of this machine: the folders to bind, and the links to make."""
    git = shutil.which("git")
    own = [os.path.dirname(git), subprocess.check_output([git, "--exec-path"], text=True).strip()] if git else []
    bound, links = [], {}
    for path in ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/bin", "/sbin", "/lib",
                 "/lib32", "/lib64", "/etc/alternatives", *own):
        if os.path.islink(path):
            links[path] = os.path.relpath(os.path.realpath(path), os.path.dirname(path))
        elif os.path.isdir(path) and not any(path == b or path.startswith(b + "/") for b in bound):
            bound.append(path)
    return bound, links


def environment():
    paths = dict.fromkeys([os.path.dirname(shutil.which("git") or "/usr/bin/git"), "/usr/bin", "/usr/sbin", "/bin", "/sbin"])
    who = {"GIT_%s_%s" % (w, k): v for w in ("AUTHOR", "COMMITTER")
           for k, v in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "2024-06-01T12:00:00Z"))}
    return {"PATH": ":".join(paths), "HOME": HOME, "HERE": WORK, "USER": "root", "SHELL": "/bin/bash", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "TERM": "dumb", "GIT_PAGER": "cat", "PAGER": "cat", "EDITOR": "false", "VISUAL": "false", "GIT_EDITOR": "false",
            "GIT_TEMPLATE_DIR": "", "GIT_TERMINAL_PROMPT": "0", **who}


def argv(kind, root, line):
    """The command that runs a line in the sandbox."""
    bound, _ = system()
    if kind == "bwrap":
        binds = [x for path in bound for x in ("--ro-bind", path, path)]
        return [shutil.which("bwrap"), "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--bind", root, "/", *binds,
                "--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--chdir", WORK, "bash", "-c", line]
    return [shutil.which("unshare"), "--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc", "--fork", "--kill-child", "--propagation", "private",
            "sh", "-c", UNSHARED, "sandbox", root, line, *bound]


def limits():
    for what, most in (resource.RLIMIT_FSIZE, 32 * MEBIBYTE), (resource.RLIMIT_CPU, LIMIT), (resource.RLIMIT_AS, 4096 * MEBIBYTE), (resource.RLIMIT_CORE, 0):
        resource.setrlimit(what, (most, most))


def started(kind, root, line, limit=PATIENCE):
    """The exit status and the output of a line in that kind of sandbox; None if it took too long."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(argv(kind, root, line), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL,
                                 env=environment(), start_new_session=True, preexec_fn=limits)
        try:
            status = child.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            # The sandbox's first process dies with its parent, and all others with that.
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
        out.seek(0)
        return status, out.read()


@functools.cache
def sandbox():
    """The kind of sandbox that works on this machine and lets nothing out; None if there is none."""
    for kind in ("bwrap", "unshare"):
        if not shutil.which(kind) or not shutil.which("bash"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            frame(folder)
            outside = os.path.join(folder, "outside")
            with open(outside, "w"):
                pass
            inner = os.path.join(folder, "tree")
            os.mkdir(inner)
            frame(inner)
            # All that must be impossible, and then what must be possible.
            line = ("for f in '%s' /usr/bin/.starter-probe /bin/.starter-probe; do test -e \"$f\" && exit 1; : > \"$f\" && exit 2; done 2>/dev/null; "
                    "mount -o remount,bind,rw /usr/bin 2>/dev/null && exit 3; test -w /proc/sys/kernel/printk && exit 5; grep -qv -e 'lo:' -e face -e Inter- /proc/net/dev && exit 4; "
                    "pwd; : > /tmp/x && test -e /tmp/x && sort /dev/null" % outside)
            if started(kind, inner, line) == (0, WORK.encode() + b"\n") and not os.path.exists("/usr/bin/.starter-probe"):
                return kind
    return None


def run(root, line, limit=PATIENCE):
    return started(sandbox(), root, line, limit)


def frame(root):
    """The folders of an empty tree."""
    bound, links = system()
    for path in (WORK, "/tmp", "/proc", "/dev", "/etc", *bound):
        os.makedirs(root + path, exist_ok=True)
    for path, to in links.items():
        os.makedirs(os.path.dirname(root + path), exist_ok=True)
        os.symlink(to, root + path)
    for name in ("null", "zero", "urandom"):
        with open(root + "/dev/" + name, "w"):
            pass
    write(root + "/etc/passwd", "root:x:0:0::%s:/bin/bash\n" % HOME)
    write(root + "/etc/group", "root:x:0:\n")
    write(root + HOME + "/.gitconfig", "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n")


def write(path, text):
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, 0o644)


# --- The tree ----------------------------------------------------------------------------------

class Tree:
    """The tree that a task's command is run in; the words of `tree` are those of the head of tasks.toml."""

    def __init__(self, root, task, values, fill):
        self.root, self.task, self.values = root, task, values
        self.words = [fill(w, values).split(" ", 1) for w in task.get("tree", [])]
        self.texts = [w[1] for w in self.words if w[0] == "has"]
        self.number = max([int(values[s]) for s in "nm" if s in values], default=0)
        self.ages = {}
        self.git = [w for w in self.words if w[0] in ("git", "git-without-remote")]
        frame(root)
        for name in PLAIN:
            self.text(name, has=len(name) % 2 == 0)
        self.make("run.sh", lambda p: (write(p, "echo run\n"), os.chmod(p, 0o755)))
        self.make("docs/logo.png", lambda p: write(p, bytes(range(256)) * 13))
        self.make("latest", lambda p: os.symlink("notes.txt", p))
        if "n" in values and not self.words:
            for i in range(self.few() + 3):
                self.make("many/%d.dat" % i, lambda p, i=i: write(p, b"x" * (4000 + 37 * i)))
        if task["id"] != "mkdir":
            self.clear_values()
        for word, *rest in self.words:
            getattr(self, "word_" + word.replace("-", "_"), self.later)(*rest)
        self.set_times()
        if self.git:
            self.repository()

    def few(self):
        if self.number > MOST:
            raise Unfit("a number above %d" % MOST)
        return self.number

    def later(self, *_):
        """A word that is used by another, or by the repository."""

    # --- Places ---

    def host(self, path):
        """Where a path of the command is on this machine; always inside the tree."""
        if path == "~" or path.startswith("~/"):
            path = HOME + path[1:]
        return self.root + posixpath.normpath("/" + posixpath.join(WORK, path)).replace("//", "/")

    def fixed(self, host):
        """Is this a part of every tree, such as the home directory?"""
        bound, links = system()
        return any((self.root + p + "/").startswith(host.rstrip("/") + "/") for p in (WORK, "/tmp", "/proc", "/dev", *bound, *links))

    def clear(self, host):
        if os.path.lexists(host) and not self.fixed(host):
            shutil.rmtree(host) if os.path.isdir(host) and not os.path.islink(host) else os.unlink(host)

    def parents(self, host):
        """Make the folders above; a file that is in the way goes."""
        above = os.path.dirname(host)
        if not above.startswith(self.root) or above == self.root or os.path.isdir(above) and not os.path.islink(above):
            return
        self.parents(above)
        if not os.path.isdir(above) or not self.fixed(above):
            self.clear(above)
            os.mkdir(above)

    def make(self, path, maker):
        host = self.host(path)
        if self.fixed(host):
            raise Unfit("a file where a folder of every tree is")
        self.parents(host)
        self.clear(host)
        maker(host)

    def clear_values(self):
        """What a value names does not exist unless `tree` says so, but the folder that it is in does."""
        kinds = self.task.get("kinds", {})
        for slot in ("file", "dir", "a", "b", "link", "target"):
            if slot in self.values and kinds.get(slot) not in ("text", "extension"):
                host = self.host(self.values[slot])
                self.parents(host)
                self.clear(host)

    # --- Contents ---

    def lines(self, path, has=True):
        """The lines of a text file: with repetitions, blank lines and what is searched for."""
        r = random.Random(path)
        lines = [" ".join(r.choices(WORDS, k=r.randint(1, 6))) for _ in range(14)]
        if has:
            for text in self.texts:
                for made in ("here is %s indeed", "%s", "x%sy and %s again", "%s at last"):
                    lines.insert(r.randrange(len(lines)), made.replace("%s", text if made != "%s at last" else text.swapcase()))
        lines += ["", lines[3], lines[7], lines[3], ""]
        wanted = 2 * self.number + 10
        if wanted > LONGEST:
            raise Unfit("a number above %d" % LONGEST)
        return lines + ["%s %d" % (r.choice(WORDS), i) for i in range(len(lines), wanted)]

    def text(self, path, has=True, end="\n"):
        self.make(path, lambda p: write(p, end.join(self.lines(path, has)) + end))

    def columns(self, path, by):
        count = max(self.number + 3, 6)
        if count > 1000:
            raise Unfit("a column above 1000")
        self.make(path, lambda p: write(p, "".join(by.join("r%dc%d" % (i, j) for j in range(count)) + "\n" for i in range(12))))

    # --- The words ---

    def word_file(self, path):
        self.text(path)

    def word_dir(self, path):
        host = self.host(path)
        if not os.path.isdir(host):
            self.make(path, os.mkdir)
        for i, name in enumerate(("one.txt", "two.log", "sub/three.md", "sub/deep/four.txt", ".five")):
            self.text(posixpath.join(path, name), i != 1)

    def word_emptydir(self, path):
        if not os.path.isdir(self.host(path)):
            self.make(path, os.mkdir)

    def word_named(self, text):
        for path in (text, "old-%s.txt" % text, "docs/%s_2.log" % text, "src/net/my%sfile" % text, "not-%s" % text[:-1]):
            self.text(path)

    def word_ext(self, ext):
        for below in (".", *[self.values[s] for s in ("dir",) if s in self.values]):
            for i, name in enumerate(("p.%s", "q.%s", "sub/r.%s", "sub/deep/s.%s", "x%s", "p.%s.bak")):
                self.text(posixpath.join(below, name % ext), i != 1)

    def word_has(self, text):
        self.text("other.dat"), self.text("docs/more.yaml"), self.text("without.log", has=False)

    def word_table(self, path):
        self.columns(path, "  ")

    def word_csv(self, path):
        self.columns(path, ",")

    def word_numbers(self, path):
        self.make(path, lambda p: write(p, "10\n9\n100\n-3\n2.5\n1\n20\n9\n"))

    def word_crlf(self, path):
        self.text(path, end="\r\n")

    def word_archive(self, path):
        mode = "w:xz" if path.endswith(".xz") else "w:gz" if path.endswith("gz") else "w"
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode=mode) as tar:
            for name in ("packed/a.txt", "packed/sub/b.txt", "packed/sub/c"):
                data = ("\n".join(self.lines(name)) + "\n").encode()
                info = tarfile.TarInfo(name)
                info.size, info.mtime = len(data), NOW - 40 * DAY
                tar.addfile(info, io.BytesIO(data))
        self.make(path, lambda p: write(p, packed.getvalue()))

    def word_gz(self, path):
        self.make(path, lambda p: write(p, gzip.compress(("\n".join(self.lines(path)) + "\n").encode(), mtime=0)))

    def word_sized(self, n):
        if not 0 < int(n) < 1_000_000:
            raise Unfit("a size out of reach")
        for i, size in enumerate((int(n) * MEBIBYTE // 2, int(n) * MEBIBYTE, int(n) * MEBIBYTE + 1, 3 * int(n) * MEBIBYTE)):
            for folder in ("", "data/"):
                self.make("%ssize%d.bin" % (folder, i), lambda p, size=size: (write(p, ""), os.truncate(p, size)))

    def word_aged(self, n):
        if not 0 < int(n) < 10_000:
            raise Unfit("an age out of reach")
        for below in dict.fromkeys((".", self.values.get("dir", "."))):
            for i, age in enumerate((AGES[0], *[int(n) + a for a in AGES[1:]], 3 * int(n) + 2.5)):
                for name in ("age%d.log", "sub/age%d.txt"):
                    self.text(posixpath.join(below, name % i))
                    self.ages[self.host(posixpath.join(below, name % i))] = age

    def word_empty(self):
        for path in ("hollow", "docs/hollow", "src/net/hollow/er"):
            self.make(path, os.mkdir)
        self.make("hollow.txt", lambda p: write(p, ""))

    def word_tracked(self, path):
        self.text(path)

    def word_changed(self, path=None):
        if path:
            self.text(path)

    word_staged = word_changed

    def set_times(self):
        for folder, folders, files in os.walk(self.root, topdown=False):
            for name in (*files, *folders):
                path = os.path.join(folder, name)
                r = random.Random(path[len(self.root):])
                age = self.ages.get(path, r.randrange(1, 400) + 0.25 + r.random() / 2)
                os.utime(path, (NOW, NOW - int(age * DAY)), follow_symlinks=False)

    # --- The repository ---

    def repository(self):
        """Make the current directory a repository, by git in the sandbox."""
        def each(word):
            return [w[1] for w in self.words if w[0] == word and len(w) > 1]

        def some(word):
            return any(w[0] == word for w in self.words)

        branch = (each("branch") or [None])[0]
        current = "trunk" if branch == "main" else "main"
        named = each("tracked") + each("changed") + each("staged")
        pushed = "push -u" not in self.task["command"]
        lines = ["set -e", "git init -q -b %s" % current, "git add -A", "git commit -qm 'first commit'"]
        at = "export GIT_AUTHOR_DATE='2024-05-01T12:%02d:%02dZ'; GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE"
        for i in range(max(4, self.few() + 3 if "n" in self.values else 0)):
            lines += [at % divmod(i, 60), "export GIT_COMMITTER_DATE", "echo 'change %d' >> README.md" % i]
            lines += ["echo 'change %d' >> %s" % (i, quote(f)) for f in named if i % 2]
            lines += ["git commit -qam 'change %d'" % i]
        if branch:
            b = quote(branch)
            if "branch -d" in self.task["command"]:
                lines += ["git branch %s" % b]
            else:
                lines += ["git switch -qc %s HEAD~1" % b, "echo more > on-branch.txt", "git add -A", "git commit -qm 'on the branch'",
                          "git switch -q %s" % current]
        if not some("git-without-remote"):
            lines += ["git init -q --bare -b main %s" % ORIGIN, "git remote add origin %s" % ORIGIN, "git push -qu origin %s" % current]
            if branch and pushed:
                lines += ["git push -q origin %s" % quote(branch)]
        if some("stash"):
            lines += ["echo stashed >> notes.txt", "git stash -q"]
        if some("staged"):
            lines += ["echo staged >> %s" % quote(f) for f in (*each("staged"), "docs/guide.md")]
            lines += ["echo new > staged.txt", "git add -A", "echo later >> notes.txt"]
        if some("changed") or self.task["id"] == "git-status":
            lines += ["echo changed >> %s" % quote(f) for f in (*each("changed"), "docs/guide.md", "README.md")]
            lines += ["rm docs/deep/er/old.txt", "echo new > new.txt"]
        if some("untracked"):
            lines += ["echo new > new.txt", "mkdir new", "echo new > new/er.txt"]
        done = run(self.root, "\n".join(lines))
        if not done or done[0]:
            raise Unfit("no repository can be made with these values")


def quote(path):
    """A path as one word of a shell; a tilde at its beginning stays one."""
    return ("~/'" + path[2:] if path.startswith("~/") else "'" + path) + "'"


# --- What a command leaves ----------------------------------------------------------------------

def contents(path, info):
    """A file's contents, an archive's as what is in it."""
    if info.st_size > BIG:
        return info.st_size
    try:
        with open(path, "rb") as f:
            return unpacked(f.read())
    except PermissionError:
        return "unreadable"


def unpacked(data):
    try:
        if data[:2] == b"\x1f\x8b":
            return "gzip", unpacked(gzip.decompress(data))
        if data[:6] == b"\xfd7zXZ\0":
            return "xz", unpacked(lzma.decompress(data))
        if data[:4] == b"PK\3\4":
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                return "zip", tuple(sorted((i.filename, unpacked(z.read(i))) for i in z.infolist()))
        if data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                return "tar", tuple(sorted((m.name, m.type, m.mode, m.linkname, unpacked(tar.extractfile(m).read()) if m.isfile() else None)
                                           for m in tar.getmembers()))
    except (OSError, EOFError, ValueError, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile):
        pass
    return hashlib.sha256(data).hexdigest()


REPOSITORY = """cd %s && git log --all --format='%%T %%s %%an %%ae %%D'; git symbolic-ref -q HEAD || git rev-parse HEAD
git stash list --format='%%gs'; git for-each-ref; git ls-files -s; git config --local --list | sort; ls rebase-merge rebase-apply MERGE_HEAD REVERT_HEAD"""


def repository(root, folder, known):
    """A repository by its commits, branches, tags, stashes, remotes and index; `known` has those seen by their bytes."""
    seen = hashlib.sha256()
    for below, folders, files in os.walk(root + folder):
        folders.sort()
        for name in sorted(files):
            with open(os.path.join(below, name), "rb") as f:
                seen.update(repr((below[len(root):], name, f.read())).encode())
    if seen.digest() not in known:
        known[seen.digest()] = run(root, REPOSITORY % quote(folder))
    return known[seen.digest()]


def state(root, known):
    """All that is in a tree after a command, in a form that can be compared."""
    found = {}
    for folder, folders, files in os.walk(root):
        if {"HEAD", "objects", "refs"} <= {*folders, *files}:
            folders.clear()
            found[folder[len(root):]] = repository(root, folder[len(root):], known)
            continue
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            info = os.lstat(path)
            kind = stat.S_IFMT(info.st_mode)
            what = (os.readlink(path) if stat.S_ISLNK(kind) else contents(path, info) if stat.S_ISREG(kind) else None)
            found[path[len(root):]] = kind, None if stat.S_ISLNK(kind) else stat.S_IMODE(info.st_mode), what
    return found


class Scratch:
    """A task's tree, and what commands do in copies of it."""

    def __init__(self, task, values, fill):
        self.folder = tempfile.mkdtemp(prefix="starter-")
        self.known = {}
        try:
            self.tree = os.path.join(self.folder, "tree")
            os.mkdir(self.tree)
            Tree(self.tree, task, values, fill)
            self.before = state(self.tree, self.known)
        except BaseException:
            self.close()
            raise

    def outcome(self, line):
        """What a line prints in a copy, what it leaves there and how it ends; None if it takes too long."""
        copy = os.path.join(self.folder, "copy")
        try:
            # On a busy machine even a quick command can seem slow, so it has a second try.
            for _ in range(2):
                subprocess.run(["cp", "-a", "--sparse=always", self.tree, copy], check=True)
                done = run(copy, line, LIMIT)
                if done:
                    return done[1], state(copy, self.known), done[0]
                remove(copy)
            return None
        finally:
            remove(copy)

    def shows(self, found):
        """Does such an outcome show anything, so that another one can be compared with it?"""
        return found is not None and bool(found[0] or found[1] != self.before)

    def close(self):
        remove(self.folder)


def remove(folder):
    subprocess.run(["chmod", "-R", "u+rwX", folder], stderr=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)
