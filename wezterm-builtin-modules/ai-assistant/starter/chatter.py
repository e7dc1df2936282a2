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
