"""How people ask for the tasks of git, processes, systemd, docker, ssh and fix. The format is that of wordings.py."""

MACROS = {
    "ingit": "{|||| in git| with git| using git| in my repo| in this repo| in the repository| in this git repo}",
    "themy": "{the|my|the|my|all my|all the}",
    "edits": "{changes|changes|edits|modifications|changes|work|local changes}",
    "last": "{last|latest|most recent|previous|newest|last}",
    "make": "{make|create|add|set up|generate|make|create}",
    "delete": "{delete|remove|delete|remove|get rid of|drop|erase|delete}",
    "change": "{change|set|update|modify|edit|alter|replace|fix|correct}",
    "Br": "{<branch>|<branch>|branch <branch>|the branch <branch>|the <branch> branch|the branch called <branch>|the branch named <branch>|the git branch <branch>|my <branch> branch|my branch <branch>}",
    "Bx": "{branch <branch>|the branch <branch>|the <branch> branch|the branch called <branch>|the branch named <branch>|the git branch <branch>|my <branch> branch|my branch <branch>|git branch <branch>}",
    "Cm": "{<commit>|<commit>|commit <commit>|the commit <commit>|commit <commit>|the git commit <commit>|the commit with hash <commit>|the commit with the hash <commit>|the commit with id <commit>|git commit <commit>|revision <commit>|hash <commit>|sha <commit>|the changeset <commit>}",
    "origin": "{the remote|origin|the server|the remote repository|the remote repo|upstream|github|the remote|gitlab|the central repository}",
    "Sv": "{the service <service>|the <service> service|service <service>|the <service> daemon|the systemd service <service>|the unit <service>|the systemd unit <service>|my <service> service|the service called <service>|the service named <service>|systemd unit <service>|the <service> unit|systemd service <service>}",
    "Sb": "{<service>|<service>|<service>|@Sv|@Sv}",
    "boot": "{at boot|on boot|at startup|when the system boots|at boot time|on startup|when the machine starts|automatically at boot|every time the machine boots|on every boot|after a reboot|during boot|when the computer starts|when the server boots|on system start|at system startup|when I turn on the machine|automatically on startup|after every reboot|when booting}",
    "Im": "{<image>|<image>|the image <image>|image <image>|the docker image <image>|the <image> image|docker image <image>|the container image <image>|the image called <image>}",
    "Ix": "{the image <image>|image <image>|the docker image <image>|the <image> image|docker image <image>|the container image <image>|the image called <image>|the image named <image>}",
    "Ct": "{the container <container>|container <container>|the docker container <container>|the <container> container|docker container <container>|my container <container>|the container called <container>|the container named <container>|my <container> container|the docker container called <container>}",
    "sh": "{shell|bash shell|bash|terminal|prompt|command line|shell session|command prompt|interactive shell|bash session|console}",
    "asuser": "{as <user>|as the user <user>|as user <user>|as <user>|with the user <user>|with user <user>|using the account <user>|under the user <user>|with the username <user>|logged in as <user>}",
    "uh": "{<user>@<host>|<user>@<host>|<host> @asuser|@H @asuser}",
    "login": "{log in|login|ssh|connect|log on|ssh in|sign in|open a session|open an ssh session|make an ssh connection}",
    "pwless": "{without a password|without password|passwordless|without typing a password|with no password|without entering my password|without being asked for a password}",
    "pubkey": "{my public key|my ssh key|my public ssh key|my ssh public key|my key|the public key|my pubkey}",
    "com": "{{the command |}<cmd>|<cmd>|the command <cmd>|<cmd>|my command <cmd>|the program <cmd>|command <cmd>}",
    "secs": "{seconds|seconds|secs|sec|s}",
    "envvar": "{environment variable|env variable|env var|variable|shell variable|environment var|envvar}",
    "want": "{I want|I need|I'd like|I would like|I wish}",
    "says": "{says|tells me|complains|reports|shows|answers|prints|claims|throws|gives me|fails with|responds}",
    "fixit": "{|||, how do I fix it|, how do I fix that|, what now|, what can I do|, what do I do|, fix it|, how do I solve that|, help|. How can I fix this|. What should I do|. Why|, why|, how to fix|, how to get around it|. How do I resolve this|; what to do|, please fix|, how can I get past this|, what's wrong|, what is wrong}",
    "fixv": "{fix|solve|resolve|get past|get around|get rid of|repair|deal with|handle|correct|overcome|troubleshoot|stop|clear up}",
    "err": "{error|message|problem|complaint|failure|issue}",
    "pkg": "{apt|apt-get|apt install|apt upgrade|apt update|the package manager}",
}

W = {}

# --- git ----------------------------------------------------------------------------------------

W["git-init"] = {
    "do": """
{make|turn|convert} {this|the current|my current} {@dir|project|@dir} {a|into a|to a} {new |}{git repository|git repo|repository|repo}
@make {a|a new|an empty|a fresh|a brand new|a local} {git repository|git repo|repository|repo} {here|in this @dir|in the current @dir|in the @dir I am in|in my project @dir|for this project|from this @dir|out of this folder|for my code here}
{initialize|initialise|init|start|begin|create|open} {a|a new|an empty|the} {git repository|git repo|git project|repository|git} {here|in this @dir|in the current @dir|for this project|in my project|in here|}
{initialize|initialise|init|set up|start|enable|activate} git {here|in this @dir|in the current @dir|for this project|for the current @dir|in my project folder|on this @dir|in a new project}
{put|place|bring} {this @dir|this project|the current @dir|my code|the code here|my project} under {version control|git|git version control|git's control|source control}
start {tracking|versioning} {this @dir|this project|the current @dir|my project|my code} {with|in|using} git
start {using git|version control|a git history|with git} {here|in this @dir|for this project|in the current @dir}
have git {manage|track|watch|version} {this @dir|the current @dir|this project}
let git {manage|track|take over} {this @dir|the current @dir|this project}
{begin|start} a new {project|repository} with git {here|in this @dir|}
run git init {here|in this @dir|}
set up version control {here|in this @dir|for this project|in the current @dir}
""",
    "ask": """
this @dir {is not a git repository yet|is not yet under version control|has no git yet|is no git repo yet|isn't under git yet}{|, make it one|, how do I change that|, start one}
@want {a|a new|an empty} git {repository|repo} {here|in this @dir|in the current @dir}
@want {to use git|version control|git} {here|in this @dir|for this project}
how does {this @dir|the current @dir|my project} become a {git repository|git repo|repo}
can {this @dir|the current @dir|this project} be {made|turned into} a git {repository|repo}
how is a new {git repository|git repo|repository} {made|created|started|initialized}{| here}
""",
    "key": """
{new|init|create|initialize|empty|make|start} {git repo|git repository|local git repo|repository}{| here| in this @dir| in current @dir}
git init{| here| current @dir| this folder}
{start|begin|initialize|init|set up} git{| here| in this folder| in current directory}
git {new repo|new project|new repository|initialize|start|create repo|initialise}{| here}
{this|current} @dir {as|into|to} {git repo|git repository}
version control for this @dir
""",
}

W["git-status"] = {
    "do": """
@show {the|my} {git status|status of the repository|status of my repo|state of the repository|state of my repo|status of the working tree|state of the git repo|status of this git repo|git state|working tree status}
@show which files {I changed|I have changed|I modified|changed|have changed|are modified|were modified|have been edited|are changed|I edited|I touched}{ in git| in the repo| in this repo| according to git| since the last commit| in the repository}
@show {the|a list of|all|all the} {changed|modified|edited} files {in git|in the repo|in this repo|of the repository|in my git repo|since my last commit}
@show {the names of|just the names of} the {changed|modified} files{ in git| in the repository| in my repo}
@show {what|which files} {is|are} {staged and what is not|staged, changed or untracked|staged and unstaged|modified or untracked|untracked or modified}
@show {changed and untracked|staged and unstaged|modified and untracked|new and changed|staged, unstaged and untracked|untracked} files{| in git| in the repo}
{check|see|find out|look at|get|query|ask git for|inspect|view} {the|my} {git status|repository's state|state of the repo|status of the repo|repo status|status of git|state of the repository}
{check|see|find out|tell me} {if|whether} {there is anything to commit|I have uncommitted changes|there are uncommitted changes|my working tree is clean|the repo is clean|there are any modified files|the working directory is clean|I forgot to commit something}
{check|see|find out|tell me} {which|what} files {git|the repo} {sees as|considers|thinks are|lists as} {changed|modified|new|untracked}
{ask git|let git tell me|have git say} which files {changed|are modified|I changed}
{get|give me} an overview of {the|my} {repository|repo|git repo|git working tree}
""",
    "ask": """
{which|what} files {did I change|have I changed|have I modified|did I modify|have changed|are changed|are modified|were changed|did I edit|have been modified|did I touch|were edited}{ in git| in the repo| in this repo| in this repository| since the last commit|}
{which|what} files {are|would be} {untracked|staged|not committed yet|uncommitted|new or modified|waiting to be committed}{| in git| in my repo}
{what|how} is the {state|status} of {the|my|this} {repo|repository|git repo|working tree|git repository}
what's the {git status|state of my repo|status of the repo|state of the repository|git state}
{is|is there} {the repo clean|anything to commit|my working tree clean|anything uncommitted|the working directory clean|the repository clean|anything left to commit}{| in git}
do I have {any |}{uncommitted changes|anything to commit|uncommitted files|modified files|untracked files|uncommitted work|changed files}{| in git| in this repo}
where do I stand {in git|with my repo|in this git repository}
are there {uncommitted|modified|changed|untracked} files{| in git| in this repo}
what would git say about {my files|my working tree|this repo}
""",
    "key": """
git {status|state|changed files|modified files|status overview|repo status|which files changed|list changed files|uncommitted files|what files changed}
{status|state} of {the |my |this |}{git |}{repo|repository|working tree}
{changed|modified|uncommitted|untracked} files{| in git| git| in repo| in this repo}
{repo|repository|working tree} {status|state}
{changed|modified|staged} and untracked files
files {changed|modified} since last commit
""",
}

W["git-diff"] = {
    "do": """
@show {my|the|all my} {unstaged changes|changes that are not staged|changes that are not staged yet|not yet staged changes|changes not staged|unstaged edits|unstaged modifications|changes I have not staged|changes I have not added yet|changes that I did not add}{@ingit|, line by line}
@show {my|the} {unstaged |}changes {line by line|as a diff|as a patch|in diff form|in detail}@ingit
@show {my|a|the} {git diff|diff of my changes|diff of the working tree|diff of unstaged changes|diff of my edits|diff against the index|diff of my repo}
@show what I {changed|have changed|edited|modified} {but not staged|but did not stage|but have not added|and not staged|since I last staged|and have not staged yet|but did not git add|in my files but have not staged}@ingit
@show {the|which} lines {I changed|I have changed|that changed|that I edited|I modified|I added and removed}{| in git| in the repo| in my repo| in the working tree}
{see|check|review|look at|inspect|read through|go over|go through|have a look at} {my|the} {unstaged |local |current |}{changes|edits|modifications} {before staging them|before I stage them|before adding them|before git add|before I add them}
{see|check|review|inspect} {my|the} {unstaged changes|working tree changes|changes in the working tree|changes in the working directory|diff}@ingit
{compare|diff} {my|the} {working tree|working directory|files|working copy} {with|to|against} {the index|the staging area|what is staged}
{diff|compare} {my unstaged changes|the unstaged changes|my working tree}@ingit
{find out|tell me|see} what {exactly |}{I changed|has changed|I edited} {in the code|inside the files|within the files|in the lines}, {not staged yet|unstaged}
""",
    "ask": """
what {exactly |}{did I change|have I changed|changed|have I edited} {but not staged|and not staged|but not stage yet|that is not staged|since I last staged|that I have not added|line by line}@ingit
{which|what} lines {did I change|have I changed|changed|were changed|did I edit|have I modified}{| in git| in the repo| in the working tree}
what {changes|edits|modifications} {are not staged|are not staged yet|are unstaged|have I not staged|did I not stage|have I not added yet|are still unstaged}@ingit
what's the {diff|git diff|difference} {of my unstaged changes|of my working tree|between my files and the index|of what I have not staged}
what {is|are} my unstaged {changes|edits|modifications}@ingit
what does the diff of {my changes|my working tree|the unstaged changes} look like
@want to {see|review} {my changes|what I changed} {before staging|before I stage them|before git add|line by line}
""",
    "key": """
git diff{| unstaged| of unstaged changes| not staged| working tree| my changes}
{unstaged|not staged|not yet staged} {changes|diff|edits|modifications}{| in git| git}
diff of {unstaged changes|my changes|working tree|my working directory}
git {show unstaged changes|unstaged diff|unstaged changes|changes not staged|changed lines|what did I change line by line}
{show|see|view} unstaged {changes|diff}
changes {not staged|before staging|line by line}
""",
}

W["git-diff-staged"] = {
    "do": """
@show {my|the|all|all the} {staged changes|changes that are staged|changes in the staging area|staged edits|staged modifications|changes in the index|changes I staged|changes I have staged|already staged changes|changes I added|changes that I have added}{@ingit|, line by line}
@show what {is staged|I staged|I have staged|is in the index|is in the staging area|has been staged|I added|will be committed|I am about to commit|is going to be committed|is about to be committed|the next commit will have|the next commit will contain|the next commit contains|will go into the next commit|goes into the next commit|would be committed|is ready to be committed}@ingit
@show {the|a} {diff of the staged changes|diff of what is staged|staged diff|diff of the index|diff of the staging area|diff of staged files|cached diff|diff for the next commit}
{see|check|review|inspect|look at|preview|look over|read through} {the|my} {staged changes|staged diff|next commit|changes that will be committed|upcoming commit|contents of the next commit|index|staging area}{ before committing| before I commit|@ingit}
{see|check|review|preview} {what|exactly what} {I am about to commit|I'm about to commit|I will commit|gets committed|is going into the next commit|will be in the commit}
{compare|diff} {the index|the staging area|what is staged|the staged changes|my staged files} {with|to|against} {the last commit|HEAD}
diff {the |}{staged|cached|indexed|added} {changes|files}@ingit
{find out|tell me} what {will be|is} in {the|my} next commit
""",
    "ask": """
what {is staged|did I stage|have I staged|is in the staging area|is in the index|changes are staged|is already staged|is currently staged|did I git add}@ingit
what {will|would} {the next commit have|the next commit contain|be in the next commit|be committed|my next commit contain|go into the next commit|I commit|get committed if I commit now|a commit now contain}
{which|what} {changes|edits|lines|modifications} {are staged|will be committed|are in the index|are going to be committed|did I stage|will be in the next commit|are ready to commit}@ingit
what am I about to commit
what's {in the next commit|staged|in the index|in the staging area|in my next commit|going into the next commit}
@want to {see|review|check} {the staged changes|what is staged|what will be committed} before {I commit|committing}
""",
    "key": """
git diff {staged|cached|of staged changes|of the index|index|staged changes|of staged files}
{staged|cached|indexed} {changes|diff|edits|modifications}{| in git| git}
{contents|content|diff} of {the |}{next commit|staging area|index}
git {show staged changes|staged changes|staged diff|what will be committed|preview next commit|review staged}
{show|see|view|review} staged {changes|diff}
changes {to be committed|in the staging area|in the index|staged for commit}
""",
}

W["git-add"] = {
    "do": """
stage {@F|<file>|only <file>|just <file>|the changes in <file>|my changes in <file>|the changed file <file>|the new file <file>|the changes to <file>}{@ingit| for the next commit| for commit| for committing}
{add|put} {@F|<file>} {to git|to the index|to the staging area|into the index|in the staging area|to the next commit|to the commit|to the stage|in git|to the git index|to my next commit|to the git repo|into the staging area}
git add {@F|<file>|only <file>}
{include|have|put} {@F|<file>|my changes to <file>} in {the|my} next {commit|git commit}
{mark|prepare|select|queue|schedule|ready|register|pick} @F for {the next commit|commit|committing|my next commit}@ingit
{make|get} @F {ready to be committed|ready for the commit|ready for committing|part of the next commit|staged|tracked by git|ready to commit}
{start|begin} {tracking|to track} {the new file <file>|the file <file>|<file>|@F} {in git|with git}
{let|have|make} git {track|stage|add} {@F|the new file <file>}
{stage|add} {a|one|the} {single|one|} file{,|:| called| named| -} <file>@ingit
in git, {stage|add} @F
tell git to {stage|add|track} @F
{stage|add} {what|everything|all} I changed in <file>
""",
    "ask": """
{the file |}<file> should be {staged|in the next commit|added to git|part of the next commit|added to the index}
@want {<file>|the file <file>} {in the next commit|staged|added to git|to be in my next commit|in the index}
I {changed|edited|made|created} <file>{,|;|.} {stage it|add it to git|how do I stage it|how do I add it to the next commit|put it in the index}
how {does|do I get} <file> {get into the next commit|into the next commit|into the index|into git}
how is {the file |}<file> {staged|added to git|added to the index}
can git {add|stage|track} {the file |}<file>
""",
    "key": """
git add {file |}<file>
{stage|staging} {file |the file |}<file>{| git| in git}
git {stage|stage file|add file|track file|track} <file>
add <file> to {index|staging|git|staging area|next commit|the stage}
<file> {to|into} {staging area|index|git|next commit}
stage only <file>
""",
}

W["git-add-all"] = {
    "do": """
stage {all changes|everything|all my changes|all files|every change|all the changes|all of my changes|all changed files|all modified files|the whole lot|all modifications|all new and changed files|every changed file|everything I changed|all edits|all of it|each change}{@ingit| for the next commit| for commit| for committing| at once| in one go}
{add|put} {all changes|everything|all files|all my changes|every changed file|all changed files|all new files|all modified files|all of my files} {to git|to the index|to the staging area|into the index|in the staging area|to the next commit|to the commit|to the stage|into the staging area}
git add {everything|all|all files|all changes|every file}
{include|have|put} {everything|all my changes|all changes|all changed files} in {the|my} next {commit|git commit}
{mark|prepare|queue|select|ready|pick} {everything|all changes|all files|all changed files} for {the next commit|commit|committing}@ingit
{make|get} {everything|all my changes|all changes} {ready to be committed|ready for the commit|ready to commit|staged}
{stage|add} {new, changed and deleted files|all changes, deletions too|all changes including deletions|new and deleted files too|all changed and deleted files|every modification, new files included}@ingit
in git, {stage|add} {everything|all changes|all files}
tell git to {stage|add} {everything|all changes}
{stage|add} {whatever|all that|everything that} {I changed|has changed|changed|is modified}@ingit
add all {untracked and modified|modified and new|new and changed} files{ to the index| to the staging area| in git}
""",
    "ask": """
{all my changes|everything|all changes|all files} should be {staged|in the next commit|added to git|added to the index}
@want {everything|all my changes|all changes} {in the next commit|staged|added to git|in the index}
how do I avoid {adding|staging} {each file|files one by one|every file separately}, {just stage everything|add them all}
I {changed|edited} {many|several|a lot of} files{,|;|.} {stage them all|add them all to git|how do I stage them all|stage everything at once}
how are all {changes|files} {staged|added to git|added at once in git}
can git {add|stage} {everything|all files|all changes} at once
""",
    "key": """
git add {all|everything|all files|all changes|-A}
stage {all|everything|all changes|all files}{| git| in git}
git stage {all|everything|all changes|all files}
add {all|all changes|everything|all files} to {index|staging|git|staging area|next commit}
{all changes|everything|all files} {to|into} {staging area|the index|next commit}
staging {everything|all files|all changes}
""",
}

W["git-commit"] = {
    "do": """
commit {|what is staged |the staged changes |my staged changes |my changes |what I staged |the staged files |the index |my work |staged stuff }{with|using|under} {the|a} {message|commit message|comment|description|text|log message} <quoted>@ingit
commit {|it |this |what is staged |the staged changes }{as|with|saying|described as|labelled} <quoted>
{make|create|do|record|write|add} {a|a git|the|a new} commit {with the message|with message|with the commit message|saying|called|titled|named|that says|with the text|with the description|whose message is|described as} <quoted>
{make|create|do|record} a {git |}commit {of|from} {what is staged|the staged changes|the index|my staged files}{,|} {with the message|message|saying|called} <quoted>
{save|record|store|check in|submit} {what is staged|the staged changes|my staged changes|my staged work|the staged files} {with the message|with the commit message|as a commit with the message|in git with the message|under the message|as a commit called} <quoted>
git commit {with|using|} {the |}message <quoted>
{commit|git commit}{, message:|: | with the message: | message: |, the message is | -m } <quoted>
use <quoted> as {the|a} {commit message|message} {and commit|for the commit|for a commit|and commit what is staged|to commit the staged changes|for committing}
in git, commit {|what is staged }with {the |}message <quoted>
{finish|seal} the staged changes with a commit {called|saying|with the message} <quoted>
write a commit with {message|the message} <quoted>
{check in|commit} {my|the} {staged |}{changes|work} {with|under} the {comment|note|message} <quoted>
""",
    "ask": """
{everything is staged|I have staged my changes|my changes are staged|the files are staged|I staged everything}{,|;} {commit it|commit them|commit|now commit|how do I commit} with {the |}message <quoted>
the {commit |}message {should be|is|shall be} <quoted>{,|;|.} {commit|make the commit|commit what is staged|how do I commit}
@want to commit{| what is staged| my staged changes} {with the message|with message|saying|as} <quoted>
@want {a|a new} commit {saying|with the message|called} <quoted>
how is a commit made with {the |}message <quoted>
""",
    "key": """
git commit {message |with message |-m |with the message |}<quoted>
commit {message|with message|staged with message|staged changes|staged changes as}{:|} <quoted>
{new|make|create} commit{:|,|} <quoted>
commit staged {changes |files |}{with message |message |}<quoted>
{git |}commit: <quoted>
commit, message <quoted>
""",
}

W["git-amend"] = {
    "do": """
{add|put|fold|include|squeeze|move|merge|slip|throw} {the|my} {staged changes|staged files|staged edits|staged work} {to|into|in} {the|my} @last {commit|git commit}{||, and keep its message| and keep the message| without changing the message| with the same message| and keep the commit message| keeping the message| without editing its message| but leave the message alone}
amend {the|my} @last {commit|git commit} {with|using|by adding|to include} {the|my} {staged changes|staged files|staged edits|changes I staged}{||, and keep its message| and keep the message| without changing the message| with the same message|, same message}
amend {the|my} @last commit {and keep its message|and keep the message|without changing the message|without editing the message|with the same message|but not its message|keeping its message|no edit|without a new message|without opening the editor|and leave its message as it is}
amend {the|my} @last {commit|git commit}
{add|include|put} {what I staged|what I just staged|what is staged|something I forgot|a forgotten file|the forgotten changes|a file I forgot to add|what I forgot} {to|in|into} {the|my} @last commit{|, keeping its message| and keep the message| without a new message}
{update|extend|complete|modify|redo} {the|my} @last commit with {the|my} {staged changes|staged files|staged edits}{||, same message| and keep its message| without changing the message}
{attach|append} {the|my} staged {changes|files} to {the|my} @last commit{| with the same message| and keep its message}
{commit|record} {the|my} staged changes into {the|my} {@last commit|existing commit} {instead of making a new one|rather than a new one|, not as a new one}
git amend {with no edit|no edit|without editing the message|keep message|keeping the message}
{make|let} {the|my} staged changes {part of|belong to} {the|my} @last commit{| with its message as it is| and keep its message|}
""",
    "ask": """
I forgot {to add a file to|something in|a change in|a file in|to include a file in} {the|my} @last commit{,|;|.} {it is staged now|I have staged it|I staged it}{,|;} {add it|put it in|add it there|how do I add it}{| and keep the message| without changing the message|}
I forgot to {stage|include|add} {a|one} file {in|before|to} {the|my} @last commit{| and want to add it to that commit|, can I still add it|, how do I add it to that commit|; it is staged now}
{the|my} staged changes {belong|should go} {in|into|to} {the|my} @last commit{| with the message unchanged|, keep the message|, not in a new one|}
can I {add|put|still add} {staged changes|staged files|something|the staged changes} {to|into} {the|my} @last commit{| and keep its message| without changing its message|}
how can {the|my} @last commit {get|include|take in} {the|my} staged changes{| without a new message| and keep its message|}
{the|my} @last commit {lacks|misses|is missing} {a file|something|a change}{, which is staged|, now staged|}{,|;} {amend it|add it to that commit|how do I amend it}
""",
    "key": """
git {amend|commit amend|amend no edit|amend keep message|amend last commit|amend without editing message|commit amend no edit|amend same message|amend staged changes}
amend {last|previous|latest} commit{| keep message| with staged changes| same message| no edit|, keep message}
{add|put} staged {changes|files} {to|into} {last|previous} commit
{add|include} {forgotten|missed} {file|change|changes} {to|in} {last|previous} commit
staged changes into {the |}last commit
""",
}

W["git-amend-message"] = {
    "do": """
@change {the|my} {message|commit message|description|text|comment|wording|title} of {the|my} @last {commit|git commit} {to|into|so that it says|to say|to read|to be|so it reads|with|as} <quoted>
@change {the|my} {last|latest|most recent|previous} {commit message|commit's message|commit's description|message|git commit message} {to|into|to say|to read|with|as} <quoted>
amend {the|my} {message of the last commit|last commit message|last commit's message|commit message|latest commit's message} {to|into|to say|with|as|so it says} <quoted>
amend {the|my} @last commit with {the|a} new message <quoted>
amend {the|my} @last commit{,|} {new message|message|with the message|with message|and set the message to|to say|so that it says|to read} <quoted>
{reword|rename|rewrite|relabel|retitle|rephrase} {the|my} @last {commit|git commit} {to|as|into|to say|with} <quoted>
{replace|swap} {the|my} {last commit message|message of the last commit|commit message of the last commit} {with|by|for} <quoted>
{give|write} {the|my} @last {commit|git commit} {a new message|another message|a different message|a better message|the message|the new message|the commit message}{,|:|} <quoted>
{make|have|let} {the|my} @last commit {say|read|be called|carry the message|have the message|be named} <quoted>
{make|have} {the|my} {last|latest} commit message {say|read|be} <quoted>
{fix|correct} {a|the|my} {typo|mistake|spelling} in {the|my} {last commit message|message of the last commit}{,|;|:} {it should say|it should read|make it|to|change it to} <quoted>
use <quoted> {as|for} the {message|new message|commit message} of {the|my} @last commit{| instead}
""",
    "ask": """
{the|my} {last commit message|message of my last commit|message of the last commit|last commit's message} {is wrong|has a typo|was wrong|is bad|has a mistake|is misspelled|should be changed}{,|;|.} {it should be|it should say|make it|change it to|it should read|I want it to be} <quoted>
{the|my} {last|latest} {commit message|commit's message} should {be|say|read|have been} <quoted>
I {made a typo in|misspelled|messed up|wrote the wrong|don't like} {the|my} {last |}commit message{,|;|.} {it should be|it should say|change it to|make it|set it to} <quoted>
can I {change|edit|fix|reword} {the|my} last commit message to <quoted>
@want {the|my} last commit to {say|read|be called|have the message} <quoted>
how is the last {commit's message|commit message} changed to <quoted>
""",
    "key": """
git {amend message|change last commit message|reword last commit|amend commit message|change commit message to|amend last message|amend -m|edit last commit message} <quoted>
{change|new|edit|reword|amend|fix|rewrite} {last commit message|message of last commit|last commit's message}{:| to|} <quoted>
{reword|rename} last commit {to |as |}<quoted>
amend last commit{,|:|} {message|new message} <quoted>
last commit message {to|should be|->} <quoted>
""",
}

W["git-discard-file"] = {
    "do": """
{throw away|discard|undo|drop|revert|ditch|get rid of|abandon|toss|lose|cancel|forget|wipe out|dump|scrap|erase|roll back} {my|the|all|all my|the local|all the} {changes|edits|modifications|local changes|uncommitted changes|unstaged changes|changes made} {in|to|of|on|from} {@F|<file>}@ingit
{reset|restore|revert|roll back|bring back|put back|return|turn back|set back} {@F|<file>} to {the last commit|the committed version|how it was|the version in git|its last committed state|its committed state|what is in git|HEAD|the state of the last commit|its original state|the way it was before my changes|the last committed version|the repository version}
{restore|check out|checkout|get back|bring back|recover|get} the {last committed|committed|original|old|last|unmodified|repository's|git} {version|copy|state} of <file>@ingit
{restore|reset} {the file |}<file>{ in git| with git| from git| from the repository| from the last commit|, dropping my changes| and lose my changes}
{undo|revert} {what I did to|what I changed in|everything I changed in|all I did in|my work on} {@F|<file>}@ingit
git {restore|checkout|discard|revert changes in} {@F|<file>}
{make|let} git {forget|throw away|discard} {my|the} {changes|edits} {to|in} <file>
{make|let} @F {look like|be like|match} {the last commit|it was in the last commit|the version in git|what git has}{| again}
{overwrite|replace} {@F|<file>} with {the version from the last commit|the committed version|the version in git|git's version}
in git, {discard|undo|throw away} {the|my} changes {to|in} <file>
{start over with|go back to the committed version of|go back to git's version of} {@F|<file>}
{throw away|discard} {only |just }{the |my }changes in <file>
""",
    "ask": """
I {messed up|broke|ruined|screwed up|botched|damaged} <file>{,|;|.| and} {throw away my changes|how do I get the committed version back|restore it from git|discard my changes|reset it to the last commit|how do I undo my changes in git|want the version in git back}
{my|the} {changes|edits} {in|to} <file> {are wrong|are rubbish|should go|can go|are not needed|were a mistake|should be thrown away}{|, discard them|, undo them|, throw them away}
I {don't want|don't need|no longer want|regret} {my|the} {changes|edits} {in|to} <file>{|, throw them away|, discard them|, undo them}
@want {my|the} {changes|edits} {in|to} <file> {gone|discarded|undone|thrown away}
@want the {committed|last committed|git} version of <file> {back|again}
how do {the|my} changes {in|to} <file> get {discarded|undone|thrown away}
""",
    "key": """
git {restore|checkout file|discard|discard file|restore file|discard changes in|undo changes in|revert file|undo changes to|throw away changes in} <file>
{discard|undo|revert|throw away|drop} {changes|my changes|edits|local changes} {in|to|of} <file>
{restore|reset} <file> to {last commit|HEAD|committed version|git version}
discard <file> changes
<file> back to {last commit|committed version|HEAD}
{restore|undo} <file>{| git| in git| from git}
""",
}

W["git-discard-all"] = {
    "do": """
{throw away|discard|undo|drop|ditch|get rid of|abandon|toss|lose|cancel|forget|wipe out|dump|scrap|trash|erase|destroy|nuke|roll back} {all|all my|all the|every|all of my|all of the} {uncommitted |local |uncommitted |pending |}{changes|changes|edits|modifications|uncommitted work}@ingit
{throw away|discard|undo|drop|scrap|trash} {everything|everything I did|all I did|whatever I changed|all that I changed|everything I changed|everything uncommitted|whatever is not committed|everything that is not committed|all that is uncommitted} {since the last commit|since my last commit|in git|in the repo|in this repo|that I did not commit|}
{reset|restore|revert|return|roll back|set back|bring back|turn back} {the repo|the repository|everything|all files|my working tree|the working tree|the working directory|all tracked files|the project|my repo|the whole repo|all my files} to {the last commit|the last committed state|HEAD|how it was at the last commit|the state of the last commit|a clean state|its last committed state|my last commit}
{do|make|perform|run} a {hard reset|git hard reset|reset --hard|git reset hard}{| to HEAD| to the last commit| of the repo}
hard reset {the repo|my repo|everything|the working tree|git|to the last commit|to HEAD|all}
{go|get} back to the {last commit|last committed state|state of the last commit} {and lose|and throw away|and forget|losing|and drop} {all|all my|everything|my uncommitted} {changes|edits|since}
{start|begin} {over|again|fresh} from the {last commit|latest commit|last git commit}{| and lose my changes|, without my changes}
{make|get} {the|my} {working tree|repo|working directory} {clean again|match the last commit|look like the last commit|clean, losing all changes|identical to HEAD}
{clean|clear} {the|my} {working tree|working directory} of all {changes|edits|modifications} to {tracked files|committed files}
in git, {discard|undo|throw away} {all|all my|everything}{| uncommitted} changes
{wipe|blow away|kill} all {my |}{uncommitted|local} {changes|work}@ingit
{revert|undo} all {files|changed files|modified files} to {the committed version|their committed state|HEAD}
""",
    "ask": """
I {messed up|broke|ruined|screwed up} everything{,|;|.| and} {throw away all my changes|go back to the last commit|want to go back to the last commit|how do I get back to the last commit|reset to the last commit}{| in git}
{all my|my|all} uncommitted {changes|edits} {are rubbish|should go|can go|are not needed|are wrong}{|, discard them|, throw them all away}
I {don't want|don't need|no longer want} any of my {uncommitted |}changes{| in git|, throw them all away|, discard them all}
@want all {my |}{uncommitted |local |}changes {gone|discarded|undone|thrown away}@ingit
@want {my repo|everything|all files|the working tree} {back as it was|to be as it was|back} at the last commit
how do I lose all my {changes|local changes|uncommitted changes}@ingit
""",
    "key": """
git {reset hard|hard reset|discard all|discard all changes|discard everything|throw away all changes|undo all changes|reset everything|revert all changes|drop all changes|reset to last commit, lose changes}
{discard|undo|drop|throw away|revert} {all|all uncommitted|all local|all my} {changes|edits|modifications}{| git| in git| in repo}
{reset|restore} {everything|all files|repo|working tree} to {last commit|HEAD}
{hard reset|reset hard}{| to last commit| to HEAD}
{discard|undo} everything uncommitted
back to last commit{,| and} lose {changes|all changes|everything}
""",
}

W["git-clean"] = {
    "do": """
@delete {all|the|all the|every|any|my|all my} {untracked|untracked|not tracked|non-tracked|unversioned} {files|files|files and directories|files and folders|things|stuff|directories and files}{@ingit| from the repo| from the repository| from the working tree| in my working tree| from my git repo| of the repository}
{clean|clean up|clear|purge|tidy|sweep|wipe|clear out} {the repo|the repository|the working tree|my repo|my working tree|the working directory|my git repo} {of|from|by deleting|by removing} {untracked files|all untracked files|files that are not tracked|everything untracked|untracked stuff|files git does not know}
@delete {all|the|any|all the|every} {files|file} {that are not tracked|git does not track|that git does not track|git does not know|not under version control|that are not under version control|that are untracked|not in git|that git does not know about|that were never added|not added to git|that are not in the repository|unknown to git}{| from the repo| here|}
{clean up|clear out|wipe|purge|nuke|trash|throw away|throw out|sweep out|clear away|wipe out} {all|the|all the|} untracked {files|stuff|things|files and directories}@ingit
{delete|remove} {everything|anything|whatever} {that is not tracked|git does not track|that git does not track|untracked|not tracked by git|that git lists as untracked|git shows as untracked|that is untracked|that is not in git}
{clean|git clean} {the|my} {untracked files|repo of untracked files|untracked files and directories}
{run|do} a git clean{| of untracked files| with directories|}
git clean {untracked|the untracked} files{| and directories}
in git, {delete|remove} {all|the} untracked files
{make|let|have} git {delete|remove|clean} {all |the |}untracked files
""",
    "ask": """
{there are|I have|git shows|git status shows} {many|some|lots of|too many|a lot of} untracked files{,|;|.} {delete them|remove them|how do I delete them|how do I get rid of them|get rid of them}{| all}
@want {all |the |}untracked files {gone|deleted|removed}@ingit
how do {the |all |}untracked files {go away|get deleted|get removed}@ingit
can git {delete|remove|clean up} {the|all} untracked files
I {don't need|don't want} the untracked files{| in my repo| in git}{|, delete them|, get rid of them}
how are untracked files {deleted|removed|cleaned}@ingit
""",
    "key": """
git {clean|clean untracked|remove untracked files|delete untracked files|clean untracked files|clean up untracked|clean files and directories|clean -fd}
{delete|remove|clean|clear|purge} untracked {files|files git|files and dirs|files in git|files and directories}
untracked files {delete|remove|removal|cleanup|clean up}
{clean|cleanup} {repo|repository|working tree}{,| of|:|} untracked{| files}
{removal|deletion} of untracked files
""",
}

W["git-unstage"] = {
    "do": """
unstage {@F|<file>|only <file>|just <file>|the changes in <file>|my changes in <file>}{||@ingit| and keep its changes| but keep the changes| without losing my changes| but keep my edits| and keep the changes}
{take|pull|get|move|kick|leave|drop} {@F|<file>} {out of|from} {the staging area|the index|the next commit|the stage|my next commit|staging}{||, but keep its changes| and keep the changes| but keep my edits| without losing my changes| and keep my work}
{remove|exclude} {@F|<file>} from {the staging area|the index|the next commit|the stage|staging|what will be committed|my next commit}{||, but keep its changes| and keep the changes| but keep my changes| without losing my edits}
{undo|reverse|revert|cancel|take back|roll back} {git add|the git add|git add of|the git add of|staging|the staging of|adding} {for |}<file>{||, but keep the changes| and keep its changes| without losing my work}
{un-add|un-stage|unadd|destage} {the file |}<file>@ingit
{make|mark} @F {unstaged|not staged|no longer staged|unstaged again}{| but keep the changes| and keep my edits| in git|}
{reset|restore} {the staged file <file>|<file> in the index|the index for <file>|the staging of <file>} {but keep the changes|and keep its changes|but not the file itself|and keep my edits|without touching my changes}
{not commit|keep from committing} @F {this time|in the next commit|with the next commit}{,|} {unstage it|but keep its changes|it is staged already}
in git, unstage {the file |}<file>
tell git to unstage {the file |}<file>
git unstage {@F|<file>}
{remove|take} the staged changes of <file> from the index
""",
    "ask": """
I {staged|added|git added|have staged} <file> {by mistake|by accident|accidentally|too early|wrongly|too soon|but should not have}{,|;|.} {unstage it|take it out|how do I unstage it|how do I undo that|undo that|take it out of the index}{| but keep the changes| and keep my changes|}
{the file |}<file> {should not be in the next commit|should not be staged|is staged but should not be|was staged by mistake|should not be in the index|is staged by accident}{|, unstage it|, take it out|, how do I unstage it|, but keep its changes}
@want <file> {unstaged|out of the staging area|out of the next commit|not staged anymore}{| but keep its changes| with its changes kept|}
how {does|do I get} <file> {out of|off} the {staging area|index|stage}{| without losing changes|}
how is {the file |}<file> unstaged{| in git|}
""",
    "key": """
git unstage {file |}<file>
unstage {file |}<file>{| git| in git| keep changes| but keep changes}
git {reset file|undo add|remove from staging|remove from index but keep changes|restore staged|undo git add|un-add} <file>
{undo|reverse} git add {of |for |}<file>
{remove|take} <file> {from|out of} {staging|index|staging area|the next commit}
<file> {out of|from} {index|staging area}, keep changes
""",
}

