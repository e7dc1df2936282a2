"""Questions that are none of the tasks: the model answers them with one fixed sentence."""

MACROS = {
    "topic": "{git rebase|recursion|TCP|a closure|quantum physics|photosynthesis|the borrow checker|a mutex|DNS|HTTP|pointers|the cloud|inflation|gravity|black holes|machine learning|a hash map|big O notation|docker|kubernetes|systemd|regular expressions|encryption|unicode|evolution|a linked list|TLS|the stack and the heap|SOLID|async and await|git merge|cherry-picking|democracy|the stock market|<w>|<w>|<w>|<w>|<w> <w>}",
    "place": "{France|Germany|Spain|Italy|Japan|China|Brazil|Canada|Kenya|Norway|Poland|India|Peru|Egypt|Australia|Sweden|Texas|<W>|<W>}",
    "err": "{panic|warning|Traceback|E0382|error[E0308]|Segmentation fault|undefined reference to|npm ERR!|TypeError|SyntaxError|NullPointerException|mismatched types|exit code <n>|core dumped|<err>}",
    "q": "{how do I|how can I|how to|please|can you|what's the command to|I want to|help me||||}",
}

CHATTER = """
{hi|hello|hey|hello there|good morning|good evening|good afternoon|yo|greetings|howdy|hiya|hi there|moin|sup|hola|hey there|hallo|bonjour}
{hi|hello|hey}{,| there,|} {how are you|who are you|what's up|nice to meet you|what can you do|are you there|anybody there|friend|bot|assistant}
{thanks|thank you|thx|great|cool|ok|okay|nice|perfect|awesome|good job|well done|thanks a lot|many thanks|that worked|it works|yes|no|maybe|sure|fine|lol|haha|wow|never mind|stop|bye|goodbye|see you|good night|sorry|hmm|what|why|huh|test|testing|really}
{thanks|thank you}{,| so much,| for} {that helped|you are great|the help|that was quick|your help}
{who|what} are you
what {is your name|can you do|do you know|are you able to do|is your purpose|model are you|languages do you speak|is the meaning of life}
are you {a robot|human|an AI|a language model|alive|real|happy|chatgpt|smart|a person}
{who|what company} {made|built|trained|wrote|created} you
how old are you
do you {like|love|know|understand|remember|speak|eat|dream about} {music|cats|pizza|me|french|german|what I said|<w>|<w>}
what is the {capital|population|president|area|language|currency|flag|king|largest city|highest mountain|prime minister} of @place
where is {@place|the Eiffel tower|Mount Everest|the moon|the north pole|the nearest restaurant|the Amazon river}
who {wrote|painted|invented|discovered|composed|directed|won|founded} {Hamlet|the Mona Lisa|the telephone|penicillin|the world cup|Linux|C|Python|the ninth symphony|<W>|<w>|Star Wars}
when {did|was} {the war|the moon landing|the French revolution|Einstein|Mozart|Rome|<W>|the internet} {end|start|born|founded|invented|happen}
why is {the sky blue|grass green|water wet|the sea salty|rust popular|python slow|my build slow|snow white|<w> so <w>}
how {far|big|old|tall|fast|heavy|deep} is {the moon|the sun|the earth|an elephant|light|Everest|the universe|a blue whale|@place}
how many {people live in @place|planets are there|days are in a year|legs does a spider have|continents are there|ounces are in a pound|bones does a human have|hours are in a week|stars are there}
what is {<n> plus <n>|<n> times <n>|<n> divided by <n>|<n> + <n>|<n>*<n>|the square root of <n>|<n> minus <n>|<n> percent of <n>|pi|two and two}
{what's|what is|what does} {the weather|the time|the date today|the news|new|for dinner|the weather like in @place|@topic|@topic|@topic|@topic mean}
{explain|describe|define|summarize|teach me|tell me about|tell me more about|what is|what are|talk about} @topic{| to me| in simple words| like I am five| briefly| with an example| in detail}
explain {@topic|how @topic works|the difference between @topic and @topic|why @topic matters}
what is the difference between @topic and @topic
{write|compose|give me|make up|create} {a|me a} {poem|haiku|song|story|joke|limerick|letter|speech|essay|tweet|riddle|rap|novel|tale|blog post} {about|on|for} {<w>|<w>|the <w>|my <w>|a <w>|love|autumn|cats}
{tell me|tell|do you know} a {joke|story|secret|riddle|fairy tale|fun fact|lie}{| about <w>}
{write|generate|give me|create|implement|code} {a|me a|the} {function|class|program|script|unit test|regex|module|web server|python function|rust struct|game|react component|sql query|parser|sorting algorithm|macro|makefile} {that <w>s <w>|for <w>|to <w> the <w>|which returns <w>|in python|in rust|in C|named <w>}
Explain: @err: <w> <w> <w>
Explain: {<err>|@err} {<w> <w> <w>|at line <n>|<w> <w>|'<w>'|`<w>`}
Explain{:| this:| this error:| the error:| this message:| this output:} @err{:|} <w> <w> <w> {<w>|<file>|<n>|'<w>'}
{what does|why do I get|how do I fix|what is} {this error|the error|@err <w> <w>|@err} {mean||}
{fix|debug|review|refactor|translate|improve|optimize|rewrite|simplify|comment|document|format|check|proofread} {this|my} {code|function|bug|sentence|text|program|test|script|paragraph|essay|letter|build error|crash}
translate {<w>|this|good morning|hello|<w> <w>|the word <w>} {to|into} {French|German|Spanish|Italian|Latin|Japanese|english}
{recommend|suggest} {me |}{a|some} {book|movie|restaurant|song|editor|laptop|recipe|name for my cat|gift|hobby|game|distribution}
@q {change|set|reset} {my|the|a} {shell|prompt|timezone|locale|wallpaper|font|screen resolution|volume|keyboard layout|clock|theme|umask|screen brightness|default browser|mouse speed}
@q {log out|lock the screen|burn an iso to a dvd|take a screenshot|record the screen|play music|open a browser|send an email|print a document|scan a qr code|resize an image|convert a video to mp4|make a gif|merge two pdfs|rotate a picture|stream a video|edit a photo|record my voice|join a meeting|turn off the monitor|suspend the laptop|pair bluetooth headphones|connect to wifi|share my screen}
@q {convert|turn|transcode} <file> {to|into} {mp3|mp4|gif|png|pdf|a pdf|webp|an image|html}
@q {show|find|get|see|tell me|display} {my|the} {mac address|cpu temperature|temperature|screen resolution|battery level|graphics card|loaded kernel modules|routing table|default gateway|list of users|calendar|keyboard layout|fan speed|monitor name|dns server|time zone|locale|wifi password|screen brightness|swap usage|serial number}
@q {whois|scan the ports of|check the certificate of|port scan|sniff the traffic of|find the location of|monitor the traffic to|hack|attack|log all requests to} <host>
@q {create|list|delete|make} {a|the|my|all} {cron job|alias|swap file|gpg key|partition|database|table <w>|virtual machine|lvm volume|raid array|snapshot|bridge|vpn|vlan|symlink loop|kernel module|udev rule|systemd timer|systemd service file}
@q {bisect|add a submodule|see the reflog|list the worktrees|add a worktree|sign a commit|archive the repository|find a lost commit|rewrite the author of all commits|split a commit|write a git hook|ignore a file in git|set up git lfs|compare two branches|count the commits of <u>|edit an old commit message}
@q {create|delete|list|scale|describe|deploy|expose} {a|the|all|my} {pod|pods|deployment|namespace|cluster|ingress|kubernetes secret|helm chart|node pool|lambda function|s3 bucket|ec2 instance|terraform state|docker volume|docker network|dockerfile|swarm}
@q {encrypt|decrypt|sign|encode|base64 encode|base64 decode|reverse|shuffle|transpose|watermark|shred|truncate|hexdump|translate|spellcheck|minify|compile|lint|debug|profile|disassemble|transpose the columns of|number the lines of|remove the first column of|join the lines of|convert to uppercase} {<file>|the file <file>|my file <file>}
@q {exit vim|quit nano|split the pane|open a new tab|change the font size|scroll up|clear the screen|detach from tmux|kill a screen session|write a loop|write an if statement|write a function in bash|use variables in bash|read a line from the user|parse arguments in a script|redirect errors to a file|pipe into another command|make an alias permanent|change the prompt colour|search backwards in vim|undo in vim|save in emacs|comment out lines in vim}
@q {compile|build|configure|deploy|debug|profile|test|benchmark|run|format|lint} {my project|my code|the kernel|<w> from source|a rust project|my website|an android app|the unit tests|a release|a web server in rust}
@q {dump|restore|back up|query|connect to|create an index on|drop|migrate|vacuum} {the database|a mysql database|my postgres database|the table <w>|a sqlite file|redis|mongodb|a table}
@q {fold|paint|cook|bake|sing|draw|teach|sell|buy|plant|feed|wash|guess|dream|marry|count} {<w>|the <w>|a <w>|my <w>|<w> and <w>|some <w>}
{on|in} {windows|powershell|macos|excel|word|photoshop|android|outlook|the browser|gmail|jira|vscode|intellij|vim|emacs}{,|} {how do I|how can I|how to} {<w> a <w>|delete a row|add a column|change the font|format the code|see the registry|rename a symbol|open the settings|install an update|clear the cache|switch tabs}
{set|start|make} {an alarm|a timer|a reminder|a meeting|an appointment|coffee} {for|at|in} {<n> minutes|tomorrow|noon|five|<n> o'clock}
{which|what} {linux distribution|editor|language|laptop|shell|file system|database|web framework|cloud provider|terminal} {is best|should I use|is the fastest|do you recommend|is better for <w>}
{how much|how many} {does <w> cost|tokens do you know|languages are there|users does linux have|megabytes are in a gigabyte|bits are in a byte|seconds are in a day}
{<w>|<w> <w>|<w> <w> <w>|<r>|<r> <r>|<w> <w> <w> <w>|<r> <w> <r>|<w> <w> <w> <w> <w>}
{<r><r>|<r>|<r> <r> <r>|asdf|asdfasdf|qwerty|foo|foo bar|blah blah|<n>|<n> <n>|<n> <w>|???|!!!|...|.|?|;;|{}|:-)|<file>|<w>.|<w>!|-|$}

{I am|I feel|I'm} {sad|happy|bored|hungry|tired|a <w>|at <w>|learning <w>|looking for a job|stuck|in love|lost|new here|a beginner|confused|<w>}
my {name is <W>|cat is called <W>|code does not work|computer is slow|screen is black|internet is down|keyboard is broken|boss is angry|build fails|tests fail|<w> is <w>|favourite <w> is <w>}
{is|are|can|does|will|should} {<w>|the <w>|a <w>|my <w>} {<w>|be <w>|a <w>|have <w>|really <w>|better than <w>}
{should I|would you} {learn|use|buy|choose|try|prefer} {rust or go|python|vim or emacs|linux|a mac|<w> or <w>|tabs or spaces|<w>}
{how do I|how can I|how to} {cook <w>|bake a cake|make coffee|learn <w>|lose weight|get rich|fix a bicycle|sleep better|tie a tie|play <w>|draw a <w>|write better code|become a developer|make friends|<w> a <w>|<w> the <w> with <w>|get started with <w>|write <w>|speak <w>}
{what|which} {<w>|kind of <w>|<w> and <w>} {do you|should I|does it|can one} {like|use|want|prefer|see|recommend|<w>}
{the|a|some|my|any} <w> <w> {is|was|has|goes} <w> {and|or|but} <w>
{tell me|I want to know|explain} {how|why|when|what} {<w> <w>s|the <w> <w>s|a <w> works|people <w>|a compiler works|planes fly|magnets work|the <w> is <w>}
{let x = <n>;|fn <w>() {}|def <w>(): pass|SELECT * FROM <w>|#include <w>|import <w>|const <w> = <n>|print("<w>")|<w> = <w> + <n>|console.log(<w>)}
{continue|go on|more|again|repeat that|say that again|what do you mean|I don't understand|shorter please|in other words|give me an example|and then|what else|why not|how so|next|help|help me|I need help|can you help me|please help|do something|what should I do|what now}
"""

