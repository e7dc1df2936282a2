"""Values for the slots: what a user may type as a name, a path, a number, a host or a URL.

More than half of them are random and practically never repeat, so that a model can only
learn to copy them, not to remember them.
"""

import os
import string

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "words.txt")) as _f:
    WORDS = _f.read().split()

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ONSETS = "b c d f g h j k l m n p qu r s t v w x y z bl br ch cl cr dr fl fr gl gr kn pl pr sc sh sk sl sn sp st th tr wh z".split()
VOWELS = "a e i o u a e i o u ai ea ee oo ou ia y".split()
CODAS = ["", "", "", "n", "r", "s", "t", "l", "m", "x", "ck", "nt", "rk", "sh", "tz", "ng", "b", "d", "g", "p", "st", "ble"]

# What a kind of file is called, and the extension it stands for.
KINDS = {
    "rs": ["rust"], "py": ["python"], "txt": ["text", "plain text"], "md": ["markdown"],
    "js": ["javascript", "JS"], "ts": ["typescript", "TS"], "cpp": ["c++", "cplusplus"], "sh": ["shell", "shell script", "bash"],
    "rb": ["ruby"], "go": ["golang", "go"], "java": ["java"], "html": ["html", "HTML"], "css": ["css", "CSS"],
    "csv": ["csv", "CSV"], "json": ["json", "JSON"], "yaml": ["yaml", "YAML"], "toml": ["toml", "TOML"],
    "xml": ["xml", "XML"], "log": ["log"], "pdf": ["pdf", "PDF"], "c": ["c", "C"], "php": ["php", "PHP"],
    "lua": ["lua"], "sql": ["sql", "SQL"], "swift": ["swift"], "kt": ["kotlin"], "pl": ["perl"], "hs": ["haskell"],
    "cs": ["c#", "csharp"], "jl": ["julia"], "tex": ["latex", "tex"], "png": ["png", "PNG"],
    "jpg": ["jpg", "JPG"], "svg": ["svg", "SVG"], "ex": ["elixir"], "erl": ["erlang"], "scala": ["scala"],
    "zig": ["zig"], "dart": ["dart"], "ini": ["ini", "INI"],
}
EXTENSIONS = (
    "rs py txt md js ts cpp sh rb go java html css csv json yaml toml xml log pdf c php lua sql "
    "yml h hpp cc tsx jsx vue bak tmp old orig o so a exe dll zip gz tar mp3 mp4 wav mkv avi png jpg jpeg gif svg "
    "webp ico ttf woff ipynb lock cfg conf ini env tex bib doc docx xls xlsx ppt odt epub swp pyc class jar diff patch "
    "proto graphql scss less svelte nix tf tfvars r jl ml hs ex erl kt swift zig dart cs fs vb asm s pl pm 7z rar bz2 xz"
).split()
NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
                "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50}
KNOWN_FILES = (
    "Makefile README.md README LICENSE Dockerfile docker-compose.yml package.json package-lock.json Cargo.toml Cargo.lock "
    ".env .gitignore .bashrc .zshrc .vimrc main.rs main.py app.py index.html style.css app.min.js Release-Notes_v2.md "
    "requirements.txt setup.py pyproject.toml tsconfig.json id_rsa.pub known_hosts authorized_keys hosts passwd fstab "
    "server.log access.log error.log syslog notes.txt todo.txt config.yaml settings.json main.go lib.rs mod.rs Gemfile "
    "Vagrantfile CHANGELOG.md build.gradle pom.xml CMakeLists.txt data.csv users.csv report.pdf run.sh deploy.sh install.sh"
).split()
KNOWN_DIRS = (
    "src docs build target dist tests test data logs images backup backups config scripts Downloads Documents Pictures Music "
    "Videos Desktop projects notes public assets static node_modules vendor lib bin include examples old archive photos "
    "website www html cache tmp output results src/net/http2 src/components web/static app/models"
).split()
ROOTS = ["/var/log", "/etc", "/home", "/usr/local", "/opt", "/srv", "/tmp", "/mnt", "/var/www", "/usr/share", "/var/lib", "/data",
         "/media", "/root", "/var", "/usr", "/proc", "/boot"]