W["git-untrack"] = {
    "do": """
{stop|quit|end|cease} {tracking|versioning|to track} {@F|<file>} {in git|with git|in the repo|in the repository|}{||, but keep it on disk| but keep it on disk| but keep the file| without deleting it| and keep it locally| but leave the file on disk| but not delete it|, keeping it on disk}
untrack {@F|<file>}{||@ingit| but keep it on disk| and keep it| without deleting it| but keep the file| but leave it on disk}
{remove|delete|take|drop} {@F|<file>} from {git|the repo|the repository|version control|git tracking|the git repository|git's tracking|source control} {but keep it on disk|but keep it|without deleting it|but not from disk|but keep the file|and keep it locally|but leave it on my disk|only, not from disk|but not from my disk|without removing the file itself|and not delete it from disk|but leave the local file alone|but keep my local copy}
{make|let|have} git {forget|stop tracking|no longer track|untrack|ignore from now on|not track} {@F|<file>}{|, but keep it on disk| but keep the file| without deleting it| and keep it on disk| but leave the file in place}
{no longer track|not track} {@F|<file>} {in git|with git}{| but keep it| but keep it on disk}
{remove|delete} {@F|<file>} from {the index|git's index|the git cache|the cache|the git index} {but keep it on disk|but keep the file|only|and stop tracking it|to stop tracking it|but not from the disk}
{keep|leave} {@F|<file>} {on disk|locally|in my folder|on my disk} but {stop tracking it|remove it from git|untrack it|take it out of git|make git forget it|remove it from the repo|take it out of version control}
{make|leave} @F untracked{| again}{| but keep it| without deleting it|, keep it on disk|@ingit}
{take|get} {@F|<file>} out of {version control|git|the repo|source control}{| but keep it on disk| without deleting it|, keeping the file|}
git rm {@F|<file>} {but keep it|without deleting it|but keep it on disk|only from the index|from the cache only}
tell git to {stop tracking|forget} {the file |}<file>
""",
    "ask": """
I {committed|added} {the file |}<file> {to git |}{by mistake|by accident|though it should be ignored|but it should be ignored}{,|;|.} {stop tracking it|untrack it|take it out of git|how do I stop tracking it}{,| but| and} {keep it on disk|keep it|keep the file}
{the file |}<file> {should no longer be tracked|should not be tracked|should not be in git|should not be in the repo|is tracked but should not be}{|, but should stay on disk|, but keep it on disk|, but keep it}
@want git to {stop tracking|forget|untrack} <file>{|, but keep it on disk| but keep the file| without deleting it|}
@want <file> {out of git|untracked|no longer tracked} but {still on disk|kept on disk|not deleted}
how do I {keep|leave} <file> on disk but not in git
{git|the repo} {tracks|is tracking} <file>{,|;|.} {stop that|how do I stop that|make it stop}{| but keep the file| without deleting it|}
""",
    "key": """
git {untrack|rm cached|stop tracking|untrack file|stop tracking file|remove from git keep on disk|forget file|rm --cached|remove from tracking} <file>
{untrack|stop tracking} {file |}<file>{| keep on disk| but keep file| git| in git}
{remove|delete} <file> from git{,| but} keep {on disk|file|it|locally|local file}
<file> {out of git but keep on disk|untracked but kept|stop tracking}
keep <file> on disk, {remove from git|stop tracking|untrack}
""",
}

W["git-log-file"] = {
    "do": """
@show {the|all|all the} {commits|git commits|changesets} {that changed|that touched|that modified|which changed|for|affecting|concerning|that affect|that edited|involving|of} {@F|<file>}
@show {the|the full|the git|the commit|the change} {history|log|git log|commit history|git history|change history|revision history} {of|for} {the single file |the one file |}{@F|<file>}
@show {when|in which commits|how} {@F|<file>} {was changed|has changed|was modified|changed over time|was edited|evolved}{| according to git| in git}
@show {past|earlier|previous|old|all} {commits|revisions|versions|changes} of {@F|<file>}{| in git| from the git log}
{trace|follow|go through|look through|inspect|browse|review} the {history|git history|commits|git log} of {@F|<file>}{| across renames| in git|}
{find|find out} {which|what} commits {changed|touched|modified|affected} {@F|<file>}
{filter|limit|restrict} {the git log|git log|the log|the commit history} {to|by} {@F|<file>|the one file <file>}
{look up|check} what happened to {@F|<file>} {in git|in the git history|over the commits|in the past commits}
{read|see} the {commit messages|log messages} {of|for} changes to {@F|<file>}
git log {of|for|only for|restricted to} {@F|<file>}
""",
    "ask": """
{which|what} commits {changed|touched|modified|have changed|affected|edited|were made to|did something to|concern|altered} {@F|<file>}
what is the {history|git history|commit history|git log|change log} of {@F|<file>}
{when|in which commits} {was|has} {the file |}<file> {changed|modified|been changed|edited|touched}{| in git| according to git}
how {did|has} {the file |}<file> {changed|change|evolve|evolved} {over time|in git|commit by commit|in the git history}
{what|what all} happened to <file> in {git|the repository|the git history|earlier commits}
{where|in what commits} does {the file |}<file> {show up|appear} in the git log
""",
    "key": """
git {log|history|log for|log of|log file|file history|commits for|history of|log follow|commit history of} {file |}<file>
{git |commit |change |}{history|log} {of|for} {file |}<file>
commits {for|of|to|that changed|touching|changing|that touched} {file |}<file>
<file> {git history|commit history|history|commits|git log|change history}
{all |}{revisions|versions|changes} of <file>{| in git}
""",
}

W["git-blame"] = {
    "do": """
@show {who|which person|which author} {changed|last changed|wrote|edited|modified|is responsible for|last touched|authored|last edited|is to blame for} {which line|each line|every line|which lines|what line|the lines|each of the lines|the individual lines} {of|in} {@F|<file>}{@ingit}
@show {the|} {author|authors|last author|committer|last editor} {of|for|behind} {each|every|the} {line|single line|lines} {of|in} {@F|<file>}
{annotate|blame|git blame} {@F|<file>}{| line by line| with authors| in git| with the author of each line}
@show {@F|<file>} {with the author of each line|with who wrote each line|annotated with authors|line by line with authors|with authorship per line|with blame information|annotated with commits and authors}
{find out|see|check|figure out|know|look up|determine} {who wrote|who changed|who edited|who broke|whose code is|who is behind|who to blame for} {the lines of|each line of|the code in|a line in|a line of|the lines in|which line in|the different lines in} {@F|<file>}
@show {line by line|for each line|per line|for every line} who {changed|edited|wrote|last modified|touched} {@F|<file>}
@show {for every line|for each line} of {@F|<file>} {who|which commit} {changed it|changed it last|wrote it|last touched it}
@show {which|what} commit {last changed|introduced|last touched|added} each line {of|in} {@F|<file>}
{use|run} git blame on {@F|<file>}
@show the {blame|git blame|annotation|git annotations|authorship} {of|for} {@F|<file>}
{point out|name} {the guilty one|the culprit|the author} for {each line|the lines} of {@F|<file>}
""",
    "ask": """
who {changed|wrote|edited|modified|touched|last changed|last edited|authored} {which line|each line|every line|the lines|which lines|what line|what} {of|in} {@F|<file>}
who {is responsible for|is to blame for|is the author of} {the lines in|the lines of|each line of|the code in|this code in|each line in} {@F|<file>}
{which|what} {author|person|developer|colleague|commit} {changed|wrote|last changed|last touched|is behind|edited} {each line|every line|the lines|which line} {of|in} {@F|<file>}
who wrote {the code in |}{@F|<file>}{|, line by line| line by line}
{somebody|someone} {broke|changed|messed up} {a line in|lines in|some lines of} <file>{,|;|.} {who was it|who did it|find out who|how do I see who}
{whose|from whom} {lines are in|are the lines of|are the lines in} {@F|<file>}
""",
    "key": """
git {blame|annotate|blame file|who changed|line authors|author per line|author of lines in|authors of} <file>
blame {for |of |on |}<file>
{author|authors|authorship} {of|for} {each line|lines|every line} {of|in} <file>
who {changed|wrote|edited} <file>{| line by line| per line}
<file> {blame|line authors|who wrote each line|line by line authors|annotate}
{line by line|per-line} {authors|history|authorship} {of|for} <file>
""",
}

W["git-show"] = {
    "do": """
@show {what|what all|everything|all that} {@Cm} {changed|did|contains|introduced|modified|has changed|brought|altered|touched}
@show {the|} {changes|diff|patch|contents|details|content|modifications} {of|in|from|made by|made in|introduced by|introduced in|for} {@Cm}
@show {the message and changes|message and diff|the details|the full details|the message and the diff} of {@Cm}
{show|display|view|print|see|open|inspect|examine|look at|show me|review|read|check|look into} {@Cm}
{find out|see|look up|know|check|tell me|understand} what {@Cm} {did|changed|does|is about|contains|modified|was about}
git show {@Cm}
@show {which files|which lines|what files|what code} {@Cm} {changed|touched|modified|affects}
@show {what was|what got|what has been} {changed|modified|done|edited} {in|by|with} {@Cm}
{have|take} a {look|closer look} at {the changes in |the diff of |}{@Cm}
{display|view} a {single|specific|particular|given} commit{,|:|} <commit>{| and what it changed| with its diff}
""",
    "ask": """
what {did|does|has} {@Cm} {change|do|contain|changed|modify|introduce|touch}
what {is|was} {in|changed in|changed by|done in|the diff of|modified in|the content of} {@Cm}
what {changes|modifications|edits} {are in|were made in|did I make in|came with|are part of|came in with|were introduced by} {@Cm}
{which|what} {files|lines} {did|does} {@Cm} {change|touch|modify}
{which|what} {files|lines|things} {were changed|were modified|changed} {in|by|with} {@Cm}
what's {in|inside|the diff for|the patch of} {@Cm}
{somebody|someone|a colleague} {mentioned|told me about|sent me} {commit|the commit} <commit>{,|;|.} {what did it change|what does it do|show it|how do I see it}
""",
    "key": """
git {show|show commit|diff of commit|view commit|commit details|details of|inspect|changes in commit|display commit} <commit>
{show|view|display} {commit |}<commit>
{changes|diff|patch|contents|details} {in|of|from} {commit |}<commit>
commit <commit> {diff|changes|details|contents|what changed}
what {commit |}<commit> changed
""",
}

W["git-revert"] = {
    "do": """
{revert|git revert} {@Cm}{||| with a new commit| by a new commit| with another commit| without rewriting history| safely| keeping history| in a new commit|, making a new commit|@ingit}
{undo|reverse|take back|back out|roll back|cancel|cancel out|counteract|negate|withdraw|neutralize|invert|annul} {the changes of |the changes from |what was done in |the effect of |}{@Cm}{| with a new commit| by a new commit| with a reverting commit| without rewriting history|@ingit| by making a new commit}
@make {a|a new} commit that {reverts|undoes|takes back|reverses|cancels|backs out|undoes the changes of|is the opposite of|inverts|rolls back} {@Cm}
{make|do|create} a {revert|revert commit|git revert|reverting commit|inverse commit} {of|for} {@Cm}
{undo|revert|reverse|take back} {an old|an earlier|a certain|a specific|one particular|a single|a bad|the bad|a published|a pushed|the faulty} commit{,|:|} {namely |}<commit>
{apply|commit} the {inverse|opposite|reverse} of {@Cm}
{back out|remove the effects of|get rid of the changes of|get rid of what came with} {@Cm}{| with a new commit| without touching history|}
{use|run} git revert {on|for} {@Cm}
in git, {revert|undo|back out} {the |}commit <commit>
""",
    "ask": """
{the |}commit <commit> {broke something|was a mistake|was wrong|introduced a bug|broke the build|is bad|should not have been made|was bad|is faulty|must go}{,|;|.} {revert it|undo it|how do I revert it|take it back|how do I undo it|back it out}{| with a new commit|}
@want {the |}commit <commit> {reverted|undone|taken back|backed out|reversed}{| with a new commit| without rewriting history|}
can {the |}commit <commit> be {reverted|undone|taken back|reversed}{| with a new commit| without rewriting history|}
{the |}commit <commit> {is already pushed|was pushed already}{,|;|.} {undo it|revert it|how do I undo it|take it back}
how is {the |}commit <commit> {reverted|undone|taken back}
""",
    "key": """
git {revert|revert commit|undo commit|back out|back out commit|revert with new commit|take back commit} <commit>
revert {commit |}<commit>{| with new commit| git| in git}
{undo|reverse|back out|take back} commit <commit>{| with new commit| git| safely}
{revert commit|reverting commit|inverse commit} {of|for} <commit>
{reversal|revert} of {commit |}<commit>
""",
}

W["git-cherry-pick"] = {
    "do": """
{apply|copy|take|bring|get|put|port|transfer|pull|backport|transplant|duplicate} {@Cm} {to|onto|on|into|over to|on top of|on to} {this branch|the current branch|my branch|my current branch|the branch I am on|the present branch}{@ingit}
{cherry-pick|cherry pick|cherrypick|git cherry-pick|git cherry pick} {@Cm}{||| to this branch| onto this branch| into the current branch| here| onto my branch| from another branch| to the branch I am on}
{apply|copy|take|get|bring|pick|import|grab|fetch|carry over} {just|only} {@Cm} {from another branch|from the other branch|to this branch|here|onto the current branch|into my branch}
{apply|copy|take} {one|a single|one single|just one|a specific|a certain|one particular} commit{,|:|} <commit>{,|} {to this branch|onto this branch|from another branch|to the current branch|here|on my branch}
{pick|grab|borrow|steal} {@Cm} {from another branch|for this branch|onto this branch|from the other branch|over to this branch|into the current branch}
{get|have} {the changes of|the changes from|what is in} {@Cm} {on this branch|onto this branch|in the current branch|into the current branch|on my branch too}
{apply|reapply|replay|repeat} {the changes of |the changes from |}{@Cm} {here|on this branch|on the current branch|on top of this branch|on my branch}
use {git |}cherry-pick {for|on|with} {@Cm}
{include|add} {@Cm} {in|to} {this branch|the current branch|my branch} {without merging|without merging the whole branch|too|as well|}
""",
    "ask": """
@want {only |just |}{the |}commit <commit> {on this branch|in this branch|on my branch|on the current branch|here too|here as well|from the other branch}
{the |}commit <commit> is on another branch{,|;|.} {get it here|apply it here|how do I get it onto this one|copy it to this branch|I need it here too}
can {the |}commit <commit> be {copied|applied|brought over|cherry-picked} {to|onto} {this branch|the current branch|my branch}
how does {the |}commit <commit> get {onto|into} {this branch|the current branch|my branch}
{the |}commit <commit> {should be|is needed} {on this branch too|also on this branch|on the current branch}
""",
    "key": """
git {cherry-pick|cherry pick|apply commit|copy commit|pick commit|cherry-pick commit|pick} <commit>
{cherry-pick|cherry pick|cherrypick} {commit |}<commit>{| to this branch| onto current branch|}
{apply|copy|pick} commit <commit> {to|onto|on} {this|current} branch
{single |one |}commit <commit> {from other branch|to this branch|onto current branch|onto this branch}
{take over|backport} commit <commit>
""",
}

W["git-branches"] = {
    "do": """
@show {all|all the|the|all my|my|every|the existing|all existing|all of the} {git branches|branches|git branches|local and remote branches|branches of this repo|branches in git|branches in the repo|branches of the repository|branch names|branches in this git repo|branches of my git project}
@show {a|the|a full|the complete} list of {all |the |my |}{git |}branches{| in this repo| in the repository}
@show {which|what} {branches|git branches} {there are|exist|are there|I have|we have|this repo has|are available|the repository has|can be checked out}{@ingit}
@show {the names of all|the names of the|every one of the} branches {in git|of this repository|in the repo|in this repo}
@show {local|both local} and remote {git |}branches{| of this repo|}
@show {the branches|all branches}, {remote ones too|including remote ones|local and remote|also the remote ones|including remotes}@ingit
{see|find out|check|look up|look at} {which|what} {git |}branches {exist|there are|are available|this repo has|I can switch to}
list {every|each} {git |}branch{| of the repo| in the repo|}
{enumerate|name} {all|the} {git |}branches
{ask git for|have git print|let git list} {all|the|its} branches
git branch list{| all}
""",
    "ask": """
{which|what} {branches|git branches} {are there|exist|do I have|do we have|does this repo have|are available|does the repository have|are in this repo|can I switch to|have been created}{@ingit}
what are {all |}{the|my} {git |}branches{| of this repo| in this repo| called|}
how many {git |}branches {are there|does this repo have|do I have|exist} and {which|what are they called|which ones}
are there {other|any other|any more} {git |}branches{| in this repo| in the repository|}
does {this repo|this repository|the repo} have {other|more|any other} branches{| than this one|}
@want {to see |}{a list of |}all {the |}{git |}branches
""",
    "key": """
{git |}branch list
{list|all|list all|show all|show|existing|available} {git |}branches{| local and remote|}
git {list branches|branches|all branches|branch names|list all branches|show branches|which branches exist|branch overview}
{local and remote|remote and local} {git |}branches
{list|overview} of {all |}{the |}{git |}branches
branches {of|in} {this |the |}{repo|repository|git repo}
""",
}

W["git-branch-current"] = {
    "do": """
@show {the|my} {current|active|checked out|currently checked out|present|checked-out} {git branch|branch|git branch|branch name}{@ingit}
@show {which|what} {git branch|branch} {I am on|I'm on|I am in|is checked out|is active|is current|I am currently on|I am working on|this is|we are on|I have checked out|I'm working on right now|HEAD is on}{@ingit}
@show {the|just the|only the} name of {the|my} {current|active|checked out} {git |}branch
{find out|check|see|tell me|determine|know|figure out|look up|tell|say} {which|what|on which|on what} {git |}branch {I am on|I'm on|I am|is checked out|is active|I am currently|I currently am on|is the current one}
{find out|see|tell me} what {my|the} {current|active} {git |}branch is {called|named}
{check|verify} {my|the} current {git |}branch
get {the|my} current branch name{| in git| from git| for a script|}
{ask git|have git tell me} {which branch I am on|for the current branch|which branch this is}
{name|print} the {git |}branch {I am on|that I am on|that is checked out|I am working in}
""",
    "ask": """
{which|what} {git |}branch {am I on|is this|am I in|is checked out|is active|is the current one|am I working on|do I have checked out|am I currently on|are we on|is current|is HEAD on|did I check out|am I at}{| right now| now| at the moment| currently|}
on {which|what} {git |}branch am I{| right now| now| working|}
what is {the|my} {current|active|checked out} {git |}branch{| called|'s name|}
what's {the|my} {current|active} {git |}branch{| name|}
what is the name of {the|my} current {git |}branch
am I on the right {git |}branch{,|;} which {one |branch |}{is it|am I on}
I forgot {which|what} {git |}branch I am on{|, which is it|, tell me}
""",
    "key": """
{current|active|checked out} {git |}branch{| name|}
git {current branch|branch current|branch name|show current branch|active branch|which branch|which branch am I on|show current|what branch}
{name of|show|print|get} {the |}current {git |}branch
{my|this} {git |}branch name
branch {I am on|i'm on|currently checked out|that is checked out}{| git|}
""",
}

W["git-branch-rename"] = {
    "do": """
{rename|retitle|relabel} {the|my|this} {current|git|current git|present|checked out|active|} {branch|git branch} {to|into|as} <branch>
{rename|change the name of} {the branch I am on|the branch I'm on|the branch that is checked out|my current branch|this branch|the current git branch} {to|into} <branch>
{change|set|edit} {the|my} {current |present |}{branch's name|branch name|git branch name|name of the current branch|name of this branch|name of my branch} to <branch>
{give|assign} {the|my|this} {current |git |}branch {the name|the new name|another name:|a new name,|a different name,} <branch>
{call|name} {this branch|the current branch|my current branch|the branch I am on|the current git branch} <branch>{| from now on| instead| now}
{make|have|let} {the current branch|this branch|my branch|the branch I am on} be {called|named} <branch>{| instead| from now on|}
{move|git branch -m} {the|this|my} current branch to {the |a }{new |}name <branch>
{rename|git rename} branch to <branch>
in git, {rename|change} {the|my} {current |}branch {name |}to <branch>
{switch|swap} {the|my} {current |}branch name {for|to} <branch>{, keeping the same branch|, just a rename|, no new branch|}
""",
    "ask": """
{the|my|this} {current |}{git |}branch should be {called|named|renamed to} <branch>{| instead| from now on|}
{this|the current|my} branch has {the wrong name|a typo in its name|a bad name}{,|;|.} {it should be|rename it to|call it|make it|it should be called} <branch>
I {misnamed|misspelled|wrongly named} {my|the|this} {current |}branch{,|;|.} {it should be|rename it to|call it} <branch>
@want {my|the|this} {current |}{git |}branch to be {called|named} <branch>
@want to {rename|change the name of} {my|the|this} {current |}{git |}branch to <branch>
can {this|the current|my current} branch be {renamed|renamed to|called} <branch>
""",
    "key": """
{rename|git rename|change name of} {current |this |my |}{git |}branch {to |as |}<branch>
git {branch rename|rename branch|rename current branch|rename branch to|branch rename to|change branch name|branch new name} <branch>
{new|other} name for {current |this |the current |}branch{:|,|} <branch>
current branch {new name|rename to|rename} <branch>
{change|set} {current |}branch name {to |}<branch>
branch name change to <branch>
""",
}

W["git-branch-delete"] = {
    "do": """
@delete {the|my|a|the old|my old|the merged} {local |local git |git |local |}branch {|named |called |}<branch>{||| locally| on my machine@ingit|@ingit}
@delete {the|my} {local |git |old |merged |finished |stale |}<branch> branch{| locally|@ingit}
@delete {@Br} {locally|only locally|on my machine|from my local repo|from my local repository|in my local clone|on my computer|from this machine|here, not on the remote|but only locally}
@delete {the git branch|git branch|the local git branch|the local branch} <branch>
{kill|nuke|trash|throw away|prune|clean up|ditch|dispose of|discard|scrap|bin} {the |my |}{local |old |merged |git |}branch <branch>{| locally|@ingit}
git {delete|remove} {the |}{local |}branch <branch>
{get rid of|tidy away} {@Bx}{, it is merged|, which is merged|, I don't need it anymore|, since it has been merged| after merging it|@ingit}
in git, {delete|remove} {the |}{local |}branch <branch>
{have|let} git {delete|remove|drop} {@Bx}
{delete|remove} {@Bx} {now that it is merged|after the merge|because it is no longer needed|since I no longer need it}
""",
    "ask": """
{the |my |}{local |}branch <branch> {is merged|has been merged|is no longer needed|is not needed anymore|is old|is obsolete|can go}{,|;|.} {delete it|remove it|how do I delete it|get rid of it}{| locally|}
I {don't|do not} need {the |my |}{local |}branch <branch> {any more|anymore|any longer}{|, delete it|, remove it}
I am {done|finished} with {the |my |}branch <branch>{,|;|.} {delete it|remove it|how do I delete it}
@want {the |my |}{local |}branch <branch> {gone|deleted|removed}{| locally|@ingit}
how is {the |a |}local branch {|called |named }<branch> {deleted|removed}
can {the |my |}local branch <branch> be deleted
""",
    "key": """
{delete|remove|drop} {local |git |local git |}branch <branch>
git {delete branch|branch delete|remove branch|branch -d|delete local branch|branch remove|remove local branch} <branch>
{local |git |}branch <branch> {delete|remove|deletion}
{delete|remove} <branch> {branch|locally|local branch}
deletion of {the |}local branch <branch>
""",
}

W["git-branch-delete-remote"] = {
    "do": """
@delete {the |my |}{remote |remote git |remote |}branch <branch> {on|from|at} @origin
@delete {@Br} {on|from|at} {@origin|@origin|the git server|the remote server}
@delete {the|a|my} remote {git |}branch {|named |called |}<branch>{@ingit}
@delete {@Bx} {remotely|on the remote side|on the other end|not only locally but on the remote}
@delete {the |}{branch <branch>|<branch> branch} {that I pushed|I pushed|which I pushed} {to|from} @origin
{kill|nuke|trash|throw away|clean up|wipe|prune|discard|purge} {the |}{remote branch <branch>|branch <branch> on the remote|branch <branch> on origin|remote <branch> branch|branch <branch> on the server|branch <branch> on github}
{push|send} {a|the} deletion of {@Bx} to @origin
{push a delete of|push --delete|push the removal of} {@Bx}{| to origin| to the remote|}
{make|have|let} {origin|the remote|the server} {delete|remove|forget|drop} {@Bx}
on {the remote|origin|github|the server|gitlab}, {delete|remove} {@Bx}
git {delete|remove} {the |}remote branch <branch>
""",
    "ask": """
{the |my |}{remote |}branch <branch> {still exists|is still there|is still} on {origin|the remote|github|the server|gitlab}{,|;|.} {delete it|remove it|delete it there|how do I delete it|get rid of it there}
I {deleted|removed} {the |my |}branch <branch> locally{,|;} {now delete it on the remote|how do I delete it on origin too|but it is still on the remote|delete it on the server too|and want it gone on origin too}
@want {the |my |}branch <branch> {gone|deleted|removed} {on|from} {origin|the remote|github|the server|gitlab}
{the |}branch <branch> should {be deleted|be removed|disappear|go} {on|from} {origin|the remote|github|the server}
how is {the |a |}{branch <branch>|<branch>} {deleted|removed} {on|from} {the remote|origin|github|the server}
""",
    "key": """
{delete|remove|drop} remote {git |}branch <branch>
git {delete remote branch|push delete|remove remote branch|delete branch on remote|push origin delete|delete branch on origin|remote branch delete|delete remotely} <branch>
{delete|remove} {branch |}<branch> {on|from|at} {remote|origin|the remote|github|server}
remote branch <branch> {delete|remove|deletion}
{origin|remote}: {delete|remove} {branch |}<branch>
deletion of {the |}remote branch <branch>
""",
}

W["git-merge"] = {
    "do": """
{merge|git merge|join|integrate|incorporate|combine|fold|bring|pull} {@Br} {into|in|to|with} {the current one|the current branch|this branch|my branch|mine|my current branch|the branch I am on|this one|what I have checked out}
{merge|git merge} {|in |with |from |in the changes from }{@Bx}{|@ingit}
{merge|git merge} {|in |with }<branch>{| here| into here}
{bring|get|take|pull|integrate|fold|incorporate|include} {the changes from|the commits of|the changes of|the work of|the commits from|what is on|everything on|the work on} {@Br} {into|to|in} {the current branch|this branch|my branch|mine|here|the branch I am on}
{merge|combine|join|unite} {my branch|the current branch|this branch} with {@Br}
{do|make|perform} a {merge|git merge} {of|with|from} {@Br}{| into the current branch| into this branch|}
{update|bring} {my branch|this branch|the current branch} {with|up to date with} {the changes from|the commits of|what is on} {@Br}{ by merging| with a merge| via merge}
{merge|get} the {other branch|feature branch|finished branch}{,|} <branch>{,|} {into this one|into mine|into the current one|merged here}
in git, merge {@Br} into {the current|this|my} branch
{make|have} {@Br} merged into {this|the current|my} branch
""",
    "ask": """
{the |my |}branch <branch> {is done|is ready|is finished|is complete|has been reviewed}{,|;|.} {merge it|merge it here|how do I merge it|merge it into this one}
@want {the |}{changes|commits|work} {of|from|on} {the |}branch <branch> {in this branch|here|in the current branch|in my branch|merged|on my branch as well}
@want {the |my |}branch <branch> {merged into this one|merged|merged into the current branch|merged here}
how {do|can} {the |}{changes|commits} {of|from} <branch> get {into|merged into} {this branch|my branch|the current branch}
can {the |}branch <branch> be merged into {this one|the current one|my branch|this branch}
how is {the branch |}<branch> merged{| into this one| into the current branch|}
""",
    "key": """
git {merge|merge branch|merge in|merge from|merge into current} <branch>
merge {branch |}<branch>{| into current| into this branch| into current branch| into mine| git|}
{integrate|join|combine with} branch <branch>
{merge of|merging} {branch |}<branch>{| into this one| into current|}
branch <branch> into {current|this} {branch|one}{|, merge}
""",
}

W["git-rebase"] = {
    "do": """
{rebase|git rebase} {|my branch |the current branch |this branch |my work |my current branch |my commits |the branch I am on |my changes }{on|onto|on top of|upon|over|on to} {@Br}
{put|move|replay|reapply|place|transplant|stack|set|lay} {my commits|my branch|the current branch|this branch|my work|the commits of this branch|the commits of the current branch|my changes} {on top of|onto|upon|on the tip of|on the head of|after the commits of} {@Br}
{rebase|git rebase} {from|against|with|to} {@Br}
{make|let|have} {my branch|this branch|the current branch|my commits|my work} {start from|start at|begin at|be based on|sit on top of|be on top of|branch off from|come after} {@Br}{| instead| again|}
{change|switch|move} the base of {my branch|this branch|the current branch} to {@Br}
{update|bring} {my branch|this branch|the current branch} {with|up to date with|onto} {@Br} {by rebasing|using rebase|with a rebase|via rebase|with rebase|through a rebase|without a merge commit}
{do|make|perform|run} a {rebase|git rebase} {on|onto|of this branch onto|of my branch on|of the current branch onto} {@Br}
use rebase {to get|instead of merge to get} {my|the current|this} branch onto {@Br}
in git, rebase {my|the current|this} branch on {@Br}
linearize {my|the|this} branch on top of {@Br}
""",
    "ask": """
{my|this|the current} branch {should|must|has to} be {rebased on|rebased onto|based on|on top of|put on top of} {@Br}
{the |}branch <branch> {has moved on|has new commits|moved ahead|has advanced|got new commits}{,|;|.} {rebase mine|rebase onto it|how do I rebase on it|put my commits on top}
@want {my commits|my branch|my work|this branch} {on top of|rebased on|rebased onto|based on} {@Br}
@want {a linear|a straight} history {on top of|based on} {@Br}{| by rebasing|, rebase|}
can {my|the current|this} branch be rebased {on|onto} {@Br}
how does {my|this|the current} branch get {onto|on top of} {@Br}
""",
    "key": """
git {rebase|rebase on|rebase onto|rebase branch on|rebase current branch onto|rebase on top of|rebase my branch on} <branch>
rebase {on|onto|current branch on|current branch onto|to|branch onto|my branch onto|on top of} {branch |}<branch>
{my |current |}{branch|commits} on top of {branch |}<branch>
rebase <branch>
rebasing {on|onto} <branch>
{put|replay} commits {on|onto|on top of} <branch>
""",
}

W["git-squash"] = {
    "do": """
{squash|combine|merge|join|fold|collapse|condense|melt|compress|unite|roll|turn|pack|fuse|put|glue} {the|my} {last|latest|most recent|previous|newest|past} <n> {git commits|commits|commits} {into|to|in|together into|down to} {one|a single|a single one|one commit|a single commit|one single commit|just one}
{squash|combine|join|merge|fold|collapse|put|lump} {the|my} {last|latest|most recent|newest} <n> {git |}commits{| together|@ingit}
{make|create} {one|a single|one single} commit {out of|from|of} {the|my} {last|latest|most recent|newest} <n> {commits|ones}
{make|turn} {the|my} {last|latest} <n> {commits into one|commits one commit|commits a single one|commits become one}
{squash|combine|join} <n> commits {into one|to one|together|into a single commit|into a single one}
{do|start|run|open} an interactive rebase {of|over|for|on} {the|my} last <n> commits{| to squash them| and squash them|}
{interactively rebase|rebase interactively} {the|my} last <n> commits{| to squash them| and combine them|}
{reduce|shrink} {the|my} last <n> commits to {one|a single one|a single commit}
{clean up|tidy|tidy up} {the|my} history by {squashing|combining|joining} the last <n> commits
{have|get} {the|my} last <n> commits {squashed|combined|as one commit|as a single commit}
in git, squash the {last|latest} <n> commits
""",
    "ask": """
{the|my} {last|latest} <n> commits {should be|belong together|should become|should have been|ought to be} {one|a single one|squashed|, squash them|a single commit|one commit}
@want {the|my} last <n> commits {to be one|squashed|combined into one|squashed into one|as a single commit|joined}
I {made|have} <n> {small|tiny|little|work in progress|messy|wip} commits{,|;} {squash them|combine them|make them one|how do I make one out of them|how do I squash them}{| into one|}
can {the|my} last <n> commits be {squashed|combined|joined|merged}{| into one| into a single one|}
how do {the|my} last <n> commits {become|turn into} {one|a single one|a single commit}
{out of|from} {the|my} last <n> commits {I want to make|make|I want} {one|a single one}
""",
    "key": """
git {squash|squash last|combine last|squash the last|merge last|join last} <n>{| commits| commits into one}
{squash|combine|join|merge|collapse} {last |the last |}<n> commits{| into one| git| in git|}
last <n> commits {into one|to one|as one|squash|into a single one}
squash <n>
interactive rebase {of |}{last |}<n> commits
<n> commits {into|to} {one|a single one}
""",
}

W["git-stash"] = {
    "do": """
{stash|git stash|shelve} {|my changes |all my changes |the changes |everything |my work |my uncommitted changes |what I changed |my edits |the current changes |my local changes |my modifications |all changes }{||for now|for later|away|temporarily|for the moment|for a moment|in git|with git}
{put|set|lay|move} {|all }my {changes|work|edits|uncommitted changes|local changes|unfinished work} {aside|away|aside for now|away for now|to the side|to one side|aside temporarily|on a shelf|on the stash|in the stash|on the git stash|out of the way|aside for later}{@ingit}
{save|store|keep|hide|park|set aside|tuck away|put by|remember|preserve|stow|shelve|pause|back up} {|all }my {changes|work|edits|uncommitted changes|local changes|unfinished work|work in progress} {for later|temporarily|for now|without committing|without a commit|without committing them|and clean the working tree|and come back to it later|for the time being|in the stash|until later}{@ingit}
{temporarily|for now} {put aside|save|hide|shelve|stash|set aside|remove|park} {|all }my {changes|work|edits|uncommitted changes|local changes}{@ingit}
{get|have|make} a clean {working tree|working directory|checkout} {without losing my changes|and keep my changes for later|without committing|but not lose my work|by stashing my changes}
{put|push|move} {my|the|all my} {changes|work|edits} {on|onto|to|into} {the stash|the git stash|a stash|the stash stack}
{make|create} a {stash|git stash}{| of my changes| of my work|}
{interrupt|pause} my work{,|} {stash it|and put the changes aside|and stash the changes}
in git, {put|set} my changes aside{| for now|}
clear {the|my} working tree {without losing my changes|but keep the changes for later|and come back to my changes later}
""",
    "ask": """
I {need|have|want} to {switch branches|change branch|work on something else|do something else first|pull|fix something else} {but have uncommitted changes|but am not finished|but don't want to commit yet|without committing my changes}{|, put my changes aside|, stash them|, how do I put my changes aside|, where do I put my changes}
@want my {changes|work|edits} {put aside|stashed|out of the way|set aside|shelved}{| for now| for a while| for the moment|}
I am not {ready|done|finished} {with my changes|to commit|with my work}{,|;} {put them aside|stash them|put it aside for now|how do I save it for later}
can git {keep|put|hold|store} my changes {aside|somewhere|for later|aside for now} {without a commit||without committing}
where can I {park|put|keep} my uncommitted changes {for now|for a while|meanwhile}{@ingit}
how are {changes|my changes} {stashed|put aside|shelved}{@ingit}
""",
    "key": """
{git |}stash{| changes| my changes| work| uncommitted changes|}
git {stash|stash changes|put changes aside|shelve|save for later|stash away|set aside changes|shelve changes|stash save}
{put|set} {my |}changes aside{| git| in git| for now|}
{save|shelve|park} {changes|work|my work|my changes|uncommitted changes} {for later|temporarily|for now|without commit}
{temporarily|for now} {hide|shelve|save} {changes|work}
clean working tree{,|} {keep changes for later|stash changes|stash}
""",
}