# What looks like one of the tasks and is none: verb phrases, to be put behind the same openings as those.
NEAR = """
@show {all |}files {owned by|that belong to|of} {<u>|the user <u>|the group <u>}
@show {duplicate files|files that exist twice|broken symlinks|dangling links|files without an extension|files with spaces in their names|files that nobody can read|world-writable files|setuid files|executable files|the longest file name|sparse files|hard links of <file>|files newer than <file>|files opened today}
@show {only directories|directories only|the directory tree as a picture|a tree view|the number of files per extension|how many files each user has|the inode of the root}
{rename|change} all {files|file names} to {lowercase|uppercase|have no spaces|numbers|a date prefix}
move all {*.<r>|<r>|.<r>} files {to|into} {<w>|another folder|my home}
{copy|sync} only {new files|changed files|the newest file|files below <n> KB|the first <n> files} {to|into} <w>
{compare|diff} {two directories|the folders <w> and <w>|<w> and <w> side by side|two binaries|two pdfs}
{make|create} {a hard link|a sparse file of <n> GB|a file with random data|<n> empty files|a temporary directory|a fifo|a named pipe|a ram disk|a directory for each <w>}
{recover|restore|undelete} {a deleted file|<file>|what I deleted|my trash|an older version of <file>}
{lock|hide|protect with a password|make immutable|make invisible} {<file>|the file <file>|a folder|the folder <w>}
{print|show|get} {the lines between <w> and <w>|every second line|every <n>th line|only the matching part|lines longer than <n> characters|the longest line|the last word of each line|<n> lines around each match|lines that match <w> and <w>|a random line|the line after <w>|text in reverse}
{remove|strip|delete} {trailing whitespace|html tags|comments|duplicate lines without sorting|the first column|the last character of each line|all digits|the header line|non-ascii characters|tabs} {from|in|of} <file>
{replace|change|convert} {only the first <w>|the third <w>|tabs with spaces|spaces with tabs|newlines with commas|upper case with lower case|<w> with <w> only on line <n>} in <file>
{sum|average|multiply|plot|transpose|total} {the numbers in <file>|column <n> of <file>|the second column|all values of <file>}
{sort <file> by|order <file> by} {the third column|column <n>|date|length|the last field|month}
{join|merge|zip|paste} <file> and <file> {side by side|by the first column|line by line|on a key}
{insert|put} {a line|<w>|the text <w>} {at the top of|before line <n> of|after <w> in} <file>
{extract|pull} {all email addresses|all urls|all ip addresses|all numbers|the text|the images|json keys} {from|out of} <file>
{convert|turn} <file> {from csv to json|from json to yaml|to utf-8|from latin1|to base64|into a table|from xml to json}
{count|tell me} {the characters of|the vowels in|the columns of|the files per directory in|the paragraphs of} <file>
{pause|freeze|resume|renice|trace|debug|restart|move to another cpu|limit the memory of|change the priority of|attach to|dump the memory of} {the process |process |}{<pid>|<p>|number <pid>}
@show {the threads of <p>|the parent of <pid>|zombie processes|the environment of process <pid>|the open files of process <pid>|the command line of <pid>|when process <pid> started|the children of <pid>|processes of the user <u>|background jobs|which process writes to the disk|gpu processes|the tree of processes}
kill {all processes of <u>|every process|the oldest <p>|zombies|all but <p>|the parent of <pid>}
{schedule|plan|run} {<p>|a job|./<file>} {at midnight|tomorrow|every hour|at <n> o'clock|after the other one ends|on another machine|with a limit of memory|in parallel|<n> times}
{partition|resize|shrink|grow|check|repair|clone|wipe|defragment|encrypt|benchmark|trim} {the disk|a partition|/dev/sd<r>|the file system|my ssd|a usb stick|the root volume}
@show {inode usage|swap usage|disk speed|smart data|the uuid of a partition|bad blocks|disk quotas|io wait|the partition table of <w>|file system type of <w>}
{upload|post|send|put} {<file>|json|a form|data} {to|with curl to} {<host>|an api|a url|the server}
{download|mirror|crawl} {a whole website|all images of <host>|a playlist|a youtube video|all pdfs of <host>|the latest release of <w>}
{block|ban|allow only|deny|rate limit|redirect} {the ip <host>|<host>|all traffic|port <n> to port <n>|traffic from <host>|everything but ssh}
{change|set|renew|release|find|scan} {my ip address|the dns server|the mac address|my gateway|the dhcp lease|the hosts in my network|the wifi channel|my proxy}
{measure|test|check} {my internet speed|the bandwidth to <host>|packet loss|the latency graph|my wifi signal|http/2 support of <host>|the ssl certificate of <host>}
{listen|capture|sniff} {on port <n> with netcat|packets on eth0|udp traffic|the traffic of <p>}
{extract|get} {only <file>|one file|the file <file>|the folder <w>} {from|out of} {the archive|an archive|<w>.tar.gz|<w>.zip}
{add|append|update|delete} <file> {to|in|from} {the archive|an existing zip|<w>.tar|<w>.zip}
{split|encrypt|password protect|test|repair|sign} {the archive|a zip|<w>.zip|<w>.tar.gz|my backup}
{unpack|create|open} {a rar|a 7z|<w>.7z|<w>.rar|an iso|<w>.cpio|a zst file}
{lock|unlock|disable|expire|rename} {the account of <u>|user <u>|the password of <u>|the login of <u>}
{allow|let} <u> {to use sudo without a password|to run only <p>|to log in with a key only|to read <file> with an acl}
{set|add|remove|show} {an acl|the sticky bit|setuid|the immutable flag|selinux labels|capabilities|the default umask} {on|of|for} <file>
@show {all users|the last logins|failed logins|who changed <file>|all groups|sudo rules|password rules}
{find|tell me} {which package owns <file>|which package contains <p>|which files belong to <w>|why <w> is installed|what depends on <w>}
{downgrade|pin|hold|reinstall|rebuild|uninstall with pip|uninstall with npm|remove with dnf|remove with pacman|upgrade only} {<w>|the package <w>|<p>}
{add|enable|remove} {a ppa|a repository|the backports|a flatpak|a snap|the signing key of <host>}
{install <w> with|use} {brew|snap|flatpak|yarn|conda|nix|gem|composer|zypper|emerge|apk}
{mask|unmask|edit|create|override|reload|kill} {the unit <w>|a unit|the service file of <w>|a systemd timer|a socket unit|<w>.timer}
@show {the boot time|the slowest services|all timers|the dependencies of <w>|logs since yesterday|logs of the last boot|logs between two dates|the kernel log of yesterday|the size of the journal|the unit file of <w>|the default target}
{change|set} {the default target|the run level|the log level|the time zone|the keyboard|the locale}
{push|tag|save|export|scan|import|squash|flatten|sign} {the image <w>|an image|a docker image|<w>:latest|my container}
@show {the ip of the container <w>|docker volumes|docker networks|the cpu use of containers|the layers of <w>|the environment of the container <w>|what changed in the container <w>|the ports of a container|dangling images}
{rename|pause|limit|attach to|update|commit|export} the container <w>
{create|remove|connect|inspect} {a volume|a docker network|the network <w>|a compose file|a swarm|a registry}
{build|rebuild} {without cache|for arm|a multi-stage image|with build arguments|only the service <w>}
@show {compose logs|the logs of the service <w> in compose|compose status|the config of compose}
{jump|hop} {through <host> to <host>|over a bastion}
{forward|share} {x11|my agent|a gui|the clipboard} over ssh
{mount|edit|watch} {a remote folder|files of <host>|<file> on <host>} {with sshfs|over ssh|locally}
{make|open} {a reverse tunnel|a socks proxy|a vpn} {to|through|over} <host>
{disable|turn off|forbid} {password logins|root logins|ssh for <u>|host key checking}
{keep|hold} {the ssh connection alive|my session open after logout}
{change|set} {the port of sshd|the passphrase of my key|the comment of my key|my ssh config|the banner}
{show|see|find} {the differences between the branches <b> and <b>|commits of <u>|commits since last week|the commit that broke it|deleted branches|large files in the history|the root of the repository|who made the most commits|ignored files|the size of the repository|what changed between two tags}
{undo|revert|drop} {the last <n> commits|a merge|a rebase|the last push|a stash|a deleted branch}
{stash|commit|push} {only <file>|part of a file|with another date|to two remotes|all tags|without hooks|as <u>}
{ignore|split|squash only|reorder|sign|move} {<file> in git|a commit|two commits|my commits|commits to another branch|a folder into its own repository}
"""