KNOWN_PROCESSES = (
    "nginx firefox chrome node python python3 postgres mysqld redis-server sshd dockerd java gunicorn apache2 httpd code vim "
    "spotify slack Xorg gnome-shell cargo rustc rust-analyzer ssh-agent containerd mongod ollama wezterm-gui tmux cron"
).split()
USERS = "alice bob carol dave root admin deploy www-data ubuntu ec2-user git postgres nobody jenkins guest pi max anna tom john maria".split()
TLDS = "com net org io dev local lan de co.uk internal cloud app edu example xyz".split()
BRANCHES = "main master develop dev staging release feature/login-form fix-123 hotfix/payment v2 gh-pages next experimental".split()


def letters(r, low=2, high=9):
    """Random letters."""
    return "".join(r.choice(LOWER) for _ in range(r.randint(low, high)))


def spoken(r):
    """A made-up word that can be spoken."""
    return "".join(r.choice(ONSETS) + r.choice(VOWELS) + (r.choice(CODAS) if r.random() < 0.5 else "")
                   for _ in range(r.randint(1, 3)))


def plain(r):
    """One run of letters, in small letters: a word, a made-up word or random letters."""
    x = r.random()
    if x < 0.42:
        return r.choice(WORDS)
    if x < 0.78:
        return spoken(r)
    return letters(r)


def name(r):
    """A name of one of the shapes that people and programs use."""
    x = r.random()
    if x < 0.50:
        return plain(r)
    if x < 0.57:
        return plain(r).capitalize()
    if x < 0.61:
        return plain(r).upper()[:12]
    if x < 0.67:
        return plain(r) + "_" + plain(r)
    if x < 0.74:
        return plain(r) + "-" + plain(r)
    if x < 0.80:
        return plain(r) + r.choice(["", "-", "_", ".", ""]) + str(r.randint(0, 10 ** r.randint(1, 4)))
    if x < 0.85:
        return plain(r) + plain(r).capitalize() + (plain(r).capitalize() if r.random() < 0.3 else "")
    if x < 0.89:
        return plain(r).capitalize() + plain(r).capitalize()
    if x < 0.92:
        return r.choice([plain(r) + "-v" + str(r.randint(1, 12)), plain(r) + "_v" + str(r.randint(1, 12)),
                         plain(r) + "-%d.%d" % (r.randint(0, 12), r.randint(0, 20)),
                         plain(r) + "-20%02d-%02d-%02d" % (r.randint(10, 29), r.randint(1, 12), r.randint(1, 28)),
                         plain(r) + "_20%02d" % r.randint(10, 29), "v%d.%d.%d" % (r.randint(0, 9), r.randint(0, 20), r.randint(0, 9))])
    if x < 0.95:
        return "-".join(plain(r) for _ in range(3))
    if x < 0.97:
        return "_".join(plain(r) for _ in range(3))
    return "".join(r.choice(LOWER + DIGITS + (UPPER if x < 0.985 else "")) for _ in range(r.randint(2, 9)))


def extension(r):
    """A file extension without its dot."""
    x = r.random()
    if x < 0.70:
        return r.choice(EXTENSIONS)
    if x < 0.85:
        return letters(r, 1, 5)
    if x < 0.93:
        return r.choice(WORDS)[:r.randint(3, 6)]
    return letters(r, 1, 3) + str(r.randint(0, 99))


def filename(r):
    """The name of a file, without a path."""
    x = r.random()
    if x < 0.14:
        return r.choice(KNOWN_FILES)
    if x < 0.19:
        return "." + plain(r) + r.choice(["", "", "rc", ".json", ".yml"])
    if x < 0.27:
        return name(r)
    if x < 0.37:
        return name(r) + "." + plain(r)[:6] + "." + extension(r)
    return name(r) + "." + extension(r)


def component(r):
    """One part of a path."""
    return r.choice(KNOWN_DIRS) if r.random() < 0.3 else name(r)


def directory(r):
    """A directory: bare, relative, absolute or below the home directory."""
    x = r.random()
    if x < 0.50:
        return component(r)
    deep = [component(r) for _ in range(r.choice([1, 1, 1, 2, 2, 3]))]
    if x < 0.66:
        return "/".join([component(r)] + deep)
    if x < 0.78:
        return "~/" + "/".join(deep)
    if x < 0.91:
        return r.choice(ROOTS) + ("/" + "/".join(deep) if r.random() < 0.75 else "")
    if x < 0.94:
        return "/" + "/".join(deep)
    if x < 0.965:
        return "./" + "/".join(deep)
    if x < 0.99:
        return "../" + "/".join(deep)
    return r.choice(["..", "~", "/"])