W["git-stash-pop"] = {
    "do": """
{bring|get|take|put|fetch|pull|give me} {back |}{the|my} {stashed|shelved|put aside|saved} {changes|work|edits|changes|modifications} {back|back again|back from the stash|back now}{@ingit}
{bring|get|take|give me} back {the|my} {stashed|shelved|parked|put aside} {changes|work|edits|stuff}{@ingit}
{get|bring|take|fetch|pull} {the|my} {changes|work|edits} {back from|from|out of|back out of} {the stash|the git stash|git stash|stash}
{restore|reapply|apply|recover|unstash|return|retrieve|reinstate|re-apply|reload|resume} {the|my} {stashed changes|stash|stashed work|last stash|latest stash|stashed edits|shelved changes|git stash|changes in the stash|changes from the stash|most recent stash}{@ingit}
{pop|apply|git stash pop|unstash} {the|my} {stash|last stash|git stash|latest stash|stashed changes|most recent stash}
pop {the stash|my stash|the last stash|from the stash|the stash again|the top stash}{@ingit}
{unstash|unshelve|un-stash} {|my changes|the changes|my work|everything|what I stashed|them}{@ingit}
{bring|get} back {what I stashed|what I put aside|the changes I put aside|the changes I stashed|the work I stashed|everything I stashed|what I shelved|the changes that I set aside}{@ingit}
{continue|go on} {with|from} {the|my} stashed {changes|work}
{undo|reverse} {the|my|a} {stash|git stash|stashing}{| and get my changes back|}
git {pop|apply} {the|my} {stash|stashed changes}
""",
    "ask": """
I {stashed|put aside|shelved|git stashed} my {changes|work|edits}{| earlier| before}{,|;|.} {bring them back|how do I get them back|get it back|now I want them back|how do I bring them back|restore them|now I need them again}{@ingit}
where {are|did} my stashed {changes|changes go}{,|;|?} {bring them back|get them back|how do I get them back|I want them back}
@want my stashed {changes|work|edits} {back|again|restored|back now|back in my working tree}
how {do|can} {the|my} stashed {changes|edits} {come back|get restored|be restored|be brought back|be applied again}
@want {to have |}{back what I stashed|what I stashed back|the stash back|the changes from the stash again}
can I get {my|the} {stash|stashed changes} back
""",
    "key": """
{git |}stash {pop|apply|restore|back|pop last|get back}
git {unstash|pop stash|apply stash|get stashed changes back|restore stash|bring back stash|restore stashed changes|stash restore|undo stash}
{restore|apply|pop|bring back|reapply|get back} {stash|stashed changes|last stash|stashed work|my stash}{| git| in git|}
stashed changes {back|again|restore}
{unstash|unshelve} {changes|work|git}
{back from|out of} {the |}stash
""",
}

W["git-push"] = {
    "do": """
{push|upload|send|publish|git push|transfer|submit|deliver|share|put} {|my |the |all my |my local |my latest |my new |our |my finished }{commits|commits|work|committed changes|local commits|committed work} {to|up to|over to|onto} {@origin|@origin|the server|my remote|the other side|bitbucket}{| with git|}
{push|upload|send|git push} {my|the|this} {branch|current branch|code|changes|commits|local commits} {to|up to} {@origin|the server}{| with git|}
{push|git push} {my|the|all|all my} {commits|local commits|committed changes|changes|work}{@ingit}
{push|do a git push|do a push|git push|run git push}{| to @origin| now}
{get|bring} {my|the} {commits|local commits|committed work} {to|onto|up to} {@origin|the server}
{update|bring up to date} {the remote|origin|the remote repository|the remote repo|the remote branch} with {my|the} {commits|local commits|work|latest commits}
{let|have} {others|my colleagues|the team|the server} {see|have|get} {my|the} commits
{make|get} {my|the} {commits|local commits} {available|visible} {on @origin|for others on the server|to the team through the remote}
{sync|synchronize} my {local |}commits {up |}to {@origin|the server}
in git, {push|send} {my|the} commits
{put|upload} what I committed {on|to} {@origin|the server}
""",
    "ask": """
@want {my|the} {commits|local commits|committed work} {on|pushed to|sent to|uploaded to} {@origin|the server}
I {committed|have committed} {everything|my changes|my work|locally}{,|;|.} {now push|now send it to the remote|how do I get it to the remote|how do I push it|upload it to the server|push it}
how {do|can} {my|the} {commits|local commits} {get|go} {to|onto} {@origin|the server}
my {branch|repo} is ahead of {origin|the remote}{,|;|.} {push it|push|how do I push|send the commits}
{my|the} commits {are only local|exist only here|are only on my machine}{,|;|.} {push them|how do I push them|send them to the remote|upload them}
how are commits {pushed|sent to the remote|uploaded}
""",
    "key": """
git push{| commits| to remote| to origin| my commits| local commits| changes}
{push|upload|send} {commits|my commits|local commits|work|changes} {to|to the} {remote|origin|server|github}
git {upload|send commits|upload commits|publish commits|send to remote}
{commits|local commits} to {origin|remote|the server}
push {to |}{origin|remote|commits}
""",
}

W["git-push-new"] = {
    "do": """
{push|publish|upload|send|git push} {the|my|a|this} {new|newly created|fresh|local|brand new|new local|just created} {git |}branch {|named |called |}<branch>{||| to origin| to the remote} {and track it|and set upstream|and set the upstream|with tracking|and make it track origin|with upstream|and remember it as upstream|and set it up to track||for the first time|and set tracking}
{push|publish|upload|send} {@Bx|<branch>} {to|on} {origin|the remote|github|the server|gitlab} {and track it|and set upstream|and set the upstream|with tracking|and make it track|for the first time|as a new branch|and set up tracking|with upstream tracking|and set it as upstream|with -u|and remember the upstream}
{push|publish} {@Bx|<branch>} {for the first time|with upstream|with tracking|and set upstream|and track it|, which is new,} {|to origin|to the remote}
{push|publish} {my|the} {new|local|brand new} <branch> branch{| to origin| to the remote| to github}
{make|create} {@Bx|<branch>} on {origin|the remote|github|the server|gitlab} {and track it|by pushing it|from my local one|from my local branch|and set the upstream}
{set|define|configure} {the upstream|upstream tracking|an upstream|the remote tracking branch} {of|for} {@Bx|<branch>} {and push it|to origin and push|while pushing|on origin and push it|when pushing it}
{publish|share} {@Bx} {on|to} {origin|the remote|github|the server|gitlab}
{upload|send} {my|the} new branch <branch> {up |}{to|onto} {the server|origin|the remote repository|github}
{get|put} {my|the} new branch <branch> {onto|on|to} {the server|origin|the remote|github}
{do|make} {the|a} first push of {@Br}
in git, push {the|my} new branch <branch>
""",
    "ask": """
{the |my |}{new |local |}branch <branch> {does not exist on|is not yet on|is not on|has never been pushed to|isn't on} {origin|the remote|github|the server} {yet|}{,|;|.} {push it|push it and track it|how do I push it|publish it|how do I publish it}
I {made|created|have|started} {a|the} new branch {called |named |}<branch>{,|;|.| and want to} {push it|push it to origin|push it and track it|publish it|push it to the remote and track it}
@want {my|the} {new |}branch <branch> {on origin|on the remote|published|pushed and tracked|on github}{| with tracking| and tracked|}
how {does|do I get} {my|the} new branch <branch> {get |}{to|onto} {origin|the remote|the server}
{my|the} new branch <branch> should {track|be tracked on|be on|be pushed to} {origin|the remote}
how is {a|the} new branch <branch> {pushed|published}
""",
    "key": """
git push {new branch|-u origin|upstream|set upstream|new|set-upstream|first push of|first push|new branch to origin|and track|and track branch} <branch>
{push|publish} {new |local |}branch <branch>{| to origin| and track| with upstream| to remote|}
{new|local} branch <branch> {to|on} {origin|remote|github}{| with tracking|}
{first push|push and track|set upstream and push|push with upstream} {of |}{branch |}<branch>
publish {branch |}<branch>
{upstream|tracking} for new branch <branch>
""",
}

W["git-push-force"] = {
    "do": """
{force|enforce} {a|the|my|a git} push{||@ingit| after a rebase| after rewriting history| after an amend| after amending| to the remote| to origin}
{force push|force-push|forcepush|push with force|push by force|forcibly push|forcefully push|push -f}{| my branch| my commits| the branch| this branch| the rewritten history| my rebased branch}{||@ingit| to origin| to the remote| after a rebase| after rewriting history| after amending| after squashing| with lease}
{push|git push} {although|even though|though} {the history was rewritten|I rewrote history|I rebased|I amended the commit|the history has changed|I rewrote the history|the remote differs|I squashed commits|I changed old commits}
{push|git push} after {rewriting history|a rebase|rebasing|amending|an amend|I rewrote history|squashing|changing the history|rewriting the commits|I amended a pushed commit}
{overwrite|replace} {the remote branch|the branch on the remote|the branch on origin|what is on the remote|the history on the remote|the history on the server|the remote history|origin} with {mine|my local branch|my local one|my rewritten history|my version|my history|my rebased branch}
{push|send} {my|the} {rewritten|rebased|amended|squashed|changed} {history|commits|branch|commit}{| to origin| to the remote| to the server}
{make|let} {the remote|origin|the server} {accept|take} my {rewritten history|rebased branch|amended commit|rewritten commits}
{do|make|perform|run} a {force push|forced push|git force push|push with force|push --force|push with --force-with-lease}{| safely| to origin| to the remote|}
{push|git push} {and overwrite the remote|with force with lease|with lease|with --force|and ignore that the history differs|and override the remote branch}
in git, {force a push|force push}
safely force push{| my branch| the rewritten branch}
""",
    "ask": """
I {rebased|amended|squashed commits|rewrote the history|rewrote history|changed an old commit|amended a pushed commit|squashed} {and|and now|so I} {need to push|need to force push|want to push anyway|must push|have to force the push|want to overwrite the remote}
how do I push {when|if|once} {I rewrote the history|the history was rewritten|I have rebased|I amended a pushed commit}
the history was rewritten{,|;|.} {push anyway|push it anyway|how do I push|force the push|force push}
@want {the remote branch|the remote|origin} {overwritten|replaced} {with|by} {mine|my local history|my rewritten branch}
can I {force|enforce} a push{@ingit}
git push {must be forced|has to be forced} {since I rebased|after my rebase|because the history was rewritten|because I amended}
""",
    "key": """
git {push force|force push|push -f|push with lease|push force with lease|force-push|forced push|push after rebase|push after amend|push rewritten history|push overwrite remote}
{force|forced} push{| git| branch| after rebase| with lease| to origin| after amend|}
force-push{| branch| after rebase|}
{overwrite|replace} remote {branch|history}{| git| with local|}
push {rewritten history|after rebase|after amend|rebased branch|amended commit}
{push|pushing} {by|with} force
""",
}

W["git-pull"] = {
    "do": """
{get|fetch|pull|download|bring in|retrieve|take|receive|grab} {the|all|all the|} {latest|newest|new|recent|most recent|other people's|remote|upstream|my colleagues'} {changes|commits|work} {from @origin|from @origin|from the server} {and merge them|and merge|and merge them into my branch|and integrate them|and merge them here|with a merge|and apply them|}
{pull|git pull} {|the latest |the newest |all |new |the |the new |in the latest |remote }{changes|commits|version|code|updates}{| from @origin| from the server@ingit}
{pull|do a git pull|git pull|do a pull|run git pull}{| from @origin| now|@ingit}
{update|refresh|bring up to date|sync} {my|the|this|my local} {repo|local repository|branch|local branch|clone|copy of the repo|working copy|checkout|local repo|repository} {from @origin|with the latest changes|with the remote|to the latest version|with what is on the server|with the newest commits|from the server|with remote changes}{@ingit}
{get|bring} {my|the} {repo|branch|local branch|clone} up to date{| with @origin| with the latest commits}
{get|fetch} {the latest version|the newest version|the latest code|what my colleagues pushed|what others pushed|the others' commits|everybody's latest work|what the team pushed|the newest code} {from @origin|from the server|with git||into my branch}
{merge|integrate} {the remote's|the remote|origin's|the server's} {latest |new |}{changes|commits} into {mine|my branch|my local branch|the current branch}
{fetch and merge|fetch then merge|fetch & merge}{| the remote changes| from origin| from the remote| in one step| the latest commits}
{catch up|sync up} with {the remote|origin|the team|upstream|the remote repository}{| in git| by pulling|}
in git, {pull|get} the latest {changes|commits}
""",
    "ask": """
{my|a} {colleague|coworker|team|friend} {pushed|has pushed} {something|new commits|changes|a fix}{,|;|.} {get it|how do I get it|pull it|get them into my branch|how do I pull it|how do I get them}
@want the {latest|newest} {changes|commits|code|version} {from @origin|from the server}{| merged| in my branch|}
{my|the} {branch|repo|clone|local copy} is {behind|behind the remote|behind origin|out of date|outdated|not up to date}{,|;|.} {update it|pull|how do I update it|get the latest changes|bring it up to date}
how {do|can} the {latest|newest|remote} {changes|commits} {get|come} {here|into my branch|to me}{| from @origin|}
what did the others push{,|;|?} {get it and merge it|pull it}
how is {a|my} {local |}{repo|clone|branch} {updated|brought up to date}{| from the remote| from origin|}
""",
    "key": """
git pull{| latest| latest changes| from origin| from remote| changes| new commits}
{pull|get} {latest|newest|remote|new} {changes|commits}{| git| from remote| and merge| from origin|}
git {update|get latest|get latest changes|update repo|update local branch|fetch and merge|sync with remote|update from remote|get updates}
{update|refresh} {local |}{repo|clone|branch}{| from remote| from origin| git|}
{latest|newest} {changes|commits} from {remote|origin|server}{, merged| and merge|}
""",
}

W["git-fetch"] = {
    "do": """
{fetch|git fetch} {|the latest |the newest |all |new |the |the new |remote }{changes|commits|updates|refs|branches} {|from @origin} {without merging|without a merge|but do not merge|and not merge them|without merging them|but don't merge them|only, no merge|without touching my files|without changing my files|but without merging|but leave my branch alone}
{fetch|git fetch}{| from @origin| from @origin| from the remote without merging| without merging|@ingit| only| but not merge| but don't merge}
{get|download|retrieve|receive|load} {the|all|all the|} {latest|newest|new|remote|upstream} {changes|commits|branches} {from @origin|from @origin} {without merging|without a merge|but do not merge|without merging them|but don't merge them yet|and leave my files alone|without touching my working tree|without integrating them|but keep my branch as it is|but not merge yet}
{update|refresh} {the|my} {remote tracking branches|remote-tracking branches|remote branches|knowledge of the remote|information about the remote|list of remote branches|view of the remote|remote refs}{| without merging| without changing my files| in git|}
{look|check|see|find out} {whether|if} {the remote|origin|the server} has {new commits|something new|changes|news} {without merging|without pulling|without merging them|but change nothing|by fetching|but do not merge}
{get|download} {what is new|what others pushed|news|everything new} {from @origin} {without merging|but do not merge|without merging it|but leave my files unchanged}
{do|run|make} a {git fetch|fetch}{| from origin| from the remote| instead of a pull| without merge|}
{fetch|get} {but not|and don't|without} {merge|pull|merging}{| the remote's commits|, from origin|, just the commits}
{pull|get the commits} without {the merge|the merging part|merging}{| from @origin}
in git, fetch {from the remote|from origin|without merging}
only {fetch|download} {the |}{remote |new |}commits{|, don't merge| without merging| from origin}
""",
    "ask": """
@want {the|to see the|to have the} {new|latest|remote} commits {of|from|on} {the remote|origin|the server} {without merging|but not merge them|without merging them|but no merge|without touching my branch}
can I {download|get|fetch} {the |}{remote's |remote |new |}{commits|changes} without {merging|merging them|changing my files|touching my branch}
how do I {get|download} the {remote's|server's|latest} {commits|changes} {without merging|but not merge|without changing any file}
what is new on {the remote|origin}{,|;|?} {fetch it|fetch but do not merge|just fetch|download it without merging}
@want {only |just |}to fetch{|, not to merge|, no merge|, not pull| from the remote}
{how is|can} {the remote|origin} {be fetched|fetched} {without merging|without a merge}
""",
    "key": """
git fetch{| only| without merge| origin| remote| from remote| no merge| remote changes| all}
fetch {remote|origin|from remote|from origin|without merging|only|without merge|but don't merge|remote commits}
git {download without merging|get changes without merging|update remote branches|get remote commits no merge|update tracking branches|download commits only}
{remote|new|latest} {commits|changes} {without merge|without merging|, no merge|, do not merge}
{update|refresh} remote {tracking |}branches
""",
}

W["git-remotes"] = {
    "do": """
@show {the|all|my|all the|all my|the configured|the git|all configured} {remotes|git remotes|remote repositories|remotes of this repo|remotes of the repository|remote repos} {and their urls|and their URLs|with urls|with their URLs|with their addresses|with URL|||and where they point|and addresses}{@ingit}
@show {the|} {url|URL|address|urls|URLs|addresses|location} {of|for|behind} {the remote|my remote|origin|the remotes|my remotes|the git remote|all remotes|the remote repository|the remote origin|this repo's remote}{@ingit}
@show {where|to where|which server} {origin points|the remote points|this repo pushes|this repo is pushed|this repo pulls from|my pushes go|git pushes|git pulls from|origin goes|the repo was cloned from}{| to|}
@show {which|what} remotes {there are|are configured|this repo has|I have|exist|are set|are defined}{@ingit}
{find out|check|see|look up|tell me|figure out|determine} {which|what} {remote|remotes|remote url|url|server|remote address|remote URL} {this repo|the repo|this repository|git|my repo|origin} {has|uses|is using|knows|is connected to|points to}
{find out|check|see} {where|from where} {this repo|this repository|the project} {comes from|was cloned from|was cloned|is hosted|came from}
{check|verify} {the|my} {remote|git remote|origin|remote url|remotes}{@ingit}
{enumerate|name} the {git |}remotes{| with their URLs|}
@show the {verbose|detailed} list of {git |}remotes
{look|have a look} at the {git |}remotes{| and their URLs|}
""",
    "ask": """
{which|what} {remotes|git remotes|remote repositories} {are there|does this repo have|are configured|do I have|are set|exist|are defined|does git know|has this repo got}{@ingit}
what is {the|my} {url|URL|address} of {the remote|origin|the git remote|my remote|this repo's remote|the remote repository}
what's the {remote url|URL of origin|remote|address of the remote|origin url|remote URL of this repo}
where {does|do} {origin point|this repo push|my pushes go|git push|the remote point|this repo come from|origin lead}{| to|}
{from where|where} was {this repo|this repository|it} cloned{| from|}
{to which|which} {server|url|address|URL} {does git push|is this repo connected to|does origin have|is the remote}
what are the {git |}remotes{| of this repo| and their URLs| and their addresses}
does this {repo|repository} have {a remote|any remotes|an origin}
""",
    "key": """
git {remotes|remote list|list remotes|show remotes|remote url|show remote url|remote -v|remote urls|show remote|origin url|get remote url|remotes with urls|check remote}
{list|show|all|see|view} {git |}remotes{| with urls| and urls|}
{url|address} of {origin|remote|git remote|the remote}
{remote|origin} {url|address}{| of this repo| git| in git|}
remotes {and|with} {their |}{urls|addresses}
remotes of {this |the |}{repo|repository}
""",
}

W["git-remote-add"] = {
    "do": """
{add|create|set up|configure|register|define|make|introduce|install|establish|attach} {the|a|a new|the new|my|a git} {remote|git remote|remote repository|remote repo} {origin|called origin|named origin|origin|as origin|} {with|with the url|with the URL|at|with the address|pointing to|for|for the url|using the URL|that points to|to|:} <url>
{add|register|define|use|set up} <url> as {the|a|a new|my|the new|the git} {remote|remote origin|origin|git remote|remote repository|remote named origin|remote called origin}{@ingit}
{connect|link|attach|hook up|tie|bind|join} {this repo|my local repo|the local repository|my repository|this repository|my project|the repo|my new repo|my local project} {to|with} {the remote|the remote repository|the github repo|the remote at|the repository at|the remote repo|the remote url|} <url>
{add|create} {the |}origin{| remote|} {with|at|:|->|pointing at} <url>
{give|add} {this repo|my repo|the repository|this repository} {a|the|to it a} remote{| origin|} {at|with the URL|with the address|:} <url>
git {add|remote add} {|the |a }{remote |origin |remote origin |remote called origin }<url>
{tell|let} git {that the remote is|that origin is|know the new remote|know the remote|know the new remote origin} <url>
{add|hook in} {the |a }remote, {origin|namely|url}{,|:|} <url>
in git, add {the |a }remote {origin |}<url>
{make|have} origin {a new remote for|a remote at|be added as} <url>
{create|add} an origin for {this|my} repo{,|:| at| with url} <url>
""",
    "ask": """
{this|my|the|my new} {repo|repository|local repo|project} has no {remote|origin|remote yet|origin yet}{,|;|.} {add|set it up with|it should be|make it|add the remote|the URL is} <url>
@want {to add |to have |}{a|the} {new |}remote {origin |called origin |}{at|with the URL|pointing to} <url>
the {new |}remote origin {should be added as|is to be added with the URL|should be added:} <url>
I {made|created|have} an empty {repo|repository|github repo|project} at <url>{,|;|.} {add it as a remote|add it as origin|how do I connect my local repo to it|connect this repo to it|link it}
how is {a|the} remote {origin |}added {with the URL|for|at|:} <url>
how do I {connect|link} {my local|this} repo {to|with} <url>
""",
    "key": """
git {remote add|add remote|remote add origin|add origin|new remote|add remote origin|connect to remote|link to remote|set up remote} <url>
{add|new|create} {git |}remote {origin |with url |}<url>
{new|add} origin{:| url|} <url>
{connect|link} {repo|local repo|project} to {remote |}<url>
<url> as {new |}{remote|origin|remote origin}
{addition of|adding} remote {origin |}<url>
""",
}

W["git-remote-set"] = {
    "do": """
{change|switch|update|modify|edit|replace|correct|move|alter|fix} {the|my} {url|URL|address|git url|remote url|location} of {the remote|the remote origin|origin|my remote|the git remote|the remote repository|the existing remote|my origin} {to|into|with|by|so that it is} <url>
{change|switch|update|modify|edit|replace|correct|set|fix} {the|my} {remote url|remote URL|origin url|origin URL|remote's URL|remote address|origin's address|remote's address|git remote url|origin's URL} {to|with|into} <url>
{set|reset} {the|my} {url|URL|address} of {origin|the remote|the existing remote|the remote origin} to <url>
{point|repoint|redirect|re-point|switch|move|change|retarget} {origin|the remote|the remote origin|my remote|the existing origin|git's remote} {to|at|over to|from its old URL to} <url>{| instead| from now on}
{make|let|have} {origin|the remote|the existing remote|the remote origin} {point to|point at|be|lead to|use|have the URL} <url>{| instead| from now on|}
{use|take} <url> {as the new url of|as the new URL for|as the new address of|instead as} {origin|the remote|the remote origin}
{replace|swap} {the old|the wrong|the current|the present} {remote url|origin url|remote URL|url of origin|address of the remote} {with|by|for} <url>
{correct|fix} the {wrong|outdated|old} {remote|origin}{,|:|;} {it should be|to|the right URL is} <url>
git {set|change} {the |}{remote |origin |}url to <url>
in git, change {the |}{remote|origin} {url |address |}to <url>
{switch|change} {the remote|origin} {to ssh|to https|to a new URL|to another URL|to the new address}{,|:|} <url>
""",
    "ask": """
{the|my|our} {repo|repository|project|remote} {has moved|moved|was moved|was renamed|got a new address|has a new url|has a new URL|has moved to another server}{,|;|.} {the new url is|change origin to|change the remote to|it is now at|set the remote url to|the new address is|point origin to} <url>
{the|my} {remote|origin|remote origin} {is wrong|has the wrong url|has a wrong URL|points to the wrong place|points to the wrong repo|has a typo}{,|;|.} {it should be|change it to|set it to|make it} <url>
{the url of|the address of} {origin|the remote} should {be|be changed to|now be|become} <url>
@want {origin|the remote} to {point to|be|use|have the URL} <url> {instead|from now on|now}
@want to {change|switch} {the remote|origin} {url |address |}to <url>
how is the {url|address} of {origin|the remote} changed to <url>
""",
    "key": """
git {remote set-url|set remote url|change remote url|change origin url|remote change url|change remote to|update remote url|set url of origin|remote set url origin|change remote|new url for remote|switch remote to|change origin to} <url>
{change|update|set|switch} {remote|origin} {url|address} {to |}<url>
origin {new url|change to|url change|url to} <url>
{change|update|switch} {remote|origin} to <url>
new {url|address} {of|for} {origin|remote}{:|} <url>
""",
}

W["git-tag"] = {
    "do": """
{tag|git tag} {the|this|my} {current commit|commit|latest commit|last commit|present commit|HEAD|current state|current version|release|state of the repo} {as|with|with the name|with the tag|as version|by the name} <tag>
@make {the|a|a new|a git|the git|a new git|the new} {tag|git tag|tag named|tag called|tag with the name|version tag|release tag} <tag>{| on the current commit| here| on HEAD| for this commit| on this commit| for the current state|@ingit| at the current commit}
{put|set|place|stick|attach|apply|hang} {the|a|a git} {tag|git tag|version tag|label|tag named|tag called|release tag} <tag> {on|to|onto} {the current commit|this commit|HEAD|the latest commit|the last commit|the current state|the commit I am on}
{mark|label|flag|name|designate} {the|this} {current commit|commit|current state|latest commit|state|version|point in history|release} {as|with the tag|with tag|with the git tag|as version|as release|with the label|with} <tag>{ in git|}
git tag <tag>{| on the current commit| here| now|}
{give|assign} {the current commit|this commit|HEAD|the last commit|the latest commit} {the|a} {tag|name|tag named|version tag|git tag} <tag>
{create|make} {a|the} release {tag |}<tag>{| in git| with git| on the current commit}
{tag|label} {this|it|here} {as |}<tag>{@ingit}
{mark|tag} {the|a|this} {release|version} <tag> {in git|with git|with a git tag|with a tag}
{have|let} git tag {this commit|the current commit|HEAD} {as |}<tag>
in git, {make|create|set} {the |a }tag <tag>
""",
    "ask": """
{this|the current|the last} commit {is|should be|shall be|should be tagged|is to be} {version |release |tagged |}<tag>{|, tag it|, make a tag|, how do I tag it}
@want {a|the} {git |}tag {named |called |}<tag>{| on the current commit| here| on this commit|}
@want to {tag|mark} {this|the current} commit {as|with} <tag>
how does {this|the current} commit get the tag <tag>
how is {a|the} {git |}tag {named |called |}<tag> {made|created|set}{| on the current commit|}
we {release|are releasing|want to release} <tag>{,|;|.} {make the tag|make the git tag|tag it|set the tag|tag the current commit}
""",
    "key": """
git {tag|create tag|new tag|make tag|add tag|tag commit|tag current commit|tag release|tag version|set tag|tag HEAD} <tag>
{create|new|make|add|set} {git |}tag {named |called |}<tag>
tag {current commit|this commit|commit|HEAD|release|version|latest commit} {as |with |}<tag>
tag <tag>{| on current commit| in git| git| here|}
{version|release} tag <tag>
current commit {as|tagged|with tag} <tag>
""",
}

W["git-config-email"] = {
    "do": """
{set|change|configure|define|update|enter|switch|specify|correct} {my|the} {git email|email address in git|git email address|email in git|email for git|git user email|commit email|email for commits|email address for git|mail address in git|e-mail in git|user email in git|git e-mail address|email address of my commits|git mail|git author email} {to|as|to be|:|with} <email>
{make|let|have} git {use|know|take|remember|commit with|commit as|record} {my email|my email address|the email address|my address|the email|the address|the mail address|} <email>{| for my commits| for all commits| from now on| as my email|}
{tell|teach|inform} git {that my email is|my email address|my email|that my address is|my email address is|that my email address is|my e-mail:|to use my email} <email>
{use|take} <email> as {my|the} {git email|email in git|email for git|commit email|git email address|address for my commits|email address for commits|user email for git|author email}
{configure|set up} git {with|to use|for} {the email|the email address|my email|my email address|the address|email} <email>
{commit|make commits|make my commits} {with|under|using|as} {the email|the email address|my email|the address} <email>{| from now on|}
{set|change} git's {user.email|user email|email setting|email config|email|idea of my email} to <email>
{give|register with} git {my|the} {email|email address}{,|:|} <email>
{set|put} {the |my |}{email|email address|user.email|mail address} {in|into} {the git config|my git config|git's configuration|my git settings|the git configuration|git} {to|as|:} <email>
{globally set|set globally} {my|the} git email {to |as |}<email>
in git, {set|change} my email {address |}to <email>
{register|store|save|enter} <email> {in git|in my git config|as my git identity|as my address in git}
""",
    "ask": """
my {email|email address|address|mail address} {for git|in git|for commits|for my commits} {is|should be|shall be|has changed to|is now|has to be} <email>
git {does not know|doesn't know|has the wrong|asks for|uses the wrong|wants} my email{| address}{,|;|.} {it is|set it to|it should be} <email>
git should {use|know|have} {my email|the email address|the email|the address} <email>
@want my {commits|git commits} to {have|carry|use|show} {the email |the address |}<email>
my commits {have|carry|show} the wrong {email|address}{,|;|.} {set it to|it should be|make it|use} <email>
how does git {learn|know|get} {my email|my email address}{,|:|} <email>
""",
    "key": """
git {email|config email|set email|user.email|user email|config user.email|email address|change email|config global email|author email|mail} <email>
{set|change|configure} git {email|user email|email address} {to |}<email>
{email|email address|mail} {for|in|of} git{:|} <email>
git config{:|} {email|user.email|my email} {to |}<email>
commit {email|author email|email address} <email>
<email> as git email
""",
}

# --- processes ----------------------------------------------------------------------------------

W["ps-all"] = {
    "do": """
@show {all|all the|every|the|all my|each and every|} {running processes|processes|running programs|processes that are running|processes on this machine|processes running right now|active processes|processes of all users|tasks that are running|processes on the system|current processes|running tasks|running apps}
@show {a|the|a full|the full|the complete|a complete|a snapshot} {list|listing|table} of {all |the |}{running |}{processes|programs|tasks}{| on this machine| of all users|}
@show {everything|all|whatever|all that|anything} {that is running|that runs|running|that's running|running on this machine|currently running|running at the moment|running in the background}{| right now| on this machine| on this computer|}
@show {what|which} {is running|programs are running|processes are running|processes run|processes exist|processes there are|runs|tasks are running}{| on this machine| right now| on my computer| on the system| at the moment| on this server}
@show the process {list|table|overview|listing}
@show {processes|all processes} {of all users|of every user|including those of others|with their owner|with owner, cpu and memory|with their pids|with pid and owner|with their users|of everyone}
{enumerate|dump} {all|the} {running |}processes
{list|show} {each|every} {running |}process{| on the system| with its owner| with its pid| on this box}
{take|make} a snapshot of {all |the |}{running |}processes
{see|look at} {all|all the} processes {on this machine|on my computer|of the system|that are running}
""",
    "ask": """
{what|which} {processes|programs|apps|tasks|applications} {are running|are currently running|are active|run|are there|are alive|exist}{| on this machine| right now| on my computer| on the server| at the moment| on this system}
what {is|all is|else is} running{| on this machine| right now| on my computer| on this server| at the moment| in the background| on here}
what's running{| on this machine| right now| on my computer| on this server| here| in the background}
{which|what} are {all|all the} {running |}processes{| on this machine| of all users|}
what is my {computer|machine|server} {doing|running|busy with|running at the moment}{| in the background| right now|}
how many processes are running and which
@want {a list of |to see |}{all |every |all the }{running |}processes
""",
    "key": """
{all|list|show|list all|running|show all|all running|list of|every|list of all} {running |}processes{| on this machine| of all users|}
process {list|table|listing|overview|snapshot}
ps {all|aux|all processes|list all|every process|of all users|list|full list}
{list|listing|overview|table} of {all |}{running |}{processes|programs|tasks}
{what is|everything} running{| now|}
linux {process list|running processes|task list|list processes}
""",
}

W["kill-force"] = {
    "do": """
{force kill|force-kill|forcekill|forcibly kill|hard kill|hard-kill|forcefully kill|force stop|force-stop|forcibly stop|forcibly end|forcefully terminate|forcibly terminate|force-terminate|force-end|brutally kill} {the |}{process|process number|pid|process with pid|process id|PID|process with the pid|process with the number|} <pid>
{kill|stop|terminate|end} {the |}{process|process number|pid|process with pid|PID|process id|} <pid> {by force|with force|forcibly|forcefully|the hard way|with kill -9|with SIGKILL|with signal 9|immediately, without cleanup|with -9|no matter what|using SIGKILL|at all costs|for real|with the kill signal|with sigkill|mercilessly|unconditionally|brutally|without mercy}
{send|deliver|fire} {a |the |}{SIGKILL|signal 9|sigkill|-9} to {process|pid|the process|process number|PID|the process with pid|} <pid>
{use|do|run} {kill -9|SIGKILL|a kill -9|kill with SIGKILL|a hard kill} {on|for|against} {process|pid|the process|process number|} <pid>
{kill -9|kill nine|sigkill|SIGKILL} {process |the process |pid |process number |}<pid>
force {process|pid|the process|process number|the process with pid} <pid> {to quit|to end|to die|to stop|to exit|to end at once}{| immediately| now|}
{kill|stop|terminate|end|get rid of} {the |}{stubborn|unresponsive|unkillable|hard to kill|defiant|resisting} process {number |with pid |}<pid>
{kill|stop|end|terminate} {process|pid|the process|process number} <pid>{,| that| which} {which ignores a normal kill|which does not react|even if it does not react|it ignores the normal kill|ignores kill|ignores SIGTERM|does not react to kill|kill alone does not work|a plain kill did nothing|survives a normal kill|which does not respond to kill}
{kill|shoot} {the |}{process|pid} <pid> {dead|stone dead|instantly by force|no matter what it does}
{finish off|annihilate|murder} {process|pid|process number} <pid>{| with SIGKILL| by force| with kill -9|}
""",
    "ask": """
{process|pid|process number|the process|the process with pid} <pid> {does not react|does not react to kill|ignores kill|won't die|does not respond to kill|refuses to die|ignores SIGTERM|survives kill|is unkillable|cannot be killed normally|will not die|does not react to a normal kill|is not reacting|ignores the term signal|still lives after kill|refuses to quit}{|, force it|, kill it by force|, force kill it|, kill it anyway|, how do I force it|, what now|, make it die}
I {tried kill|tried to kill|already tried kill|killed|sent a kill to} {process |pid |on process |}<pid>{,|;| but} {it is still running|it does not react|nothing happens|it is still there|it did not work|it won't die|it ignores it|it survives}
kill <pid> {does not work|has no effect|does nothing|is not enough|did not help|didn't work|was ignored}{|, force it|, what now|, how do I force it}
{process|pid} <pid> {must die|has to die|must go} {at once|by force|no matter how|now, by force}
@want process <pid> {killed by force|force-killed|forcibly ended|dead by force}
how is {the |a |}{process|pid} <pid> {force-killed|killed by force|killed with SIGKILL}
""",
    "key": """
{force kill|force-kill|hard kill|kill -9|sigkill|SIGKILL|kill force|force stop|kill by force} {process |pid |process number |}<pid>
{forced|hard|forcible} {kill|end|stop} {of |}{process |pid |}<pid>
kill {process |pid |}<pid> {force|hard|-9|by force|with force|forcefully|SIGKILL}
{unresponsive|stubborn|hung, unkillable|unreacting} process <pid>{| kill|, kill it|, force it}
process <pid> {force kill|kill by force|does not react to kill|ignores kill|sigkill|ignores SIGTERM}
kill signal 9 {to |}{process |pid |}<pid>
""",
}

W["kill-port"] = {
    "do": """
{kill|stop|terminate|end|shut down|quit|close|halt|shoot|get rid of|bring down|take down|shut off|finish|nuke} {whatever|what|whoever|anything that|the thing that|everything that|the process that|the program that|the server that|the service that} {listens on|is listening on|uses|is using|runs on|is running on|occupies|blocks|is on|holds|is bound to|sits on|hogs|is blocking|has taken|has|took} {port|tcp port|the port|port number|the tcp port} <p>
{kill|stop|terminate|end|shut down|quit|close} {the |}{process|program|server|service|app|application|listener|job|thing} {on|listening on|using|at|occupying|blocking|running on|that has|holding|bound to|behind|of} {port|tcp port|the port|port number} <p>
{free|free up|release|clear|unblock|liberate|vacate|make free|open up|empty} {port|tcp port|the port|port number} <p>{| by killing the process| by killing whatever uses it| for my server| by stopping what uses it| again|}
{kill|stop|terminate|end} {a|the|any} {process|program|server} by {its |the |}port{,|:|} {number |}<p>
{make|get} port <p> {free|available|usable}{| again|}{| by killing the process on it|}
{kill|stop|end} port <p>
{throw|kick} {whatever|the process|the program} {is |}off port <p>
{find and kill|find and stop|locate and kill|find and terminate} {what|whatever|the process|the program|the process that} {is |}{using|on|listening on|blocking} port <p>
{use|take} fuser to {kill|stop|free} {the process on|whatever uses|what is on|the program on} port <p>
on port <p>, {kill|stop} {whatever listens|the listener|the process}
""",
    "ask": """
{something|some process|a process|a server|an old process|some program|a zombie server|my old server|a dead server} {is using|uses|blocks|is blocking|is on|occupies|still listens on|hangs on|is listening on|is still running on|holds|still uses} port <p>{,|;|.| and I want to| -} {kill it|stop it|end it|get rid of it|terminate it|shut it down}
port <p> is {blocked|taken|in use|busy|occupied|used}{,|;|.| and I want to| -} {kill the process|kill whatever uses it|free it|free it up|stop the program|kill what is on it|stop whatever is there}
@want port <p> {free|freed|free again|cleared|to be free|released}
@want {whatever|the process that|the server that} {runs on|listens on|uses} port <p> {killed|stopped|gone|dead|to stop}
{whatever|the thing|the process} {listens|that listens|on it} on port <p> {must|should|has to} {die|be killed|stop|go}
how does port <p> {become|get} free{| again|}
""",
    "key": """
{kill|stop|free|free up|clear|release|terminate} {process on |whatever is on |program on |server on |listener on |process using |what uses |}port <p>
port <p> {kill|free|kill process|stop process|free up|kill listener|stop server|release}
{kill|stop} {process|server|program|listener} {by|on|at|using|with} port <p>
fuser kill {port |}<p>
kill by port <p>
process on port <p>{:|,| -} {kill|stop|kill it|stop it}
""",
}

