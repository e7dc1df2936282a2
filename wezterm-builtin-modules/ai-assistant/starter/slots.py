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
KNOWN_PROGRAMS = (
    "git python3 node npm java gcc make cmake docker vim nano emacs curl wget htop tmux jq ripgrep ffmpeg go cargo rustc ruby perl php tree "
    "fzf bat zsh fish neovim gimp vlc nginx redis postgresql mysql-server sqlite3 unzip rsync screen ncdu nmap strace gdb kubectl terraform helm ansible"
).split()
KNOWN_PACKAGES = (
    "requests numpy pandas flask django scipy matplotlib torch pytest black express react lodash typescript eslint axios serde tokio "
    "build-essential libssl-dev python3-pip net-tools openssh-server default-jdk imagemagick fd-find exa hyperfine cargo-edit left-pad next webpack"
).split()
KNOWN_SERVICES = (
    "nginx apache2 postgresql mysql redis ssh sshd docker cron bluetooth NetworkManager cups mongod grafana-server prometheus fail2ban ufw "
    "gunicorn jenkins php8.2-fpm haproxy rabbitmq-server elasticsearch tailscaled wpa_supplicant postfix httpd mariadb containerd"
).split()
KNOWN_IMAGES = "ubuntu debian alpine nginx postgres redis mysql node python golang busybox httpd mongo rabbitmq traefik wordpress postgres:16 node:20 python:3.12 nginx:alpine".split()
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


def mode(r):
    """Permissions in octal."""
    if r.random() < 0.5:
        return r.choice("644 755 600 700 640 750 664 775 777 400 440 444 0644 0755 0600 0700 1777 2775".split())
    return r.choice(["", "", "", "0"]) + "".join(r.choice("01234567") for _ in range(3))


def program(r):
    return r.choice(KNOWN_PROGRAMS) if r.random() < 0.4 else plain(r) if r.random() < 0.7 else name(r)


def variable(r):
    """A name of an environment variable."""
    if r.random() < 0.35:
        return r.choice("PATH HOME USER EDITOR LANG SHELL DATABASE_URL JAVA_HOME PYTHONPATH NODE_ENV API_KEY DEBUG PORT TERM GOPATH".split())
    return "_".join(plain(r).upper() for _ in range(r.choice([1, 1, 2, 2, 3])))


def command(r):
    """A command of one to four words."""
    x = r.random()
    if x < 0.3:
        return r.choice(("make|make all|cargo test|cargo build --release|npm start|npm run build|python3 train.py|./run.sh|./deploy.sh|df -h|ls -l|uptime|free -m|"
                         "systemctl status nginx|apt update|apt upgrade -y|reboot|git pull|docker ps|go test ./...|pytest -q|date|whoami|hostname|nvidia-smi").split("|"))
    if x < 0.55:
        return r.choice(["python3 ", "bash ", "sh ", "./", "node ", "ruby ", "perl "]) + filename(r)
    if x < 0.75:
        return program(r) + " " + plain(r)
    return program(r) + "".join(" " + r.choice([plain(r), "-" + r.choice(LOWER), "--" + plain(r)]) for _ in range(r.randint(0, 2)))


def group(r):
    return r.choice("www-data docker sudo wheel users staff developers audio video dialout admin plugdev".split()) if r.random() < 0.4 else user(r)


def host_name(r):
    """A machine's name without a domain."""
    return host(r).split(".")[0] if r.random() < 0.3 else plain(r) + r.choice(["", "", "-" + plain(r), str(r.randint(1, 99)), "-" + str(r.randint(1, 20))])


def email(r):
    return plain(r) + r.choice(["", "." + plain(r), str(r.randint(1, 99))]) + "@" + r.choice(["example.com", "gmail.com", "example.org", domain(r)])


def device(r):
    return r.choice(["/dev/sd" + r.choice("abcdefgh") + r.choice(["", "1", "2", "3"]), "/dev/nvme%dn1" % r.randint(0, 3) + r.choice(["", "p1", "p2", "p3"]),
                     "/dev/mmcblk0" + r.choice(["", "p1", "p2"]), "/dev/vd" + r.choice("abc") + r.choice(["", "1"]), "/dev/loop%d" % r.randint(0, 9)])


def commit(r):
    """A commit's hash, whole or short."""
    return "".join(r.choice("0123456789abcdef") for _ in range(r.choice([7, 7, 7, 8, 8, 9, 10, 12, 40])))


def tag(r):
    x = r.random()
    if x < 0.7:
        return r.choice(["v", "v", ""]) + ".".join(str(r.randint(0, 20)) for _ in range(r.choice([2, 3, 3]))) + r.choice(["", "", "", "-rc1", "-beta"])
    return r.choice(["release-", "stable-", ""]) + name(r)


def package(r):
    if r.random() < 0.5:
        return r.choice(KNOWN_PROGRAMS + KNOWN_PACKAGES)
    return r.choice([plain(r), plain(r), name(r).lower(), plain(r) + "-" + plain(r), "lib" + plain(r) + r.choice(["", "-dev"]), "python3-" + plain(r), plain(r) + str(r.randint(1, 20))])


def service(r):
    made = r.choice(KNOWN_SERVICES) if r.random() < 0.5 else r.choice([plain(r), plain(r) + "-" + plain(r), name(r), plain(r) + "d"])
    return made + ".service" if r.random() < 0.1 else made


def image(r):
    base = r.choice(KNOWN_IMAGES) if r.random() < 0.5 else r.choice([plain(r), plain(r) + "/" + plain(r), plain(r) + "-" + plain(r), "ghcr.io/%s/%s" % (plain(r), plain(r)), "registry.%s/%s" % (domain(r), plain(r))])
    x = r.random()
    if ":" in base or x < 0.5:
        return base
    return base + ":" + r.choice(["latest", "alpine", str(r.randint(1, 24)), "%d.%d" % (r.randint(0, 20), r.randint(0, 30)), "v%d" % r.randint(1, 9), plain(r), "slim"])


def container(r):
    x = r.random()
    if x < 0.15:
        return "".join(r.choice("0123456789abcdef") for _ in range(12))
    return r.choice(["my-" + plain(r), plain(r) + "-" + r.choice(["db", "web", "api", "app", "1"]), plain(r), name(r), r.choice(["web", "db", "redis", "postgres", "nginx", "app", "api", "worker", "proxy"]), plain(r) + "_" + plain(r) + "_1"])


def sentence(r):
    """A text of one to six words, as a commit's message or a line."""
    x = r.random()
    if x < 0.35:
        return r.choice(["fix", "add", "remove", "update", "improve", "refactor", "Fix", "Add", "Update", "initial", "bump", "revert", "document", "test"]) + "".join(
            " " + r.choice([plain(r), r.choice(WORDS), "the", "of", name(r)]) for _ in range(r.randint(1, 4)))
    if x < 0.45:
        return r.choice(["wip", "WIP", "initial commit", "first commit", "typo", "fix tests", "fix typo", "hello world", "cleanup", "release %d.%d" % (r.randint(0, 9), r.randint(0, 20))])
    return " ".join(r.choice([plain(r), plain(r), r.choice(WORDS), name(r), number(r)]) for _ in range(r.randint(1, 6)))