def file(r):
    """A file, often with a path."""
    x = r.random()
    if x < 0.62:
        return filename(r)
    d = directory(r)
    while d in ("..", "~", "/"):
        d = directory(r)
    return d + "/" + filename(r)


def text(r):
    """What is searched or replaced: a word, an identifier, sometimes a phrase."""
    x = r.random()
    if x < 0.12:
        return r.choice("TODO FIXME error main panic timeout password deprecated import unwrap debug warning localhost "
                        "println console.log ERROR WARN Exception foo bar baz XXX api_key user_id color colour".split())
    if x < 0.85:
        return name(r)
    if x < 0.92:
        return plain(r) + "." + plain(r)
    return number(r)


def phrase(r):
    """Two or three words, to be quoted."""
    return " ".join(plain(r) for _ in range(r.choice([2, 2, 3])))


def number(r):
    """A number of one to five digits, short ones more often."""
    x = r.random()
    if x < 0.3:
        return r.choice(["1", "2", "3", "5", "7", "10", "14", "20", "25", "30", "50", "60", "90", "100", "200", "250", "500", "1000"])
    return str(r.randint(1, 10 ** r.choice([1, 2, 2, 2, 3, 3, 3, 4, 5]) - 1))


def pid(r):
    return str(r.randint(2, 10 ** r.choice([2, 3, 4, 4, 4, 5, 5, 6]) - 1))


def port(r):
    if r.random() < 0.35:
        return r.choice("80 443 22 25 53 3000 3306 5000 5173 5432 6379 8000 8080 8443 8888 9000 9090 9200 27017 11434".split())
    return str(r.randint(1, 65535))


def process(r):
    return r.choice(KNOWN_PROCESSES) if r.random() < 0.3 else name(r)


def user(r):
    return r.choice(USERS) if r.random() < 0.35 else name(r).split(".")[0]


def host(r):
    """A machine's name or address."""
    x = r.random()
    if x < 0.25:
        return ".".join(str(r.randint(0, 255)) for _ in range(4))
    if x < 0.45:
        return r.choice(["web", "db", "app", "node", "srv", "host", "build", "gpu", "mail", "backup", "cache", "prod", plain(r)]) + r.choice(
            ["", "-", "-0"]) + str(r.randint(1, 99))
    if x < 0.60:
        return plain(r) if r.random() < 0.8 else r.choice(["localhost", "raspberrypi", "nas", "homeserver", "laptop", "server"])
    base = plain(r) + (r.choice(["-", "", "-0"]) + str(r.randint(1, 20)) if r.random() < 0.35 else "")
    return base + "." + (plain(r) + "." if r.random() < 0.65 else "") + r.choice(TLDS)


def domain(r):
    return r.choice(["", "", "www.", "downloads.", "cdn.", plain(r) + "."]) + plain(r) + "." + r.choice(TLDS)


def url(r):
    """A URL of something to download."""
    path = "/".join(component(r) for _ in range(r.randint(0, 3)))
    last = r.choice([filename(r), name(r) + ".tar.gz", name(r) + ".zip", name(r) + ".iso", name(r)])
    return r.choice(["https://", "https://", "https://", "http://", "ftp://"]) + domain(r) + (
        ":" + port(r) if r.random() < 0.08 else "") + "/" + (path + "/" if path else "") + last


def repository(r):
    """A repository's URL."""
    where = r.choice(["github.com", "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", domain(r)])
    path = name(r) + "/" + name(r)
    return r.choice(["https://%s/%s.git", "https://%s/%s", "https://%s/%s", "git@%s:%s.git", "git@%s:%s", "ssh://git@%s/%s.git"]) % (where, path)


def branch(r):
    x = r.random()
    if x < 0.2:
        return r.choice(BRANCHES)
    if x < 0.6:
        return r.choice(["feature", "fix", "bugfix", "hotfix", "release", "chore", plain(r), user(r)]) + r.choice(["/", "/", "-"]) + name(r)
    return name(r)