W["top"] = {
    "do": """
{watch|monitor|observe|follow|keep an eye on|track|supervise|view|see} {the|all|all the|all my|the running|running|all running|my} {processes|running processes|programs|running programs|processes on this machine|tasks|running tasks} {live|in real time|as they run|interactively|continuously|constantly|live on screen|as it happens|in realtime|dynamically|while they run|on the fly|live, updated all the time}
@show {the|all|a|} {live|real-time|realtime|constantly updated|dynamic|continuously updated|interactive|self-refreshing|refreshing|updating} {view|list|display|overview|process list|list of processes|process view|process monitor|table of processes} {|of the running processes|of all processes|of the processes|of what is running}
{open|start|launch|run|bring up|use|fire up|start up} {a|the|some} {task manager|process monitor|system monitor|process viewer|activity monitor|live process list|process manager|resource monitor|live process viewer|process overview that updates}
@show {the|} {busiest processes|process activity|cpu and memory use of processes|system activity|activity of the processes|load of each process} {live|in real time|continuously|interactively|as it changes|all the time}
{monitor|watch|observe} {the|my} {system|computer|machine|server|process activity|load and the processes|system activity|busiest processes|processes' cpu and memory use}{| live| in real time| interactively| continuously|}
{see|watch} {live|in real time} {what is running|which processes run|which processes are busy|what the machine is doing|what my computer is doing|which programs are busy|what is going on}
{see|watch} what is {running|going on}{| on this machine| on my computer|} {live|in real time|continuously|constantly|interactively}
{watch|see} {how the processes behave|the processes change|the process list update|processes come and go}{| live|}
{use|run|open} {top|htop}
live-monitor {the|all|running} processes
{keep showing|keep refreshing|continuously show|constantly show} {the|all|the running|all running} processes
""",
    "ask": """
what is {running|the machine doing|my computer doing|going on|the system doing} {live|in real time|right now, live|at this very moment, live}
is there {a|something like a|an equivalent of the} {task manager|activity monitor|process monitor|live process list}{| on linux| in the terminal| for the terminal|}
where is the {task manager|activity monitor|system monitor|process monitor}{| on linux| in the terminal|}
{which|what} processes are {busy|active|running} {live|in real time|, updated live|, live view}
@want {a|the} {live view|live list|real-time view|live display|task manager|live monitor} {of|for} {the processes|all processes|running processes|what is running}
@want to watch {the |all |my |}{processes|running processes|running programs}{| live| in real time|}
""",
    "key": """
{live|real-time|realtime|interactive|dynamic} {process list|process view|processes|process monitor|process monitoring|view of processes|process viewer|system monitor|task list}
{task manager|process monitor|system monitor|activity monitor|process viewer}{| in terminal| for terminal| linux|}
{watch|monitor|follow} {processes|running processes|system|all processes|process activity}{| live| in real time|}
{top|htop}{| processes| live| command|}
processes {live|in real time|monitor|live view}
linux {task manager|process monitor|top|activity monitor}
""",
}

W["uptime"] = {
    "do": """
@show {the|my|this machine's|the system's|the server's|the machine's|this computer's|} {uptime|uptime and load|load and uptime|system uptime|server uptime|load average|uptime of this machine|load averages|system load|uptime of the server|current load|machine's uptime}
@show {how long|since when} {this machine|the machine|the system|this computer|the server|my computer|this server|linux|the box|my machine|my laptop|this system} {has been running|has been up|is running|is up|has been on|was not rebooted|has been on without a reboot|has been turned on|runs|has been powered on}
{find out|check|tell me|see|know|look up|figure out|determine} {how long|since when} {this machine|the machine|the system|this computer|the server|my computer|this server|linux|my laptop|the pc} {has been running|has been up|is running|is up|has been on|is on|has been turned on}{| and its load| and what its load is| already|}
{find out|check|see|tell me} when {this machine|the machine|the system|the server|my computer|the computer} was {last |}{started|booted|rebooted|restarted|turned on|switched on}
{check|see|measure|look at} {the|my} {load|system load|load average|load of this machine|machine's load|server load|load of the server}
@show the time since {the last boot|boot|the last reboot|the start of the machine|the last restart|the machine started|startup}
{check|see} {if|whether} {this machine|the server|the machine|the system} {was rebooted|has been rebooted|is under load|is heavily loaded|has restarted} {recently||lately|last night}
@show {uptime|the uptime} {and|with} {load|the load|load average|the load averages}
@show {how loaded|how busy} {this machine|the machine|the server|the system|my computer} is{| on average| and how long it has been up|}
""",
    "ask": """
{how long|since when} {has|is} {this machine|the machine|the system|this computer|the server|my computer|this server|linux|my laptop|the box|this system} {been running|been up|running|up|been on|on|been running without a reboot|been turned on|been powered on}{| and what is its load| already| now| and how loaded is it|}
what is {the|my|this machine's|the system's|the server's} {uptime|load|load average|system load|current load|uptime and load}
what's {the|my|this machine's|the server's} {uptime|load average|system load|load}
when was {this machine|the machine|the system|this computer|the server|my computer} {last |}{started|booted|rebooted|restarted|turned on|switched on}
when did {this machine|the machine|the system|the server|my computer} {start|boot|last boot|last reboot|last restart|come up}
how {high|big|heavy} is the {load|system load|load average}{| on this machine| of the server|}
how {loaded|busy} is {this machine|the machine|the server|my computer|the system}
how much time has passed since {the last reboot|the last boot|boot|this machine was started}
""",
    "key": """
{uptime|system uptime|machine uptime|server uptime|uptime and load|load average|system load|machine load|computer uptime}
{time|how long} since {last |}{boot|reboot|restart|startup}
{last|latest} {boot|reboot|restart} {time|when}
{load|load average|uptime} {of|for} {this|the} {machine|server|system|computer}
how long {up|running|since boot|machine up|has it been up}
linux {uptime|load average|load|boot time}
""",
}

W["cpu-info"] = {
    "do": """
@show {the|my|all|detailed|some|} {cpu info|processor info|cpu information|processor information|information about the cpu|information about the processor|cpu details|processor details|cpu model|processor model|details of my processor|specs of the cpu|cpu specs|cpu type|processor type|info on the cpu|cpu architecture|data of the processor|features of the processor}
@show {which|what|what kind of|which kind of|what sort of|what type of} {processor|cpu|CPU|processor model|cpu model|chip} {this machine has|I have|is in this machine|this computer has|the server has|is installed|is built in|is inside|my computer has|my laptop has}
@show {how many} {cores|cpu cores|processor cores|cpus|CPUs|processors|threads|hardware threads|CPU cores|logical cpus} {this machine has|I have|there are|the cpu has|the processor has|my computer has|the server has|are available}
@show the number of {cores|cpu cores|processor cores|cpus|CPUs|processors|threads|CPU threads|available cores}{| of this machine| on this machine| in my computer|}
{find out|check|tell me|see|know|determine|look up|figure out} {which|what|what kind of} {processor|cpu|CPU|chip} {this machine has|I have|is in this machine|this computer has|is built in|the server has|I am running on|it is}{| and how many cores| and how many cores it has| and its speed|}
{find out|check|tell me|see|know|determine|look up} how {many|fast} {cores|cpu cores|cpus|processor cores|processors} {this machine has|I have|there are|the cpu has|the server has}
{count|query} the {cores|cpu cores|cpus|processors|processor cores}{| of this machine|}
{find out|check|see|look up} {the|my} {speed|clock speed|clock|frequency|model|brand|make|architecture|cache size} of {the|my} {cpu|processor|CPU}
{identify|describe|inspect|examine} {the|my} {cpu|processor|CPU}{| of this machine|}
{get|have} {hardware info|details|facts} {about|on} {the|my} {cpu|processor}
list {the |my |}{cpu|processor} {specs|features|specifications|characteristics}
""",
    "ask": """
{which|what|what kind of|what type of|what sort of} {processor|cpu|CPU|chip} {does this machine have|do I have|is in this machine|does this computer have|is this|is in here|does the server have|is installed|is built in|does my laptop have|does my computer have|am I running on}{| and how many cores|, how many cores|, and how fast is it|}
how many {cores|cpu cores|processor cores|cpus|CPUs|processors|threads|CPU cores} {does this machine have|do I have|are there|does the cpu have|does my computer have|does the server have|has this machine|are in this computer|has my processor|does my processor have}
how fast is {my|the} {cpu|processor|CPU}
what is {the|my} {cpu|processor|CPU}{| model| type| speed| architecture| of this machine}
what's {the|my|this machine's} {cpu|processor|CPU|number of cores|core count|cpu model}
is {this|my} {cpu|processor} {an intel or an amd|intel or amd|64 bit|32 or 64 bit|an ARM|a fast one}
is this {machine|computer|server} {single or multi core|a multicore machine|intel or amd|64 bit}
""",
    "key": """
{cpu|processor|CPU} {info|information|details|model|type|specs|cores|speed|core count|name|architecture}
{number of|how many|count} {cores|cpu cores|cpus|processors|processor cores|threads|CPU cores}
{which|what} {cpu|processor|CPU}{| is this| do I have| model| is in here}
core count{| of this machine|}
{cores|cpus} {of|in} {this |the |my }{machine|computer|server}
{lscpu|linux cpu info|linux processor info|hardware info cpu}
""",
}

W["os-version"] = {
    "do": """
@show {the|my|} {linux version|os version|OS version|distribution|linux distribution|distro|distro version|version of linux|operating system version|operating system|version of this distribution|distribution and version|name and version of the distribution|OS release|os release|release of the OS|ubuntu version|debian version|distro name|system version|version of the operating system|linux release}
@show {which|what} {linux|linux distribution|distribution|distro|version of linux|OS|operating system|linux version|release|ubuntu version|version of debian|flavour of linux|flavor of linux} {this is|I am on|I have|this machine runs|is installed|I am running|I'm running|is running here|this server runs|I use|is on this machine|this computer has|my computer runs}
{find out|check|tell me|see|know|determine|look up|figure out|identify} {which|what} {linux|linux distribution|distribution|distro|version of linux|OS|operating system|linux version|release|flavour of linux|flavor of linux|ubuntu release} {this is|I am on|I have|this machine runs|is installed|I am running|I'm using|it is|this server is running|this box runs|I am logged in to}
{check|determine|look up|find} {the|my} {linux|os|OS|ubuntu|debian|fedora|system|distro|distribution|operating system} version{| of this machine| of this server|}
{find out|tell|see} {if|whether} this is {ubuntu or debian|debian or ubuntu|ubuntu, debian or something else|fedora or debian|ubuntu|debian|a red hat system}
{identify|name} {the|this|my} {distribution|linux distribution|operating system|OS|linux|distro}
@show {the|} {os-release|release file|OS information|os info|distribution information|information about the distribution|release information}{| of this machine|}
{read|get} the version of {the|my|this} {os|OS|linux|distribution|operating system|distro}
""",
    "ask": """
{which|what} {linux|linux distribution|distribution|distro|version of linux|OS|operating system|linux version|ubuntu version|release|version of ubuntu|version of debian|flavour of linux|flavor of linux|debian release} {is this|am I on|do I have|does this machine run|is installed|am I running|is running here|does the server run|do I use|is on this machine|am I using|have I got}
what is {the|my} {linux version|os version|OS version|distribution|linux distribution|distro|operating system|OS|version of the distribution|operating system version}{| of this machine| here|}
what's {the|my} {linux version|os version|OS|distro|distribution|operating system|ubuntu version}{| of this machine| here|}
is this {ubuntu or debian|debian or ubuntu|ubuntu|debian|fedora|arch|a debian|red hat}{| and which version|, and which version|, which release}
what {os|OS|operating system|system} {is|runs on} {this machine|this|this computer|this server}{| running|}
on {which|what} {distribution|distro|linux|operating system} am I
how {new|old|recent} is {the|my} {distribution|linux distribution|operating system|distro|ubuntu}
""",
    "key": """
{linux|os|OS|distro|distribution|operating system|ubuntu|debian|system} {version|release|name and version|name|info}
{which|what} {linux|distro|distribution|os|OS}{| is this| version| am I on| do I have}
{version|name} of {linux|the distribution|distro|the os|operating system|this linux}
{linux distribution|distribution} {name|and version|name and version|release}
os release{| info|}
{name|release|version} of {this|the} {distro|distribution|OS}
""",
}

W["nohup"] = {
    "do": """
{run|start|launch|execute|leave} {@com} {|running |}{in the background|as a background job|detached|in background} {so that it goes on after logout|and keep it running after logout|and keep it alive after I log out|so it continues after I log out|so that it survives logout|even after I log out|so it keeps running when I close the terminal|and let it survive the end of the session|even when I close the terminal|and make it immune to hangups|so that it continues after I disconnect|so it does not stop when I log off|even if the ssh connection drops|so that closing the shell does not kill it}
{keep|leave|let} {@com} {running|going on|run|going|continue} {after logout|after I log out|after I close the terminal|when I log out|after I disconnect|after the ssh session ends|when the terminal is closed|after I leave the session|even if I log off|when I end the session}
{run|start|launch} {@com} {with nohup|using nohup|under nohup|immune to hangups|detached from the terminal|ignoring hangups|so that it survives a hangup|without it dying at logout}{| in the background|}
{start|run} {a background job|a job|in the background} {that survives logout|that goes on after logout|that keeps running when I log out}{:|,|, namely} <cmd>
{make|let} {@com} {survive|outlive} {my logout|logout|the end of the session|the terminal|my ssh session|the closing of the terminal}
{nohup|background and nohup} {@com}{| in the background|}
{put|send} {@com} in the background {and log out without stopping it|so that I can log out|and disconnect|so I can close the terminal}
{log out|disconnect|close the terminal} {without stopping|without killing|and not stop|while leaving} {@com}
detach {@com} from {the terminal|this shell|my session|the session}{| and run it in the background|}
""",
    "ask": """
@want <cmd> to {go on|keep running|continue|run on|survive} {after logout|after I log out|when I close the terminal|after I disconnect|when I log off|in the background after logout}
<cmd> {should|must|shall} {go on|keep running|continue|run on|survive} {after logout|after I log out|when I close the terminal|in the background after I log out|when my ssh session ends}
<cmd> {stops|dies|gets killed|is killed|ends} {when I log out|when I close the terminal|when ssh disconnects|after logout|when my session ends}{,|;|.} {keep it running|how do I keep it running|how do I prevent that|start it so that it survives|run it in the background so that it goes on}
how does <cmd> {keep running|survive|go on} {after logout|when I log out|after I close the terminal}
can <cmd> {run|go on|continue} in the background {after logout|after I log out|when I am logged out}
""",
    "key": """
nohup {<cmd>|command <cmd>}{| in background|}
{run|start} <cmd> in background {after logout|surviving logout|nohup|keep running|detached}
{background|detached} <cmd>{,| that| and} {survives logout|keeps running after logout|surviving logout}
<cmd> {nohup|in background after logout|keep running after logout|survive logout|immune to hangup}
keep <cmd> {alive|running} after {logout|disconnect|closing terminal}
""",
}

W["watch"] = {
    "do": """
{run|execute|repeat|rerun|re-run|call|start|launch|do|invoke} {@com} {every <n> @secs|again every <n> @secs|again and again every <n> @secs|once every <n> @secs|over and over every <n> @secs|each <n> @secs|repeatedly, every <n> @secs|periodically every <n> @secs|in a loop every <n> @secs|every <n> @secs until I stop it|at intervals of <n> @secs|with an interval of <n> @secs|with a pause of <n> @secs|at <n> second intervals}
{every|each|once every} <n> @secs{,|} {run|execute|repeat|rerun|call|show} {@com}{| again|}
{watch|monitor|observe|follow|refresh|see|update|keep watching} {the output of |what |}{@com} {every <n> @secs|with a refresh every <n> @secs|at an interval of <n> @secs|updated every <n> @secs|with an interval of <n> @secs|refreshed each <n> @secs}
{show|display|print} {the output of|the result of} {@com} {every <n> @secs|again every <n> @secs|refreshed every <n> @secs|anew every <n> @secs}
{keep|continue} {running|executing|repeating|calling} {@com} {every <n> @secs|each <n> @secs|with <n> @secs in between|with a <n> second pause}
{have|get} {@com} {run|executed|repeated} {every|each} <n> @secs
{use|take} watch to {run|repeat|execute} {@com} {every|each} <n> @secs
{loop|poll|cycle} {@com} {every|each|with interval of} <n> @secs
{set up|start|make} a {loop|repetition} {that runs|running|of} {@com} every <n> @secs
{wait|pause} <n> @secs {between|between two} runs of {@com}
""",
    "ask": """
@want {<cmd>|the command <cmd>|the output of <cmd>} {repeated|run again|refreshed|executed|updated|to run} {every|each} <n> @secs
{<cmd>|the command <cmd>} should {run|be run|be executed|be repeated|repeat} {every|each|again every} <n> @secs
can <cmd> be {run|repeated|executed} {every|each} <n> @secs
how {does|can} {<cmd>|the command <cmd>} {run|repeat|get repeated} {every|each} <n> @secs
{every|each} <n> @secs I want to {see|run|repeat} {the output of |}<cmd>
""",
    "key": """
watch <cmd> {every <n> @secs|interval <n>|<n> @secs|every <n>}
{repeat|run|rerun|loop} <cmd> {every <n> @secs|each <n> @secs|every <n>}
<cmd> {every|each|repeated every|again every} <n> @secs
every <n> @secs {run |}<cmd>
{repeated|periodic} {run of |}<cmd>{,| with} {interval|every} <n> @secs
watch {every |-n |interval }<n>{:|} <cmd>
""",
}

W["time"] = {
    "do": """
{measure|time|find out|see|check|determine|get|know|tell me|clock|record|benchmark|report|figure out} {how long|how much time} {@com} {takes|needs|runs|takes to finish|lasts|takes to run|will take|takes to complete|requires|uses}
{measure|get|show|report|print|determine|record|find|know|see} the {time|run time|runtime|duration|execution time|running time|elapsed time|wall time|cpu time} {of|for|taken by|needed by|used by|that it takes to run|spent in} {@com}
{time|benchmark|profile|clock} {@com}{| and show the duration| with the time command|}
{run|execute|start} {@com} and {measure|show|time|print|report|tell me} {the time|how long it takes|how long it took|it|its duration|its run time|the elapsed time}
{stop|take} the time {of|for|that it takes to run} {@com}
{use|run} time {on|for|with} {@com}
{test|see|check} how {fast|slow|quick} {@com} {is|runs}
{run|execute} {@com} with {time measurement|a timer|a stopwatch|timing|time}
{put|use} a stopwatch {on|for} {@com}
{measure|time} {the run of|the execution of|a run of|the duration of} {@com}
{compare|check} {real and cpu time|user and system time|the wall clock time} of {@com}
""",
    "ask": """
how long {does|did|will|would} {@com} {take|run|need|last|take to finish|take to run|take to complete}
how {much time|many seconds} {does|will|did} {@com} {take|need|use|require}
how {fast|slow|quick} is {@com}
what is the {run time|runtime|duration|execution time|running time} of {@com}
{@com} {is slow|seems slow|takes long|feels slow}{,|;|.} {how long does it take|measure it|time it|how slow exactly|measure the time}
@want to {know|measure} how long {@com} {takes|runs|needs}
for how long does {@com} run
""",
    "key": """
time {of |for |}{@com}
{run time|runtime|duration|execution time|timing|elapsed time|time taken|running time} {of|for|by} {@com}
{measure|benchmark} {time of |duration of |runtime of |}<cmd>
<cmd> {time|duration|runtime|run time|how long|timing|execution time|benchmark}
how long <cmd> {takes|runs}
time measurement {of|for} <cmd>
""",
}

W["lsof-file"] = {
    "do": """
@find {which|what|the} {process|program|processes|programs|app|application} {is using|uses|has open|has opened|holds|is holding|accesses|keeps open|is reading|is writing to|locks|is locking|that uses|that has opened|is accessing|has a lock on|is blocking|still uses|that holds open|is writing} {the file <file>|@F|<file>|the open file <file>}
@find {who|what} {is using|uses|has open|has opened|holds|keeps open|accesses|locks|is locking|blocks|is reading|is writing to} {the file <file>|@F|<file>}
{find out|check|see|tell me|figure out} {which process|which program|who|what|what program} {is using|uses|has opened|holds|keeps open|accesses|locks|has open|is writing to|is blocking} {the file <file>|@F|<file>}
{find out|check|see|tell me} {if|whether} {any process|a process|some program|anything|something|somebody} {is using|uses|has opened|still uses|accesses|holds|has open} {the file <file>|@F|<file>}
@show {the|all|all the|} {processes|programs} {that use|using|that have opened|with an open handle on|accessing|that hold|holding open|that have open|that are using|which lock|that write to} {the file <file>|@F|<file>}
{check|see|find out|tell me} {by whom|by what|by which process|by which program} {the file <file>|@F|<file>} is {used|opened|locked|held open|in use|kept open|accessed}
{use|run} lsof {on|for} {@F|<file>}
@show {the|} {users|open handles|openers} of {the file <file>|@F}
{look up|identify|track down} {the|whatever} {process|program} {holding|locking|using|keeping open} {@F|<file>}
see {why|what makes} {@F} {is busy|busy|is locked|locked}{| and by which process|, which process has it open}
""",
    "ask": """
{which|what} {process|program|processes|programs|app|application} {is using|uses|has open|has opened|holds|is holding|accesses|keeps open|is reading|is writing to|locks|is locking|have open|still uses|is accessing} {the file <file>|@F|<file>}
{who|what} {is using|uses|has open|has opened|holds|keeps open|accesses|locks|is locking|is writing to|is accessing} {the file <file>|@F|<file>}
{by whom|by which process|by which program|by what} is {the file <file>|@F|<file>} {used|opened|locked|held open|kept open|accessed|in use}
is {the file <file>|@F|<file>} {in use|open|being used|opened|locked}{| by some process|, and by which process| by any program|, and by what| by anyone}
I {can't|cannot} {delete|move|edit|unlock|write} {@F|<file>}{,|;|.| because} {it is in use|some process uses it|it is busy|it is locked|something uses it}{,|;|.} {which process is it|who is it|what is using it|which program is it}
the file <file> is {busy|locked|in use|open somewhere}{,|;|.} {by which process|which process uses it|who uses it|by whom|what is using it}
""",
    "key": """
{process|program|processes|who|what} {using|holding|with open|accessing|locking|that uses} {file |the file |}<file>
lsof {file |for |}<file>
{who|what} {uses|has open|locks} {the file |file |}<file>
<file> {in use by|used by which process|open by|locked by|lsof|used by|opened by}{| whom|}
{open file|file in use|file locked by}{:|} <file>
{users|openers} of {file |the file |}<file>
""",
}

W["crontab-edit"] = {
    "do": """
{edit|change|modify|open|update|alter|work on|adjust|manage|maintain} {my|the|my user's|my own|the current user's} {cron jobs|cronjobs|crontab|cron table|cron job|cron entries|cron file|scheduled jobs|scheduled tasks|cron schedule|cron tab|timed jobs}
{add|create|make|set up|schedule|define|insert|install|write|enter|register|configure|put in} {a|a new|another|an additional|some|my} {cron job|cronjob|cron entry|cron task|crontab entry|scheduled job|scheduled task|job to cron|line to my crontab|entry in my crontab|recurring job with cron|periodic job in cron|periodic task|recurring task}
{delete|remove|disable|change|edit|comment out|fix} {a|one of my|one|an old|a certain|some} {cron job|cronjob|crontab entry|cron entry|scheduled job}{| of mine|}
{open|start|bring up} {my|the} {crontab|cron table|cron jobs} {in|with} {the|an|my} editor
{schedule|automate} {a script|a job|a command|a task|something|a program} {with cron|using cron|to run every night|to run every day|to run every hour|to run regularly|to run daily|to run at a fixed time|for every night|to run periodically|every monday|once a week|at midnight}
{run|execute|start} {a script|a job|a command|something|a program} {every day|every night|every hour|daily|once a day|regularly|at fixed times|at 3 am|every morning|every week|on a schedule|every five minutes|periodically}{ with cron| using cron| by cron| through a cron job}
{let|make|have} cron {run|start|execute} {something|a script|a command|a job|a program}{| for me| every day| regularly|}
{use|set up|get into|configure} {cron|crontab}{| for me| to run things regularly|}
{change|edit} {the times|the schedule|when} {of|my} {my |}cron jobs{| run|}
{edit|change} what {cron|my cron} {runs|does}{| for me|}
""",
    "ask": """
where {do I|can I|does one} {edit|add|put|change|enter|define} {my |}{cron jobs|cronjobs|a cron job|scheduled jobs|scheduled tasks|the crontab}
@want {a|a new|another} {cron job|cronjob|crontab entry|scheduled job|cron entry|scheduled task}
{a|my} {script|command|job|backup} {should|must|shall} {run|be run|start} {every day|every night|daily|regularly|every hour|once a week}{,|;|.} {add a cron job|how do I add a cron job|where is the crontab|set up cron|edit the crontab}
@want to {schedule|edit|change|add} {a job|my cron jobs|a cron job|something in cron|a task with cron|my crontab}
how {does|do} cron jobs {get edited|get added|work, where do I enter them}
how is {a|the} {cron job|crontab} {added|edited|created|changed}
""",
    "key": """
{edit|change|open|modify|update} {crontab|cron|cron jobs|cron table|cronjobs|my crontab}
{add|new|create|schedule|set up|make} {cron job|cronjob|cron entry|crontab entry|scheduled job|scheduled task|cron task}
crontab {edit|editor|editing|add job|-e|add entry}
{cron job|cronjob|cron} {edit|add|create|editing|setup|new}
{schedule|scheduling} {a |}{job|task|script|command}{| with cron| cron| periodically|}
cron{:|} {edit jobs|add a job|my jobs}
""",
}

W["env-show"] = {
    "do": """
@show {the|the current|} {value|contents|content|setting|current value} of {the |my |}{@envvar <name>|$<name>|<name>|@envvar <name>|@envvar named <name>|@envvar called <name>}
@show {the|my|} {@envvar} {<name>|called <name>|named <name>|$<name>}
@show what {the |my |}{@envvar |}<name> {is set to|contains|holds|is|has as its value|currently holds}
{find out|check|see|tell me|look up|determine|know|read|query} {what|to what} {the |my |}{@envvar |$}<name> {is set to|contains|holds|is|has as value|is currently|evaluates to}
{find out|check|see|tell me|test} {if|whether} {the |my |}{@envvar |$}<name> is {set|defined|exported|empty|set correctly}
{read|look up|query|check|inspect|look at|print out|echo|verify} {the |my |}{@envvar <name>|$<name>|value of <name>|value of the @envvar <name>|value of $<name>}
{echo|print|display|output} {$<name>|the @envvar <name>|the value of <name>}
look {at|up} {the value of |what is in |}{the |my |}@envvar <name>
{see|check} {my|the} <name> {@envvar|setting in the environment|value in the environment}
get {the |}{value|contents} of <name> from {the environment|my environment|my env|the shell environment}
""",
    "ask": """
what is {the value of |in |the content of |}{the |my |}{@envvar <name>|$<name>|@envvar <name>|@envvar called <name>}
what is {the value of |the setting of }{<name>|$<name>}
what's {in |the value of |}{the @envvar <name>|$<name>|my @envvar <name>|my $<name>}
what {does|did} {the @envvar <name>|$<name>|my @envvar <name>|my <name> variable} {contain|hold|have as value|say|evaluate to}
to what {value |}is {the @envvar <name>|$<name>|<name>|my @envvar <name>} set
is {the @envvar <name>|the @envvar called <name>|$<name>|my @envvar <name>} {set|defined|empty|exported}{|, and to what| and to what|, what is its value|}
{which|what} value does {the @envvar <name>|<name>|$<name>} have
what is {the @envvar |}<name> set to{| in this shell| in my environment|}
""",
    "key": """
{value|content|contents} of {@envvar <name>|$<name>|<name>}
{show|print|echo|get|read|display|check} {@envvar <name>|env <name>|$<name>|value of <name>}
@envvar <name>{| value| show| content|}
<name> {env value|env var value|environment variable value|variable value|value in environment}
printenv <name>
{what is|what's} $<name>
""",
}

W["env-set"] = {
    "do": """
{set|change|define|assign|put|initialize|configure|modify|update|switch} {the |my |a |an |}{@envvar|@envvar called|@envvar named} <name> {to|to the value|=|as|to be|equal to} <word>{| for this shell| in this shell| in bash||}
{set|define|export|assign} {<name>|$<name>|the @envvar <name>} {to|as|to the value|to be|with the value|equal to} <word>{| in the environment| for this shell| for this session| in my shell| in bash| in this terminal||}
{give|assign} {the |my |}{@envvar |}<name> the value <word>{| in the environment||}
{assign|give} {the value |}<word> to {the |my |}{@envvar <name>|$<name>|@envvar called <name>|<name>}
{make|create|define|add|export|introduce} {a|an|the|a new|the new} {@envvar} {<name>|named <name>|called <name>} {with|with the value|with value|having the value|set to|that holds|containing|equal to|of the value} <word>
{export|set} {the |}@envvar <name>{,|:|} value <word>
{put|write|store|save|place} <word> {in|into} {the |my |}{@envvar <name>|$<name>|@envvar called <name>|@envvar <name>}
{make|let} {the |my |}{@envvar |$}<name> {be|hold|contain|equal|have the value|become} <word>
{export|set} <name> {with the value|with value|to|as} <word> {so that programs see it|for child processes|for programs that I start|for the programs I run|for this session|for all programs I start here}
{use|take} <word> {as|for} the {value of |}{the |}@envvar <name>
change {the value of |the contents of |}{the @envvar <name>|$<name>|@envvar <name>} to <word>
""",
    "ask": """
{the |my |}@envvar <name> {should|must|shall|has to} {be|contain|have the value|be set to|hold|equal} <word>
@want {the |an |my |}@envvar <name> {to be|set to|with the value|to have the value|with value|to hold|to contain} <word>
{a|the|my} program {needs|wants|expects|reads} the @envvar <name>{,|;|:} {set it to|it should be|make it|with the value} <word>
how is {the |an |}@envvar <name> set to <word>
can I set {the |an |my |}{@envvar |}<name> to <word>{| in this shell| in my environment|}
<name> {should be|must be|has to be} <word> in {the|my} environment
""",
    "key": """
{set|export|define} {@envvar |env |variable |}<name> {to|=|as|with value|value} <word>
@envvar <name> {to|=|set to|value|with value|set} <word>
{export|set env|setenv|set environment} <name> <word>
set $<name> to <word>
{new|create} @envvar <name> {with |}{value |}<word>
<name> {environment variable|env var} {to|=|set to} <word>
""",
}

W["history-grep"] = {
    "do": """
{find|search|look|look for|get|recall|locate|dig up|hunt for|retrieve} {a|the|an earlier|a previous|an old|that|some|a past|the old|every|a former|a recent} {command|commands|command line|shell command} {with|containing|that contained|that contains|having|that used|that has|that mentions|including|matching|involving|where I used} <word> {in|from|in my|from my|out of} {the shell history|shell history|the history|bash history|the command history|history}
{search|grep|look through|go through|scan|filter|look in|check|comb through|dig through|browse} {the|my|the bash|my bash} {shell history|history|command history|history of commands|bash history|terminal history|past commands|earlier commands|previous commands} for {|a command with |commands with |the command with |the word |the text |anything with |everything with |lines with |entries with }<word>
{find|show|list|get|see|print|search for|recall|remember|look for} {commands|earlier commands|previous commands|the commands|past commands|old commands|all commands|all earlier commands|the command} {I typed|I ran|I entered|I used|that I ran|that I typed|I executed|I have run|I gave} {with|containing|that contain|that had|including|involving|that mention} <word>{| before| earlier| in the past| in them|}
{show|list|print|find|get} {the|all} {history|shell history|bash history} {entries|lines|items} {with|containing|that contain|matching|that mention|that have} <word>
{find|see|recall|remember|look up} {what|which} command {with|containing|that had} <word> I {typed|ran|used|entered}{| before| earlier| yesterday| some time ago| last week|}
{search for|grep for|grep|look for|find} <word> in {the|my} {shell history|history|command history|bash history|typed commands|earlier commands|previous commands}
{filter|grep} {the |my |}{shell |bash |command |}history {by|for|with|on} <word>
{recall|dig out|fetch back} {an old|an earlier|a previous} command {with|containing} <word>
in {my|the} {shell |bash |command |}history, {find|search for|look for|show} {commands with |everything with |}<word>
""",
    "ask": """
{what|which} {command|commands} {with|containing|that contained} <word> did I {type|run|use|enter|execute}{| before| earlier| last time| recently|}
I {ran|typed|used|entered|executed} {a|some|that} command with <word>{| some time ago| earlier| yesterday| last week| before|}{,|;|.} {find it|what was it|how do I find it|how did it go|find it in the history|how do I find it again|which one was it}
what was the {command|command line|one-liner} {with|containing|that had} <word>{| in it| that I used| again|}
{where|when} in {my|the} {shell |bash |}history {is|does} <word>{| appear| used|}
did I {ever |}{run|type|use|enter} {a|any} command with <word>{| before| in the past|}
is <word> {anywhere |}in {my|the} {shell history|bash history|command history|history}
I forgot {the|a} command {with|containing} <word>{| that I used| I typed|}{,|;|.} {search the history|find it in the history|look in my history}
""",
    "key": """
{history|shell history|bash history|command history} {search|grep|find|search for|grep for|with|containing|filter|entries with} <word>
{search|grep|find in|filter} {shell |bash |command |my |}history {for |}<word>
{earlier|previous|past|old|last} {command|commands} {with|containing} <word>
{command|commands} {with|containing} <word> {in|from} {history|shell history}
<word> in {shell |bash |command |}history
""",
}

W["shutdown"] = {
    "do": """
{shut down|shutdown|power off|turn off|switch off|halt|power down|poweroff|close down|bring down|stop} {the machine|this machine|the computer|my computer|the system|the server|this computer|linux|my pc|the pc|my laptop|this box|the laptop|this server|the whole machine|the raspberry pi|this system|the box}{| now| immediately| right now| at once| cleanly| from the terminal| right away| this instant|}
{turn|switch|power|shut} {the machine|this machine|the computer|my computer|the system|the server|this computer|my laptop|it all|the box} {off|down}{| now| immediately| right now| at once| completely|}
{shut down|power off|shutdown|poweroff|power down}{| now| immediately| at once| right now| linux|}
{do|perform|make|start|initiate|begin|trigger} {a|an immediate|a clean|a system|a full} {shutdown|power off|poweroff|power-off}{| of the machine| of this computer| now| of the server|}
{make|let} {the machine|the computer|this computer|the server|my laptop} {power off|shut down|turn off|go off|turn itself off}{| now| at once|}
{cut|take} the power {of|from} {this machine|the computer} {cleanly|by shutting down|in software}
{stop|halt|end} {linux|the operating system|the whole system}{| and power off| now|}
{finish for today|go home} and {shut down|turn off|power off} {the computer|the machine|my pc}
""",
    "ask": """
@want {the machine|this computer|the computer|the server|my laptop|the system} {off|shut down|powered off|turned off|switched off|to shut down|to power off|down}{| now| right now| at once|}
{the machine|this computer|the computer|the server|my laptop} {should|must|has to|shall} {shut down|be shut down|be turned off|power off|go off|be powered off|be switched off}{| now| at once|}
how does {this machine|the computer|one's computer|linux|the server} {get shut down|shut down|power off|get turned off|turn off}{| from the shell| from the terminal|}
I am {done|finished} {for today|working|with work}{,|;|.} {shut down|turn the computer off|power off the machine|shut the machine down}
how is {the machine|the computer|linux|a server} {shut down|turned off|powered off|switched off}{| now| at once|}
""",
    "key": """
{shutdown|shut down|power off|poweroff|turn off|switch off|halt|power down}{| now| machine| computer| the computer| server| system| linux| immediately| pc| the system|}
{machine|computer|server|system|pc|laptop} {off|shutdown|power off|shut down|turn off}{| now|}
{immediate|clean|system} {shutdown|power off}
{linux|ubuntu|debian} {shutdown|power off|turn off|halt}
{turning|switching} {off|the machine off}
""",
}

W["reboot"] = {
    "do": """
{restart|reboot|re-boot|reset|boot|warm boot|power cycle|relaunch} {the machine|this machine|the computer|my computer|the system|the server|this computer|linux|my pc|the pc|my laptop|this box|the laptop|this server|the whole machine|the raspberry pi|this system|the box|the whole system|the operating system}{| now| immediately| right now| at once| from the terminal| again| right away|}
{reboot|re-boot}{| now| immediately| right now| at once| please| linux|}
{do|perform|make|start|initiate|trigger|force|order} {a|an immediate|a clean|a system|a full} {reboot|restart|system restart}{| of the machine| of this computer| now| of the server| of the system|}
{make|let} {the machine|the computer|this computer|the server|my laptop|linux} {reboot|restart|boot again|start again|start over|boot anew}{| now|}
{shut down|turn off|power off} {the machine|the computer|the system|linux|the server} and {start it again|boot it again|start it up again|turn it back on|bring it up again|switch it on again}
{boot|start} {the machine|the computer|the system|linux} {again|anew|afresh|once more}
{turn|switch} {the machine|the computer|the server|it|this machine} off and on{| again|}
{restart|reboot} {after|because of} {an update|a kernel update|the upgrade|a new kernel|updates}
{cycle|bounce} {the machine|the whole server|this box|the host}
""",
    "ask": """
@want {the machine|this computer|the computer|the server|my laptop|the system} {restarted|rebooted|to reboot|to restart}{| now| right now| at once|}
{the machine|this computer|the computer|the server|my laptop|the system} {should|must|has to|needs to} {restart|be restarted|reboot|be rebooted|boot again}{| now| at once| after the update|}
how does {this machine|the computer|linux|the server} {get rebooted|reboot|restart|get restarted}{| from the shell| from the terminal|}
{the kernel was updated|there was a kernel update|updates need a restart|the system needs a restart|the update wants a reboot}{,|;|.} {reboot|restart the machine|reboot now|how do I reboot}
how is {the machine|the computer|linux|a server} {rebooted|restarted}{| now| at once|}
""",
    "key": """
{reboot|restart machine|restart computer|restart system|restart the machine|restart pc|reboot machine|reboot server|reboot now|restart linux|system restart|restart the computer|reboot system|reboot the server|reboot the machine|restart this machine}
{machine|computer|system|pc|laptop} {reboot|restart}{| now|}
{immediate|clean|system|machine} {reboot|restart}
{linux|ubuntu|debian} {reboot|restart}{| machine| command|}
{rebooting|restarting} the {machine|computer|server|system}
""",
}

# --- systemd ------------------------------------------------------------------------------------

W["service-status"] = {
    "do": """
@show {the|the current|} {status|state|condition|service status|systemd status|running state} of {@Sv|@Sv|<service>|the systemd unit <service>}
{check|see|find out|tell me|determine|look up|verify|test|know|look} {if|whether} {@Sv} {is running|is active|is up|runs|is alive|works|is working|is still running|has started|is ok|is healthy|was started|is currently active|crashed|is dead}
{check|query|inspect|look up|verify|ask for|view|get|look at|examine} {the |}{status|state|health} of {@Sv|<service>}{| with systemctl| in systemd|}
{check|query|inspect|look at|examine} {@Sv}
{check|get|show|view} {the |}<service> {service status|service state|daemon status|service's status|unit status|daemon's state}
{ask|have} {systemd|systemctl} {about|for the status of|how it is with|whether it runs:} {@Sv}
{see|find out|tell me} {how|in which state|in what state} {@Sv} is
{see|find out|tell me} why {@Sv} {is not running|is down|did not start|does not run|is not active}
{use|run} systemctl {to check|to see the status of|status for|to look at|on} {@Sv|<service>}
{confirm|make sure|ensure|verify} {that |}{@Sv} {is running|is active|is up|runs}
""",
    "ask": """
is {@Sv} {running|active|up|alive|started|working|still running|ok|enabled and running|currently running|healthy|dead}{|, what is its status|, and what is its status| and in what state is it}
what is the {status|state|condition} of {@Sv|@Sv|<service>}
what's the {status|state} of {@Sv|@Sv|<service>}
what {status|state} {does|is} {@Sv} {have|in}
how is {@Sv} {doing|going}
does {@Sv} {run|work|still run}{| right now| at the moment|}
why is {@Sv} {not running|down|not active|not working}
{@Sv} {does not work|does not respond|seems down|seems to be down|does not answer}{,|;|.} {is it running|check its status|what is its status|show its status|what state is it in}
did {@Sv} {start|come up|crash}{| correctly|}
in {which|what} state is {@Sv}
""",
    "key": """
{service |systemctl |systemd |unit |daemon }status {of |for |}{<service>|service <service>}
<service> {service status|status|service state|service running|state|unit status|daemon status|systemctl status|service health}
{status|state} {of|for} {service |the service |unit |daemon |}<service>
{check|show|see|query} {service <service>|<service> service|<service> status|status of <service>|state of <service>}
is service <service> {running|active|up}
""",
}

W["service-start"] = {
    "do": """
{start|start up|launch|bring up|fire up|boot up|run|turn on|switch on|activate|spin up|get going} {@Sv}{||| now| with systemctl| with systemd| right now| on this machine| immediately|}
{start|start up|fire up|bring up} <service>{||| with systemctl| with systemd| as a service|}
{start|run|launch|bring up} {the |}{systemd |}{service|unit|daemon} {|called |named }<service>
{make|let} {@Sv} {run|start|start running|go|come up}{| now|}
{tell|have|let|ask} {systemd|systemctl} {start|to start|to launch|run} {@Sv}
{get} {@Sv} {running|started|up|up and running|going}{| now| again|}
{use|run} systemctl to start {@Sv|<service>}
{start|bring up} {@Sv}, {it is stopped|which is stopped|which is not running|it is down|which is down|it is not running}
{kick off|set off|set in motion} {@Sv}
{turn|switch} {@Sv} on{| now|}
bring {@Sv} {up|to life|online}
""",
    "ask": """
{@Sv} {is stopped|is not running|is down|does not run|is inactive|is dead|isn't running}{,|;|.} {start it|how do I start it|bring it up|get it running|turn it on}
@want {@Sv} {running|started|up|to run|to start|up and running}{| now|}
{@Sv} {should|must} {run|be running|be started|start}{| now|}
can {@Sv} be started{| now| with systemctl|}
how {is|does one get} {@Sv} {started|up}
how does {@Sv} get started
""",
    "key": """
{start|start up|launch|bring up} {service |systemd service |unit |daemon |the service |}<service>
{service|systemctl|systemd|unit} start <service>
<service> {start|service start|start service|daemon start|start now}
{start|launch} {the |}<service> {service|daemon|unit}
{starting|start of} {service |}<service>
service <service> {start|start now|on}
""",
}

W["service-stop"] = {
    "do": """
{stop|shut down|halt|end|bring down|take down|turn off|switch off|deactivate|terminate|quit|pause|kill} {@Sv}{||| now| with systemctl| with systemd| right now| on this machine| immediately| for now|}
{stop|halt|shut down} {the |}{systemd |}{service|unit|daemon} {|called |named }<service>
{stop|halt|bring down} <service> {with systemctl|with systemd|via systemctl|in systemd|using systemctl|service}
{make|let} {@Sv} {stop|stop running|end|go down}{| now|}
{tell|have|let|ask} {systemd|systemctl} {stop|to stop|to halt|to shut down} {@Sv}
{use|run} systemctl to stop {@Sv|<service>}
{stop|bring down} {@Sv}, {until I start it again|which is running|it is running|it should not run now|but leave it enabled|until the next boot}
{turn|switch|shut} {@Sv} {off|down}{| now| for now|}
take {@Sv} {offline|down}
cease running {@Sv}
""",
    "ask": """
{@Sv} {is running|runs|is active|is up|is still running}{,| but| and|;} {should not|I want to stop it|stop it|how do I stop it|I don't want it to|shut it down|must not}
@want {@Sv} {stopped|down|to stop|off|shut down|not running}{| now|}
{@Sv} {should|must} {stop|be stopped|not run|end}{| now|}
can {@Sv} be {stopped|shut down}{| now| with systemctl|}
how {is|does} {@Sv} {stopped|get stopped|stop}
I {don't need|no longer need|do not need} {@Sv} {right now|at the moment|now}{,|;|.} {stop it|shut it down|turn it off|how do I stop it}
""",
    "key": """
{stop|halt|shut down|turn off} {service |systemd service |unit |daemon |the service }<service>
{service|systemctl|systemd|unit} stop <service>
<service> {service stop|stop service|daemon stop|service off|unit stop}
{stop|halt} {the |}<service> {service|daemon|unit}
{stopping|stop of} {service |the service }<service>
service <service> {stop|stop now|off}
""",
}

W["service-restart"] = {
    "do": """
{restart|re-start|bounce|relaunch|reboot|cycle|refresh} {@Sv}{||| now| with systemctl| with systemd| right now| immediately|}
{restart|bounce|re-start} <service>{|||| with systemctl| with systemd| after a config change| after changing its config| so it reads its config|}
{restart|bounce} {the |}{systemd |}{service|unit|daemon} {|called |named }<service>
{stop and start|stop and then start|stop and restart} {@Sv|<service>}{| again| anew|}
{start|launch|run} {@Sv} {again|anew|afresh|over|once more}
{make|let} {@Sv} {restart|start again|start anew|start over}{| now|}
{tell|have|let|ask} {systemd|systemctl} {restart|to restart|to bounce} {@Sv|<service>}
{use|run} systemctl to restart {@Sv|<service>}
{restart|bounce} {@Sv} {after a config change|to apply the new config|so that it reads its configuration|because it hangs|as its config has changed|to load the new settings|to pick up the changes}
{turn|switch} {@Sv} off and on again
{give|do} {@Sv} a restart
{do|perform|trigger} a restart of {@Sv|<service>}
""",
    "ask": """
{@Sv|<service>} {hangs|acts up|misbehaves|needs a restart|has to be restarted|must be restarted|is stuck|must reload its config}{,|;|.} {restart it|how do I restart it|bounce it}
I {changed|edited|modified|updated} the {config|configuration|settings} of {@Sv|<service>}{,|;|.} {restart it|now restart it|how do I restart it}
@want {@Sv|<service>} {restarted|to restart|bounced}{| now|}
{@Sv|<service>} should {restart|be restarted}{| now|}
can {@Sv|<service>} be restarted{| now| with systemctl|}
how {is|does} {@Sv|<service>} {restarted|get restarted}
""",
    "key": """
{restart|bounce|re-start} {service |systemd service |unit |daemon |the service |}<service>
{service|systemctl|systemd|unit} restart <service>
<service> {restart|service restart|restart service|daemon restart|restart now}
{restart|bounce} {the |}<service> {service|daemon|unit}
{restarting|restart of} {service |the service |}<service>
service <service> {restart|stop and start}
""",
}

W["service-enable"] = {
    "do": """
{start|launch|run|bring up|load|activate} {@Sb} {@boot}
{enable} {@Sb}{|||| @boot| with systemctl| permanently| so it starts at boot| in systemd|}
{make|have|let|get|set|configure} {@Sb} {start|come up|run|launch|start by itself|be started|load|start up|start automatically} {@boot}
{have|let|make|get} {systemd|the machine|the system} {start|to start|launch|bring up} {@Sb} {@boot}
{set up|configure|set|put} {@Sb} to {start|run|launch|come up|be started} {@boot}
{turn on|activate|switch on|enable} {autostart|automatic start|boot start|auto start} {of|for} {@Sb}
{add|put} {@Sb} to {the autostart|the boot services|the services started at boot|autostart|startup|the startup services|what starts at boot}
{make sure|ensure|see to it} {that |}{@Sb} {starts|is started|comes up|runs|is running} {@boot}
{autostart|auto-start} {@Sb}{| @boot|}
{@boot}, {start|launch|run} {@Sb}{| automatically|}
{start|run} {@Sb} {on every start|each time the machine starts|every time I boot|whenever the machine starts|whenever the computer boots}
tell systemd to {enable|start at boot} {@Sb}
""",
    "ask": """
{@Sb} {should|must|shall|has to} {start|come up|run|be started|launch} {@boot}
{@Sb} {does not start|is not started|doesn't come up|is not running|has to be started by hand} {@boot}{,|;|.} {enable it|change that|how do I enable it|how do I change that|make it start|fix that}
@want {@Sb} {to start|to be started|started|to run|to come up|enabled|running} {@boot}
can {@Sb} {start|be started|come up} {@boot}
how {does|do I get} {@Sb} {started|to start|to come up} {@boot}
I have to start {@Sb} {by hand|manually} {after every reboot|after each boot|every time}{,|;|.} {enable it|make it automatic|how do I make it automatic}
""",
    "key": """
enable {service |systemd service |unit |the service |}<service>
{service|systemctl|systemd} enable <service>
{start|launch|run|autostart} {service |}<service> {at boot|on boot|at startup|on startup|automatically|at boot time}
<service> {at boot|autostart|start at boot|on startup|enable at boot|enable|start on boot|service enable|at startup|auto start}
{autostart|boot start|automatic start} {for|of} {service |}<service>
service <service> {at boot|at startup|enable}
""",
}

W["service-disable"] = {
    "do": """
{not start|never start|no longer start|stop starting|not launch} {@Sb} {@boot}{| any more| anymore|}
{disable} {@Sb}{|||| @boot| with systemctl| permanently| so it does not start at boot| in systemd|}
{prevent|keep|stop} {@Sb} from {starting|being started|coming up|launching|running|auto-starting} {@boot}
{make|let|have|get} {@Sb} {not start|no longer start|not run|not come up|stop starting} {@boot}
{turn off|switch off|deactivate|disable} {autostart|automatic start|boot start|the automatic start|auto start|starting at boot} {of|for} {@Sb}
{remove|take|drop} {@Sb} from {the autostart|the boot services|the services started at boot|autostart|startup|the startup services|what starts at boot}
{make sure|ensure|see to it} {that |}{@Sb} {does not start|is not started|doesn't come up|won't start|no longer starts} {@boot}
{tell|have|let} systemd {not start|not to start|no longer start|to no longer start|to disable|to stop starting} {@Sb} {@boot}
{set|configure} {@Sb} {not to start|to not start|to stay off|so that it does not start} {@boot}
{undo|reverse} {the enabling|enabling|systemctl enable} of {@Sb}
{boot|start the machine} without {@Sb}{| running| being started|}
""",
    "ask": """
{@Sb} {should not|must not|should no longer|shall not|shouldn't} {start|come up|run|be started|launch} {@boot}
{@Sb} {starts|is started|comes up|always starts|launches} {@boot}{,| but|;|.} {disable that|should not|how do I disable that|I don't want that|how do I stop that|prevent that|stop that}
I {don't want|do not want|no longer want} {@Sb} to {start|run|come up|be started|launch} {@boot}
can {@Sb} be {kept from starting|prevented from starting|disabled} {@boot}
how {does|do I keep} {@Sb} {not start|from starting|from coming up} {@boot}
why does {@Sb} start {@boot}{,|?|;} {disable it|turn that off|prevent it}
""",
    "key": """
disable {service |systemd service |unit |the service |}<service>
{service|systemctl|systemd} disable <service>
{no|not|don't|do not|never} {start|launch|autostart|run} {service |}<service> {at boot|on boot|at startup|on startup|automatically}
<service> {not at boot|no autostart|disable|not on startup|disable at boot|service disable|disable autostart|no start at boot}
{disable|turn off|remove} {autostart|boot start|automatic start} {for|of} {service |}<service>
service <service> {not at boot|disable|no autostart}
""",
}

W["services-failed"] = {
    "do": """
@show {the|all|all the|any|} {failed|broken|crashed|failing} {services|units|systemd units|systemd services|system services|service units|daemons}{| on this machine| of systemd|}
@show {which|what|all|the} {services|units|daemons|systemd units|systemd services} {have failed|failed|are failed|crashed|are broken|did not start|are in a failed state|failed to start|could not start|went wrong|have crashed|died|are in failed state|could not be started|have problems}{| at boot| on this machine|}
{check|see|find out|tell me|look|test} {if|whether} {any|some|a} {service|unit|systemd unit|systemd service|services|daemon} {has failed|failed|crashed|is broken|did not start|have failed|failed to start|is in a failed state}
{check|look} {for|at} {the |any |}{failed|broken|crashed} {services|units|systemd units|systemd services|daemons}
@show {the|all} {services|units} {in a failed state|with status failed|that are in failed state|with errors|with the state failed|marked as failed}
{find out|see} what {failed|went wrong|did not start|crashed} {at boot|in systemd|during boot|among the services|with the services|while the system started}
{list|show} {services|units} that {failed|did not come up|are down because of a failure|could not be started|crashed}{| at boot| since boot|}
{ask|have} systemd {which services failed|for failed units|list failed units|show what failed}
{identify|name} {the |all |}{failed|crashed|broken} {services|units}
""",
    "ask": """
{which|what} {services|units|daemons|systemd units|systemd services|system services} {have failed|failed|are failed|crashed|are broken|did not start|are in a failed state|failed to start|could not start|have crashed|died|are failing|could not be started|have a problem}{| on this machine| at boot| since boot| today|}
{did|has|have} any {service|services|unit|units|daemon|systemd unit|systemd service} {fail|failed|crash|crashed|failed to start}{| at boot| on this machine| since boot|}
are there {any |}{failed|broken|crashed|failing} {services|units|systemd units|systemd services|daemons}{| on this machine|}
what {failed|went wrong|did not start} {at boot|in systemd|during boot|among the services|with systemd}
{something|a service|some service} {failed|did not start|crashed|went wrong} {at boot|during boot|in systemd|when the system started}{,|;|.} {what was it|which one|which service|what is it|how do I see which}
the system {is degraded|state is degraded|reports degraded}{,|;|.} {which units failed|which services failed|what failed}
""",
    "key": """
{failed|broken|crashed|list failed|show failed|all failed} {services|units|systemd units|systemd services|daemons}
systemctl {failed|list failed|failed units|failed services|show failed}
{services|units|daemons} {that failed|failed|in failed state|which failed|failed to start}
systemd {failed|failed units|failures|failed services}
{failures|failed} {at|on} boot{| services| units|}
{list|listing} of failed {services|units}
""",
}

W["services-running"] = {
    "do": """
@show {all|the|all the|all my|every|all of the|} {running|active|currently running|started|live} {services|systemd services|system services|daemons|service units|background services}{| on this machine| right now| of systemd| on this server|}
@show {which|what|all} {services|systemd services|daemons|system services|background services|service units} {are running|are active|run|are up|are started|are currently running|are currently active|are on|are alive|that are running}{| on this machine| right now| now| on this server| at the moment|}
{check|see|find out|tell me|look up} {which|what} {services|daemons|systemd services|system services} {are running|are active|run|are up|are started|systemd runs|systemd has started}{| on this machine| right now| on this server|}
@show the {services|daemons|systemd services|service units} {that run|that are running|that run now|which are active|in the running state|that are up|running right now|that systemd is running|with state running}
@show {a|the} list of {running|active|all running} {services|daemons|systemd services}
{ask|have} systemd {which services run|for the running services|list the running services|show what services run}
{list|show} {running|active} {service units|units of type service}
{enumerate|name} {all |the |}{running|active} {services|daemons}
{get|take} an overview of {the |all |}{running|active} {services|daemons}
""",
    "ask": """
{which|what} {services|daemons|systemd services|system services|background services|service units} {are running|are active|run|are up|are started|are currently running|are alive|are on|does systemd run}{| on this machine| right now| now| on this server| on my computer| at the moment|}
what are {all |}the {running|active|currently running} {services|daemons|systemd services}
how many {services|daemons} are running and which{| ones|}
what {runs|is running} as a {service|systemd service|daemon}{| on this machine| here|}
are there {many|any} {services|daemons} running{,|;} {which|list them|show them}
@want {to see |a list of |}{all |the |all the }{running|active} {services|daemons|systemd services}
""",
    "key": """
{running|active|list running|all running|show running|currently running} {services|systemd services|daemons|system services|service units}
systemctl {list running|running services|list services|list running services|active services}
{list|show|overview of} {running|active} {services|daemons}
services {running|that are running|active|which run|currently running}
systemd {running services|active services|services running|list running}
{list|listing|overview} of {running|active} {services|daemons}
""",
}

W["daemon-reload"] = {
    "do": """
{let|have|make|get} {systemd|systemctl|the service manager} {read|reread|re-read|reload|pick up|notice|see|load|learn about|register|scan|recognize|take up|accept} {the|my|its|all|the new} {changed |new |edited |modified |updated |}{unit files|units|service files|unit file|service file|unit definitions|unit configuration|service definitions}{| again| anew|}
{reload|reread|re-read|refresh|rescan|load} {the|all|all the|my|} {systemd unit files|unit files|systemd units|systemd configuration|systemd config|unit definitions|service files|changed unit files|systemd|systemd manager configuration|systemd service files|systemd daemon|unit configuration|edited units}{| after a change| after an edit| again|}
{tell|make|force|ask|get|instruct} {systemd|systemctl} to {reload|reread the unit files|read the unit files again|reload its configuration|reload its unit files|read the changed unit files|notice my new unit file|re-read its units|pick up the changed service file|reload the daemon|reload all units|notice that a unit changed|rescan the unit files}
{do|run|make|perform|trigger|issue} {a|the} {daemon-reload|daemon reload|systemd reload|systemctl daemon-reload|systemd daemon-reload|reload of the unit files}
{apply|activate} {the|my|a} {change|changes|edits|edit} {to|in|of} {a|the|my} {unit file|unit files|service file|systemd unit|systemd units|systemd service file}
{reload|refresh} {systemd|the systemd daemon|systemd's units} {after|because|since|now that} {I edited a unit file|I changed a service file|editing a unit|changing a unit file|I wrote a new service file|adding a unit|editing a service file|changing a unit|I added a unit}
{make|let} {the|my} {new|changed|edited} {unit file|service file|unit|units} {known|be known|visible} to systemd
{daemon-reload|daemon reload} {systemd|the units|}
""",
    "ask": """
I {changed|edited|modified|added|wrote|created|updated} {a|my|the|some|a new} {unit file|service file|systemd unit|systemd service file|unit|unit files|.service file}{,|;|.|, and} {how do I make systemd notice|how do I reload systemd|let systemd read it|reload it|now systemd must read it|reload systemd|tell systemd|what now|systemd should read it|what do I have to run}
{systemd|systemctl} {does not see|ignores|does not notice|has not noticed|still uses the old version of|doesn't know about|warns about|says there is} {my|the|a} {changed|new|edited} {unit file|service file|unit}{|, reload it|, how do I make it read it|, make it read it|}
systemctl {says|warns that} {the unit file changed on disk|a unit file changed|unit files changed on disk}{|, what do I run|, reload it|, reload them|, what now|}
how does systemd {learn|notice|find out} {about|that there are} {changed unit files|new unit files|my new service file|changed units|an edited unit file}
{systemd|systemctl} {must|should|has to} {reload|reread|read} {its unit files|the unit files|the changed unit files|the units|the service files}{| again|}
@want systemd to {read|reread|reload} {my|the} {changed |edited |new |}{unit files|unit file|service file|units}
""",
    "key": """
{daemon-reload|daemon reload|systemd daemon-reload|systemctl daemon-reload|systemd reload|reload systemd|systemctl reload units}
{reload|reread|refresh|re-read} {unit files|systemd units|units|systemd config|systemd unit files|service files|changed unit files}
systemd {reload units|read unit files|reread config|reload unit files|pick up changed units|unit files reload|changed unit file}
{changed|new|edited} {unit file|service file|unit}{,|:|} {reload systemd|reload|make systemd notice|systemd}
unit files {changed|edited}{,|} reload{| systemd|}
{reload|reloading} of {the |}unit files
""",
}

W["journal-service"] = {
    "do": """
@show {the|the system|the journal|all|the full|the systemd|} {log|logs|journal|log messages|log entries|log output|messages|journal entries|logging output|logfile} {of|for|from|written by|about} {@Sv|the service <service>}
@show {the|} {journal|logs of the service|log of the service|logs for the service|journal of the service|service log of|systemd journal of|service logs for} <service>
@show what {@Sv} {logged|has logged|wrote to the log|wrote to the journal|writes in the log|printed|reported|put in the journal|said in the log}
{read|look at|check|inspect|view|open|see|examine|go through|look through|study|browse} {the |}{log|logs|journal|log messages|log entries|journal entries} {of|for|from} {@Sv|the service <service>}
{read|check|see|find|look up} {the |}<service> {service log|service logs|unit log|daemon log|service's log|service's logs|journal|daemon logs|unit's journal}
{use|run} journalctl {for|on|to see|to read the log of|to see the logs of} {@Sv|<service>}
{filter|limit|restrict} {the journal|journalctl|the system log} {to|for|by} {@Sv|<service>}
{find|look} in the {journal|system log|systemd journal} {what|for what} {@Sv} {logged|wrote|reported|says}
{find out|see} from the {log|logs|journal} why {@Sv} {failed|crashed|did not start|stopped|does not start|died}
{dump|get|fetch} {the |all |}{logs|journal entries|log lines} of {@Sv}
""",
    "ask": """
what {did|has|does} {@Sv} {log|logged|write to the log|say in the log|report in the journal|write to the journal|logged so far}
what is in the {log|logs|journal} of {@Sv|the service <service>}
what do the {logs|log files} of {@Sv} say
where {is|are|do I find|can I see} the {log|logs|journal|log messages} {of|for} {@Sv}
{@Sv} {does not start|crashed|failed|misbehaves|has a problem|won't start|died}{,|;|.} {show its log|show the log|what does its log say|where is its log|where are the logs|what is in the journal}
@want {to see |to read |}the {log|logs|journal} of {@Sv}
{which|what} messages did {@Sv} {log|write|leave in the journal}
""",
    "key": """
{log|logs|journal|log messages} {of|for|from} {service |unit |systemd service |the service |daemon }<service>
<service> {service log|journal|service logs|unit log|systemd log|daemon log|journal log|journalctl}
journalctl {unit |service |for |-u |of |log of |}<service>
{show|view|read|see} {service log|journal|logs of service|systemd log|unit log|log of service|service logs} {of |for |}<service>
{service|systemd|unit} {log|logs|journal} {of |for |}<service>
""",
}

W["journal-follow"] = {
    "do": """
{follow|tail|stream|monitor|live-follow|live-tail} {the |}{log|logs|journal|log messages|log output|journal entries|journal log} {of|for|from} {@Sv|@Sv|<service>|the service <service>}{| live| in real time| as it grows| as new lines come| continuously|}
{watch|observe|see|view|keep an eye on|show|keep watching} {the |}{log|logs|journal|log messages|log output|journal entries} {of|for|from} {@Sv|<service>} {live|in real time|as it grows|as new lines come|continuously|as they come|as it happens|live on screen|in realtime|scroll by|while it runs}
{follow|tail|live-tail|stream} {the |}<service> {service log|service logs|journal|unit log|daemon log|log|logs|service's log}
{see|show|watch|print|get|display|wait for} {new|incoming|the newest, incoming|fresh} {log lines|log messages|log entries|journal entries|messages|lines in the log} {of|from|for} {@Sv|<service>}{| live| as they come| as they appear| in real time|}
{keep|continue} {showing|printing|watching|following|reading} the {log|logs|journal} of {@Sv|<service>}
{see|watch} {live|in real time} what {@Sv} {logs|writes to the log|is logging|writes to the journal}
{watch|see} {@Sv} log {live|in real time|its messages as they come}
{use|run} journalctl {to follow|to tail|in follow mode for|to watch live} {@Sv|<service>}
{follow|tail -f|live tail} {@Sv} in the journal
{stay|remain} on the {log|journal} of {@Sv|<service>} {and see new lines|as it grows|live}
""",
    "ask": """
what {is|does} {@Sv} {logging right now|logging live|logging at this moment|log as it runs}{|, live|}
what is {@Sv} writing to {the log|its log|the journal} {right now|at the moment|live}
@want to {follow|watch|tail|stream} the {log|logs|journal} of {@Sv|<service>}{| live| in real time|}
can I {follow|tail|watch|see} the {log|logs|journal} of {@Sv} {live|in real time|as it grows|like tail -f|as new lines come}
is there {something like tail -f|a tail -f|a live view} for the {log|logs|journal} of {@Sv}
how is the {log|journal} of {@Sv} {followed|watched live|tailed}
""",
    "key": """
{follow|tail|live|stream|watch} {log|logs|journal} {of|for} {service |}<service>
journalctl {follow|-f|tail|live|follow unit|follow service} <service>
<service> {log follow|live log|log tail|journal follow|follow logs|live logs|logs live|service log live|log in real time}
{live|real-time|realtime} {log|logs|journal} {of|for} {service |}<service>
{tail|follow} {service |unit |}<service> {log|logs|journal}
new log lines of {service |}<service>{| live| as they come|}
""",
}

W["journal-errors"] = {
    "do": """
@show {the|all|all the|only the|just the|only|any|} {errors|error messages|error entries|error lines|serious messages|messages of level error|errors since boot|error level messages|messages of priority error} {in|from|of} {the system log|the journal|the systemd journal|the log of the system|the system logs|the system journal|syslog|journalctl|the logs of this machine|the linux system log}
{find|look for|search for|look up|check for|scan for|hunt for} {errors|error messages|all errors|problems|any errors} {in|from} {the system log|the journal|the systemd journal|the system logs|the log of the system|the system journal|syslog}
{check|search|scan|filter|look through|go through|grep|inspect} the {system log|journal|systemd journal|system logs|system journal|log of the system} for {errors|error messages|problems|anything of level error|failures|bad messages}
@show {system errors|errors of the system|system log errors|journal errors|errors in journalctl|system error messages|errors logged by the system}{| since boot| since the last boot| of this boot|}
{show|see|list} {what|which} errors {the system|this machine|my system|the computer|systemd|my server} {logged|has logged|reported|has reported|ran into|had}{| since boot| since the last boot| today|}
{filter|limit|restrict} the {journal|system log} {to|by|on} {errors|error level|priority err|errors only|the priority error}
{use|run} journalctl {to show errors|for errors only|to see only errors|with priority err}
{see|find out|tell me} {if|whether} {there are errors|anything went wrong|there were errors|any error is} in the {system log|journal|system logs}
{read|view|look at} {only |just |}{the |}{errors|error messages} {in|of} the {system log|journal|system logs}
{diagnose|troubleshoot} {the system|this machine} {by its|with the} {error log|errors in the journal|errors in the system log}
""",
    "ask": """
{which|what} {errors|error messages} {are in|does|are there in|were written to|show up in} {the system log|the journal|the systemd journal|the system logs|syslog}{| since boot|}
{which|what} {errors|system errors} {were logged|did the system log|have been logged|has the system logged|were reported|did my machine log|happened on this system}{| since boot| since the last boot| on this machine|}
are there {any |}{errors|error messages|problems} in the {system log|journal|systemd journal|system logs}
{what|did anything} {went wrong|go wrong} {on this system|on this machine|according to the system log|since boot|since the last boot}{| according to the journal| according to the log|}
where {are|do I find|can I see} the {system errors|errors of the system|error messages of the system|errors in the system log}
does the {system log|journal} {have|show|contain} {errors|any errors|error messages}
""",
    "key": """
{errors|error messages} in {system log|journal|the system log|systemd journal|journalctl|syslog|the journal}
{system log|journal|journalctl|system|syslog|systemd|system journal} {errors|error messages|errors only|error level|errors since boot|priority err}
{system|boot|journal} {errors|error log|error messages}
{show|find|list|check} {system errors|journal errors|errors in journal|errors in system log|system log errors}
{only |}errors {of|from|in} {the |}{system log|journal|system}
journal {filtered by|with} {errors|error level}
""",
}

W["journal-vacuum"] = {
    "do": """
@delete {the|all|all the|old|} {journal logs|journal|logs in the journal|journal entries|systemd logs|system logs|systemd journal logs|archived journal logs|journal files|old journal logs|journalctl logs|journald logs} {older than|that are older than|from more than|that are more than|over|older than} <n> days{| ago| old||}
{vacuum|clean|clean up|trim|prune|shrink|purge|cut|cut down|reduce|clear|tidy up|rotate out} {the |my |}{journal|systemd journal|journal logs|system journal|journald logs|logs of journald|journalctl|old journal logs} {to|down to|to the last|of everything older than|of entries older than|older than|and keep|keeping|and keep only the last|, keeping only} <n> days
{keep|retain|leave} only {the last |}<n> days of {the |}{journal|journal logs|systemd journal|systemd logs|journald logs|logs in the journal}
{delete|remove|drop|throw away|purge|clear|get rid of|wipe|free the space of} {anything|everything|all} {older than|that is older than|over|from before the last|more than} <n> days {from|in} {the |}{journal|systemd journal|journal logs|journald logs|system journal}
{free|free up|save|reclaim|get back} {disk |}space by {deleting|removing|dropping|vacuuming} {journal logs|the journal|systemd logs|journal entries} {older than|over|beyond} <n> days
{limit|restrict|set} the {journal|systemd journal|journal logs} to {the last |}<n> days
{let|have|make} {journalctl|journald|systemd} {delete|remove|drop|forget} {logs|entries|everything|all logs} older than <n> days
{use|run} journalctl {to delete|to vacuum|to remove} logs older than <n> days
{get rid of|throw away} {the |}{journal logs|systemd logs|journal entries} {of|from} {more than|over} <n> days ago
""",
    "ask": """
the {journal|systemd journal|system journal} {is too big|takes too much space|fills my disk|is huge|has grown too large|eats disk space|uses too much disk}{,|;|.} {delete|remove|drop|purge} {everything|what is|logs|entries|all that is} older than <n> days
{journal logs|systemd logs|logs in the journal|journal entries} older than <n> days {should be deleted|can go|should go|must go|are not needed|should be removed}
@want {only |}{the last |}<n> days of {the |}{journal|journal logs}{| kept|}{, delete the rest|, older logs deleted|}
how do I get rid of {journal logs|the journal|systemd logs|journal entries} {older than|from more than} <n> days{| ago|}
how are {journal logs|journal entries|systemd logs} older than <n> days {deleted|removed}
""",
    "key": """
journalctl vacuum {<n> days|older than <n> days|time <n> days|to <n> days}
{delete|remove|purge|clean|vacuum|clear} {journal|journal logs|systemd logs|journal entries|systemd journal} {older than |over |> |}<n> days
{journal|systemd journal|journald} {cleanup|vacuum|clean up|vacuum time|retention|limit}{:|} {older than |keep |to |}<n> days
journal logs {older than|over|beyond} <n> days{| delete|, delete| remove|}
{keep|retain} {last |only |}<n> days of journal
""",
}

W["dmesg"] = {
    "do": """
@show {the|all|all the|the latest|recent|} {kernel messages|messages of the kernel|kernel log|kernel ring buffer|messages from the kernel|log of the kernel|kernel logs|kernel output|linux kernel messages|kernel's messages|kernel's log|ring buffer|kernel buffer|kernel log messages|hardware messages of the kernel}
{read|look at|check|inspect|view|see|open|go through|dump|examine|look into|study} {the |}{kernel messages|kernel log|kernel ring buffer|messages of the kernel|log of the kernel|kernel logs|kernel's log|kernel's messages|ring buffer}
@show what {the kernel|the linux kernel} {logged|has logged|said|reports|reported|has to say|wrote|printed|prints|says|complains about|told|has been saying}{| about hardware| since boot| about a device| at boot| lately|}
{find out|see|check|tell me} {what|if} the kernel {says|reported|reports|complained|logged}{| about my hardware| about the usb stick| when I plugged something in| about a device| something| an error|}
{use|run} dmesg{| to see kernel messages||}
{see|read|check} the {boot messages|hardware messages|driver messages|device messages} of the kernel
{check|look in|look at} the {kernel log|kernel messages} {for hardware problems|for disk errors|for usb errors|for driver problems|after plugging in a device|about the out of memory killer}
{get|print} the output of {the kernel|the kernel's ring buffer|dmesg}
look what the kernel {wrote|logged|printed|says}
""",
    "ask": """
what {does|did|has} the kernel {say|log|report|reported|print|said|logged|write|complain about}{| about my hardware| about the new device| lately| at boot| when I plugged in the stick|}
what are the {kernel messages|latest kernel messages|messages of the kernel|recent kernel messages}
what is in the {kernel log|kernel ring buffer|kernel's log|kernel messages}
where {are|do I find|can I see|is} the {kernel messages|kernel log|messages of the kernel|kernel's messages}
did the kernel {report|log|see|print} {anything|an error|something|errors|hardware errors}
I plugged in {a device|a usb stick|a usb device|new hardware|a disk}{,|;|.} {what does the kernel say|show the kernel messages|what did the kernel log|what did the kernel see}
@want to {see|read} {the |}kernel {messages|log}
""",
    "key": """
kernel {messages|log|logs|ring buffer|output|log messages|message buffer}
dmesg{| output| kernel messages| log|}
{show|view|read|see|print|check} kernel {messages|log|logs|ring buffer}
{messages|log|output} {of|from} {the |}kernel
linux kernel {messages|log|logs}
{hardware|driver|device} messages of {the |}kernel
""",
}

W["hostname-set"] = {
    "do": """
{change|set|switch|update|modify|alter|edit} {the|my|this machine's|the machine's|this computer's|the system's|the server's|the computer's|this server's|this box's} {hostname|host name|name|computer name|machine name|system name|network name} to <host>
{change|set} the {hostname|host name|name} of {this machine|the machine|this computer|my computer|the server|this server|this system|my machine|this host|this box|my laptop} {to|as} <host>
{rename} {this machine|the machine|this computer|my computer|the server|this server|this system|my machine|this host|this box|the host|my laptop|the raspberry pi} {to|into|as|} <host>
{call|name} {this machine|the machine|this computer|my computer|the server|this server|this system|my machine|this host|this box|my laptop} <host>{| from now on| instead| permanently|}
{give|assign} {this machine|the machine|this computer|my computer|the server|this server|my machine|my laptop} {the name|the hostname|the new name|a new name:|a new hostname,|the host name|another name,} <host>
{make|use|take} <host> {the hostname|the name of this machine|the new hostname|my hostname|as the hostname|as the name of this machine|the name of this computer|as hostname}
{set|change} {the |}{hostname|host name} {to |as |= |permanently to |}<host>
{let|have|make} {this machine|the server|this computer|my machine} {be called|be named|have the hostname|have the name|answer to} <host>
{use|run} hostnamectl to {set|change} the {name|hostname} to <host>
{permanently|for good} {set|change} the {hostname|name of this machine} to <host>
""",
    "ask": """
{this machine|the machine|this computer|my computer|the server|this server|my laptop} should {be called|be named|have the name|have the hostname|get the name|be renamed to} <host>
@want {this machine|my computer|the server|this server|this computer} to {be called|be named|have the hostname|be renamed to} <host>
{the|my} {hostname|host name|computer name|machine name} should {be|become|be changed to|read} <host>
{the|my} {hostname|host name|name of this machine} is wrong{,|;|.} {it should be|change it to|set it to|make it} <host>
how {is|does} {this machine|the hostname|the computer's name|the server} {renamed to|changed to|get the name|become} <host>
can I {rename|call|name} {this machine|this computer|my server|the server} {to |}<host>
""",
    "key": """
{set|change|new|update|modify} {hostname|host name|machine name|computer name|system name} {to |}<host>
{rename|name} {this |the |}{machine|computer|server|host|system} {to |}<host>
hostname {to|set to|change to|set|=|change} <host>
hostnamectl {set-hostname|set hostname|hostname} <host>
{this |}{machine|computer|server}{| new} name <host>
{hostname|name} of this machine{:|} <host>
""",
}

# --- docker -------------------------------------------------------------------------------------

W["docker-ps"] = {
    "do": """
@show {the|all|all the|my|only the|just the|} {running|active|currently running|live|started} {containers|docker containers|containers in docker|docker instances}{| on this machine| right now| of docker| in docker| with their ports|}
@show {which|what} {containers|docker containers} {are running|run|are up|are active|are currently running|are alive|are on|are live|are started}{| right now| on this machine| in docker| at the moment|}
{check|see|find out|tell me|look up} {which|what} {containers|docker containers} {are running|run|are up|are active}{| right now| on this machine|}
{check|see|find out|tell me} {if|whether} {any|some|my|a} {container|docker container|containers|docker containers} {is running|are running|is up|are up}
@show {what|what all} {docker is running|is running in docker|runs in docker|is up in docker}
@show the {containers|docker containers} {that are running|that run|that are up|which run now|running right now|which are currently up}
{get|take} an overview of {the |my |}{running|active} {containers|docker containers}
{enumerate|name} {the |all |}running {docker |}containers
{ask docker|have docker tell me} {which containers run|for the running containers|what is running}
""",
    "ask": """
{which|what} {containers|docker containers} {are running|run|are up|are active|are currently running|are alive|are on|do I have running|have I started}{| right now| on this machine| in docker| at the moment|}
what {is running|runs} in docker{| right now| on this machine|}
what is docker {running|doing}{| right now| at the moment|}
{are there|do I have} {any |}{running containers|containers running|docker containers running|running docker containers}
how many {containers|docker containers} are running{| and which|}
is {any|some|a} {docker |}container {running|up}{| right now|}
@want {to see |a list of |}{the |all |}running {docker |}containers
""",
    "key": """
{running|active|list running|show running|currently running} {docker |}containers
docker {ps|running containers|list running|list running containers|what is running|running|container list running|active containers}
{list|list of} running {docker |}containers
{docker |}containers {running|that are running|that run|currently up|up}
{running|active} containers{| list| docker| in docker|}
""",
}

W["docker-ps-all"] = {
    "do": """
@show {all|every|all the|all my|all of the} {containers|docker containers|containers in docker}{,| -|:|} {stopped ones too|running or not|including stopped ones|including the stopped ones|also the stopped ones|stopped and running|even the stopped ones|running and stopped|with the stopped ones|whether running or not|even those that exited|including exited ones|dead or alive|not only running ones|in any state|the exited ones as well}
@show {stopped|exited|dead|finished|not running} {containers|docker containers} {too|as well|also|and running ones|along with the running ones}
@show {the|all|all the|my|} {stopped|exited|non-running|finished|terminated} {containers|docker containers}
@show {running and stopped|stopped and running|both running and stopped|active and inactive|live and dead} {containers|docker containers}
@show {all|every|all the|all existing} {docker containers|containers in docker|existing containers|containers docker knows|containers ever started|containers on this machine}
{see|find out|tell me|check} {which|what} {containers|docker containers} {exist|there are|I have|are there} {at all|, running or not|in all|including stopped ones|, stopped ones too}
@show the {containers|docker containers} {that have stopped|that are not running|that exited|which have exited|that stopped running|that are not running any more} {too|as well|and all the others|and the running ones|also}
{enumerate|name} all {docker |}containers{,| -} {running or stopped|even stopped ones}
{find|see} {my|the|a} {stopped|exited} {docker |}{containers|container}
""",
    "ask": """
{which|what} {containers|docker containers} {exist|are there|do I have|have I got|are on this machine}{,| -} {stopped ones too|running or not|including stopped ones|stopped or running|in all|dead or alive|also the stopped ones}
{which|what} {containers|docker containers} {have stopped|are stopped|exited|have exited|are not running|were stopped}
are there {stopped|exited|dead|any stopped} {docker |}containers
what are all {my |the |}{docker |}containers{|, running or not|, stopped ones too| including stopped ones|}
where {is|are} my {stopped|exited} {container|containers|docker container}
how many {docker |}containers do I have{,| -} {stopped ones too|running or not|including stopped ones}
my container {stopped|exited|is not in docker ps|is gone from the list}{,|;|.} {list all of them|show all containers|how do I see stopped ones|show stopped ones too}
""",
    "key": """
{all|list all|show all|every} {docker |}containers{| including stopped| stopped too| running or stopped| with stopped ones|, even stopped|}
docker {ps all|ps -a|list all|all containers|list all containers|stopped containers|show stopped|container list all|exited containers}
{stopped|exited|stopped and running|list stopped} {docker |}containers
{docker |}containers {including stopped|stopped too|all|even stopped|stopped and running}
{list|list of} all {docker |}containers
""",
}

W["docker-images"] = {
    "do": """
@show {all|the|all the|my|all my|the local|every|the docker|} {docker images|images in docker|local docker images|images of docker|downloaded docker images|container images|docker images on this machine|local container images|pulled images|docker image list}{| and their sizes| with their size| on this machine| with tags|}
@show {which|what} {docker images|images|container images} {I have|there are|are on this machine|docker has|are installed|are downloaded|I have pulled|exist locally|I pulled|are stored locally|docker has stored|were built or pulled} {in docker|locally|on this machine|on disk|here|}
{check|see|find out|tell me|look up} {which|what} {docker images|container images} {I have|there are|are on this machine|are downloaded|exist|are available locally|are here}
@show {a|the} {list|overview|table} of {docker images|my docker images|container images|all docker images|local docker images}
@show {how big|how large} my {docker |container }images are
@show {sizes|the sizes|size} of {my |the |all |}docker images
{enumerate|name} {the |all |my |}docker images
{ask docker|have docker tell me} {for its images|which images it has|what images there are}
{see|check} {whether|if} {an|some|a certain} image is {on this machine|already downloaded} in docker
""",
    "ask": """
{which|what} {docker images|container images|docker image files} {are there|do I have|are on this machine|are installed|are downloaded|exist|are available locally|are stored here|have I pulled|have I built|did I pull}{| locally| here|}
{which|what} images {does docker have|are in docker|has docker|did docker download|does docker know}{| on this machine| locally|}
what are my {docker|container|local docker} images{| called|}
how {many|big|large} {docker images do I have|are my docker images|are the docker images}
where {are|do I see} my {docker|container} images
do I have {any |}{docker|container} images{| on this machine| here|}
@want {to see |a list of |}{my |the |all |}docker images
""",
    "key": """
docker {images|image list|image ls|list images|local images|show images|images list|all images}
{list|show|all|local|list all|list of|installed|downloaded} {docker|container} images
{images|image list} {of|in} docker
{local|available|pulled} {docker |container }images
docker images {on this machine|with size|overview|and sizes}
""",
}

W["docker-run"] = {
    "do": """
{run|start|launch|create|spin up|fire up|bring up} {a|a new|an interactive|a docker|a fresh|a temporary} {container|docker container} {of|from|with|based on|out of|using} {@Im} {with|and open|and get|and give me|and start|running} {a|an interactive|a bash} {@sh}{| in it| inside| inside it| in the container|}
{run|start|launch} {@Im} {interactively|with a @sh|with an interactive shell|and open a @sh in it|and drop me into a shell|with a shell in it|with bash|and give me a shell|in interactive mode|and get a shell inside|and let me work inside|with a terminal attached|and go inside}
{open|get|start|give me|have} {a|an interactive|a new} {@sh} {in|inside} {a|a new|a fresh|a temporary} {container|docker container|docker} {of|from|with|running|based on|made from} {@Im}
{open|get|start} {a|an interactive} {@sh} in {the image|the docker image|a container of|a new container of} <image>
{try out|test|explore|look around in|look inside|play with|poke around in|experiment with} {@Ix} {interactively|in a shell|with a shell|in an interactive container|from the inside with a shell}
{docker run|run} {@Im} {with bash|interactively|with a shell|with a terminal|with an interactive bash}
{enter|go into|get into|step into} {a|a new|a fresh} {container|docker container} {of|from|with|based on} {@Im}
{make|create} {a|a new} {docker |}container {from|of} {@Im} and {enter it|go into it|get a shell in it|open a shell in it}
{use|take} {@Ix} {interactively|with a shell}
in docker, {run|start} {@Im} with a {shell|bash}
""",
    "ask": """
@want {a|an interactive} {@sh} in {a container of|a new container of|a container from|a fresh container of|the image} <image>
@want to {run|start|try|look into} {@Im} {with a shell|interactively|with a bash|in an interactive shell}
how do I get {a shell|inside|a bash prompt|into a shell} in {a new container of|the image|a container from|the docker image} <image>
can I {run|start} {@Im} {interactively|with a shell|with bash}
{I have|there is} {the image|the docker image|an image} <image>{,|;|.} {run it with a shell|start a container with a shell|open a shell in a container of it|how do I look inside}
what is {inside|in} {the image|the docker image} <image>{,|;|?} {open a shell in it|start it with a shell|let me look with a shell}
""",
    "key": """
docker run {interactive|shell|bash|it|with shell|interactively|-it|with bash} {image |in |with |}<image>
{interactive|new|temporary} {container|docker container|shell} {of|from|in|with} {image |}<image>{ with shell| interactive| with a shell|, shell in it}
{shell|bash|terminal} in {image|a container of|new container of|docker image|container from image} <image>
run {image |docker image |}<image> {interactively|with shell|interactive|with bash|with a shell}
<image> {interactive container|container with shell|container shell|docker run shell|docker run interactive}
""",
}

W["docker-run-port"] = {
    "do": """
{run|start|launch|bring up|spin up|fire up} {@Im} {in the background|detached|as a daemon|in background|} {with|and map|mapping|and forward|and publish|with a mapping of} {host port|port|local port|the host port|the host's port} <p> {mapped to|to|forwarded to|going to|on the host to|leading to|published to|connected to} {container port|port|the container's port|the container port|port} <q>{| in the container| of the container| inside|}
{run|start|launch} {@Im} {in the background|detached|} {and|so that} {make|expose|have|forward} {its |}container port <q> {available|exposed|reachable} {on|as|at} {host port|local port|port} <p>{| of the host| of this machine|}
{run|start|launch} {@Im} {with|and} port {<p>:<q>|mapping <p>:<q>|mapping <p> to <q>|forwarding <p>:<q>|<p> -> <q>|<p> to <q>}{| in the background| detached|}
{map|forward|publish|bind|connect} {host port|local port|port|the host's port} <p> {to|onto|into} {container port|port|the container's port} <q> {and run|of|for|for a container of|in|while running|when I run|when starting|and start} {@Im}{| in the background| detached|}
{expose|publish} {container port|port} <q> of {@Im} {on|as|at|under} {host port|port|local port} <p>{| in the background| of the host| and run it detached|}
{start|run} {a|a background|a detached|a docker} {container|docker container} {of|from|with} {@Im} {with|and} {host port|port} <p> {mapped to|going to|for|to} {its port|container port|port} <q>{| in the background|}
{run|start} {a|a detached} container {of|from} {@Im} {that is reachable|reachable|listening} on {host port|port} <p>{,|} {its own port is|inside it is|container port|which is port} <q>{| inside|}
docker run {@Im} {with|and} port <p> {on the host|of the host|outside} and <q> {in the container|inside}
{make|let} port <p> {of this machine|on the host|here} lead to port <q> of {a container of|a container from|a new container of} {@Im}
""",
    "ask": """
@want {@Im} {running|to run|started} {in the background|detached|} with {host port|port} <p> {mapped to|to|going to} {container port|port} <q>
{@Im} {listens on|serves on|uses} port <q>{| in the container| inside}{,|;} {run it on host port|make it reachable on port|map it to host port|I want it on port|start it with host port} <p>
{@Im} should {run|be started} {in the background|detached} with port <p> {of the host|outside|on the host} {mapped to|leading to|going to} <q>{| inside| in the container|}
how do I reach port <q> of a {new |}container of {@Im} {on|through|under} port <p>{| of my machine| of the host|}
how is {@Im} {run|started} with port <p> mapped to {container port |}<q>
""",
    "key": """
docker run {<image> port <p> to <q>|port <p>:<q> <image>|-p <p>:<q> <image>|<image> -p <p>:<q>|detached <image> <p>:<q>|<image> with port <p>:<q>|background <image> <p> to <q>}
{map|publish|forward|host} port <p> to {container port |}<q>{,| for| of| with| and run} {image |}<image>
{run|start} {image |}<image> {port|ports|with ports|on port|with port mapping} {<p>:<q>|<p> to <q>|<p> -> <q>}{| in background| detached|}
<image> {port mapping|ports|port} {<p>:<q>|<p> to <q>}{| docker| detached| docker run|}
{background|detached} {container|run} of <image>{,| with} port {<p>:<q>|<p> to <q>}
""",
}

W["docker-exec"] = {
    "do": """
{open|get|start|give me|run|launch|have|spawn} {a|an interactive|a bash|a new} {@sh} {in|inside|within|into} {@Ct}{| which is running| that is running|}
{open|get|start|give me} {a|an interactive|a bash} {@sh} {in|inside|within} {the running container <container>|the running <container> container|my running container <container>|docker container <container>|running container <container>}
{enter|go into|get into|go inside|step into|hop into|log into|log in to|connect to|attach a shell to|get inside|jump into|access|shell into|login to|exec into|ssh into|bash into|dive into} {@Ct}{| with a shell| with bash| interactively|}
{enter|go into|get into|go inside|step into|shell into|exec into|get a shell in} {the running container <container>|the running <container> container|docker container <container>}
{run|execute|start} {bash|a shell|sh|an interactive shell|an interactive bash} {in|inside|within} {@Ct|<container>}
{docker exec|exec} {a shell|bash|into} {|in }{@Ct|<container>}
{look around|look|work|poke around|debug something|type commands|see what is going on} {in|inside} {@Ct}{| with a shell| in a shell|}
{have|get} {a command line|a prompt|a terminal} in {@Ct}
{attach|connect} {a|my} {terminal|shell} to {@Ct}
{use|run} docker exec {to get into|for a shell in|to open a shell in} {@Ct|<container>}
""",
    "ask": """
@want {a|an interactive} {@sh} {in|inside} {@Ct|<container>}
@want to {go|get|look|work|be} {into|inside} {@Ct}
{@Ct} {is running|runs}{,|;|.} {open a shell in it|how do I get into it|get me a shell in it|let me in|how do I look inside|how do I get inside}
can I {open a shell|get a shell|log in|get a prompt|run bash} {in|inside} {@Ct}
how does one {enter|get into|open a shell in} {@Ct}
what is {going on inside|inside} {@Ct}{,|;|?} {open a shell there|open a shell in it|give me a shell in it}
""",
    "key": """
docker exec {shell|bash|into|shell in|bash in|-it|interactive} <container>
{shell|bash|terminal|prompt} {in|inside|into|for} {container |docker container |running container |the running container |}<container>
{enter|go into|get into|exec into|login to|log into} {container |docker container |running container }<container>
<container> {container shell|shell in container|exec shell|exec bash|docker shell|container bash}
{open|get} shell in {running |}{container |}<container>
""",
}

W["docker-logs"] = {
    "do": """
@show {the|all|the docker|all the|} {logs|log|log output|output|log messages|log lines|console output|container logs} {of|for|from|written by} {@Ct}
@show {the|} {docker logs|container logs|container log|docker log|log of the docker container|logs of the container} {of|for|from} <container>
@show what {@Ct} {printed|logged|has printed|wrote|has logged|outputs|wrote to stdout|has written|put out|prints|wrote to its log|says}
{read|look at|check|inspect|view|open|see|examine|go through|study|browse} {the |}{log|logs|log output|log messages|output|container logs} {of|for|from} {@Ct}
{read|check|see|view|look at} {the |}<container> {container logs|container's logs|container's log|container's output|docker logs|container log}
{use|run} docker logs {for|on|to see the output of} {@Ct|<container>}
{find out|see} from the logs why {@Ct} {crashed|stopped|failed|exited|does not work|keeps restarting}
{see|find out|tell me} what {happened|is going on|went wrong} in {@Ct} {from its logs|by its logs|according to its log|, show the log|by reading the log}
{fetch|get|dump} the {logs|log|output} of {@Ct}
""",
    "ask": """
what {did|does|has} {@Ct} {log|print|write|printed|logged|output|say in its log|write to its log}
what is in the {log|logs} of {@Ct}
what do the {logs|log lines} of {@Ct} say
where {are|is|do I find|can I see} the {logs|log|output} {of|for} {@Ct}
{@Ct} {crashed|exited|failed|does not work|stopped|keeps restarting|has a problem}{,|;|.} {show its logs|show the log|what do its logs say|where are its logs|what did it log}
@want {to see |to read |}the {logs|log|output} of {@Ct}
why did {@Ct} {crash|exit|stop|fail}{,|?|;} {show its log|show its logs|the log please}
""",
    "key": """
docker {logs|log|container logs|show logs|view logs|logs of|logs for} {container |}<container>
{container|docker} {logs|log|output} {of |for |}<container>
{logs|log|output} {of|for|from} {container |docker container |the container }<container>
<container> {container logs|container log|docker logs|docker log|container output}
{show|view|read|see} {logs of container|container logs|docker logs|log of container} <container>
""",
}

W["docker-stop"] = {
    "do": """
{stop|halt|shut down|end|bring down|turn off|terminate|quit|kill|switch off|take down|pause the work of|power down} {@Ct}{||| now| in docker| gracefully| with docker| but do not remove it| without removing it|}
{stop|halt|shut down} {the |my |}{running |running docker |docker }{container|instance} {|called |named }<container>
{docker stop|stop with docker|stop in docker} {<container>|the container <container>}
{make|let|have} {@Ct} {stop|shut down|stop running|end|go down}{| now|}
{stop|end} {running |}{docker container|container} <container>{| cleanly| gracefully| now|}
{tell|have|let} docker {stop|to stop|to shut down|to halt|end} {@Ct}
{use|run} docker to stop {@Ct|<container>}
{put|bring} {@Ct} {to a stop|to a halt|down}
cease running {@Ct}
""",
    "ask": """
{@Ct} {is running|runs|is up|is still running}{,| but|;| and} {should not|stop it|how do I stop it|I want to stop it|must stop|shut it down}
@want {@Ct} {stopped|to stop|down|shut down|off}{| now|}
{@Ct} {should|must} {stop|be stopped|go down|end}{| now|}
can {@Ct} be {stopped|shut down|halted}
how {is|does} {@Ct} {stopped|get stopped|stop}
I {don't need|no longer need|do not need} {@Ct} {to run|right now|running|at the moment}{,|;|.} {stop it|how do I stop it|shut it down}
""",
    "key": """
docker {stop|stop container|container stop|halt} <container>
{stop|halt|shut down|kill} {docker |running |docker running |}container <container>
<container> {container stop|docker stop|stop container|container halt}
{stop|halt} {the |}<container> container
{stopping|stop of} {the |docker |}container <container>
container <container> {stop|down|halt}
""",
}

W["docker-restart"] = {
    "do": """
{restart|re-start|bounce|reboot|relaunch|cycle|start again} {@Ct}{||| now| in docker| with docker| after a config change| so that it reads its config|}
{restart|bounce} {the |my |}{running |docker }{container|instance} {|called |named }<container>
{docker restart|restart with docker|restart in docker} {<container>|the container <container>}
{stop and start|stop and then start|stop and restart} {@Ct}{| again| anew|}
{start|launch|run} {@Ct} {again|anew|once more|over|afresh}
{make|let|have} {@Ct} {restart|start again|start over|reboot}{| now|}
{tell|have|let} docker {restart|to restart|to bounce} {@Ct}
{use|run} docker to restart {@Ct|<container>}
{give|do} {@Ct} a restart
{turn|switch} {@Ct} off and on again
""",
    "ask": """
{@Ct} {hangs|acts up|misbehaves|needs a restart|has to be restarted|is stuck|must be restarted}{,|;|.} {restart it|how do I restart it|bounce it}
I {changed|edited|modified} the {config|configuration|settings} of {@Ct}{,|;|.} {restart it|how do I restart it|now restart it}
@want {@Ct} {restarted|to restart|bounced}{| now|}
{@Ct} {should|must} {restart|be restarted|start again}{| now|}
can {@Ct} be restarted
how {is|does} {@Ct} {restarted|get restarted}
""",
    "key": """
docker {restart|restart container|container restart|bounce} <container>
{restart|bounce} {docker |running |docker running |}container <container>
<container> {container restart|docker restart|restart container}
{restart|bounce} {the |}<container> container
{restarting|restart of} {the |docker |}container <container>
container <container> {restart|stop and start}
""",
}

W["docker-rm"] = {
    "do": """
@delete {@Ct}{||| in docker| from docker| for good| with docker| from this machine|}
@delete {the |my |}{stopped |docker |old |exited |unused |finished }{container|docker container} {|called |named }<container>
{docker rm|docker remove|docker delete} {<container>|the container <container>}
{throw away|dispose of|trash|discard|clean up|destroy|ditch|wipe|bin|scrap} {@Ct}{| in docker| for good|}
{make|let|have} {@Ct} {go away|disappear|be removed|be deleted}
{tell|have|let} docker {remove|delete|to remove|to delete|forget} {@Ct}
{use|run} docker to {remove|delete} {@Ct|<container>}
{remove|delete} {@Ct}, {not its image|but keep the image|it is stopped|not only stop it|which is stopped|but not its image}
{get|clear} {@Ct} out of {docker|the way|the list of containers}
""",
    "ask": """
{@Ct} {is stopped|has stopped|is no longer needed|is not needed anymore|is old|can go|has exited}{,|;|.} {remove it|delete it|how do I remove it|how do I delete it|get rid of it}
@want {@Ct} {removed|gone|deleted}{| for good|}
{@Ct} {should|must} {be removed|be deleted|go away|disappear}
can {@Ct} be {removed|deleted}
how {is|does} {@Ct} {removed|get deleted|deleted}
I {don't need|no longer need} {@Ct} {any more|anymore|at all}{,|;|.} {remove it|delete it|how do I delete it}
""",
    "key": """
docker {rm|remove container|delete container|container rm|rm container|container remove} <container>
{remove|delete|drop} {docker |stopped |docker stopped |old |}container <container>
<container> {container remove|container delete|docker rm|remove container|delete container}
{remove|delete} {the |}<container> container
{removing|removal of|deletion of} {the |docker |}container <container>
container <container> {remove|delete|rm}
""",
}

W["docker-rmi"] = {
    "do": """
@delete {@Ix}{||| in docker| from docker| from disk| from this machine| locally|}
@delete {the |my |}{docker |local docker |old docker |container |unused docker }image {|called |named }<image>
{docker rmi|docker image rm|docker remove image|docker delete image} {<image>|the image <image>}
{throw away|dispose of|trash|discard|clean up|destroy|ditch|wipe|bin|scrap|uninstall|untag} {@Ix}{| in docker| for good|}
{make|let|have} {@Ix} {go away|disappear|be removed|be deleted}
{tell|have|let} docker {remove|delete|to remove|to delete|forget} {@Ix}
{use|run} docker to {remove|delete} {@Ix}
{free|free up|reclaim} {the space of|the disk space of|space taken by} {@Ix}{ by deleting it| by removing it|}
{remove|delete} {@Ix}, {not a container|no container uses it|which no container uses}
{get|clear} {@Ix} out of docker
""",
    "ask": """
{@Ix} {is no longer needed|is not needed anymore|is old|can go|takes too much space|is too big}{,|;|.} {remove it|delete it|how do I remove it|how do I delete it|get rid of it}
@want {@Ix} {removed|gone|deleted}{| from docker|}
{@Ix} {should|must} {be removed|be deleted|go away|disappear}
can {@Ix} be {removed|deleted}{| from this machine|}
how {is|does} {@Ix} {removed|get deleted|deleted}
I {don't need|no longer need} {@Ix} {any more|anymore}{,|;|.} {remove it|delete it|how do I delete it}
""",
    "key": """
docker {rmi|remove image|delete image|image rm|rm image|image remove|image delete} <image>
{remove|delete|drop} {docker |container |old |local |}image <image>
<image> {image remove|image delete|docker rmi|remove image|delete image}
{remove|delete} {the |}<image> image
{removing|removal of|deletion of} {the |docker |}image <image>
image <image> {remove|delete|rmi}
""",
}

W["docker-pull"] = {
    "do": """
{pull|download|fetch|get|docker pull|load|retrieve|obtain|grab|pull down} {@Ix}{||| from docker hub| from the registry| with docker| to this machine| without running it| to my machine| locally|}
{pull|docker pull} <image>{|| from docker hub| from the registry| with docker| in docker|}
{download|get|fetch} {the |a |}{docker image|container image|image} {|called |named }<image>{| from docker hub| from the registry|}
{download|fetch|get} <image> {with docker|from docker hub|from the docker registry|as a docker image|from the registry|from the hub|for docker}
{update|refresh} {the |my |}{local |}{docker image|container image|image} <image>{| from the registry| to the newest version|}
{tell|have|let} docker {pull|download|to pull|to download|fetch|get} {@Im}
{use|run} docker to {pull|download|fetch} {@Im}
{bring|get} {@Ix} {onto|to} {this machine|my machine|my computer|disk|this server}
{pull|download} the {newest|latest|current} version of {@Ix}
{only|just} {pull|download} {@Im}{,| and} {don't run it|not run it|do not start it}
""",
    "ask": """
@want {@Ix} {on this machine|downloaded|pulled|locally|on my computer}{| without running it| from docker hub|}
{@Ix} is {missing|not here|not on this machine|not found locally|not downloaded yet}{,|;|.} {pull it|download it|get it|how do I download it|fetch it}
{@Ix} {should|must} be {pulled|downloaded|fetched}
where do I {get|download} {@Ix}
how {is|does} {@Ix} {downloaded|pulled|get downloaded}
can docker {download|pull|fetch} {@Im}{| for me|}
""",
    "key": """
docker {pull|download|pull image|download image|image pull|fetch image|get image} <image>
{pull|download|fetch|get} {docker |container |}image <image>
<image> {image pull|image download|docker pull|pull image|download docker image|docker image download}
{pull|download} {the |}<image> image
{pulling|download of|downloading} {the |docker |}image <image>
image <image> from {docker hub|registry|the registry}
""",
}

W["docker-build"] = {
    "do": """
{build|make|create|produce|generate|compile|bake|assemble} {a|a docker|the|the docker|a container|a new|my} {image|docker image|container image} {named|called|tagged|with the name|with the tag|with tag|under the name|by the name of|} <image> {from the Dockerfile here|from the Dockerfile in this @dir|out of the Dockerfile here|from this Dockerfile|with the Dockerfile here|from my Dockerfile|from the Dockerfile|from this @dir|here|using the Dockerfile in the current @dir|from the current @dir|with my Dockerfile|}
{build|docker build|make|create} {the |}Dockerfile {here|in this @dir|in the current @dir|} {as|into an image named|into the image|into|with the tag|with the name|and name the image|and tag it|and tag it as|and call the image|and call it} <image>
{build|docker build} {|the image |image |and tag |and name the image }<image>{| from here| from this @dir| from the Dockerfile here| with docker|}
{turn|make} {the|my|this} Dockerfile {here |}into {an image named|the image|an image called|a docker image called} <image>
{build|create} {@Ix} {from|with|out of} {the Dockerfile|my Dockerfile|this Dockerfile|the current @dir|this @dir|the Dockerfile here}
{build|make} {an|a docker} image {here|from here} and {tag it|name it|call it|give it the name|tag it as} <image>
{tell|have|let} docker {build|to build|make} {@Ix}{| from the Dockerfile here| here|}
{use|take} the Dockerfile {here |in this @dir |}to {build|make|create} {@Ix|<image>}
{package|pack|containerize} {this project|my app|this app|this @dir|my project} as {@Ix|a docker image named <image>}
{rebuild|build again} {@Ix}{| from the Dockerfile here|}
""",
    "ask": """
{I have|there is} a Dockerfile here{,|;|.| and} {build an image named|how do I build an image called|I want an image named|make it the image|build it as|build it and call the image} <image>
@want {an|a docker|the} image {named |called |tagged |}<image> {from|built from|out of} {the Dockerfile here|this Dockerfile|my Dockerfile|this @dir}
{the |my |}Dockerfile {here |}should {become|be built as|be built into} {the image |an image named |}<image>
how {is|do I get} {the image|an image named} <image> {built|made} from {the|my|this} Dockerfile{| here|}
can docker build {@Ix} from {the Dockerfile here|this @dir|here}
""",
    "key": """
docker build {<image>|tag <image>|image <image>|-t <image>|named <image>|with tag <image>|and tag <image>|here as <image>}
build {docker |container |}image {named |called |tagged |with name |}<image>{| from Dockerfile| here| from this Dockerfile| from Dockerfile here|}
{Dockerfile|build Dockerfile} {to|into|as} {image |}<image>
<image> {image build|docker build|build from Dockerfile|build image}
{new|create} {docker |}image <image> from {Dockerfile|here|this @dir}
{building|build of} {the |docker |}image <image>
""",
}

W["docker-prune"] = {
    "do": """
{clean up|tidy up|prune|clean|purge|clear up|clean out|clear out|slim down|declutter|sweep} {docker|my docker|docker's data|docker data|the docker system|all of docker|docker stuff|docker leftovers|docker garbage|the mess docker left|docker's disk usage}
@delete {all |all the |any |the |}{unused|dangling|unneeded|old, unused|stale|useless} {docker data|docker stuff|docker containers, images and networks|containers, networks and images in docker|docker objects|docker resources|docker things|docker images and containers|docker leftovers|data of docker}
@delete {everything|all|whatever|anything} {that docker does not use|docker no longer needs|in docker that is unused|unused in docker|docker doesn't need|that is not used by docker|docker does not use any more|in docker that I don't use}
{free|free up|reclaim|recover|save|get back|regain} {disk |the disk |some |}space {used by docker|taken by docker|that docker takes|from docker|in docker|wasted by docker|by cleaning up docker|docker occupies|that docker uses}
{do|run|perform} {a|a general|a full} {docker cleanup|docker prune|docker system prune|cleanup of docker|prune of docker|clean up of docker}
{make|get} docker {use less space|smaller|tidy|clean|use less disk|take up less disk}
{reduce|shrink} {the |}{disk usage|disk space|space|size} {of|used by} docker{| data|}
{throw away|throw out|clear|wipe|nuke|dump} {all |}{unused docker data|docker garbage|docker junk|old docker stuff|what docker does not use|unused docker objects}
{have|let} docker {clean up|tidy up|prune itself|delete unused data|throw away what it does not use}{| after itself|}
""",
    "ask": """
docker {takes too much space|uses too much disk|fills my disk|eats my disk|takes up a lot of space|uses a lot of disk space|is full of old stuff|hogs the disk}{,|;|.} {clean it up|clean up|how do I clean it up|remove what is unused|free the space|what can I delete}
@want docker {cleaned up|to be cleaned up|tidied up|to take less space|pruned}
how do I {get rid of|clean up} {docker garbage|unused docker data|old docker stuff|all unused docker things|the docker mess}
how can {docker|unused docker data} be {cleaned up|pruned|removed}
there are {lots of|many|too many} {unused|old} docker {containers and images|objects|things}{,|;|.} {clean up|remove them|prune them|get rid of them}
what can I {delete|remove} {in|from} docker to {free|get} {disk space|space}
""",
    "key": """
docker {cleanup|clean up|prune|system prune|clean|tidy up|remove unused|delete unused data|free space|remove unused data|garbage collection|free disk space|purge}
{clean up|prune|clean|tidy} docker{| data| system|}
{remove|delete|purge} unused docker {data|stuff|images and containers|objects|resources}
{unused|dangling} docker {data|objects|stuff} {remove|cleanup|delete}
{free|reclaim} {disk space|space} docker
{disk space|space} {used by|of} docker {free|reclaim|cleanup}
""",
}

W["docker-cp"] = {
    "do": """
{copy|get|fetch|pull|extract|take|download|save|retrieve|bring|grab|transfer|export} {@F|<file>|the file <file>} {from|out of|from inside|from within} {@Ct}{| to here| here| to this @dir| into the current @dir| to the current @dir| to my machine| to the host| to my disk| to this machine|}
{copy|get|fetch|pull|take} {@F|<file>|the file <file>} {from|out of} {the docker container|docker container|container|the container} <container>{| to here| to the current @dir| to the host|}
{copy|get|fetch|extract} {a|the|one|a single} file {from|out of} {@Ct}{,|:| -|} {namely |}<file>{| here|}
from {@Ct}{,|} {copy|get|fetch|extract|take} {the file |}<file>{| to here| here| to this @dir|}
{copy|get|fetch} {|out }of {the container |container |docker container }<container> the file <file>{| to here|}
{save|store|put} {a copy of|a local copy of} <file> {from|in|out of} {@Ct}{| here| on the host|}
{docker cp|docker copy|use docker cp to get} {@F|<file>} {from|out of} {@Ct|<container>}{| to here| here|}
{copy|move a copy of} <file> from inside {@Ct} to {here|this @dir|the host|my machine}
{have|get} {a local copy of|here} <file> {from|that is in} {@Ct}
""",
    "ask": """
@want {the file |}<file> {from|out of|that is in} {@Ct}{| here| in this @dir| on my machine| copied to here|}
there is {a|the} file <file> {in|inside} {@Ct}{,|;|.} {copy it here|get it out|how do I get it out|copy it out|how do I copy it here|bring it here}
{@Ct} {has|contains} {the file |a file |}<file>{,|;|.} {copy it here|get it out|how do I get it out|how do I copy it here|I need it here}
how {does|do I get} {the file |}<file> {get |}out of {@Ct}
can {the file |}<file> be copied {out of|from} {@Ct}{| to here| to the host|}
""",
    "key": """
docker {cp|copy} {<container>:<file>|<container>:<file> .|<file> from <container>|from <container> <file>|<container> <file> here|out of <container> <file>}
{copy|get|extract|fetch} {file |}<file> {from|out of} {container|docker container|the container|docker} <container>
{file |}<file> {from|out of} container <container>{| to here| here|}
container <container> {copy file|copy out|get file|extract file} <file>
copy from {docker |}container <container>{:|,} <file>
""",
}

W["compose-up"] = {
    "do": """
{start|start up|bring up|launch|run|fire up|spin up|boot up|deploy|up|turn on|get going} {the|all|all the|my|all my|the whole|} {services|containers|compose services|docker compose services|stack|compose stack|docker compose stack|compose project|docker-compose services|compose setup|docker compose project|docker-compose stack|compose application|compose containers} {in the background|detached|in detached mode||as daemons|with docker compose|of the compose file|in the docker-compose.yml|from the compose file|of the compose file in the background|defined in the compose file|of docker-compose.yml|from docker-compose.yml in the background|described in the compose file|with compose in the background}
{start|bring up|launch|run|boot} {everything|all|what is|all that is} {in the compose file|in docker-compose.yml|defined in the compose file|in the docker compose file|that the compose file describes}{| in the background| detached|}
{run|start|launch|do} {docker compose|docker-compose|compose|docker compose up|a docker compose up|compose up} {in the background|detached|in detached mode|as a daemon|with the compose file here|}
{use|take} {docker compose|docker-compose|compose} to {start|launch|bring up|run} {my|the|all} {services|containers|stack}{| in the background|}
{bring|get} {the|my} {compose stack|compose services|docker compose services|compose project|services of the compose file} {up|running|online}{| in the background|}
{let|have|make} {docker compose|compose} {start|bring up|run} {everything|the services|all services|the stack}{| in the background|}
{start|launch} the {compose file|docker-compose.yml|docker compose file}{| in the background| detached|}
{compose up|docker compose up}{| detached| in the background|}
""",
    "ask": """
@want {the services|everything|all services|the containers|all containers} {in|of} {the|my} {compose file|docker-compose.yml|docker compose file} {started|running|up|to run}{| in the background|}
{there is|I have} a {compose file|docker-compose.yml|docker-compose file|compose.yaml}{| here}{,|;|.} {start it|start its services|how do I start it|bring it up|run it in the background|how do I start the services}
how {do|are} {the services|all services|the containers} of {the|my} {compose file|docker compose file|docker-compose.yml} {start|started|brought up}{| in the background|}
the {compose services|services of the compose file|docker compose services|compose stack} {should run|should be started|must be up|must run}{| in the background|}
can {docker compose|compose|docker-compose} {start|run} {the services|everything|my stack} {in the background|detached}
""",
    "key": """
{docker compose|docker-compose|compose} {up|start|up detached|up in background|up -d|start services|run in background|start all|up background|launch}
{start|launch|bring up|run} {compose|docker compose|docker-compose} {services|stack|file|project|containers}{| in background| detached|}
{compose|docker-compose} {stack|services|file|project} {up|start|in background|detached}
{services|containers} of {the |}compose file {up|start|in background}
{start|launch} services {from|in|of} {compose file|docker-compose.yml}
""",
}

W["compose-down"] = {
    "do": """
{stop|stop and remove|shut down|bring down|take down|tear down|end|kill|halt|remove|turn off|down|dismantle|stop and delete|quit|clean up|terminate} {the|all|all the|my|all my|the whole|} {compose services|docker compose services|services of the compose file|containers of the compose file|compose stack|docker compose stack|compose project|docker-compose services|compose setup|docker compose project|docker-compose stack|services in docker-compose.yml|containers of docker compose|compose application|services defined in the compose file|compose containers|services that docker compose started|docker compose containers}
{stop|stop and remove|shut down|remove|tear down} {everything|all|all that is|what is} {in the compose file|of the compose file|in docker-compose.yml|defined in the compose file|that compose started|docker compose started|started by docker compose|that docker compose runs}
{run|do} {docker compose down|compose down|docker-compose down|a docker compose down}
{use|take} {docker compose|docker-compose|compose} to {stop|stop and remove|shut down|tear down|bring down} {my|the|all} {services|containers|stack}
{bring|take|shut} {the|my} {compose stack|compose services|docker compose services|compose project|services of the compose file|docker compose stack} {down|offline}
{let|have|make} {docker compose|compose} {stop|shut down|remove|tear down} {everything|the services|all services|the stack}
{stop|down} the {compose file|docker-compose.yml|docker compose file|docker compose setup}
{undo|reverse} {docker compose up|compose up|the compose up|what docker compose up did}
{stop|shut down} {docker compose|docker-compose|compose}{| and remove its containers|}
""",
    "ask": """
@want {the services|everything|all services|the containers|all containers} {in|of} {the|my} {compose file|docker-compose.yml|docker compose file} {stopped|down|stopped and removed|gone|removed|shut down}
{the|my} {compose services|services of the compose file|docker compose services|compose stack} {run|are running|are up}{,|;|.} {stop them|how do I stop them|bring them down|shut them down|stop and remove them}
how {do|are} {the services|all services|the containers} of {the|my} {compose file|docker compose file|docker-compose.yml} {stop|stopped|stopped and removed|brought down}
the {compose services|services of the compose file|docker compose services|compose stack} {should stop|should be stopped|must go down|must be removed|should be shut down}
can {docker compose|compose|docker-compose} {stop|remove|shut down} {the services|everything|my stack|everything it started}
""",
    "key": """
{docker compose|docker-compose|compose} {down|stop|stop and remove|shutdown|tear down|down services|stop services|stop all|remove|shut down}
{stop|shut down|bring down|remove|tear down} {compose|docker compose|docker-compose} {services|stack|file|project|containers}
{compose|docker-compose} {stack|services|file|project} {down|stop|stop and remove}
{services|containers} of {the |}compose file {down|stop|stop and remove}
{stop|remove|stop and remove} services {from|in|of} {compose file|docker-compose.yml}
""",
}

# --- ssh ----------------------------------------------------------------------------------------

W["ssh-port"] = {
    "do": """
@login {to|into|on|onto} {@uh} {on|through|over|via|at|using|with} {port|the port|ssh port|port number|the nonstandard port|custom port} <p>{| over ssh| with ssh| via ssh|}
@login to {@H|<host>} {on|via|at|through|using} port <p> @asuser
@login @asuser {to|into|on} {@H|<host>} {on|via|at|through|using|with} port <p>
{ssh|ssh in|connect} {to|into} {<user>@<host>|<host> as <user>}{,|;|} {where|but|its ssh|as|since} {ssh listens on|the ssh port is|ssh is on|port is|sshd runs on|the server listens on} port <p>
{open|start|get|make|establish} {a|an} {ssh session|ssh connection|remote shell|shell|session} {on|to} {@H|<host>} {on|via|at|through} port <p> @asuser
{use|take} port <p> {to|when I|for} {log in to|connect to|ssh to|ssh into|logging in to} {@uh}
{reach|access|enter} {@H|<host>} {on|via|through|over} ssh port <p> @asuser
ssh {on|over|via|through|using} port <p> {to|into} {@uh}
{be|become} <user> on {@H|<host>} {via|over} ssh port <p>
{ssh|connect with ssh} to {@uh} {with|using} {a different|another|a non-default|a custom|a nonstandard} port{,|:|} <p>
""",
    "ask": """
{the ssh server|sshd|ssh} {on|of} {@H|<host>} {listens on|is on|runs on|uses} port <p>{,|;|.} {log in|how do I log in|connect|log me in|how do I connect} as <user>
my user on {@H|<host>} is <user> and ssh {is on|listens on|uses} port <p>{,|;|.} {log in|how do I log in|connect me|how do I connect}
@want to {log in|connect|ssh} to {@uh} {on|via|through} port <p>
how do I {reach|ssh to|get to|get into} {@uh} {on|via|over} {ssh |}port <p>
can I {ssh|connect|log in} to {@uh} {on|over|through} port <p>
""",
    "key": """
ssh {<user>@<host> port <p>|port <p> <user>@<host>|<user>@<host> -p <p>|-p <p> <user>@<host>|to <host> as <user> on port <p>|<host> port <p> user <user>|on port <p> to <host> as <user>|to <user>@<host> on port <p>}
{login|log in|connect} {to |}{<user>@<host>|<host> as <user>} {port|on port|via port|over port} <p>
{remote shell|ssh login|ssh session|ssh connection} {on|to|at} <host> port <p> {as|user|for} <user>
ssh {custom|different|other|nonstandard} port <p>{:|,|} <user>@<host>
""",
}

W["ssh-key"] = {
    "do": """
@login {to|into|on|onto} {@uh} {with|using|by means of|by} {the key|the private key|my key|the key file|key|the ssh key|the identity file|my private key|identity|the identity|keyfile|the pem file|the key in} <file>
@login to {@H|<host>} {with|using} {the key|the private key|my key|key|the key file} <file> @asuser
@login @asuser {to|into|on} {@H|<host>} {with|using} {the key|the private key|my key|the key file|the identity file|key} <file>
{use|take} {the key|the private key|my key|the key file|the ssh key|key|the identity file} <file> {to|when I|for} {log in to|connect to|ssh to|ssh into|logging in to|the login to} {@uh}
{open|start|get|make|establish} {a|an} {ssh session|ssh connection|remote shell|session} {on|to} {@H|<host>} @asuser {with|using} {the key|key|the private key} <file>
{ssh|connect} {to|into} {@uh}{,|} {key is in|the key is|my key is|and use the key|with key file|and the key|specifying the key|and give the key} <file>
{authenticate|identify myself} {at|on|to} {@uh} {with|using} {the key|the private key|the ssh key|my key} <file>
ssh {with|using} {the key|key|identity|the private key|key file} <file> {to|into} {@uh}
{reach|access|enter} {@uh} {via ssh |over ssh |}{with|using} {the key|the private key} <file>
{log|get} {me |}into {@uh} {with|using} {the |}{private |}key <file>
""",
    "ask": """
my {private |ssh |}key for {@uh} is {in |}<file>{,|;|.} {log in|how do I log in|connect|log me in|how do I use it|how do I connect with it}
@want to {log in|connect|ssh} to {@uh} {with|using} {the key|my key|the private key|the key file} <file>
I {got|have|was given} {the |a |}{key|private key|pem file|key file} <file> for {@uh}{,|;|.} {how do I log in with it|log in with it|connect with it|how do I use it}
can I {ssh|connect|log in} to {@uh} {with|using} the {private |}key <file>
how do I {specify|give|use} the key <file> when I {ssh|connect} to {@uh}
""",
    "key": """
ssh {<user>@<host> key <file>|key <file> <user>@<host>|-i <file> <user>@<host>|with key <file> to <user>@<host>|identity <file> <user>@<host>|<user>@<host> with key <file>|<host> as <user> with key <file>|<user>@<host> identity file <file>|to <host> as <user> using key <file>}
{login|log in|connect} {to |}{<user>@<host>|<host> as <user>} {with|using} {key|private key|identity|key file} <file>
{ssh login|ssh session|ssh connection|remote shell} {on|to|at} <host> as <user> with {private |}key <file>
{private |ssh |}key <file> for {login to |}{<user>@<host>|<host> as <user>}
""",
}

W["ssh-run"] = {
    "do": """
{run|execute|start|launch|call|do|perform|invoke} {@com} {on|at} {@H|<host>} @asuser{| over ssh| via ssh| with ssh| remotely| without logging in| through ssh|}
{run|execute|start|launch|perform} {@com} {on|at} <user>@<host>{| over ssh| via ssh| with ssh| remotely|}
{run|execute|start} {@com} {remotely|over ssh|via ssh|through ssh|with ssh} {on|at} {@uh}
{run|execute} {a|one|a single|the} {command|remote command} {on|at} {@uh}{:|,} {namely |}<cmd>
{on|at} {@H|<host>}{,|} {run|execute|start} {@com} @asuser{| over ssh|}
{use|take} ssh to {run|execute|start} {@com} {on|at} {@uh}
@asuser{,|} {run|execute|start} {@com} on {@H|<host>}
{make|have|let} {@H|<host>} {run|execute} {@com} @asuser
{send|give|pass|issue} {@com} to {@uh}{| over ssh| for execution| via ssh|}
ssh {to|into} {@uh} and {run|execute|start} {@com}
{log in|connect} to {@uh} {just to|only to|and just} {run|execute} {@com}
{get|see} the output of {@com} {on|from} {@uh}
""",
    "ask": """
@want {<cmd>|the command <cmd>} {run|executed|started|to run|to be run} on {@uh}
{<cmd>|the command <cmd>} {should|must} {run|be run|be executed} on {@uh}
how {does|do I get} {<cmd>|the command <cmd>} {run|executed} on {@uh}
can I run {@com} on {@uh} {without logging in|over ssh|from here|remotely|without opening a shell there}
what does {@com} {say|print|show} on {@uh}
""",
    "key": """
ssh {<user>@<host> <cmd>|<user>@<host> run <cmd>|run <cmd> on <host> as <user>|<user>@<host>{:|,} <cmd>|command <cmd> on <user>@<host>|execute <cmd> on <user>@<host>}
{run|execute|remote} <cmd> on {<user>@<host>|<host> as <user>}{| over ssh| via ssh|}
remote {command|execution}{:| of|} <cmd> on {<user>@<host>|<host> as <user>}
<cmd> on {<user>@<host>|<host> as <user>}{| ssh| via ssh| remotely|}
{remotely|over ssh} {run |}<cmd>{,|} {<user>@<host>|on <host> as <user>}
""",
}

W["ssh-keygen"] = {
    "do": """
@make {a|a new|me a|my|an|an additional|another|a fresh} {ssh key|ssh key pair|ssh keypair|key pair for ssh|key for ssh|ed25519 key|ssh-key|public and private ssh key|pair of ssh keys|private key for ssh|ed25519 ssh key|rsa key for ssh|key to log in with ssh|ssh identity}{| for me| for this machine| to log in with| for github|}
{make|create|generate|get|produce} {ssh keys|new ssh keys|my ssh keys|an ssh key pair|a new key pair for ssh|a public key for ssh|an ssh key|a public and a private key for ssh}
{run|use|start} ssh-keygen{| to make a key| to make a new key|}
{generate|produce|make} {a|a new} {key|keypair|key pair} {with ssh-keygen|for ssh logins|for ssh access|for ssh|for use with ssh}
{get|have} {a|my own|my first} {new |}ssh key{| pair|}
{replace|renew} my {old |}ssh key {with|by} a new one
{set up|start with} {ssh keys|ssh key authentication|an ssh key} {on this machine|for myself|by making a key|}
{create|generate} {a|my} {public|private} {ssh key|key for ssh}
""",
    "ask": """
@want {a|a new|my own|another} {ssh key|ssh key pair|ssh keypair|key for ssh|key pair for ssh}
I {don't have|have no|do not have|need} {an|a new|any} ssh key{| yet}{,|;|.} {make one|how do I make one|create one|how do I create one|generate one}
{where do I get|how do I get|how does one get} {an|a new|my own} ssh key{| pair|}
how {is|are} {an ssh key|a new ssh key|ssh keys|an ssh key pair} {made|created|generated}
can {you|ssh|I} {make|generate|create} {a|a new} {ssh key|key for ssh|ssh key pair}
{my|the} ssh key {is lost|got stolen|is too old|was compromised}{,|;|.} {make a new one|generate a new one|how do I make a new one|I need a new one}
""",
    "key": """
{new|create|generate|make|add} {ssh key|ssh key pair|ssh keypair|ssh keys|ed25519 key|ssh-key|ssh identity}
ssh {key generation|new key|generate key|create key|make key|key create|keygen|key pair generation|key generate|keys generate}
ssh-keygen{| new key| ed25519| generate|}
{generation|creation} of {an |a new |}ssh key
{key pair|keypair|key} for ssh{| generate| create| new|}
{ed25519|rsa} ssh key{| generate| create| new|}
""",
}

W["ssh-copy-id"] = {
    "do": """
{put|copy|install|add|upload|send|transfer|place|push|deploy|authorize|register|deposit} {@pubkey} {on|to|onto} {@H|<host>} {for|for user|for the user|for the account|under the account|in the account of} <user>{|| to log in @pwless| so I can log in @pwless| and log in @pwless from now on|}
{put|copy|install|add|upload|send|transfer|push} {@pubkey} {to|on|onto} <user>@<host>{|| to log in @pwless| so I can log in @pwless| so that I need no password|}
{log in|ssh|connect} to {@uh} {@pwless}{| from now on| in the future| with my key|}
{set up|configure|enable|arrange|get|allow|make possible} {a |}{passwordless|key-based|password-free|key based} {ssh|ssh login|login|access|ssh access|authentication|logins} {to|for|on} {@uh}
{make|let|have} {ssh|login|logins|the login} to {@uh} {work @pwless|use my key|need no password|go without asking for a password|accept my key}
{set up|use} {ssh keys|key authentication|my ssh key|my public key} {for|on|with} {@uh}{| so I don't need a password|}
{stop|avoid|skip} {typing|entering|having to type} {my|the|a} password {for|when I log in to|when I ssh to|each time I ssh to} {@uh}
{add|append} {@pubkey} to {the |}authorized_keys {of|for} {<user> on <host>|<user>@<host>|<user> on the server <host>}
{get|have} {@pubkey} {accepted|authorized|trusted} {by|on} {@uh}
{use|run} ssh-copy-id {for|to} {@uh}
""",
    "ask": """
{ssh|<host>|the server <host>} {asks|always asks|keeps asking} for a password when I {log in|connect} {to <user>@<host>|as <user> on <host>|to <host> as <user>}{,|;|.} {put my key there|how do I use my key instead|copy my key|install my public key|how do I avoid that}
@want to {log in|ssh|connect} to {@uh} {@pwless}
@want {@pubkey} {on|installed on|copied to} {@H|<host>} for <user>
how {does|do I get} {@pubkey} {get |}{on|onto|to} {@H|<host>} for <user>
can I {log in|ssh|connect} to {@uh} {@pwless}
{@pubkey} should be {on|installed on|copied to} {@H|<host>} for {the user |}<user>
""",
    "key": """
{ssh-copy-id|ssh copy id|ssh copy key|copy ssh key|install public key|copy public key|upload public key|send public key|add ssh key} {to |}{<user>@<host>|<host> for <user>}
{passwordless|key-based|password-free} {ssh|login|ssh login|access} {to |for |}{<user>@<host>|<host> as <user>}
{public key|ssh key|my key} {to|on|onto} {<user>@<host>|<host> for <user>}
ssh {without password|no password|passwordless} {to |}{<user>@<host>|<host> as <user>}
{no|without} password for {ssh |login |}{<user>@<host>|to <host> as <user>}
""",
}

W["ssh-tunnel"] = {
    "do": """
{forward|tunnel|redirect|map|connect|bind|route|link} {the |my |}{local port|port|localhost port|local tcp port} <p> {here |on this machine |of my machine |}{to|onto|through ssh to|over ssh to} {port|remote port|the port|the remote port} <q> {on|of|at} {@H|<host>} @asuser{| over ssh| via ssh| with ssh| through a tunnel|}
{forward|tunnel|map} {the |my |}{local |}port <p> to {remote |}port <q> {on|of|via|over} <user>@<host>{| over ssh| with a tunnel| via ssh|}
{open|make|create|set up|establish|build|dig|start|get} {a|an} {ssh tunnel|tunnel|ssh port forward|port forwarding|port forward|encrypted tunnel|secure tunnel|ssh port forwarding} {from|between} {local port|port|my port|localhost port|localhost:} <p> {to|and} {port|remote port} <q> {on|of|at} {@H|<host>} @asuser
{open|make|create|set up} {a|an} {ssh tunnel|tunnel|port forwarding} to {@uh}{,|:|} {from |}{local |}port <p> to {remote |}port <q>
{reach|access|see|use|get at|get to|connect to} {remote |}port <q> {of|on} {@H|<host>} {through|on|via|at|over|as} {local port|my local port|localhost port|localhost} <p> @asuser{| with a tunnel| over ssh|}
{make|have} {remote |}port <q> {of|on} {@H|<host>} {available|reachable|accessible|visible} {on|at|as} {my |}{local port|localhost port|port here} <p>{,|} @asuser{| over ssh| through a tunnel|}
{use|take} ssh to {forward|tunnel} {local |my |}port <p> to port <q> {on|of} {@uh}
{let|have} {local |my |}port <p> {lead|go|point} to port <q> {on|of} {@H|<host>} {over ssh|through ssh|through an ssh tunnel} @asuser
@asuser, {forward|tunnel} {local |}port <p> to port <q> on {@H|<host>}
""",
    "ask": """
@want {to reach|to access|to get to} {remote |}port <q> {of|on} {@H|<host>} {on|through|at|via} {local |my }port <p> {as <user>|logging in as <user>|with the user <user>}
@want {a|an ssh} {tunnel|port forward} from {local |}port <p> to port <q> {on|of} {@uh}
how do I {tunnel|forward} {local |}port <p> to port <q> {on|of} {@uh}
{a|the} {database|service|server|web server} {listens|runs} on port <q> {of|on} {@H|<host>}{,|;|.} {make it reachable on|I want it on|tunnel it to|forward it to} local port <p> {as <user>|with the user <user>|over ssh as <user>}
local port <p> should {lead to|be forwarded to|go to|be tunnelled to} port <q> {on|of} {@uh}
""",
    "key": """
ssh {tunnel|port forward|port forwarding|forward|-L|local forward} {<p> to <q> on <user>@<host>|<p>:<q> <user>@<host>|local <p> to <q> <user>@<host>|port <p> to <host> port <q> as <user>|<p>:localhost:<q> <user>@<host>|<p> -> <q> <user>@<host>}
{tunnel|port forward|ssh tunnel} {from |}{local |}port <p> to {remote |}port <q> {on|of|at} {<host> as <user>|<user>@<host>}
{forward|tunnel} {local |}{port |}<p> to {port |}<q> {on|of|at} {<host> as <user>|<user>@<host>}
local port <p> {to|->} <host> port <q>{,| as|} <user>{| tunnel| ssh tunnel|}
""",
}

W["ssh-forget"] = {
    "do": """
{forget|remove|delete|drop|erase|clear|discard|throw away|get rid of|purge|wipe} {the|my|the old|the saved|the stored|the cached|the known|the remembered} {host key|saved host key|ssh host key|known host key|fingerprint|host fingerprint|ssh fingerprint|stored key|server key|known_hosts entry|host key entry|key} {of|for|from} {@H|<host>}{| from known_hosts| in known_hosts| from ssh|}
{remove|delete|drop|erase|clear|take|purge} {@H|<host>|the entry for <host>|the entry of <host>|the line of <host>|the key of <host>|the record of <host>} {from|out of} {known_hosts|my known hosts|the known hosts|the known_hosts file|ssh's known hosts|my known_hosts file|ssh's memory}
{make|let|have|tell} ssh {forget|to forget|drop|lose|unlearn} {the host key of |the saved key of |the fingerprint of |the key of |the old key of |}{@H|<host>}
{forget|unlearn} {the ssh host|the known host|the host|the known ssh host|ssh's knowledge of} <host>
{clean|clean up|edit|update|fix} known_hosts {by removing|to remove|of|so that it has no more} {@H|<host>}
{use|run} ssh-keygen to {remove|forget|delete} {the host key of|the key of|the entry for|} <host>
{reset|clear} the {saved |stored |}host key {of|for} {@H|<host>}
{stop|no longer} {trusting|trust} the {saved|old|stored} host key of {@H|<host>}
{un-know|untrust|invalidate} the {saved |}host key of {@H|<host>}
""",
    "ask": """
{@H} {was reinstalled|has been reinstalled|got a new key|has a new host key|was replaced|got a new host key|was set up anew}{,|;|.} {forget the old key|remove the old host key|how do I remove the old key|forget its saved key|delete its saved host key|how do I make ssh forget the old one}
@want {ssh to forget|to forget} the {host key|saved key|fingerprint|saved host key} of {@H|<host>}
@want {@H|<host>} {out of|removed from|gone from} {known_hosts|my known hosts|the known_hosts file}
the {saved|stored|old} {host key|key|fingerprint} {of|for} {@H|<host>} {is outdated|is old|should go|is no longer valid|should be removed|must go}{|, remove it|, forget it|}
how {is|does} {the host key of|the saved key of} {@H|<host>} {removed|forgotten|get removed|deleted}{| from known_hosts|}
""",
    "key": """
ssh {forget|forget host|remove known host|remove host key|delete host key|clear host key|known_hosts remove|forget host key|remove known_hosts entry} <host>
{forget|remove|delete|clear} {saved |old |stored |ssh |}{host key|known host|fingerprint|known_hosts entry} {of |for |}<host>
known_hosts{:|} {remove|delete|forget|drop} <host>
{remove|delete} <host> from {known_hosts|known hosts}
<host> {host key remove|forget host key|remove from known_hosts|delete host key|out of known_hosts}
ssh-keygen {remove|forget|-R|delete} {host |}<host>
""",
}

W["scp-to"] = {
    "do": """
{copy|send|upload|transfer|put|push|scp|move a copy of|deliver|ship|secure copy} {@F|<file>|the file <file>|the local file <file>} {to|into|in} {the @dir |the remote @dir |}<dir> {on|of|at} {@H|<host>} @asuser{| over ssh| with scp| via scp|}
{copy|send|upload|transfer|put|push|scp} {@F|<file>|the file <file>} {to|on|onto} {@H|<host>} {into|in|to|under|below} {the @dir |the remote @dir |}<dir>{,|} @asuser
{copy|send|upload|transfer|put|push|scp} {@F|<file>} to {<user>@<host>:<dir>|<dir> on <user>@<host>|<user>@<host> into <dir>|<user>@<host>, directory <dir>|the @dir <dir> of <user>@<host>|<user>@<host> in <dir>}
@asuser{,|} {copy|send|upload|scp|put} {@F|<file>} {to|into} {the @dir |}<dir> {on|of} {@H|<host>}
{use|take} scp to {copy|send|upload|put} {@F|<file>} {to|into} {the @dir |}<dir> on {@uh}
{upload|send|copy} {a|one|the|my} file{,|:|} <file>{,|} to {@uh}{,|} {into|in|to|directory} <dir>
{store|save|place|drop|deposit} {@F|<file>|a copy of <file>} {in|into} {the @dir |the remote @dir |}<dir> {on|of|at} {@uh}
{get|have} {@F|<file>} {onto|on|to} {@H|<host>} in {the @dir |}<dir> @asuser
{to|on} {@H|<host>}, {copy|send|upload} {@F|<file>} {into|to} {the @dir |}<dir> @asuser
""",
    "ask": """
@want {the file |my file |}<file> {in|copied to|sent to|uploaded to} {the @dir |}<dir> {on|of} {@uh}
{the file |my file |}<file> {should|must} {go|be copied|be sent|be uploaded|be} {to|in} {the @dir |}<dir> on {@uh}
how {does|do I get} {the file |}<file> {get |}{to|into} {the @dir |}<dir> on {@uh}
can I {copy|send|upload|scp} {the file |}<file> to {the @dir |}<dir> on {@uh}
{I have|there is} {the|a} file <file> here{,|;|.} {copy it|send it|upload it|put it} {to|into} {the @dir |}<dir> on {@uh}
""",
    "key": """
scp <file> {<user>@<host>:<dir>|to <user>@<host>:<dir>|to <dir> on <user>@<host>|<user>@<host> <dir>|to <host> directory <dir> as <user>|to <user>@<host> into <dir>}
{upload|send|copy|push} {file |}<file> to {<user>@<host>:<dir>|<dir> on <user>@<host>|<dir> on <host> as <user>}
{file |}<file> to {<dir> on <host> as <user>|<user>@<host>:<dir>|<user>@<host>, directory <dir>}
{remote copy|upload}{:| of|} <file> to <user>@<host>{:|, | }<dir>
""",
}

W["scp-from"] = {
    "do": """
{copy|get|fetch|download|pull|transfer|grab|bring|retrieve|take|secure copy|scp} {@F|<file>|the file <file>|the remote file <file>} {from|off} {@H|<host>} {to here|here|to this @dir|to this machine|to my machine|into the current @dir|to the current @dir||to my computer|into this @dir}{,|} @asuser{| over ssh| with scp| via scp|}
{copy|get|fetch|download|pull|transfer|grab|scp} {@F|<file>|the file <file>} {from|off} <user>@<host>{| to here| here| to this @dir| to my machine| into the current @dir|}{| over ssh| with scp|}
{copy|get|fetch|download|pull|scp} <user>@<host>:<file>{| to here| here| to this @dir| into the current @dir|}
@asuser{,|} {copy|get|fetch|download|pull|scp} {@F|<file>} from {@H|<host>}{| to here| here|}
from {@H|<host>}{,|} {copy|get|fetch|download|pull} {@F|<file>} {to here|here|to this @dir|} @asuser
{use|take} scp to {copy|get|fetch|download|pull} {@F|<file>} from {@uh}{| to here|}
{download|fetch|get} {a|one|the} file {from|off} {@uh}{,|:|} {namely |}<file>
{save|store|put} {@F|<file>} from {@uh} {here|in this @dir|on my machine|in the current @dir|locally}
{get|have} {a local copy|a copy} of <file> from {@uh}{| here|}
{copy|fetch} <file>, {which is on|that is on|located on} {@H|<host>}{,|} {to here|here|to this machine} @asuser
""",
    "ask": """
@want {the file |}<file> {from|that is on} {@uh}{| here| on my machine| copied here| in this @dir|}
there is {a|the} file <file> on {@H|<host>}{,|;|.} {copy it here|get it|fetch it|download it|how do I get it|bring it here} as <user>
how {does|do I get} {the file |}<file> {get |}{from|off} {@uh} {to here|here|to this machine|onto my machine|}
can I {copy|get|download|scp|fetch} {the file |}<file> from {@uh}{| to here|}
{@H|<host>} {has|holds} {the|a} file <file>{,|;|.} {copy it here|get it|download it|fetch it} as <user>
I need <file> from {@uh}{| here| on this machine|}
""",
    "key": """
scp {<user>@<host>:<file>|<user>@<host>:<file> .|<user>@<host>:<file> here|from <user>@<host> <file>|<file> from <user>@<host>|<file> from <host> as <user>|from <user>@<host>:<file>}
{download|get|fetch|copy|pull} {file |}<file> from {<user>@<host>|<host> as <user>}{| here| to here|}
{remote |}file <file> from {<user>@<host>|<host> as <user>}{| here| to here|}
{fetch|download|pull}{:|} <user>@<host>:<file>
""",
}

W["rsync-local"] = {
    "do": """
{synchronise|synchronize|sync|mirror|rsync|replicate} {the @dir|directory|the local @dir|my @dir|folder|the folder} <a> {to|with|into|onto|to the @dir|into the @dir|with the @dir} <b>{||| locally| on this machine| with rsync| on the same machine| using rsync|}
{synchronise|synchronize|sync|mirror|rsync|replicate} <a> {to|into|onto|with} {<b>|the @dir <b>|the local @dir <b>|the folder <b>|directory <b>}{||| locally| on this machine| with rsync| both on this machine| on the same machine|}
{synchronise|synchronize|sync|mirror} {two|the two|two local} {directories|folders|dirs}{,|:|} <a> {to|and|with|into} <b>
{keep|bring|get} {the @dir |}<b> {in sync with|the same as|identical to|synchronized with|synced with} {the @dir |}<a>
{make|have|let} {the @dir |}<b> {a mirror of|mirror|an exact copy of|match|the same as|look like|equal to} {the @dir |}<a>{| with rsync| locally|}
{update|refresh} {the @dir |the backup |the mirror |the copy |}<b> {from|with the changes in|with what changed in|with the contents of|so that it matches} {the @dir |}<a>{| with rsync|}
{copy|transfer} {only |just |}{what changed|the changes|new and changed files|changed files|the differences} from {the @dir |}<a> to {the @dir |}<b>{| with rsync| locally|}
{use|take} rsync to {copy|sync|mirror|synchronize|back up} {the @dir |}<a> {to|into|onto} {the @dir |}<b>{| on this machine| locally|}
{copy|back up} {the @dir |}<a> {to|into} {the @dir |}<b> {with rsync|using rsync|by rsync|via rsync|incrementally}
{make|create} {a mirror|an incremental backup|an rsync copy|a synchronized copy} of {the @dir |}<a> {in|at|on|under} {the @dir |}<b>
""",
    "ask": """
@want {the @dir |}<a> {synced|mirrored|synchronized|rsynced} {to|into|with} {the @dir |}<b>{| locally| on this machine|}
{the @dir |}<b> should {be a mirror of|mirror|be kept in sync with|be synced from|be the same as} {the @dir |}<a>
{the directories|the folders|the two folders} <a> and <b> should be {in sync|synchronized|synced|kept in sync}{,|;} {first to second|from the first to the second|sync the first to the second|}
how do I keep {the @dir |}<b> {in sync with|synchronized with|up to date with} {the @dir |}<a>
can {the @dir |}<a> be {synced|mirrored|synchronized} {to|with|into} {the @dir |}<b>{| locally|}
""",
    "key": """
rsync {local |locally |dir |directory |}<a> {to |into |and |}<b>
{sync|mirror|synchronize|synchronise} {local |}{directories|folders|@dir|dirs} <a> {to|and|with|into} <b>
{sync|mirror|rsync|synchronize} <a> {to|with|into} <b>{| locally| on this machine|}
{mirror|local sync|synchronization} of {@dir |}<a> {to|in|into|at} {@dir |}<b>
{local |}{backup|mirror|sync} {of |}<a> {to|into} <b> {with rsync|rsync|via rsync}
""",
}

# --- fix ----------------------------------------------------------------------------------------

W["fix-script-permission"] = {
    "ask": """
{when I|if I|whenever I} {run|start|execute|call|launch} {the script |my script |my shell script |./|}<file>{,| the shell| bash| it| I get| zsh} {says|it says|says that|gives|I get|tells me} permission {denied|is denied}@fixit
{bash|zsh|the shell|linux|my shell} {@says|refuses with|answers with} permission denied {when I run|for|when running|on|if I execute|when starting|for the script|when I start} {the script |my script |./|}<file>@fixit
{running|starting|executing|launching} {the script |my script |./|}<file> {fails with|gives|ends with|results in|is refused with|says|only gives me} permission denied@fixit
{why do I get|why does it say|what does it mean that I get|I get|I keep getting|I always get} permission denied {for|when running|running|from|when I try to run|trying to execute} {the script |my script |my own script |./|}<file>{|?}
{the script |my script |}<file> {won't start|does not start|will not run|cannot be run|refuses to run|cannot be started}{,|:|;|, it says} permission denied{| from bash| says the shell|}@fixit
{the shell|bash} {won't let me|does not let me|refuses to} {run|start|execute} {the script |my script |./|}<file>{| because of permissions|, permission denied|: permission denied}@fixit
I wrote {a script|the script|a shell script} {called |named |}<file>{,| but|;} {running it says permission denied|I get permission denied|bash says permission denied|I am not allowed to run it}@fixit
I am {not allowed|not permitted} to {run|execute|start} {the script |my script |my own script |}<file>@fixit
""",
    "do": """
@fixv {the |a |}{permission denied|permission denied @err|denied permission} {when running|for|of|from|when I run|on running|when starting} {the script |my script |./|}<file>
{make|get} {the script |my script |}<file> {run|start} {despite|instead of saying|without|although it says|when bash says} permission denied
{run|start|execute} {the script |my script |}<file>{,| that| which} {says|fails with|gives|it says} permission denied
""",
}

W["fix-command-not-found"] = {
    "ask": """
{the shell|bash|zsh|my shell|linux|the terminal|it|ubuntu|the system|my terminal} {@says|@says that} {the command <package> was not found|<package>: command not found|command <package> not found|<package> is not found|<package> cannot be found|there is no command <package>|it cannot find <package>|<package> is an unknown command|it does not know <package>|<package> is not a command}@fixit
{the command|the program|the tool} <package> {is not found|was not found|cannot be found|is missing|does not exist|is unknown|is not there|is not recognized|is not known to the shell}{| on my machine| on this machine| by the shell| by bash|}@fixit
{I typed|I entered|I ran|when I type|when I enter|I tried|when I run|if I type|when I try} <package>{,|;| and| but| and got| and get} {the shell does not find it|it was not found|command not found|it says command not found|bash can't find it|no such command}@fixit
<package> {is not recognized|gives command not found|says command not found|is not found when I type it|is an unknown command|fails with command not found|not found, says bash|does not work, command not found}@fixit
why {is|does} {<package> not found|bash not find <package>|the shell not know <package>|the command <package> not found|the terminal not find <package>|the command <package> not exist}{|?}
I get command not found {for|when I type|when running|when I run|on|if I use} <package>@fixit
{my|the} {system|machine|server|shell} {has no|lacks|does not have|does not know|is missing} {the |}command <package>@fixit
{a|the|my} {script|program} {needs|calls|wants} <package>{,|;| but} {command not found|the command is not found|it says command not found|bash does not find it}@fixit
""",
    "do": """
@fixv {the |}{command not found|command not found @err|"command not found"|not found @err} {for|of|with|when I type|about|when running} <package>
{get|make} {the |}{missing |}command <package> {work|available|found|known to the shell|to work}{| since the shell does not find it| as it is not found|}
{use|run} {the command |}<package>{,| when| although} {it says command not found|bash says it is not found|the shell does not find it|which the shell does not find}
{add|supply|provide|get} the missing command <package>
""",
}

W["fix-no-space"] = {
    "ask": """
{the disk is full|my disk is full|no space left on the disk|the hard drive is full|my drive is full|there is no space left|the disk has no space left|the server's disk is full|I am out of disk space|I ran out of disk space|the root partition is full|my partition is full|the file system is full|disk full|the device is full|the system disk is full}{|@fixit|, what takes the space|, where did it go|, what uses it|, what fills it|, what can I delete|. What is using it up}
{I|we|programs|the server|my program|the system} {can't|cannot|can no longer|could not|am unable to} {save|write|write files|save anything|store anything|save my file|copy files|install anything} {because|since|as|, because} {the disk is full|there is no space left|no space is left on the device|the device has no space left|the drive is full|it ran out of space}@fixit
{it|the system|a program|the terminal|linux|my program|apt|the server|cp|docker} {@says} {no space left|that no space is left|no space left on the device|that the disk is full|that there is no space left on device|the disk is full}@fixit
{why is|what makes|how come} {my disk|the disk|the root file system|my drive|my hard disk|the partition} {full|so full|suddenly full|completely full}{|?}
{writing|saving|copying} {a file |}{fails|failed|stopped} {because|since|as} {there is no space left|no space is left|the disk is full|the drive is full}@fixit
{what|which directories|which files} {fills|fill|filled|has filled|fill up|filled up} {my disk|the whole disk|up my disk|the root file system|up the system disk|the drive}{|, it is full|, no space is left|?}
my {machine|server|laptop|computer} {ran out of|has run out of|is out of|has no} {disk space|space on the disk|disk space left|space left}@fixit
""",
    "do": """
@fixv {a full disk|the full disk|no space left on device|no space left|a disk that is full|an out of space @err|the disk full @err|running out of disk space|the no space left @err}
{find out|see|find|tell me|check} {what fills the disk|why the disk is full|what filled up my disk|what eats all my disk space|what fills the whole system disk|what uses up the full disk|why no space is left|where all the disk space went}
{free|make|get} {some |}{space|room} on {a|the|my} full {disk|drive|root partition}
{find|track down} the {space hogs|biggest directories|directories} {on|filling|that fill} {the|my} {full |whole }{disk|system disk|root file system}
""",
}

W["fix-port-in-use"] = {
    "ask": """
{my|the|a|our} {server|web server|app|program|application|dev server|service|node server|backend|docker container|development server} {cannot start|can't start|does not start|won't start|fails to start|refuses to start|is unable to start|will not come up|crashes at start}{,|:|;| because| since|, it says|, as} {port <p> is taken|port <p> is already in use|port <p> is in use|the port <p> is occupied|address already in use <p>|something already uses port <p>|port <p> is not free|the address <p> is already in use|port <p> is already taken|another process has port <p>|port <p> is blocked}@fixit
{it|the server|my server|my app|the program|node|nginx|docker|the web server|python|flask|npm} {@says|@says that} {port <p> is already in use|address already in use for port <p>|the address is already in use, port <p>|it cannot bind to port <p>|port <p> is taken|it can't listen on port <p>|bind to port <p> failed|EADDRINUSE for port <p>|port <p> is not available}@fixit
I {can't|cannot|could not|am unable to} {start|launch|run} {my server|the server|my app|a server|the web server|the program|anything|nginx} on port <p>{,|;| because|, since|:} {it is already in use|it is taken|the address is already in use|something already runs there|the port is already taken|the port is in use}@fixit
{starting|launching|running} {the server|my app|my server|the program} on port <p> {fails|gives an error|is not possible}{,|:|;| because} {address already in use|it is already taken|the port is taken|the address is in use|it is in use already}@fixit
{address already in use|address in use|bind error|bind failed|EADDRINUSE|the address is already in use}{,|:|;| for|, it is} port <p>@fixit
why {can't|can|does} my {server|app} {not start|not bind|fail to start|fail to bind} {on|to} port <p>{|, the port is taken|, address already in use|?}
{something|some process|another program} {blocks|keeps|already has|sits on} port <p> {so|and} {my server|the server|my app} {cannot start|won't start|fails to start|can't bind}@fixit
""",
    "do": """
@fixv {the |an |}{address already in use|port in use|EADDRINUSE|address in use|bind|port conflict} {@err |}{for|on|with|of} port <p>
{find out|see|find|check} {what prevents|why I can't start|who prevents|what stops} my server {from starting |}on port <p>{,|;} {the port is taken|address already in use|it is in use}
{start|launch} my server {though|although|when} port <p> is {taken|already in use|occupied}
@fixv {a|the} {conflict|clash} {on|about} port <p> {that keeps my server from starting|when starting my server|at server start}
""",
}

W["fix-unrelated-histories"] = {
    "ask": """
{git|git pull|git merge|it|my git|the pull|the merge} {refuses|refused|does not want|won't agree|is refusing|declines} to {merge|pull|combine|merge the} {unrelated histories|because the histories are unrelated|histories that are unrelated|histories without a common commit|because there is no common commit|as the histories have nothing in common|two unrelated histories|since the histories have no common ancestor|repos with different histories}@fixit
{git|git pull|git merge|it} {@says|@says that} {the histories are unrelated|it refuses to merge unrelated histories|refusing to merge unrelated histories|there is no common commit|the histories have no common commit|the two histories have nothing in common}@fixit
{I can't|I cannot|I could not|I am unable to} {pull|merge|git pull} {because|since|as|,|:} {the histories are unrelated|of unrelated histories|git refuses unrelated histories|the histories have no common commit|the two repos have no common history|there is no common ancestor}@fixit
{pulling|merging|a git pull|my first pull} {fails|failed|is refused|stops|does not work} {because|with|since|:} {unrelated histories|the histories are unrelated|there is no common commit|the repositories share no history|of unrelated histories}@fixit
how do I {pull|merge} {although|when|if|even though} {the histories are unrelated|git refuses to merge unrelated histories|there is no common commit|the histories have no common commit}
I {made|created} {a repo|the repo} {locally and one on github|on both sides|twice}{,| and| and now} {git refuses to merge unrelated histories|the histories are unrelated|pull says unrelated histories}@fixit
""",
    "do": """
@fixv {the |a |}{unrelated histories|refusing to merge unrelated histories|unrelated history} {@err|problem|message|refusal}{| of git| in git| when pulling| from git|}
{allow|permit|let git accept|make git accept} {unrelated histories|merging unrelated histories|histories without a common commit}{| when pulling| in a pull| in git pull|}
{force|make|get} git {to |}{merge|pull} {unrelated histories|histories with no common commit|two repos with no common history|although the histories are unrelated}
{pull|merge} {unrelated histories|histories that have no common commit|a remote with an unrelated history}{| with git| in git|}
{combine|join} two {repos|repositories|histories} {with no common commit|that git calls unrelated}
""",
}

W["fix-not-a-repository"] = {
    "ask": """
{git|git status|it|every git command|git add|git commit|git log} {@says|@says that} {this is not a git repository|this is no repository|not a git repository|this is no git repository|I am not in a repository|there is no git repository here|the @dir is not a git repository|it is not a repo|no repository was found|there is no .git here|this @dir is no repo}@fixit
{why is|how come} {this|this @dir|my @dir|my project} {not a git repository|no git repository|not recognized as a git repo}{| according to git|?}
{git|no git command|git status|git add} {does not work|works|won't work|fails|doesn't work|refuses to work} {here|in this @dir|in my project @dir}{,|:|;| because|, it says} {not a git repository|this is no git repository|it says it is not a repository|this is not a repository|it finds no repository}@fixit
{I get|I keep getting|there is} {the message|the error|an error,|an error:|} {not a git repository|that this is not a git repository|that this is no repository|fatal not a git repository}{| from git| when I use git| in my project| for git status|}@fixit
{I want to commit|I tried git add|I ran git status|I typed a git command}{,| but| and} {git says it is not a repository|git says this is no repository|it says not a git repository|I am told that this is no git repository}@fixit
git {does not find|can't find|cannot find|finds no|sees no} {a |any |}{repository|repo|.git}{| here| in this @dir| in my @dir|}@fixit
""",
    "do": """
@fixv {the |}{not a git repository|not a repository|no repository|fatal: not a git repository|missing repository} {@err|problem|message|complaint}{| of git| from git| in this @dir|}
{make|get|have} git {stop complaining|stop saying|not complain|no longer complain} that this is {not a repository|no git repository|not a git repository}
{make|get} git {work|to work} {here|in this @dir}{,| where|;| when} {it says not a git repository|it says this is no repository}
{respond|react} to git saying {not a git repository|that this is no repository}
""",
}

W["fix-host-key"] = {
    "ask": """
{ssh to|connecting to|logging in to|ssh-ing to|my ssh login to|the connection to|an ssh connection to} {@H|<host>} {fails|does not work|is refused|stops|no longer works|is blocked} {because|since|as|:|,|with} {the saved host key differs|the host key has changed|host key verification failed|the host key differs|the remote host identification has changed|of a changed host key|the key of the host changed|host key verification fails|the host key does not match}@fixit
{ssh|it} {@says|@says that|warns that|warns me that} {the host key of <host> has changed|the host key for <host> is different|the host identification of <host> changed|host key verification failed for <host>|the identification of <host> has changed|the key of <host> does not match|someone may be eavesdropping on <host>}@fixit
{I can't|I cannot|I am unable to|I can no longer} {ssh to|log in to|connect to|ssh into|get into} {@H|<host>}{,|:|;| because|, since} {the host key changed|host key verification failed|the saved host key differs|its host key is different now|the remote host identification has changed|ssh says the host key has changed}@fixit
{host key verification failed|host key verification fails|remote host identification has changed|the host key changed|there is a host key mismatch|I get a host key warning|I get host key verification failed} {for|of|on|with|when I ssh to|when connecting to} {@H|<host>}@fixit
why does ssh {refuse|reject|warn about|complain about} the host key of {@H|<host>}{|?}
{@H} {was reinstalled|got reinstalled|was replaced|got a new system} and {now |}ssh {refuses to connect|complains about the host key|says the host key has changed|warns about its identification|says host key verification failed}@fixit
""",
    "do": """
@fixv {the |a |}{host key verification failed|host key verification|host key changed|changed host key|host key mismatch|remote host identification} {@err|problem|warning|message} {for|of|with|on|when connecting to} {@H|<host>}
{get|make} ssh {to |}{work|connect|log in} {again |}to {@H|<host>} {after its host key changed|although the host key changed|when the host key verification fails|despite the changed host key}
{connect|log in|ssh} to {@H|<host>} {although|when|after|even though} {its host key has changed|the saved host key differs|the host key verification failed|ssh says the host key changed}
""",
}

W["fix-publickey"] = {
    "ask": """
{ssh to|logging in to|connecting to|ssh into|my login to|the login to} {@uh} {fails|is refused|does not work|is denied|is rejected} {with|because|:|, it says|,} {permission denied publickey|permission denied (publickey)|no key fits|publickey denied|my key is not accepted|the server does not accept my key|no key is accepted|my public key is not there}@fixit
{I can't|I cannot|I am unable to|I could not} {ssh to|log in to|connect to|ssh into|get into} {@uh}{,|:|;| because|, since} {permission denied publickey|no key fits|it says permission denied (publickey)|my key is refused|the server knows no key of mine|publickey is denied|my key is not accepted}@fixit
{the server|ssh|the machine|the host|it} {@says|refuses me with|answers with} permission denied {publickey|(publickey)|, publickey,} {when I log in to|for|when I ssh to|when connecting to|if I connect to} {@uh}@fixit
{I get|I keep getting|why do I get} permission denied {publickey|(publickey)} {for|when I ssh to|from|at|when logging in to} {@uh}{|@fixit}
{why does|why is} {@H|<host>} {refuse|not accept|reject} {my key|my ssh key|my public key} for {the user |}<user>{|?}
{@H|<host>} {refuses|rejects|does not accept|does not know|denies} {my key|my ssh key|my public key|every key of mine} {for|when I log in as} {the user |}<user>@fixit
""",
    "do": """
@fixv {the |a |}permission denied {publickey|(publickey)} {@err |}{for|of|when I ssh to|when connecting to|at|on} {@uh}
@fixv {the |a |}{refused key|rejected key|publickey} {@err|problem} {for|at|on|when logging in to} {@uh}
{get|make} {the |}{ssh |}login to {@uh} {work|accept my key} {when|although|instead of saying|as} {it says permission denied publickey|no key fits|permission denied (publickey)|publickey is denied}
{get|make} {@H|<host>} accept {my|the} refused {public |ssh |}key for {the user |}<user>
""",
}

W["fix-git-publickey"] = {
    "ask": """
{git|git push|git clone|git pull|git fetch|pushing to github|cloning from github|pulling from gitlab|cloning over ssh|it|git over ssh} {@says|fails with|stops with|ends with|is refused with} {permission denied publickey|permission denied (publickey)|that no key fits|a publickey error|permission denied for the public key|permission denied, publickey, could not read from remote repository}@fixit
{github|gitlab|bitbucket|the git server|the git host|codeberg} {refuses|rejects|does not accept|denies|does not know|says no to} {my key|my ssh key|me with permission denied publickey|my public key|every key|my git push with publickey}@fixit
{I can't|I cannot|I am unable to|I could not} {push|pull|clone|fetch|clone over ssh|push to github|reach github|clone from github|git push|push to gitlab|git clone}{,|:|;| because|, since} {permission denied publickey|permission denied (publickey)|I have no key|no key fits|my ssh key is not accepted|git finds no fitting key|the public key is denied}@fixit
git {cannot|can't|could not} {reach its host|read from the remote repository|read from the remote|access the remote repository|log in to github|authenticate at github}{,|:|;| because|, since} {no key fits|permission denied publickey|the public key is denied|my key is refused|there is no ssh key|of a publickey problem}@fixit
{why does|how come} {github|git|gitlab|git push|git clone} {say|says} permission denied {publickey|(publickey)}{|?}
{I get|I keep getting} permission denied {publickey|(publickey)} {from github|from gitlab|from git|when I push|when I git clone|on git push|when pulling with git|from the git server}@fixit
""",
    "do": """
@fixv {the |a |}{permission denied publickey|permission denied (publickey)|publickey|public key} {@err|problem|message} {of git|in git|from github|with github|on git push|when I push|when cloning with git|at gitlab|of git clone}
{get|make} {github|gitlab|git push|git clone|the git server} {work|accept me|let me in|to work} {when|although|instead of saying|as} {it says permission denied publickey|no key fits|permission denied (publickey)|my key is refused}
{authenticate|get access} {at|to} {github|gitlab|the git host} {when git says permission denied publickey|as no key fits|since no ssh key is accepted}
{get|make} a key {for|that} {git, because github denies the public key|github accepts, as it says publickey denied|git, which says permission denied publickey}
""",
}

W["fix-dpkg-interrupted"] = {
    "ask": """
{apt|apt-get|apt install|apt upgrade|dpkg|apt update|the package manager|ubuntu|the installation|it} {@says|@says that|stops and says|stops because} {dpkg was interrupted|that dpkg was interrupted|dpkg got interrupted|dpkg has been interrupted|dpkg was interrupted and must be configured|the dpkg run was interrupted|I must run dpkg --configure -a}@fixit
{I can't|I cannot|I am unable to|I can no longer} {install anything|install packages|use apt|upgrade|install a package|update my packages}{,|:|;| because|, since} {dpkg was interrupted|dpkg got interrupted|an interrupted dpkg blocks it|dpkg has been interrupted}@fixit
{the power failed|I closed the terminal|my computer crashed|I pressed ctrl c|the machine was turned off|the connection broke|the battery died} {during|in the middle of|while running} {an apt upgrade|an install|the upgrade|apt install|a package installation|dpkg}{,|;| and| and now} {dpkg was interrupted|apt says dpkg was interrupted|apt complains about dpkg|dpkg is interrupted|apt no longer works|dpkg is broken}@fixit
{an|the|my} {apt upgrade|installation|package install|apt install|upgrade} was {interrupted|aborted|broken off|cut off}{,|;| and| and now} {apt refuses to work|dpkg complains|apt stops|dpkg must be configured|apt does nothing any more|packages are half installed|I can't install anything}@fixit
{dpkg was interrupted|dpkg got interrupted|dpkg has been interrupted|dpkg is interrupted|half configured packages are left}@fixit
why does apt {say|stop because} dpkg was interrupted{|?}
""",
    "do": """
@fixv {the |an |}{interrupted dpkg|dpkg was interrupted @err|dpkg interrupted @err|dpkg interruption|broken dpkg state|dpkg @err in apt about being interrupted}
{finish|complete|continue|resume|finalize} {the |an |}{interrupted dpkg|interrupted dpkg run|interrupted package installation|interrupted package configuration|interrupted installation of packages|interrupted apt upgrade|interrupted apt install|dpkg run that was interrupted}
{configure|set up} {the|all} {half installed|half configured|unconfigured|not yet configured|unpacked but not configured} packages{| after dpkg was interrupted| of dpkg|}
{make|get} apt {work|to work|going} again {after|since|because|when} dpkg was interrupted
{repair|recover} dpkg after {an interruption|it was interrupted|a power failure|a crash|an aborted upgrade}
""",
}

W["fix-apt-lock"] = {
    "ask": """
{apt|apt-get|apt install|apt upgrade|apt update|dpkg|the package manager|ubuntu|it|installing a package} {@says|@says that|stops because|fails because|waits because} {another process holds the lock|it could not get the lock|the lock is held by another process|it cannot get the dpkg lock|the dpkg frontend lock is taken|it can't acquire the lock|another process is using it|the lock file is held|it is locked by another process|the lock is held|the package database is locked|could not get lock}@fixit
{I can't|I cannot|I am unable to|I could not} {install anything|install packages|use apt|upgrade|install a package|update my packages}{,|:|;| because|, since} {another process holds the lock|apt is locked|dpkg is locked|the dpkg lock is taken|the apt lock is held|the lock is held by another process|something holds the dpkg lock}@fixit
{who|what|which process|which program} {holds|has|is holding|keeps|blocks|owns|took} the {apt lock|dpkg lock|lock of apt|lock-frontend|dpkg frontend lock|lock of dpkg|package manager's lock|lock of the package manager}{|?}
{apt|dpkg|the package manager} is {locked|blocked by another process|locked by another process|locked by something|held up by a lock}{,|;|.|:} {who holds the lock|which process is it|what holds the lock|what now|what blocks it|by which process}
{I get|why do I get|I keep getting} {could not get lock|unable to acquire the dpkg frontend lock|a lock error|a dpkg lock error|unable to lock} {from apt|when I use apt|when installing a package|on apt install|when I run apt}@fixit
""",
    "do": """
@fixv {the |an |}{apt lock|dpkg lock|could not get lock|apt could not get lock|dpkg frontend lock|held apt lock|locked apt|package lock} {@err|problem|message|@err of apt}
{find|find out|see|tell me|check|show} {which process holds the apt lock|who holds the dpkg lock|what holds the dpkg lock|which process locks apt|what blocks apt|what has the lock of dpkg|which process keeps the dpkg frontend lock|who is using apt right now}
{get past|do something about|deal with} apt saying {another process holds the lock|could not get lock|that the lock is held|it is locked}
{find|identify|look up} the {process|program|holder} {that holds|holding|of|behind|with} the {apt lock|dpkg lock|lock of apt|dpkg frontend lock}
""",
}

W["fix-externally-managed"] = {
    "ask": """
{pip|pip3|python|pip install|it} {refuses|won't|does not want|refused|is unwilling|no longer wants} to install <package>{,|:|;| because|, since|, as} {the environment is externally managed|it is an externally managed environment|externally managed|of an externally managed environment|the environment is managed externally|the system python is managed by the distribution|it says externally-managed-environment|the python is externally managed}@fixit
{pip|pip3|it|python} {@says|@says that} {the environment is externally managed|externally-managed-environment|externally managed environment|this is an externally managed environment} {when I install|for|when installing|when I pip install|if I want to install} <package>@fixit
{I can't|I cannot|I could not|I am unable to} {pip install|install with pip|install} <package>{,|:|;| because|, since} {the environment is externally managed|pip says externally managed environment|python is externally managed|it says externally-managed-environment|of an externally managed environment}@fixit
{pip install|installing} <package> {with pip |}{fails|gives|ends|is refused} {with|because of|:} {externally managed environment|the externally-managed-environment error|an externally managed environment|error externally-managed-environment}@fixit
how do I {install|pip install|get} {the python package |}<package>{,|} {although|when|if|even though|despite that} {the environment is externally managed|pip says the environment is externally managed|pip refuses as externally managed|python is externally managed}
why {can't I|does pip not} {pip install|install} <package>{,|} {externally managed|the environment is externally managed, it says|it says externally managed environment}{|?}
""",
    "do": """
@fixv {the |an |}{externally managed environment|externally-managed-environment|externally managed} {@err|problem|message} {for|when installing|with|on installing|when I pip install} {the python package |}<package>
{install|pip install|get} {the python package |}<package> {although|when|in spite of|even though|despite} {pip says externally managed|the environment is externally managed|an externally managed environment|pip complains about an externally managed environment|the externally managed environment}
{make|get} pip {install|to install} <package> {although|when|despite|in} {the environment is externally managed|an externally managed environment|it says externally managed}
""",
}

W["fix-python-module"] = {
    "ask": """
{python|python3|my script|my python script|the script|my program|the program|it|the import|my code} {@says|@says that|stops because|fails because|crashes because|does not run because} {there is no module named <package>|it cannot find the module <package>|the module <package> is missing|the module <package> was not found|<package> is not found as a module|no module named <package>|the python module <package> cannot be found|module <package> does not exist|it does not find the module <package>}@fixit
{python|python3|the interpreter} {does not find|can't find|cannot find|doesn't know|does not know|cannot import|can't import|fails to import|is missing} {the module <package>|<package>|the package <package>|a module named <package>|the library <package>}@fixit
{import|importing} <package> {fails|does not work|gives an error|gives ModuleNotFoundError|raises an ImportError|fails in python|gives an import error|is not possible|leads to module not found}@fixit
{the |a |}python module <package> {is missing|is not found|was not found|cannot be found|is not there|cannot be imported|is not installed}@fixit
{I get|I keep getting|why do I get} {a module not found error|no module named|ModuleNotFoundError|an ImportError|an import error} for <package>{| in python| in my script|}@fixit
{my|the|a} {script|program|python program} {imports|needs|wants to import|uses} {the module |}<package>{,|;| but} {python does not find it|it is not found|there is no such module|no such module exists|the module is missing}@fixit
why {can't|does|can} python {not find|find|not import|import|not know} {the module |}<package>{|?}
""",
    "do": """
@fixv {the |a |}{no module named <package>|missing module <package>|ModuleNotFoundError for <package>|import error for <package>|missing python module <package>|module not found <package>|ImportError of <package>|failing import of <package>} {@err||}{| in python| of python|}
{make|get|have|let} python {find|to find|import|know} {the missing module |the module |the missing }<package>
{get|add|supply} the {missing|not found} {python |}module <package>{| for python|}
{make|get} {the |}import {of |}<package> work{| in python|}
""",
}

W["fix-busy"] = {
    "ask": """
{I can't|I cannot|I could not|I am unable to|why can't I} {unmount|umount|eject|un-mount|detach} {@D|<dir>}{,|:|;| because|, since|, it says} {it is busy|the target is busy|it is in use|target is busy|the device is busy|something uses it|the device or resource is busy|it says busy}@fixit
{umount|unmounting|unmount|the umount|it|linux} {@says|@says that|fails because|fails as|stops because|refuses because} {<dir> is busy|the target <dir> is busy|<dir> is in use|the device at <dir> is busy|something still uses <dir>|<dir>: target is busy|there are open files on <dir>}@fixit
{unmounting|umounting|ejecting} {@D|<dir>} {fails|does not work|is refused|is not possible}{,|:|;| because|, since|, it says} {it is busy|the target is busy|it is in use|target is busy|some process uses it|device is busy|it is still in use}@fixit
{which|what} {process|program|processes} {prevents|keeps|blocks|stops|prevent|keep} {the unmounting of <dir>|me from unmounting <dir>|<dir> from being unmounted|the umount of <dir>|<dir> busy so that I cannot unmount it}{|?}
{<dir>|the @dir <dir>|the mount <dir>|the disk at <dir>|the drive mounted at <dir>} {cannot be unmounted|can't be unmounted|won't unmount|does not unmount|is busy and cannot be unmounted|refuses to unmount|will not be unmounted}{,|:|;| because|, as|, since|} {it is busy|it is in use|something uses it|it is still used|target is busy}@fixit
{what|who} {uses|is using|blocks|keeps busy} {the mount |the mounted |}<dir> so that {I cannot unmount it|it can't be unmounted|umount says busy|umount fails}{|?}
""",
    "do": """
@fixv {the |a |}{target is busy|busy|device is busy|device or resource busy|busy target} {@err|problem|message} {when I unmount|when unmounting|for umount of|on unmounting|of the umount of} {the @dir |}<dir>
{find|find out|see|show|tell me|check} {which process|what|which program|who} {keeps <dir> busy|prevents unmounting <dir>|blocks the unmounting of <dir>|blocks the umount of <dir>|uses the mount <dir> and keeps it from unmounting}
{unmount|get rid of the mount} <dir> {when|although|even though} {it says target is busy|it is busy|the target is busy|something uses it}
""",
}

W["fix-open-files"] = {
    "ask": """
{a program|my program|my server|the server|my app|it|python|node|java|the process|my script|nginx|the database|the build|the application|a service} {@says|fails with|crashes with|stops with|dies with|complains about|ends with|reports|runs into} {too many open files|that there are too many open files|too many files open|having too many open files|that too many files are open|the too many open files error}@fixit
{there are|I have|the process has|I get|my program has|I keep getting|why do I get} {too many open files|too many files open|too many open file descriptors|too many open file handles|"too many open files"}{| in my program| in this shell| from python| in my server|}@fixit
{I|my program|my server|the program|we} {can't|cannot|could not|can no longer} open {any more files|more files|another file|more sockets|more connections}{,|:|;| because|, since|} {there are too many open files|too many are open|of the open files limit|the limit of open files is reached|it says too many open files|}@fixit
{the|my} {limit|maximum|number} of open {files|file descriptors|file handles} is {too low|too small|reached|exceeded|not enough|used up|exhausted}@fixit
how can {a|my} {program|process|server} open more {files|file descriptors} {at once|than the limit allows}{|, it says too many open files}
{the|my} {program|server|process} {needs|wants|opens|has to open} {more|many|thousands of} {files|open files|file descriptors} than {allowed|the limit|it may|the limit allows}@fixit
""",
    "do": """
@fixv {the |a |}{too many open files|too many files open|open files limit|open file limit|"too many open files"|open file descriptor} {@err|problem|message|limit}{| of my program| in this shell| of a process|}
{raise|increase|lift|set higher|enlarge|up|heighten|extend|change|bump} {the|my} {limit of open files|open files limit|limit on open files|maximum number of open files|file descriptor limit|open file limit|ulimit for open files|number of allowed open files|ulimit for file descriptors|limit for file handles|max open files}{| of this shell| for this shell| because of too many open files|}
{allow|permit} {more|many more|a program more|my program more|a process to have more} {open files|files to be open|open file descriptors|open file handles}{| in this shell| at once|}
{let|make} {my program|a program|a process|my server} open {more files|more files at once|many files at the same time|as many files as it needs}
""",
}

W["fix-crlf"] = {
    "ask": """
{the script |my script |the shell script |}<file> {fails|does not run|does not work|won't run|breaks|stops|won't start|gives an error} {because of|due to|since it has|because it has|as it has|thanks to} {windows line endings|its windows line endings|CRLF line endings|dos line endings|carriage returns|\\r characters|CRLF|^M at the line ends|line endings from windows}@fixit
{running|executing|starting} {the script |my script |}<file> {gives|fails with|ends with|shows|leads to} {a bad interpreter error with ^M|bad interpreter ^M|bash^M bad interpreter|\\r command not found|a carriage return error|/bin/bash^M|errors about \\r|errors because of windows line endings}@fixit
{the script |my script |}<file> {was written|was edited|was saved|was made|comes} {on|in|from|under} windows{,|;| and| and now} {it does not run|it fails|bash complains about ^M|it won't run on linux|it says bad interpreter|it gives errors about \\r}@fixit
{bash|the shell|linux|sh} {complains about|finds|chokes on|stumbles over|does not like|shows} {^M|\\r|carriage returns|the windows line endings|the CRLF line endings} {in|of|when running|in the script|when I run the script} <file>@fixit
{why does|what makes} {the script |my script |}<file> {fail|not run|say bad interpreter} {with|because of|on} {^M|\\r|carriage returns|a bad interpreter ^M|windows line endings}{|?}
I {copied|got|brought|transferred} {the script |a script |}<file> from {windows|a windows machine}{,|;| and} {it fails because of its line endings|it won't run|bash says bad interpreter|it fails with \\r errors|its line endings break it}@fixit
""",
    "do": """
@fixv {the |a |}{bad interpreter|^M|carriage return|bash^M|\\r command not found|windows line ending} {@err|problem|message} {of|in|with|when running|for} {the script |my script |}<file>
{make|get} {the script |my script |}<file> {run|work}{,|} {it fails because of|which has|whose problem is|that fails because of|in spite of} {its |}{windows line endings|CRLF line endings|^M characters|carriage returns}
{repair|rescue|heal} {the script |my script |}<file>{,| that| which} {was saved on windows|has windows line endings|fails because of CRLF|has ^M in it}
{run|start} {the script |my script |}<file>{,| that| which} {fails because of windows line endings|was made on windows and fails|says bash^M bad interpreter}
""",
}

W["fix-detached-head"] = {
    "ask": """
{I am|I'm|git says I am|my repo is|git is|we are|git says that I am|I ended up} {in|in a|on a|in the} {detached HEAD|detached head|detached HEAD state|state of detached HEAD|detached head state}{,|;|.| and|, but| and want to| and I want to} {keep my work on|keep my commits on|save my work on|put my work on|keep the work on|save my commits to|how do I keep my work on|how do I save my work to} {a branch <branch>|the branch <branch>|a new branch <branch>|branch <branch>|a branch named <branch>|a branch called <branch>}{| please|}
{git|it} {@says|@says that} {HEAD is detached|I have a detached HEAD|I am on a detached HEAD|detached HEAD|I am not on any branch|this is a detached HEAD state}{,|;|.} {keep my work on|save my work to|I want my work on|how do I keep my commits on|put the commits on|my work should be on} {the |a |a new |}branch {named |called |}<branch>
I {committed|made commits|worked|did some work} {on|in} a detached HEAD{| by mistake| state|}{,|;|.| and| and want to} {keep it on|save it to|keep them on|put it on|how do I keep that on|don't want to lose it, save it on} {the |a |a new |}branch {named |called |}<branch>
I {checked out|went to|switched to} {an old commit|a commit|a tag|a hash} {and now HEAD is detached|and am in detached HEAD|and have a detached HEAD now}{,|;|.} {keep my work on|save my work to|how do I get my work onto|put my work on} {the |a |a new |}branch {named |called |}<branch>
{how can|can} {the|my} {work|commits} {from|made in|of} {a|my|the} detached HEAD be {kept|saved|preserved} {on|in|as} {the |a |a new |}branch {named |called |}<branch>
@want {my|the} {work|commits} {from|of|in} {the|this|my} detached HEAD {on|kept on|saved to} {the |a |a new |}branch {named |called |}<branch>
""",
    "do": """
{keep|save|preserve|rescue|store|secure|put} {my|the} {work|commits|changes} {from|of|in|made in} {a|the|this|my} {detached HEAD|detached head|detached HEAD state} {on|to|in|as} {the |a |a new |}branch {named |called |}<branch>
{get|come} out of {the |a |this |}{detached HEAD|detached head|detached HEAD state} {and keep my work on|with my work on|and save my commits to|keeping my commits on} {the |a |a new |}branch {named |called |}<branch>
@fixv {the |a |my |}{detached HEAD|detached head|detached HEAD state} {by keeping|and keep|and save|by putting} {my|the} {work|commits} {on|in} {the |a |a new |}branch {named |called |}<branch>
{turn|make} {the|this|my} detached HEAD into {the |a |a new |}branch {named |called |}<branch>
{attach|bind} {the|my} detached HEAD to {the |a |a new |}branch {named |called |}<branch>
""",
}

W["fix-merge-conflict"] = {
    "ask": """
{git|the merge|git merge|the pull|git pull|my merge} {stopped|stops|failed|halted|broke off|ended} {with|because of|at} {a merge conflict|a conflict|conflicts} in {@F|<file>}{,|;|.| and|, but} {I resolved it|I edited it|it is resolved now|I have resolved it|I have edited the file|it is edited and resolved|I fixed the file|the conflict is resolved}{|, what now|, how do I go on|, how do I finish the merge|. How do I continue|, finish the merge|, and now}
{there is|there was|I have|I had|I got|git found|git reports|I ran into} {a merge conflict|a conflict|conflicts|merge conflicts} in {@F|<file>}{,|;|.| and|, but} {I resolved it|I edited the file|it is resolved|I have fixed it|I already resolved it|what do I do|I have resolved it, how do I finish|how do I finish the merge|how do I mark it resolved|I solved it}{|, what now|, what next}
I {resolved|edited|fixed|solved|cleaned up|have resolved|have edited|sorted out} {the |a |all |}{conflict|conflicts|merge conflict|merge conflicts} in {@F|<file>}{,|;|.} {what now|how do I go on|how do I finish the merge|finish the merge|what is next|how do I continue|how do I conclude the merge|what do I have to do now|how do I complete it|commit it}
{merging|pulling} {gave|caused|led to|produced|ended in} a {conflict|merge conflict} in {@F|<file>}{,|;|.} {it is resolved now|I resolved it|I edited it|how do I finish|how do I complete the merge|now what}
{@F|<file>} {has|had} {a merge conflict|merge conflicts|conflict markers|a conflict}{,|;|.| and|, which} {I resolved|I resolved it|I edited it|is resolved now|I have removed the markers}{|, what now|, how do I finish|, how do I go on}
git says {merging is not possible|I have unmerged files|there are unmerged files|merge conflict}{,|:|;|:} {in |}<file>@fixit
""",
    "do": """
{finish|complete|conclude|end|finalize|wrap up} {the|a|my} merge {after|once|now that|when} {I resolved|resolving|I have resolved|I edited|editing} the {conflict|conflicts|merge conflict} in {@F|<file>}
{mark|tell git that|declare} {the conflict in <file>|<file>|the conflicting file <file>} {as |is |}resolved and {finish the merge|commit|complete the merge|commit the merge|conclude the merge}
@fixv {the |a |}{merge conflict|conflict|merge conflict @err} in {@F|<file>}{| of git| in git| that I have resolved| after editing it|}
{commit|add and commit} {the |}{resolved|edited} {conflict in |file |}<file>{| to finish the merge| and end the merge|}
{go on|continue|proceed} {after|with} {a|the} {resolved |}{merge |}conflict in {@F|<file>}
""",
}

W["fix-push-rejected"] = {
    "ask": """
{git push|my push|the push|pushing|git|my git push} {is rejected|was rejected|gets rejected|is refused|fails|failed|does not work|was refused|is denied} {because|since|as|:|,} {the remote has newer commits|the remote contains work that I do not have|of newer commits on the remote|the remote is ahead|the remote has commits that I don't have|of non-fast-forward|somebody pushed before me|it is not a fast-forward|the remote has new commits|I have to fetch first|my branch is behind the remote|others have pushed|the updates were rejected|someone else pushed first}@fixit
{git|git push|the server|github|the remote|it} {rejects|refuses|rejected|refused|does not accept|denies|won't take} {my push|the push|my commits|my commits on push|to take my push} {because|since|as|:|,} {the remote has newer commits|it has newer commits|it contains work I do not have|it is ahead of me|of a non-fast-forward|of fetch first|someone else pushed|my branch is behind|there are newer commits}@fixit
{I can't|I cannot|I could not|I am unable to} {push|git push|push my commits}{,|:|;| because|, since|} {the remote has newer commits|somebody else has pushed|the push is rejected, fetch first|updates were rejected|it says non-fast-forward|it says fetch first|it was rejected|the remote is ahead|the remote has commits that I lack}@fixit
{why is|why was|why does git say that} my {push|git push} {rejected|is rejected|refused}{|, the remote has newer commits|, it says fetch first|, it says non-fast-forward|?}
git push {@says} {fetch first|non-fast-forward|failed to push some refs|updates were rejected|rejected, fetch first|that the remote contains work I do not have|that the remote has newer commits|rejected}@fixit
{a colleague|someone else|somebody} pushed {before me|in the meantime|first|meanwhile} and {now |}my push {is rejected|fails|is refused|does not go through}@fixit
""",
    "do": """
@fixv {the |a |}{rejected push|rejected git push|push rejected|failed to push some refs|non-fast-forward|fetch first|updates were rejected|push rejection} {@err|problem|message||}{| of git| in git|}
{push|get my push through|get my commits pushed} {when|although|after|if} {the remote has newer commits|git rejects it with fetch first|it is rejected as non-fast-forward|the push was rejected|the remote is ahead of me}
{get|put} my commits {on top of|after} {the remote's newer ones|the newer commits of the remote|the remote's} {because the push was rejected|so that the push is accepted|as my push is rejected}
{make|get} {my|the} {rejected|refused} push {work|accepted|go through}{| by getting the newer commits first|}
""",
}

W["fix-no-upstream"] = {
    "ask": """
{git push|git|pushing|my push|it|the push} {@says|@says that|fails because|fails as|stops because} {the branch <branch> has no upstream|the current branch <branch> has no upstream branch|branch <branch> has no upstream branch|<branch> has no upstream|there is no upstream for <branch>|no upstream is set for <branch>|the upstream of <branch> is missing|<branch> has no tracking branch}@fixit
{I can't|I cannot|I could not|I am unable to} {push|git push}{,|:|;| because|, since|} {the branch <branch> has no upstream|<branch> has no upstream branch|branch <branch> has no upstream|there is no upstream for <branch>|<branch> lacks an upstream}@fixit
{the |my |the current |}branch <branch> {has no upstream|has no upstream branch|lacks an upstream|is without upstream|has no upstream, says git push|has no upstream yet}{|, git push fails|, so git push fails|, says git|}@fixit
{why does|what does it mean that} {git push|git} {say|says} {that |}{the branch |}<branch> has no upstream{| branch}{|?}
{I get|I keep getting} {the error |the message |}{no upstream branch|has no upstream branch|no upstream} {for|with|when I push|when pushing} {the branch |}<branch>@fixit
git push {refuses|does not work|fails|stops} {for|on} {the branch |branch |}<branch>{,|:|;| because|, since} {it has no upstream|there is no upstream|no upstream is set|the upstream is missing}@fixit
""",
    "do": """
@fixv {the |a |}{no upstream|missing upstream|no upstream branch|has no upstream|upstream} {@err|problem|message} {of|for|with|when I push|when pushing} {the branch |}<branch>
{make|get} git push {work|to work} {for|on} {the branch |}<branch>{,|} {which has no upstream|that has no upstream|it says no upstream|when it has no upstream branch}
{push|get pushed} {the branch |}<branch>{,| that| when| which} {has no upstream|has no upstream branch|git says has no upstream|it has no upstream}
{give|set} {the |}missing upstream {of|to|for} {the branch |}<branch>{| so that git push works| as git push complains|}
""",
}

W["fix-docker-socket"] = {
    "ask": """
{docker|docker ps|docker run|every docker command|my docker command|it|the docker client|docker compose} {@says|fails with|stops with|gives|ends with} {permission denied for its socket|permission denied|permission denied on the docker socket|permission denied for the docker daemon socket|that I have no permission for the docker socket|permission denied while connecting to the daemon|permission denied at /var/run/docker.sock|got permission denied at the socket} {||without sudo|when I run it|as a normal user|as my user} {for docker|with docker||}@fixit
{I can't|I cannot|I am not allowed to|I may not|I am unable to} {use docker|run docker|connect to the docker daemon|access the docker socket|run docker without sudo|use docker without sudo|connect to docker|talk to the docker daemon|start containers without sudo}{,|:|;| because|, it says|} {permission denied|of permission denied on the socket|permission is denied|the socket denies permission|I have no permission|I am not in the group docker|}@fixit
{docker only works|why does docker only work|docker works only|why do I need sudo for docker|docker needs|why does docker need|docker always needs} {with sudo|as root|sudo|when I use sudo|root rights}{,|;| otherwise|, without it I get} {permission denied|permission denied for the socket|I get permission denied|it says permission denied}@fixit
{why do I get|I get|I keep getting|there is} {permission denied|a permission error|a permission denied error} {from docker|for the docker socket|on docker.sock|when using docker|with docker|when I run docker|when connecting to the docker daemon|for /var/run/docker.sock}@fixit
my user {has no access|has no permission|lacks access|is not allowed access|has no rights} to {the docker socket|docker|the docker daemon|docker.sock|/var/run/docker.sock}@fixit
""",
    "do": """
@fixv {the |}{docker permission denied|permission denied of docker|docker socket permission|docker.sock permission|docker socket|docker daemon socket permission denied|permission denied on the docker socket} {@err|problem|message}
{use|run} docker {without sudo|as a normal user|as my user|without root|without being root}{| instead of getting permission denied| although it says permission denied||}
{allow|let|permit|enable} {me|my user|myself|my account} {to |}{use|run|access} {docker|docker without sudo|the docker socket|the docker daemon}
{give|grant|get} {me|my user|myself} {access|permission|rights} {to|for} {the docker socket|docker|the docker daemon|docker.sock}
{add|put} {me|my user|myself|the current user} {to|in|into} the {docker group|group docker}{| because of permission denied| so that docker works|}
""",
}

W["fix-key-permissions"] = {
    "ask": """
{ssh|it|the ssh client|ssh-add} {ignores|refuses|rejects|does not use|won't use|does not accept|refuses to use|skips|will not load} {the key|my key|the private key|my private key|the key file|the ssh key} <file>{,|:|;| because|, since|, as} {others can read it|its permissions are too open|it is readable by others|the permissions are too open|everyone can read it|it is accessible by others|the file is too open|it is unprotected|of its permissions|it has bad permissions}@fixit
{ssh|it|the ssh client} {@says|@says that|warns that} {the permissions of <file> are too open|the permissions for <file> are too open|the private key <file> is unprotected|the key <file> is readable by others|<file> is an unprotected private key|the key file <file> has too open permissions|bad permissions for <file>|permissions 0644 for <file> are too open|my private key <file> is accessible by others}@fixit
{the|my} {permissions|rights|file permissions|mode} of {the key|my key|my private key|my ssh key|the key file|the private key} <file> are {too open|too loose|too wide|wrong for ssh|not accepted by ssh|too permissive|bad, says ssh}@fixit
{I get|why do I get|I keep getting} {an unprotected private key file|unprotected private key|a permissions too open|a bad permissions} {warning|error|message} {for|about|because of} {the key |my key |}<file>@fixit
{the |my |}{key|private key|ssh key} <file> {is ignored|is refused|is not accepted|is rejected|is not used} {by ssh |}{because|since|as} {others can read it|its permissions are too open|it is too open|everybody may read it|it is not protected|of its permissions}@fixit
why does ssh {ignore|refuse|not accept|reject} {the key|my key|my private key} <file>{| with permissions too open|, others can read it|, permissions are too open|?}
""",
    "do": """
@fixv {the |}{permissions too open|unprotected private key|unprotected private key file|too open permissions|bad permissions|key permissions} {@err|problem|warning|message} {for|of|with|about} {the key |my key |my ssh key |}<file>
{make|get} ssh {accept|to accept|use|stop ignoring|not reject} {the key|my key|my private key|the private key} <file>{,| whose| when its| since its} {permissions are too open|others can read|permissions are refused}
{protect|secure} {the |my |}{private key|ssh key|private key file|ssh private key} <file> {as ssh demands|so that ssh accepts it|so ssh no longer complains|because ssh says its permissions are too open|so that ssh uses it}
{set|correct|tighten} {the |}permissions {of|for|on} {the |my |}{ssh key|private key|ssh private key} <file>{| so that ssh accepts it| as ssh wants them| that ssh calls too open|}
""",
}
